import { STATUS_CODES } from 'node:http';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import { ApiError, ERRORS } from './errors.ts';
import { health } from './health.ts';
import type { House } from './house.ts';
import { meetings } from './meetings.ts';
import { countAnswers, metrics } from './metrics.ts';
import { rooms } from './rooms.ts';
import { watching } from './watching.ts';
import { webhook } from './webhook.ts';

const BODY_LIMIT = 16 * 1_024;

/** The HTTP side, built without listening. Whoever listens also closes. */
export function buildApp({ house, logger }: { house: House; logger: Logger }): FastifyInstance {
  const count = countAnswers(house);
  const app = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: 'idle',
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    // Of a URL that can't be read: no hook hears of it.
    frameworkErrors: (error, request, reply) => count(request, answer(error, request, reply)),
  });
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler<FastifyError>((error, request, reply) => answer(error, request, reply));
  app.setNotFoundHandler((request) => {
    throw new ApiError('UNKNOWN_ROUTE', `There is no ${request.method} ${request.url.split('?')[0]}`);
  });
  app.addHook('onResponse', (request, reply, done) => {
    count(request, reply);
    done();
  });
  app.register(health, { house });
  app.register(webhook, { house });
  app.register(watching, { house });
  app.register(meetings, { house });
  app.register(rooms, { house });
  app.register(metrics, { house });
  return app;
}

/** Answers an error in the shape and the words of docs/errors.md. */
function answer(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { code, message, details } = answerable(error);
  const { status } = ERRORS[code];
  if (status >= 500) {
    // Only a mistake of our own needs its stack.
    request.log.warn(
      code === 'INTERNAL' ? { err: error } : { code },
      `${request.method} ${request.url.split('?')[0]} answers ${status}: ${error.message}`,
    );
  }
  if (status === 401) reply.header('www-authenticate', 'Basic realm="roomcal", Bearer');
  const body = { statusCode: status, code, error: STATUS_CODES[status], message, ...details };
  return reply.code(status).send(body);
}

/** Fastify's own refusals in the words of our table; whatever else is thrown is our mistake and says nothing. */
function answerable(error: FastifyError): ApiError {
  if (error instanceof ApiError) return error;
  if (error.validation) return new ApiError('INVALID_REQUEST', explain(error));
  switch (error.statusCode) {
    case 413:
      return new ApiError('TOO_LARGE');
    case 415:
      return new ApiError('UNSUPPORTED_MEDIA_TYPE');
    case undefined:
      return new ApiError('INTERNAL');
    default:
      return error.statusCode < 500
        ? new ApiError('INVALID_REQUEST', error.message)
        : new ApiError('INTERNAL');
  }
}

function explain({ message, validation }: FastifyError): string {
  const unknown = validation?.find(({ keyword }) => keyword === 'additionalProperties');
  return unknown ? `${message}: ${unknown.params.additionalProperty}` : message;
}
