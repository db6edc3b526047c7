import { randomUUID } from 'node:crypto';
import { apiOptionsOf, buildingOptionsOf, clearsThings } from './configuration/building-options.ts';
import type { Config } from './configuration/config.ts';
import type { Environment } from './configuration/environment.ts';
import { HeardConfiguration } from './configuration/heard-configuration.ts';
import { iotAccountsOf } from './configuration/iot-accounts.ts';
import { iotClouds } from './configuration/iot-clouds.ts';
import {
  type ConfigurationRead,
  configurationAt,
  openGoogleCalendar,
  storesAt,
} from './configuration/open.ts';
import { partOf } from './configuration/sharding.ts';
import type { Service } from './http/app-context.ts';
import { channelKeyFactory } from './io/google-calendar/channel-keys.ts';
import { requireDefaultCredentials } from './io/google-calendar/credentials.ts';
import { googleTime } from './io/google-calendar/google-time.ts';
import { pubsubEvents } from './io/pubsub/events.ts';
import { ownSubscription } from './io/pubsub/subscription.ts';
import { Building } from './machines/building.ts';
import type { BuildingOptions } from './machines/building-types.ts';
import type { Changes, Fact, ServiceFact } from './machines/facts.ts';
import type { Clock } from './ports/clock.ts';
import type { VendorFailure } from './ports/failure.ts';
import type { ServiceMetrics } from './telemetry/metrics.ts';
import { atMost } from './timing/sleep.ts';

/** How long a closing service waits for what is on its way to arrive, in ms. */
const PATIENCE_MS = 3_000;

/** So many reasons say what is wrong. */
const MOST_REASONS = 50;

type Unready = ReturnType<Building['unready']>[number];

export interface OpenService {
  /** What HTTP serves from; another object once another configuration holds. */
  readonly http: Service;
  /** Looks now whether the configuration has changed; what can't be read is told by a fact. */
  look(): Promise<void>;
  /** Why it is not ready; none when it is. */
  unready(): string[];
  /** What is on its way is finished first, for four seconds at most. */
  close(): Promise<void>;
}

export interface ServiceOptions {
  clock: Clock;
  metrics: ServiceMetrics;
  /** Hears every fact. */
  report: (fact: Fact) => void;
  inspect?: BuildingOptions['inspect'] | undefined;
}

/**
 * Reads the configuration and starts a building on the clouds that it names. Throws a `ConfigError` where a person has
 * to mend something, and a `VendorFailure` where the configuration can't be read just now; no other vendor's failure
 * keeps it from starting.
 */
export async function openService(
  environment: Environment,
  { clock: machine, metrics, report, inspect }: ServiceOptions,
): Promise<OpenService> {
  // What decides anything is given the time that Google tells.
  const tell = (fact: ServiceFact) => report({ room_name: '', ...fact });
  const time = googleTime(
    machine,
    () => building.clockMoved(),
    (skewMs) => tell({ type: 'clock.skewed', skewMs }),
  );
  const { clock } = time;
  const read = await configurationAt(environment, metrics.of('storage'));
  const first = (await read())!;
  const { config, credentials } = first;
  const stores = await storesAt(environment.watchIds, environment, clock, metrics.of('storage'));
  const { projectId, pubsubEmulator: emulator, subscription, shard } = environment;
  if (!emulator) await requireDefaultCredentials('Pub/Sub');
  if (!credentials)
    await requireDefaultCredentials(
      'Google Calendar',
      ', or put calendar_credentials.json beside the configuration',
    );
  const part = partOf(config, shard);
  const options = buildingOptionsOf(config, shard);
  const random = Math.random;
  const processId = randomUUID().slice(0, 8);

  // Google's libraries look for a metadata server even where nothing needs credentials of it.
  if (credentials && emulator && environment.storageEmulator)
    process.env.METADATA_SERVER_DETECTION ??= 'none';

  const events = pubsubEvents({
    projectId,
    emulator,
    subscription: subscription ? { name: subscription, isOwn: false } : ownSubscription(processId, shard),
    clock,
    random,
    measures: metrics.of('pubsub'),
    unreadable: (why, messageId) => tell({ type: 'message.unreadable', why, messageId }),
  });
  const clouds = iotClouds(part, clock, (account) => metrics.of('iot', account));
  let keys = channelKeysOf(config);
  const building = new Building({
    ...options,
    processId,
    ports: {
      calendar: openGoogleCalendar(part, credentials, time, metrics.of('calendar')),
      events,
      ...stores,
      thingsOf: clouds.of,
    },
    clock,
    random,
    keys: { mint: () => keys.mint(), isOurs: (one) => keys.isOurs(one) },
    report,
    ...(inspect && { inspect }),
    mayRest: inspect === undefined,
  });

  let disconnected: string | undefined = 'Pub/Sub: not connected yet';
  function connection(failure: VendorFailure | undefined): void {
    disconnected = failure?.message;
    tell(failure ? { type: 'topic.failed', failure } : { type: 'topic.connected' });
    if (!failure) building.reconnected();
  }
  events.subscribe((message) => {
    if (!building.receive(message)) tell({ type: 'message.misaddressed', addressee: message.room_name });
  }, connection);
  building.start();
  metrics.observe(building, time.skewMs);
  const { generation } = first;
  const at = machine.now();
  const ofAll = shard.shards === 1 ? undefined : { ...shard, ofRooms: config.rooms.length };
  tell({ type: 'opened', rooms: building.size, part: ofAll, address: options.address, generation, at });

  /** Another configuration: whatever is made of it is made anew, but for what HeardConfiguration tells. */
  function take({ config }: ConfigurationRead): Changes {
    clouds.use(partOf(config, shard));
    keys = channelKeysOf(config);
    const changes = building.change(buildingOptionsOf(config, shard), { clearsThings: clearsThings(config) });
    http = httpOf(config);
    return changes;
  }
  const configuration = new HeardConfiguration({ first, read, take, clock: machine, report: tell });
  configuration.start();
  const httpOf = (config: Config): Service => ({
    building,
    configuration,
    ...apiOptionsOf(config, environment),
  });
  let http = httpOf(config);

  return {
    get http() {
      return http;
    },
    async look() {
      await configuration.look().catch(() => undefined);
    },
    unready: () => [...(disconnected ? [disconnected] : []), ...reasonsOf(obstacles(building))],
    async close() {
      configuration.stop();
      await atMost(clock, PATIENCE_MS, building.settled());
      await atMost(clock, PATIENCE_MS / 3, events.close());
      building.stop();
    },
  };
}

function channelKeysOf(config: Config) {
  const [{ clientSecret, previousSecret }] = iotAccountsOf(config);
  return channelKeyFactory(clientSecret, previousSecret);
}

/**
 * What keeps the whole from being ready. One room that an operator has to mend does not, nor an account that fails while another
 * answers: the others need the webhook.
 */
function obstacles(building: Building): Unready[] {
  const unready = building.unready();
  const passing = unready.filter(
    ({ roomName, failure, missing }) =>
      !failure?.operator && !(missing === 'thing' && failure && building.accountIsSilent(roomName)),
  );
  if (passing.length > 0) return passing;
  const { size } = building;
  const counts = { agenda: 0, thing: 0 };
  for (const { missing } of unready) counts[missing] += 1;
  return unready.filter(({ missing }) => counts[missing] === size);
}

/** A line for each, but for those that nobody would read: there may be thousands. */
function reasonsOf(unready: readonly Unready[]): string[] {
  const more = unready.length - MOST_REASONS;
  return [...unready.slice(0, MOST_REASONS).map(reasonOf), ...(more > 0 ? [`and ${more} more`] : [])];
}

function reasonOf({ roomName, missing, failure }: Unready): string {
  return `${roomName}: ${missing} not read yet${failure ? `: ${failure.message}` : ''}`;
}
