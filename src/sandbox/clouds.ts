import Fastify, { type FastifyInstance } from 'fastify';
import type { Clock } from '../ports/clock.ts';
import { ServiceAccounts } from './accounts/service-accounts.ts';
import { Tokens, tokenRoutes } from './accounts/token.ts';
import { calendarRoutes } from './calendar/calendar.ts';
import { Calendars } from './calendar/events.ts';
import { Channels } from './calendar/push.ts';
import { Calls, countCalls } from './calls.ts';
import { Faults, misbehave } from './faults.ts';
import { IotAccounts } from './iot/accounts.ts';
import { iotRoutes } from './iot/iot.ts';
import type { IotCloud } from './iot/things.ts';
import { ThingWebhooks } from './iot/webhooks.ts';
import { startPubSub } from './pubsub/pubsub.ts';
import { Buckets } from './storage/objects.ts';
import { storageRoutes } from './storage/storage.ts';

const HOST = '127.0.0.1';
const PROJECT_ID = 'roomcal-sandbox';
/** Longer than any event id, the longest parameter there is in a path (1024 characters). */
const MAX_PARAM_LENGTH = 1100;

/** Running stand-ins of the four clouds, with their stores at hand for whoever fills them. */
export interface Clouds {
  readonly httpUrl: string;
  /** As PUBSUB_EMULATOR_HOST has it. */
  readonly pubsubHost: string;
  readonly projectId: string;
  /** The environment in which another process of roomcal joins these clouds. */
  readonly environment: Record<string, string>;
  readonly calendar: Calendars;
  /** Of the account that is there from the beginning. */
  readonly iot: IotCloud;
  readonly iotAccounts: IotAccounts;
  readonly storage: Buckets;
  /** Whose assertions Google's token endpoint takes. */
  readonly accounts: ServiceAccounts;
  /** Ends all streams, timers and connections. */
  close(): Promise<void>;
}

/**
 * Starts the clouds on loopback: one port for HTTP, one for Pub/Sub, 0 for a free one. All time is `clock`'s.
 * Rejects with `code` EADDRINUSE and the `port` where one is taken.
 */
export async function startClouds(options: {
  clock: Clock;
  httpPort: number;
  pubsubPort: number;
  /** Arduino's limit of each account; whoever measures thousands of rooms on one account raises it. */
  iotRequestsPerSecond?: number;
}): Promise<Clouds> {
  const { clock, iotRequestsPerSecond = 10 } = options;
  const calls = new Calls();
  const faults = new Faults(clock);
  const channels = new Channels(clock, faults, calls);
  const calendar = new Calendars(clock, (calendarId) => channels.notify(calendarId));
  const webhooks = new ThingWebhooks(clock, faults, calls);
  const iotAccounts = new IotAccounts(clock, iotRequestsPerSecond, (thing, property) =>
    webhooks.fire(thing, property),
  );
  const storage = new Buckets(clock);
  const accounts = new ServiceAccounts();
  const googleTokens = new Tokens(clock);
  const arduinoTokens = new Tokens(clock);

  const app = Fastify({
    forceCloseConnections: true,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
  });
  tellTime(app, clock);
  countCalls(app, calls);
  misbehave(app, faults, clock);
  app.register(async (scope) =>
    tokenRoutes(
      scope,
      clock,
      { tokens: googleTokens, accounts },
      { tokens: arduinoTokens, accounts: iotAccounts },
    ),
  );
  app.register(async (scope) => calendarRoutes(scope, calendar, channels, googleTokens));
  app.register(async (scope) => iotRoutes(scope, iotAccounts, arduinoTokens, calls, faults));
  app.register(async (scope) => storageRoutes(scope, storage, googleTokens));

  const pubsub = await startPubSub(clock, HOST, options.pubsubPort);
  const stop = async () => {
    channels.close();
    webhooks.close();
    faults.close();
    await Promise.all([app.close(), pubsub.close()]);
  };
  try {
    const httpUrl = await app.listen({ host: HOST, port: options.httpPort });
    const environment = {
      ROOMCAL_CONFIG: 'gs://roomcal-config/config.json',
      PUBSUB_EMULATOR_HOST: pubsub.host,
      STORAGE_EMULATOR_HOST: httpUrl,
      GOOGLE_CLOUD_PROJECT: PROJECT_ID,
      METADATA_SERVER_DETECTION: 'none',
    };
    return {
      httpUrl,
      pubsubHost: pubsub.host,
      projectId: PROJECT_ID,
      environment,
      calendar,
      iot: iotAccounts.first,
      iotAccounts,
      storage,
      accounts,
      close: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Lets each answer, whoever writes it, say what time it is here: `Date` is what Google's clients tell the time by. */
function tellTime(app: FastifyInstance, clock: Clock): void {
  app.addHook('onRequest', async (_request, { raw }) => {
    raw.setHeader('date', new Date(clock.now()).toUTCString());
  });
}
