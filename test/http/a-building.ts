import { STATUS_CODES } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { expect, onTestFinished } from 'vitest';
import type { InspectionEvent } from 'xstate';
import type { GoogleEvent } from '../../src/agenda/agenda.ts';
import type { CheckInRule } from '../../src/agenda/check-in.ts';
import { type Wording, wordingOf } from '../../src/agenda/wording.ts';
import type { ApiKey } from '../../src/http/access/caller.ts';
import { buildApp } from '../../src/http/app.ts';
import type { AppContext } from '../../src/http/app-context.ts';
import { ERRORS, type ErrorCode } from '../../src/http/errors.ts';
import { Building } from '../../src/machines/building.ts';
import type { BuildingSettings, RoomOptions } from '../../src/machines/building-types.ts';
import type { MayEnd } from '../../src/machines/door.ts';
import type { Fact } from '../../src/machines/facts.ts';
import { SimulatedClock } from '../../src/replay/simulated-clock.ts';
import { WHOLE } from '../../src/sharding/shard.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { PortsInMemory } from '../helpers/ports-in-memory.ts';

export const START = '2026-11-23T09:50:00+01:00';
export const ADDRESS = 'https://roomcal.example.org/webhook';
/** What the IoT Cloud calls for a Thing, whose name stands behind it. */
export const THING_WEBHOOK = 'https://roomcal.example.org/iot-webhook/';
/** How Google calls the calendar of blue_room, where it notifies. */
export const RESOURCE = 'lcfyiQT6UM8hcwzc2LHvPbJnxc0';
export const CLIENT_ID = 'arduino-client';
export const CLIENT_SECRET = 'arduino-secret';
export const BEARER = { authorization: `Bearer ${CLIENT_SECRET}` };
export const BASIC = basic(`${CLIENT_ID}:${CLIENT_SECRET}`);

export interface BuildingOptions {
  names?: string[];
  /** Rooms that other processes have. */
  others?: string[];
  /** What lies in the calendar of blue_room; the others are empty. */
  events?: GoogleEvent[];
  address?: string | undefined;
  mayEnd?: MayEnd;
  checkIn?: CheckInRule;
  processId?: string;
  /** Within how long all rooms are listed once after a start; they are not, where it is left out. */
  relistMs?: number;
  /** Of jitter; 0 without it. */
  random?: () => number;
  corsOrigins?: string[];
  pythonRooms?: string[];
  apiKeys?: ApiKey[];
  groups?: Record<string, string>;
  /** The accounts that rooms name. */
  accounts?: Record<string, string>;
  wording?: Wording;
  /** Of rooms that have another one. */
  wordings?: Record<string, Wording>;
  /** Hears what each actor is sent and becomes. */
  inspect?: (event: InspectionEvent) => void;
  /** Whether there is an address that the IoT Cloud could call; there is, where it is left out. */
  isCalled?: boolean;
  /** The clouds and the clock of a building that was there before. */
  before?: { ports: PortsInMemory; clock: SimulatedClock };
  /** Puts obstacles in the way of the clouds, before the building starts. */
  prepare?: (ports: PortsInMemory) => void;
}

/** Made once: formats of dates take their time. */
const WORDING = wordingOf();

let processes = 0;

/** A building on clouds in memory that has not been started. Keys of channels count up: `channel-1`, `token-1`. */
export function aBuilding(options: BuildingOptions = {}) {
  const { names = ['blue_room', 'red_room'], others = [], events = [], prepare } = options;
  const { clock, ports } = options.before ?? inTheBeginning(events);
  const accounts = options.accounts ?? {};
  for (const name of [...names, ...others]) ports.furnish(calendarOf(name), thingOf(name), accounts[name]);
  prepare?.(ports);
  const facts: Fact[] = [];
  const settings: BuildingSettings = {
    rooms: names.map((roomName) =>
      aRoom(roomName, {
        mayEnd: options.mayEnd ?? 'own',
        account: accounts[roomName],
        wording: options.wordings?.[roomName],
        checkIn: options.checkIn,
      }),
    ),
    others: others.map((roomName) => aRoom(roomName)),
    refreshMs: 3_600_000,
    sweepMs: 300_000,
    pollMs: 30_000,
    lookMs: () => 400,
    wording: options.wording ?? WORDING,
    meetingTitle: 'Meeting',
    webhooksOf: (thingName) => (options.isCalled === false ? [] : [`${THING_WEBHOOK}${thingName}`]),
    address: 'address' in options ? options.address : ADDRESS,
  };
  const building = new Building({
    ...settings,
    relistMs: options.relistMs,
    processId: options.processId ?? `process-${++processes}`,
    ports,
    clock: {
      now: () => ports.ourNow(),
      setTimeout: (callback, ms) => clock.setTimeout(callback, ms),
      clearTimeout: (id) => clock.clearTimeout(id),
    },
    random: options.random ?? (() => 0),
    keys: {
      mint: () => ports.mint(),
      isOurs: ({ id, token }) => token === id.replace('channel', 'token'),
    },
    report: (fact) => facts.push(fact),
    ...(options.inspect && { inspect: options.inspect }),
    mayRest: options.inspect === undefined,
  });
  const shown = (roomName: string) => ports.door(thingOf(roomName));
  return { building, settings, ports, clock, facts, shown };
}

/** A room as a configuration has it, with a calendar and a Thing of its own. */
export function aRoom(roomName: string, more: Partial<RoomOptions> = {}): RoomOptions {
  return {
    roomName,
    calendarId: calendarOf(roomName),
    thingName: thingOf(roomName),
    timeZone: undefined,
    mayEnd: 'own',
    wording: undefined,
    checkIn: undefined,
    ...more,
  };
}

function inTheBeginning(events: GoogleEvent[]) {
  const clock = new SimulatedClock(START);
  const ports = new PortsInMemory(clock);
  ports.calendars.set(calendarOf('blue_room'), events);
  return { clock, ports };
}

/**
 * A building as it stands once everything has been read and written that could be. It is stopped when the test is
 * over, and must leave no timer behind.
 */
export async function aStartedBuilding(options: BuildingOptions = {}) {
  const made = aBuilding(options);
  made.building.start();
  onTestFinished(() => {
    made.building.stop();
    // Who was there before stops last.
    if (!options.before) expect(made.clock.pending).toBe(0);
  });
  await everyoneHadATurn();
  return made;
}

/** The HTTP side over a started building. */
export async function aHouse(options: BuildingOptions = {}) {
  const made = await aStartedBuilding(options);
  const { building, clock } = made;
  const context: AppContext = {
    service: {
      building,
      sharding: {
        shard: WHOLE,
        peers: undefined,
        roomNames: [...building.roomNames(), ...(options.others ?? [])],
        owner: (roomName) => (building.has(roomName) ? 0 : undefined),
        ownerOfThing: () => 0,
      },
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      otherAccounts: [],
      apiKeys: options.apiKeys ?? [],
      groups: new Map(Object.entries(options.groups ?? {})),
      meetingTitle: 'Meeting',
      roomAccounts: new Map(Object.entries(options.accounts ?? {})),
      corsOrigins: options.corsOrigins ?? [],
      thingOf: (token) => (token.startsWith('thing of ') ? token : undefined),
      configuration: {
        generation: '1',
        loadedAt: Date.parse(START),
        mistakes: [],
        look: async () => ({ type: 'refused', mistakes: [] }),
      },
      pythonRooms: new Set(options.pythonRooms ?? []),
    },
    metrics: createMetrics(),
    unready: () => building.unready().map(({ roomName, missing }) => `${roomName}: ${missing}`),
  };
  const app = buildApp({ context, logger: pino({ level: 'silent' }), clock });
  onTestFinished(() => app.close());
  await app.ready();
  return { ...made, app, context };
}

export function calendarOf(roomName: string): string {
  return `${roomName}@example.org`;
}

export function thingOf(roomName: string): string {
  return `thing of ${roomName}`;
}

/** The header of HTTP Basic for a user and password. */
export function basic(pair: string) {
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** Lets what needs no timer come to its end: the clouds are in memory, one turn of the loop is enough. */
export async function everyoneHadATurn(): Promise<void> {
  await setImmediate();
}

/** Holds an answer against Fastify's shape and our table of errors, and gives its body. */
export function refusedWith(code: ErrorCode, response: LightMyRequestResponse): Record<string, unknown> {
  const body = response.json();
  const { status } = ERRORS[code];
  expect(body).toMatchObject({ statusCode: status, code, error: STATUS_CODES[status] });
  expect(response.statusCode).toBe(status);
  expect(response.headers['content-type']).toMatch(/^application\/json/);
  expect(body.message).toMatch(/\S/);
  expect(response.body).not.toMatch(/\.ts:\d|\n\s+at |arduino-secret|token-\d/);
  return body;
}
