import { STATUS_CODES } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { expect, onTestFinished } from 'vitest';
import type { GoogleEvent } from '../../src/agenda/agenda.ts';
import { buildApp } from '../../src/http/app.ts';
import { ERRORS, type ErrorCode } from '../../src/http/errors.ts';
import type { House } from '../../src/http/house.ts';
import { Building, type Fact } from '../../src/machines/building.ts';
import { SimulatedClock } from '../helpers/simulated-clock.ts';
import { FakePorts } from './fake-ports.ts';

export const CLIENT_ID = 'arduino-client';
export const CLIENT_SECRET = 'arduino-secret';
export const BEARER = { authorization: `Bearer ${CLIENT_SECRET}` };
export const BASIC = basic(`${CLIENT_ID}:${CLIENT_SECRET}`);

export interface HouseOptions {
  /** ISO; a quarter of an hour has begun five minutes before. */
  at?: string;
  /** What lies in the calendar of blue_room; red_room's is empty. */
  events?: GoogleEvent[];
  address?: string | undefined;
  /** Puts obstacles in the way of the clouds, before the building starts. */
  prepare?: (ports: FakePorts) => void;
}

/**
 * The HTTP side over a building of two rooms, blue_room and red_room, as it stands once everything has been read and
 * written that could be. It is closed when the test is over, and must leave no timer behind.
 */
export async function aBuilding(options: HouseOptions = {}) {
  const { at = '2026-11-23T09:50:00+01:00', events = [], prepare } = options;
  const address = 'address' in options ? options.address : 'https://roomcal.example.org/webhook';
  const clock = new SimulatedClock(at);
  const ports = new FakePorts(clock);
  ports.calendars.set(calendarOf('blue_room'), events);
  prepare?.(ports);
  const facts: Fact[] = [];
  let minted = 0;
  const building = new Building({
    rooms: ['blue_room', 'red_room'].map((roomName) => ({
      roomName,
      calendarId: calendarOf(roomName),
      thingName: roomName,
      timeZone: undefined,
    })),
    refreshMs: 3_600_000,
    address,
    ports,
    clock,
    random: () => 0,
    mint: () => ({ id: `channel-${++minted}`, token: `token-${minted}` }),
    report: (fact) => facts.push(fact),
  });
  const house: House = {
    service: { building, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, meetingTitle: 'Meeting' },
    unready: () => building.unready().map(({ roomName, missing }) => `${roomName}: ${missing}`),
  };
  const app = buildApp({ house, logger: pino({ level: 'silent' }) });
  building.start();
  onTestFinished(async () => {
    await app.close();
    building.stop();
    expect(clock.pending).toBe(0);
  });
  await everyoneHadATurn();
  return { app, house, building, ports, clock, facts };
}

export function calendarOf(roomName: string): string {
  return `${roomName}@example.org`;
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
