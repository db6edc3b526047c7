import { randomUUID } from 'node:crypto';
import { apiOptionsOf, buildingOptionsOf } from './configuration/building-options.ts';
import type { Environment } from './configuration/environment.ts';
import { openGoogleCalendar, openIotCloud, readConfiguration, storesAt } from './configuration/open.ts';
import type { Service } from './http/app-context.ts';
import { channelKeyFactory } from './io/google-calendar/channel-keys.ts';
import { requireDefaultCredentials } from './io/google-calendar/credentials.ts';
import { googleTime } from './io/google-calendar/google-time.ts';
import { TOPIC } from './io/pubsub/client.ts';
import { pubsubEvents } from './io/pubsub/events.ts';
import { Building } from './machines/building.ts';
import type { BuildingOptions } from './machines/building-types.ts';
import type { Fact, ServiceFact } from './machines/facts.ts';
import type { Clock } from './ports/clock.ts';
import type { VendorFailure } from './ports/failure.ts';
import type { ServiceMetrics } from './telemetry/metrics.ts';
import { atMost } from './timing/sleep.ts';

/** How long a closing service waits for what is on its way to arrive, in ms. */
const PATIENCE_MS = 3_000;

type Unready = ReturnType<Building['unready']>[number];

export interface OpenService extends Service {
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
  const { config, credentials } = await readConfiguration(environment, metrics.of('storage'));
  const stores = await storesAt(environment.watchIds, environment, clock, metrics.of('storage'));
  const { projectId, pubsubEmulator: emulator, subscription } = environment;
  if (!emulator) await requireDefaultCredentials('Pub/Sub');
  if (!credentials)
    await requireDefaultCredentials(
      'Google Calendar',
      ', or put calendar_credentials.json beside the configuration',
    );
  const options = buildingOptionsOf(config);
  const random = Math.random;
  const processId = randomUUID().slice(0, 8);

  // Google's libraries look for a metadata server even where nothing needs credentials of it.
  if (credentials && emulator && environment.storageEmulator)
    process.env.METADATA_SERVER_DETECTION ??= 'none';

  const events = pubsubEvents({
    projectId,
    emulator,
    subscription: subscription
      ? { name: subscription, isOwn: false }
      : { name: `${TOPIC}-${processId}`, isOwn: true },
    clock,
    random,
    measures: metrics.of('pubsub'),
    unreadable: (why, messageId) => tell({ type: 'message.unreadable', why, messageId }),
  });
  const building = new Building({
    ...options,
    processId,
    ports: {
      calendar: openGoogleCalendar(config, credentials, time, metrics.of('calendar')),
      events,
      ...stores,
      things: openIotCloud(config, clock, metrics.of('iot')),
    },
    clock,
    random,
    keys: channelKeyFactory(config.iot_client_secret, config.iot_client_secret_previous),
    report,
    ...(inspect && { inspect }),
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
  tell({ type: 'opened', rooms: building.size, address: options.address });

  return {
    building,
    ...apiOptionsOf(config),
    unready: () => [...(disconnected ? [disconnected] : []), ...obstacles(building).map(reasonOf)],
    async close() {
      await atMost(clock, PATIENCE_MS, building.settled());
      await atMost(clock, PATIENCE_MS / 3, events.close());
      building.stop();
    },
  };
}

/** What keeps the whole from being ready. One room that an operator has to mend does not: the others need the webhook. */
function obstacles(building: Building): Unready[] {
  const unready = building.unready();
  const passing = unready.filter(({ failure }) => !failure?.operator);
  const all = (missing: Unready['missing']) =>
    unready.filter((one) => one.missing === missing).length === building.size;
  return passing.length > 0 ? passing : unready.filter(({ missing }) => all(missing));
}

function reasonOf({ roomName, missing, failure }: Unready): string {
  return `${roomName}: ${missing} not read yet${failure ? `: ${failure.message}` : ''}`;
}
