import { randomUUID } from 'node:crypto';
import type { BaseLogger } from 'pino';
import { wordingOf } from './agenda/wording.ts';
import type { Environment } from './configuration/environment.ts';
import { openGoogleCalendar, openIotCloud, readConfiguration, storesAt } from './configuration/open.ts';
import type { Service } from './http/app-context.ts';
import { channelKeyFactory } from './io/google-calendar/channel-keys.ts';
import { requireDefaultCredentials } from './io/google-calendar/credentials.ts';
import { googleTime } from './io/google-calendar/google-time.ts';
import { pubsubEvents } from './io/pubsub/events.ts';
import { Building } from './machines/building.ts';
import type { BuildingOptions, Fact } from './machines/building-types.ts';
import type { Clock } from './ports/clock.ts';
import type { ServiceMetrics } from './telemetry/metrics.ts';
import { roomLog } from './telemetry/room-log.ts';

/** How long a closing service waits for what is on its way to arrive, in ms. */
const PATIENCE_MS = 3_000;

const NO_PUSH =
  'without gcal_watch_function_url Google does not push, and calendars are swept every poll_seconds';

type Unready = ReturnType<Building['unready']>[number];

export interface OpenService extends Service {
  /** Why it is not ready; none when it is. */
  unready(): string[];
  close(): Promise<void>;
}

export interface ServiceOptions {
  clock: Clock;
  logger: BaseLogger;
  metrics: ServiceMetrics;
  inspect?: BuildingOptions['inspect'] | undefined;
  /** Hears everything of all actors: not in production. */
  watcher?: Watcher | undefined;
}

/** Whoever watches the rooms of a running service. */
export interface Watcher {
  inspect: NonNullable<BuildingOptions['inspect']>;
  hear(fact: Fact): void;
}

/**
 * Reads the configuration and starts a building on the clouds that it names. Throws a `ConfigError` where a person has
 * to mend something, and a `VendorFailure` where the configuration can't be read just now; no other vendor's failure
 * keeps it from starting.
 */
export async function openService(
  environment: Environment,
  { clock: machine, logger, metrics, inspect, watcher }: ServiceOptions,
): Promise<OpenService> {
  // What decides anything is given the time that Google tells.
  const time = googleTime(machine, () => building.clockMoved());
  const { clock } = time;
  const { config, credentials } = await readConfiguration(environment, metrics.of('storage'));
  const stores = await storesAt(environment.watchIds, environment, clock, metrics.of('storage'));
  const log = roomLog(logger);
  const { projectId, pubsubEmulator: emulator, subscription } = environment;
  if (!emulator) await requireDefaultCredentials('Pub/Sub');
  if (!credentials) await requireDefaultCredentials('Google Calendar');
  const random = Math.random;
  const wording = wordingOf(config);
  const address = config.gcal_watch_function_url?.replace(/\/*$/, '/webhook');

  // Google's libraries look for a metadata server even where nothing needs credentials of it.
  if (credentials && emulator && environment.storageEmulator)
    process.env.METADATA_SERVER_DETECTION ??= 'none';

  const events = pubsubEvents({
    projectId,
    emulator,
    subscription,
    clock,
    random,
    measures: metrics.of('pubsub'),
    unreadable: (why, messageId) => {
      metrics.unreadable();
      logger.warn({ messageId }, `a message that can't be read: ${why}`);
    },
  });
  const building = new Building({
    processId: randomUUID().slice(0, 8),
    rooms: config.rooms.map((room) => ({
      roomName: room.room_name,
      calendarId: room.gcal_calendar_id,
      thingName: room.thing_name ?? room.room_name,
      timeZone: room.time_zone ?? config.time_zone,
      mayEnd: room.may_end ?? 'own',
    })),
    refreshMs: config.refresh_mins * 60_000,
    sweepMs: config.sweep_mins * 60_000,
    pollMs: config.poll_seconds * 1_000,
    wording,
    address,
    ports: {
      calendar: openGoogleCalendar(config, credentials, time, metrics.of('calendar')),
      events,
      ...stores,
      things: openIotCloud(config, clock, metrics.of('iot')),
    },
    clock,
    random,
    keys: channelKeyFactory(config.iot_client_secret),
    report: (fact) => {
      log(fact);
      metrics.fact(fact);
      watcher?.hear(fact);
    },
    ...((inspect || watcher) && {
      inspect(event) {
        inspect?.(event);
        watcher?.inspect(event);
      },
    }),
  });

  let deaf: string | undefined = 'Pub/Sub: not connected yet';
  events.subscribe(
    (message) => {
      if (!building.receive(message)) logger.warn(`a message for an unknown room: ${message.room_name}`);
    },
    (failure) => {
      deaf = failure?.message;
      if (failure) return logger.warn({ vendor: 'pubsub', status: failure.status }, failure.message);
      logger.debug('Pub/Sub: connected');
      building.reconnected();
    },
  );
  building.start();
  metrics.observe(building);
  logger.info(`${config.rooms.length} rooms; ${address ? `Google pushes to ${address}` : NO_PUSH}`);

  return {
    building,
    clientId: config.iot_client_id,
    clientSecret: config.iot_client_secret,
    meetingTitle: config.instant_meeting_title,
    wording,
    corsOrigins: config.cors_origins ?? [],
    unready: () => [...(deaf ? [deaf] : []), ...obstacles(building).map(reasonOf)],
    async close() {
      logger.info('closing: what is on its way is finished first');
      await atMost(PATIENCE_MS, building.settled(), clock);
      await atMost(PATIENCE_MS / 3, events.close(), clock);
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

/** Waits for `work`, but no longer than `ms`. */
async function atMost(ms: number, work: Promise<void>, clock: Clock): Promise<void> {
  let timer: unknown;
  const patience = new Promise<void>((resolve) => {
    timer = clock.setTimeout(() => resolve(), ms);
  });
  await Promise.race([work, patience]);
  clock.clearTimeout(timer);
}
