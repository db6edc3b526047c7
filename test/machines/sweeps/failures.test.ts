import { describe, expect, it } from 'vitest';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { event } from '../../helpers/events.ts';
import { aStartedBuilding, type BuildingOptions, calendarOf } from '../../http/a-building.ts';

const [SECOND_MS, MINUTE_MS, HOUR_MS] = [1_000, 60_000, 3_600_000];
const BLUE = calendarOf('blue_room');
const RED = calendarOf('red_room');
const ALL_MORNING = event('all morning', '2026-11-23T09:00:00+01:00', '2026-11-23T13:00:00+01:00');
const DOWN = new VendorError('calendar', 'down', { status: 503 });
const BUSY = new VendorError('calendar', 'slower', { status: 429, retryAfterMs: 10 * MINUTE_MS });
const NOT_SHARED = new VendorError('calendar', 'gone', { status: 404, reason: 'notFound', operator: true });
const FORBIDDEN = new VendorError('calendar', 'no', {
  status: 403,
  reason: 'accessNotConfigured',
  operator: true,
});

/** A building of which the calls at its start are forgotten, with the instants of those that come. */
async function aQuietBuilding(options: BuildingOptions = {}) {
  const made = await aStartedBuilding(options);
  const { ports, clock } = made;
  ports.calls.length = 0;
  const door = (roomName = 'blue_room') => made.shown(roomName).get('busynow');
  const lists = (calendarId: string) => ports.calls.filter((call) => call === `list ${calendarId}`).length;
  /** Has every call of that kind fail, and gives the instants of the calls, in s from now. */
  const fail = (call: 'list' | 'freeBusy', failure: Error) => {
    const [begin, times]: [number, number[]] = [clock.now(), []];
    ports.obstacles[call] = () => {
      times.push((clock.now() - begin) / SECOND_MS);
      return Promise.reject(failure);
    };
    return times;
  };
  return { ...made, door, lists, fail };
}

const gaps = (times: readonly number[]) => times.slice(1).map((time, index) => time - times[index]!);

describe("a calendar's own error in the answer", () => {
  it('concerns that room alone', async () => {
    const { clock, ports, facts, door } = await aQuietBuilding();
    const truth = ports.calendar.freeBusy;
    ports.calendar.freeBusy = async (request) => new Map([...(await truth(request)), [RED, NOT_SHARED]]);
    for (const id of [BLUE, RED]) ports.calendars.set(id, [ALL_MORNING]);
    await clock.advance(5 * MINUTE_MS);
    expect([door('blue_room'), door('red_room')]).toEqual([1, 0]);
    const told = (type: string) =>
      facts.filter((fact) => fact.type === type).map(({ room_name }) => room_name);
    expect([told('swept'), told('sweep.failed')]).toEqual([['blue_room'], ['red_room']]);
  });

  it('is over when it is over', async () => {
    const { building, clock, ports, door } = await aQuietBuilding();
    const truth = ports.calendar.freeBusy;
    ports.calendar.freeBusy = async (request) => new Map([...(await truth(request)), [RED, NOT_SHARED]]);
    await clock.advance(10 * MINUTE_MS);
    expect(building.status('red_room').failure).toBe(NOT_SHARED);
    ports.calendar.freeBusy = truth;
    ports.calendars.set(RED, [ALL_MORNING]);
    await clock.advance(5 * MINUTE_MS);
    expect([door('red_room'), building.status('red_room').failure]).toEqual([1, undefined]);
  });

  it('of a call leaves the calendars of another call alone', async () => {
    const names = Array.from({ length: 51 }, (_, index) => `room_${index}`);
    const { clock, ports, door } = await aQuietBuilding({ names, address: undefined });
    ports.obstacles.freeBusy = (of) => of.includes(calendarOf('room_50')) && Promise.reject(DOWN);
    ports.calendars.set(calendarOf('room_0'), [ALL_MORNING]);
    await clock.advance(30 * SECOND_MS);
    expect(door('room_0')).toBe(1);
  });

  it('keeps no room from being listed each hour', async () => {
    const { clock, lists, fail } = await aQuietBuilding();
    fail('freeBusy', FORBIDDEN);
    await clock.advance(3 * HOUR_MS);
    expect([lists(BLUE), lists(RED)]).toEqual([3, 3]);
  });
});

describe('a sweep that fails', () => {
  it('is told of for each of its rooms, and is tried again soon, not at the next round', async () => {
    const { clock, facts, fail } = await aQuietBuilding();
    const times = fail('freeBusy', DOWN);
    await clock.advance(5 * MINUTE_MS + 10 * SECOND_MS);
    expect(times.length).toBeGreaterThanOrEqual(3);
    const failed = facts.filter(({ type }) => type === 'sweep.failed').map(({ room_name }) => room_name);
    expect(new Set(failed)).toEqual(new Set(['blue_room', 'red_room']));
  });

  it('is over for a room whose channel opens: of those that have one the next may be minutes away', async () => {
    const { building, clock, fail } = await aQuietBuilding();
    await building.stopWatching('blue_room');
    fail('freeBusy', DOWN);
    await clock.advance(MINUTE_MS);
    expect(building.status('blue_room').failure).toBe(DOWN);
    await building.startWatching('blue_room');
    expect(building.status('blue_room').failure).toBeUndefined();
  });

  it('backs off up to 64 s where rooms have no channel', async () => {
    const { clock, fail } = await aQuietBuilding({ address: undefined });
    const times = fail('freeBusy', DOWN);
    await clock.advance(HOUR_MS);
    expect(gaps(times).slice(-10)).toEqual(Array(10).fill(64));
  });

  it('waits as long as Google asks for', async () => {
    const { clock, fail } = await aQuietBuilding({ address: undefined });
    const times = fail('freeBusy', BUSY);
    await clock.advance(25 * MINUTE_MS);
    expect(times).toEqual([30, 630, 1_230]);
  });

  it('is tried again after 5 s, a minute, and then each five minutes, where only an operator can help', async () => {
    const { clock, fail } = await aQuietBuilding({ address: undefined });
    const times = fail('freeBusy', FORBIDDEN);
    await clock.advance(20 * MINUTE_MS);
    expect(gaps(times)).toEqual([5, 60, 300, 300, 300]);
  });

  it.each([
    ['with a channel', {}, 5 * MINUTE_MS],
    ['without one', { address: undefined }, 64 * SECOND_MS],
  ])('comes back when Google does, and a dropped push heals, %s', async (_, options, withinMs) => {
    const { clock, ports, door, fail } = await aQuietBuilding(options);
    fail('freeBusy', DOWN);
    await clock.advance(12 * MINUTE_MS);
    ports.calendars.set(BLUE, [ALL_MORNING]);
    delete ports.obstacles.freeBusy;
    await clock.advance(withinMs);
    expect(door()).toBe(1);
    ports.calendars.set(BLUE, []);
    await clock.advance(5 * MINUTE_MS);
    expect(door()).toBe(0);
  });
});

describe('a list that fails after a sweep', () => {
  it('is tried again every five minutes where only an operator can help, not at each sweep that succeeds', async () => {
    const { clock, ports, fail } = await aQuietBuilding({ names: ['blue_room'], address: undefined });
    const times = fail('list', NOT_SHARED);
    ports.calendars.set(BLUE, [ALL_MORNING]);
    await clock.advance(HOUR_MS);
    expect(times).toEqual([30, 35, 95, 395, ...Array.from({ length: 10 }, (_, index) => 720 + index * 300)]);
  });

  it('is tried again each hour where only an operator can help, and no sweep succeeds either', async () => {
    const { clock, ports, fail } = await aQuietBuilding({ names: ['blue_room'], address: undefined });
    const times = fail('list', NOT_SHARED);
    ports.calendars.set(BLUE, [ALL_MORNING]);
    await clock.advance(30 * SECOND_MS);
    fail('freeBusy', NOT_SHARED);
    await clock.advance(3 * HOUR_MS);
    expect(gaps(times)).toEqual([5, 60, 300, 900, 3_600, 3_600]);
  });

  it('backs off, but is made at each sweep that succeeds: then Google answers', async () => {
    const { clock, ports, door, fail } = await aQuietBuilding({ names: ['blue_room'], address: undefined });
    const times = fail('list', DOWN);
    ports.calendars.set(BLUE, [ALL_MORNING]);
    await clock.advance(20 * MINUTE_MS);
    expect(gaps(times).slice(-10)).toEqual(Array(10).fill(30));
    delete ports.obstacles.list;
    await clock.advance(30 * SECOND_MS);
    expect(door()).toBe(1);
  });

  it('backs off up to 64 s where no sweep succeeds either', async () => {
    const { clock, ports, door, fail } = await aQuietBuilding({ names: ['blue_room'], address: undefined });
    const times = fail('list', DOWN);
    ports.calendars.set(BLUE, [ALL_MORNING]);
    await clock.advance(30 * SECOND_MS);
    fail('freeBusy', DOWN);
    await clock.advance(20 * MINUTE_MS);
    expect(gaps(times).slice(-10)).toEqual(Array(10).fill(64));
    delete ports.obstacles.list;
    await clock.advance(64 * SECOND_MS);
    expect(door()).toBe(1);
  });

  it('does not excuse what the next sweep finds, where the calendar went back and forth meanwhile', async () => {
    const { clock, ports, door, fail } = await aQuietBuilding({ names: ['blue_room'], address: undefined });
    fail('list', DOWN);
    ports.calendars.set(BLUE, [ALL_MORNING]);
    await clock.advance(30 * SECOND_MS);
    ports.calendars.set(BLUE, []);
    delete ports.obstacles.list;
    await clock.advance(30 * SECOND_MS);
    ports.calendars.set(BLUE, [ALL_MORNING]);
    await clock.advance(30 * SECOND_MS);
    expect(door()).toBe(1);
  });
});
