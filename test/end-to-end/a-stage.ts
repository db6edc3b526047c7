import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, beforeEach, onTestFailed, onTestFinished } from 'vitest';
import type { StartOptions } from '../../src/bootstrap.ts';
import type { StoredEvent } from '../../src/sandbox/calendar/stored-event.ts';
import { type Clouds, startClouds } from '../../src/sandbox/clouds.ts';
import type { IotCloud } from '../../src/sandbox/iot/things.ts';
import { calendarOf, seedClouds } from '../../src/sandbox/seed-data.ts';
import { type Child, spawnRoomcal } from '../helpers/child.ts';
import { freePort } from '../helpers/free-port.ts';
import { type Call, type Gateway, openGateway } from '../helpers/gateway.ts';
import { startRoomcal, type TestRoomcal } from '../helpers/roomcal.ts';
import { WorldClock } from '../helpers/world-clock.ts';

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;

const BUCKET = 'roomcal-config';
const TYPES = { busynow: 'INT', curevmtg: 'CHARSTRING' };

export interface StageOptions {
  rooms: string[];
  /** What the Things have: `busynow`, seen from afar, and `curevmtg`, which tells one meeting from another. */
  variables?: (keyof typeof TYPES)[];
  /** The accounts that rooms name: a key `key of north`, with the secret `secret of north`. The others are of the flat keys. */
  accounts?: Record<string, string>;
  /** More of the configuration. */
  config?: object;
  /** How many times as fast as on the wall time passes. */
  pace?: number;
}

/** A process of its own, and where it listens. */
export interface ChildRoomcal extends Child {
  url: string;
}

type Event = StoredEvent['event'];
type Environment = Record<string, string>;

/** Clouds with empty rooms, and processes of roomcal on them, each with a subscription of its own. */
export interface Stage {
  clock: WorldClock;
  clouds: Clouds;
  /** A gateway before all clouds but Pub/Sub, and the environment of a process that takes it; `more` is of its configuration. */
  gated(more?: object): Promise<{ gateway: Gateway; env: Environment }>;
  /**
   * Starts a process in this one; without `env` one that speaks to the clouds directly. What is told of changes listens on
   * the port of `PUSHED`.
   */
  start(env?: Environment, options?: StartOptions): Promise<TestRoomcal>;
  spawn(env?: Environment): Promise<ChildRoomcal>;
  /** The part of an environment with which a process is told of changes. */
  pushed: Environment;
  /**
   * Puts a meeting into a room's calendar, from so many ms after now on. Of two that begin in the same second a door shows
   * the one that ends first: one of twenty minutes, where nothing is said, before a booking.
   */
  meet(roomName: string, summary: string, fromMs?: number, lengthMs?: number): string;
  /** What takes the room's calendar from now on. */
  events(roomName: string): Event[];
  event(roomName: string, id: unknown): Event | undefined;
  /** What the Thing at the door shows. */
  door(roomName: string): Record<string, unknown>;
  /** Resolves once the Thing at the door shows that title, or that value of another variable. */
  shows(roomName: string, value: unknown, variable?: string): Promise<void>;
  close(): Promise<void>;
}

/** A stage for a test: all of it is gone when the test is over. */
export async function aStage(options: StageOptions): Promise<Stage> {
  const logs: (() => string)[] = [];
  const stage = await open(options, logs);
  onTestFinished(() => stage.close());
  onTestFailed(() => tell(logs));
  return stage;
}

/** A stage for all tests of a file. */
export function useStage(options: StageOptions): () => Stage {
  const logs: (() => string)[] = [];
  let stage: Stage;
  beforeAll(async () => {
    stage = await open(options, logs);
  });
  beforeEach(() => onTestFailed(() => tell(logs)));
  afterAll(() => stage.close());
  return () => stage;
}

/** What processes have logged last, for whoever has to find out why a test fails. */
function tell(logs: (() => string)[]): void {
  for (const log of logs) process.stderr.write(`${log().split('\n').slice(-100).join('\n')}\n`);
}

async function open(
  { rooms, variables = ['busynow', 'curevmtg'], accounts = {}, config = {}, pace }: StageOptions,
  logs: (() => string)[],
): Promise<Stage> {
  const closing = new AsyncDisposableStack();
  const clock = new WorldClock(pace);
  const clouds = await startClouds({ clock, httpPort: 0, pubsubPort: 0 });
  closing.defer(() => clouds.close());
  const PORT = String(await freePort());
  await seedClouds(clouds, `http://127.0.0.1:${PORT}`, clock.now());
  const iot = new Map<string | undefined, IotCloud>([[undefined, clouds.iot]]);
  for (const name of new Set(Object.values(accounts))) {
    const cloud = clouds.iotAccounts.open();
    cloud.addClient(`key of ${name}`, `secret of ${name}`);
    iot.set(name, cloud);
  }
  for (const name of rooms) {
    const zone = { timeZone: 'Europe/Rome', accessRole: 'writer' };
    clouds.calendar.addCalendar({ id: calendarOf(name), summary: name, ...zone });
    const typed = variables.map((one) => ({ name: one, type: TYPES[one] }));
    iot.get(accounts[name])?.addThing({ name, variables: typed });
  }
  const stored = (name: string) => JSON.parse(String(clouds.storage.object(BUCKET, name).data));
  const store = (name: string, value: object) => clouds.storage.put(BUCKET, name, JSON.stringify(value));
  const itsRooms = rooms.map((name) => ({
    room_name: name,
    gcal_calendar_id: calendarOf(name),
    account: accounts[name],
  }));
  const listed = [...iot.keys()].flatMap((name) => (name === undefined ? [] : [accountOf(name)]));
  const ofAccounts = listed.length > 0 ? { accounts: listed } : {};
  store('config.json', { ...stored('config.json'), rooms: itsRooms, ...ofAccounts, ...config });

  const env = { ...clouds.environment, HOST: '127.0.0.1', PORT: '0' };
  let [gateways, processes] = [0, 0];
  const own = () => ({ ROOMCAL_SUBSCRIPTION: `process-${++processes}` });

  const doors = new EventEmitter().setMaxListeners(0);
  for (const cloud of iot.values()) {
    const publish = cloud.publish.bind(cloud);
    cloud.publish = (...what) => {
      publish(...what);
      doors.emit('published');
    };
  }
  const eventsOf = (name: string) => clouds.calendar.calendar(calendarOf(name)).events;

  const stage: Stage = {
    clock,
    clouds,
    pushed: { PORT },

    async gated(more = {}) {
      const gateway = await openGateway(clouds.httpUrl, clock);
      closing.defer(() => gateway.close());
      const { url } = gateway;
      const folder = `gate-${++gateways}`;
      const endpoints = { gcal_api_endpoint: url, iot_api_endpoint: url };
      const credentials = stored('calendar_credentials.json');
      store(`${folder}/config.json`, { ...stored('config.json'), ...endpoints, ...more });
      store(`${folder}/calendar_credentials.json`, { ...credentials, token_uri: `${url}/token` });
      const ROOMCAL_CONFIG = `gs://${BUCKET}/${folder}/config.json`;
      return { gateway, env: { ...env, ROOMCAL_CONFIG, STORAGE_EMULATOR_HOST: url } };
    },

    async start(given = env, options = {}) {
      const roomcal = await startRoomcal({ ...own(), ...given }, { clock, ...options });
      closing.defer(() => roomcal.close());
      logs.push(() => roomcal.lines.map((line) => JSON.stringify(line)).join('\n'));
      return roomcal;
    },

    async spawn(given = env) {
      const child = spawnRoomcal({ LOG_LEVEL: 'debug', ...own(), ...given });
      let log = '';
      logs.push(() => log);
      closing.defer(async () => {
        child.signal('SIGKILL');
        log = (await child.ended).stdout;
      });
      const listening = await child.printed('listening at ');
      await child.printed('Pub/Sub: connected');
      return { ...child, url: listening.match(/listening at (http:[^"]+)/)![1]! };
    },

    meet(roomName, summary, fromMs = 0, lengthMs = 20 * MINUTE_MS) {
      const from = clock.now() + fromMs;
      const [start, end] = [from, from + lengthMs].map((at) => ({ dateTime: new Date(at).toISOString() }));
      return clouds.calendar.insert(calendarOf(roomName), { summary, start, end }).id!;
    },

    events: (roomName) =>
      [...eventsOf(roomName).values()]
        .filter(({ event, end }) => event.status !== 'cancelled' && end > clock.now())
        .map(({ event }) => event),

    event: (roomName, id) => eventsOf(roomName).get(String(id))?.event,

    door(roomName) {
      const things = iot.get(accounts[roomName])!.things();
      const { properties } = things.find(({ name }) => name === roomName)!;
      return Object.fromEntries(properties.map(({ name, last_value }) => [name, last_value]));
    },

    async shows(roomName, value, variable = 'curevmtg') {
      while (stage.door(roomName)[variable] !== value) await once(doors, 'published');
    },

    close: () => closing.disposeAsync(),
  };
  return stage;
}

/** An account as the configuration has it. */
export function accountOf(name: string) {
  return { name, iot_client_id: `key of ${name}`, iot_client_secret: `secret of ${name}` };
}

/** For which attempt an event is pending, if it is. */
export function pendingMark(event: Event | undefined): string | undefined {
  return event?.extendedProperties?.private?.roomcal_pending;
}

const eventsPath = (roomName: string) =>
  `/calendar/v3/calendars/${encodeURIComponent(calendarOf(roomName))}/events`;
const isRead = (after: string) => (roomName: string) => (call: Call) =>
  call.method === 'GET' && call.path.startsWith(`${eventsPath(roomName)}${after}`);
const isWrite = (method: string) => (roomName: string) => (call: Call) =>
  call.method === method && call.path.startsWith(eventsPath(roomName)) && !call.path.endsWith('/watch');

/** Which call of Google's it is, of a room's calendar; and of Arduino's. */
export const CALLS = {
  list: isRead('?'),
  get: isRead('/'),
  insert: isWrite('POST'),
  patch: isWrite('PATCH'),
  remove: isWrite('DELETE'),
  publish: ({ method, path }: Call) => method === 'PUT' && path.endsWith('/publish'),
};
