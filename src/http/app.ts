import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../ports/clock.ts';
import { authorize } from './access/authorize.ts';
import type { AppContext } from './app-context.ts';
import { compilers } from './compilers.ts';
import { crossOrigin } from './cross-origin.ts';
import { description } from './description.ts';
import { bookings } from './door/bookings.ts';
import { checkIns } from './door/check-ins.ts';
import { doors } from './door/doors.ts';
import { lobby } from './door/lobby.ts';
import { meetings } from './door/meetings.ts';
import { passes } from './door/passes.ts';
import { mendDoubledReturns } from './doubled-returns.ts';
import { answerError, answerSocket } from './error-handler.ts';
import { jsonBodies } from './json-bodies.ts';
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
import { missingPeers } from './sharding/missing-peers.ts';
import type { PeerLimits } from './sharding/peers.ts';
import { requestIdOf } from './sharding/request-id.ts';
import { toOwner } from './sharding/to-owner.ts';
import { withPeers } from './sharding/with-peers.ts';
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
  /** How long other processes are waited for, where there are any that have rooms. */
  peerLimits?: PeerLimits | undefined;
}

/** The HTTP side, built without listening. Whoever listens also closes. */
export function buildApp(options: AppOptions): FastifyInstance {
  const { context, logger, clock, patienceMs = PATIENCE_MS, peerLimits } = options;
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
  jsonBodies(app);
  app.setGenReqId((request) => requestIdOf(request, context));
  // One hook each: every one costs a share of what an answer takes.
  app.addHook('onRequest', (request, reply, done) => {
    const wrong = onRequest(request, reply);
    if (!crossOrigin(context, request, reply)) done(wrong);
  });
  app.addHook('onResponse', (request, reply, done) => {
    onResponse(request, reply);
    done();
  });
  unknownRoutes(app);
  app.register(swagger, description);
  app.register(rateLimit, { global: false });
  app.register(welcome);
  const { peers, forward } = peerLimits ? withPeers(app, { context, clock, limits: peerLimits }) : {};
  app.register(health, { context, missing: peers && missingPeers(context, peers, clock) });
  const built = builtPages();
  app.register(shells, { built });
  app.register(webhook, { context, peers });
  app.register(iotWebhook, { context, forward });
  app.register(async (guarded) => {
    guarded.addHook('preValidation', authorize(context, guarded, clock));
    guarded.register(async (ofRooms) => {
      if (forward) ofRooms.addHook('preValidation', toOwner(context, forward));
      ofRooms.register(meetings, { context });
      ofRooms.register(bookings, { context, clock });
      ofRooms.register(checkIns, { context });
      ofRooms.register(passes, { context, clock });
      ofRooms.register(doors, { context, clock, version: built.version });
      ofRooms.register(rooms, { context, peers });
      ofRooms.register(roomEvents, { context, clock });
      ofRooms.register(watching, { context });
    });
    guarded.register(lobby, { context, clock, version: built.version, peers });
    guarded.register(reload, { context, peers });
    guarded.register(metrics, { context });
    guarded.register(pages);
  });
  return app;
}
