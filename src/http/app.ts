import cors from '@fastify/cors';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../ports/clock.ts';
import { authorize } from './access/authorize.ts';
import type { AppContext } from './app-context.ts';
import { compilers } from './compilers.ts';
import { description } from './description.ts';
import { bookings } from './door/bookings.ts';
import { checkIns } from './door/check-ins.ts';
import { doors } from './door/doors.ts';
import { lobby } from './door/lobby.ts';
import { meetings } from './door/meetings.ts';
import { passes } from './door/passes.ts';
import { mendDoubledReturns } from './doubled-returns.ts';
import { answerError, answerSocket } from './error-handler.ts';
import { ApiError } from './errors.ts';
import { reload } from './operator/reload.ts';
import { roomEvents } from './operator/room-events.ts';
import { rooms } from './operator/rooms.ts';
import { watching } from './operator/watching.ts';
import { builtPages } from './pages/built-pages.ts';
import { shells } from './pages/shells.ts';
import { health } from './platform/health.ts';
import { iotWebhook } from './platform/iot-webhook.ts';
import { metrics } from './platform/metrics.ts';
import { pages } from './platform/pages.ts';
import { webhook } from './platform/webhook.ts';
import { welcome } from './platform/welcome.ts';
import { replyHooks } from './reply-hooks.ts';
import { requestLog } from './request-log.ts';
import { unknownRoutes } from './unknown-routes.ts';

const BODY_LIMIT = 16 * 1_024;
/** Google's ids have up to 1,024 characters. */
const LONGEST_PARAMETER = 1_024;
/** How long a client may take to send its request, in ms. */
const PATIENCE_MS = 10_000;
/** How often those are looked for that take too long, in ms. */
const LOOK_MS = 1_000;

export interface AppOptions {
  context: AppContext;
  logger: Logger;
  clock: Clock;
  /** How long a client may take to send its request, in ms; looked at each second at most. */
  patienceMs?: number;
}

/** The HTTP side, built without listening. Whoever listens also closes. */
export function buildApp({ context, logger, clock, patienceMs = PATIENCE_MS }: AppOptions): FastifyInstance {
  const { onRequest, onResponse } = replyHooks(context);
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
      onRequest(request, reply);
      answerError(error, request, reply);
      onResponse(request, reply);
    },
    clientErrorHandler: answerSocket,
  });
  // Nor may Node answer whoever expects more than `100-continue`.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  const isWanted = () => (context.service?.pythonRooms.size ?? 0) > 0;
  mendDoubledReturns(app, { clock, isWanted, patienceMs });
  app.setErrorHandler(answerError);
  compilers(app);
  jsonAlone(app);
  app.setGenReqId(() => crypto.randomUUID());
  // One hook each: every one costs a share of what an answer takes.
  app.addHook('onRequest', (request, reply, done) => done(onRequest(request, reply)));
  app.addHook('onResponse', (request, reply, done) => {
    onResponse(request, reply);
    done();
  });
  unknownRoutes(app);
  app.register(cors, {
    origin: (origin, decide) => decide(null, context.service?.corsOrigins.includes(origin ?? '') ?? false),
    strictPreflight: false,
    methods: ['GET', 'POST', 'PATCH', 'DELETE'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: 600,
  });
  app.register(swagger, description);
  app.register(rateLimit, { global: false });
  app.register(welcome);
  app.register(health, { context });
  const built = builtPages();
  app.register(shells, { built });
  app.register(webhook, { context });
  app.register(iotWebhook, { context });
  app.register(async (guarded) => {
    guarded.addHook('preValidation', authorize(context, guarded, clock));
    guarded.register(meetings, { context });
    guarded.register(bookings, { context, clock });
    guarded.register(checkIns, { context });
    guarded.register(passes, { context, clock });
    guarded.register(lobby, { context, clock, version: built.version });
    guarded.register(doors, { context, clock, version: built.version });
    guarded.register(rooms, { context });
    guarded.register(roomEvents, { context, clock });
    guarded.register(watching, { context });
    guarded.register(reload, { context });
    guarded.register(metrics, { context });
    guarded.register(pages);
  });
  return app;
}

/**
 * Bodies are JSON; an empty one is none, for clients name the type though they send nothing. Small firmware, and curl, send
 * JSON under another type, or none: it is taken from whoever is no page in a browser. A page that names another type asks
 * nobody for leave (no CORS preflight), and the browser would add the credentials that somebody once typed for HTTP Basic.
 */
function jsonAlone(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>('*', { parseAs: 'string' }, (request, body, done) => {
    const undeclared = new ApiError('UNSUPPORTED_MEDIA_TYPE');
    if (body === '') done(null, undefined);
    else if (request.headers.origin !== undefined) done(undeclared);
    else void parse(request, body, (error, value) => (error ? done(undeclared) : done(null, value)));
  });
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body, done);
  });
}
