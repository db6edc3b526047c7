import cors from '@fastify/cors';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../io/ports.ts';
import { answers } from './answers.ts';
import { authorize } from './auth.ts';
import { bookings } from './bookings.ts';
import { compilers } from './compilers.ts';
import { description } from './description.ts';
import { answerError, answerSocket } from './error-handler.ts';
import { health } from './health.ts';
import type { House } from './house.ts';
import { meetings } from './meetings.ts';
import { metrics } from './metrics.ts';
import { pages } from './pages.ts';
import { requestLog } from './request-log.ts';
import { roomEvents } from './room-events.ts';
import { rooms } from './rooms.ts';
import { unknownRoutes } from './unknown-routes.ts';
import { watching } from './watching.ts';
import { webhook } from './webhook.ts';
import { welcome } from './welcome.ts';

const BODY_LIMIT = 16 * 1_024;
/** Google's ids have up to 1,024 characters. */
const LONGEST_PARAMETER = 1_024;
/** How long a client may take to send its request, in ms. */
const PATIENCE_MS = 10_000;
/** How often those are looked for that take too long, in ms. */
const LOOK_MS = 1_000;

export interface AppOptions {
  house: House;
  logger: Logger;
  clock: Clock;
  /** How long a client may take to send its request, in ms; looked at each second at most. */
  patienceMs?: number;
}

/** The HTTP side, built without listening. Whoever listens also closes. */
export function buildApp({ house, logger, clock, patienceMs = PATIENCE_MS }: AppOptions): FastifyInstance {
  const { began, ended } = answers(house);
  const app = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: requestLog,
    bodyLimit: BODY_LIMIT,
    requestTimeout: patienceMs,
    http: {
      headersTimeout: patienceMs,
      connectionsCheckingInterval: Math.min(LOOK_MS, patienceMs),
      // Node would refuse it without a word.
      requireHostHeader: false,
    },
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    forceCloseConnections: 'idle',
    // Of a URL that can't be read: no hook hears of it.
    frameworkErrors(error, request, reply) {
      began(request, reply);
      answerError(error, request, reply);
      ended(request, reply);
    },
    clientErrorHandler: answerSocket,
  });
  // Nor may Node answer whoever expects more than `100-continue`.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  app.setErrorHandler(answerError);
  compilers(app);
  jsonAlone(app);
  app.setGenReqId(() => crypto.randomUUID());
  // One hook each: every one costs a share of what an answer takes.
  app.addHook('onRequest', (request, reply, done) => done(began(request, reply)));
  app.addHook('onResponse', (request, reply, done) => {
    ended(request, reply);
    done();
  });
  unknownRoutes(app);
  app.register(cors, {
    origin: (origin, decide) => decide(null, house.service?.corsOrigins.includes(origin ?? '') ?? false),
    strictPreflight: false,
    methods: ['GET', 'POST', 'PATCH', 'DELETE'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: 600,
  });
  app.register(swagger, description);
  app.register(rateLimit, { global: false });
  app.register(welcome);
  app.register(health, { house });
  app.register(webhook, { house });
  app.register(async (guarded) => {
    guarded.addHook('preValidation', authorize(house, guarded));
    guarded.register(meetings, { house });
    guarded.register(bookings, { house });
    guarded.register(rooms, { house });
    guarded.register(roomEvents, { house, clock });
    guarded.register(watching, { house });
    guarded.register(metrics, { house });
    guarded.register(pages);
  });
  return app;
}

/** Bodies are JSON; an empty one is none, for clients name the type though they send nothing. */
function jsonAlone(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body, done);
  });
}
