import { describe, expect, it } from 'vitest';
import { VendorError } from '../../src/io/vendor-error.ts';
import { event } from '../helpers/events.ts';
import { calendarOf, thingOf } from '../http/a-building.ts';
import { aQuietBuilding } from './a-quiet-building.ts';

const [SECOND_MS, MINUTE_MS] = [1_000, 60_000];
const BLUE = calendarOf('blue_room');
const STAND_UP = event('Stand-up', '2026-11-23T10:00:20+01:00', '2026-11-23T10:30:00+01:00');
const UNAUTHORIZED = new VendorError('iot', 'Arduino IoT Cloud: 401', { status: 401, operator: true });
const NO_RIGHT = new VendorError('iot', 'Arduino IoT Cloud: 403', { status: 403, operator: true });
const FORBIDDEN = new VendorError('calendar', 'Google Calendar: 403', { status: 403, operator: true });
const fails = (failure: Error) => () => Promise.reject(failure);

describe('a blip that looks like an operator’s business', () => {
  it('of Arduino, three seconds long, costs a door ten seconds at most', async () => {
    const { clock, ports, door } = await aQuietBuilding({ events: [STAND_UP] });
    await clock.advanceTo('2026-11-23T10:00:19+01:00');
    ports.obstacles.show = fails(UNAUTHORIZED);
    await clock.advance(3 * SECOND_MS);
    delete ports.obstacles.show;
    expect(door()).toBe(0);
    await clock.advance(7 * SECOND_MS);
    expect(door()).toBe(1);
  });

  it('of Arduino, also of its readings, costs a door no more than the next reading', async () => {
    const { building, clock, ports, shown } = await aQuietBuilding();
    await clock.advance(59 * SECOND_MS);
    ports.obstacles.things = fails(UNAUTHORIZED);
    await clock.advance(3 * SECOND_MS);
    delete ports.obstacles.things;
    shown('blue_room').set('busynow', 1);
    await clock.advance(5 * SECOND_MS);
    await building.settled();
    expect(shown('blue_room').get('busynow')).toBe(0);
  });

  it('of Arduino, nine minutes long, is over with the first reading that succeeds, and not with the next try', async () => {
    const { clock, ports, door } = await aQuietBuilding({ events: [STAND_UP] });
    await clock.advanceTo('2026-11-23T10:00:19+01:00');
    for (const call of ['show', 'things'] as const) ports.obstacles[call] = fails(UNAUTHORIZED);
    await clock.advance(9 * MINUTE_MS);
    for (const call of ['show', 'things'] as const) delete ports.obstacles[call];
    expect(door()).toBe(0);
    await clock.advance(MINUTE_MS);
    expect(door()).toBe(1);
  });

  it('of Arduino’s writes alone is over a minute after it: what can be read shows that the token is good', async () => {
    const { clock, ports, door } = await aQuietBuilding({ events: [STAND_UP] });
    await clock.advanceTo('2026-11-23T10:00:19+01:00');
    ports.obstacles.show = fails(UNAUTHORIZED);
    await clock.advance(9 * MINUTE_MS);
    delete ports.obstacles.show;
    expect(door()).toBe(0);
    await clock.advance(MINUTE_MS);
    expect(door()).toBe(1);
  });

  it('of Google at the first list of a room leaves it unknown for five seconds', async () => {
    const { building, clock, ports, door } = await aQuietBuilding({
      events: [{ ...STAND_UP, start: { dateTime: '2026-11-23T09:00:00+01:00' } }],
      prepare: ({ obstacles }) => {
        obstacles.list = fails(FORBIDDEN);
      },
    });
    expect(building.state('blue_room')).toMatchObject({ occupancy: 'unknown', sync: 'stale' });
    delete ports.obstacles.list;
    await clock.advance(5 * SECOND_MS);
    expect([building.state('blue_room').sync, door()]).toEqual(['current', 1]);
  });

  it('of Google at the end of a long outage costs five seconds, and not an hour', async () => {
    const { building, clock, ports } = await aQuietBuilding({ names: ['blue_room'], address: undefined });
    const down = new VendorError('calendar', 'Google Calendar: 503', { status: 503 });
    for (const call of ['list', 'freeBusy'] as const) ports.obstacles[call] = fails(down);
    await clock.advance(2 * 60 * MINUTE_MS);
    expect(building.state('blue_room').sync).toBe('stale');
    let refused = 0;
    ports.obstacles.list = () => {
      refused += 1;
      return Promise.reject(FORBIDDEN);
    };
    while (refused === 0) await clock.advance(SECOND_MS);
    delete ports.obstacles.list;
    await clock.advance(5 * SECOND_MS);
    expect(building.state('blue_room').sync).toBe('current');
  });

  it('of the store costs a channel five seconds', async () => {
    const { building, clock, ports } = await aQuietBuilding({
      prepare: ({ obstacles }) => {
        obstacles.read = fails(
          new VendorError('storage', 'Cloud Storage: 403', { status: 403, operator: true }),
        );
      },
    });
    delete ports.obstacles.read;
    await clock.advance(5 * SECOND_MS);
    expect(building.status('blue_room').channel.state).toBe('live');
  });
});

describe('what has failed for a quarter of an hour', () => {
  it('is listed at the next sweep that shows that Google answers again', async () => {
    const { building, clock, ports } = await aQuietBuilding({ address: undefined });
    ports.obstacles.list = ports.obstacles.freeBusy = fails(FORBIDDEN);
    await clock.advance(45 * MINUTE_MS);
    expect(building.state('blue_room').sync).toBe('stale');
    const tries = ports.count('list');
    delete ports.obstacles.list;
    await clock.advance(30 * MINUTE_MS);
    // Neither is tried by itself for an hour.
    expect([building.state('blue_room').sync, ports.count('list')]).toEqual(['stale', tries]);
    delete ports.obstacles.freeBusy;
    await clock.advance(10 * MINUTE_MS);
    expect(building.state('blue_room').sync).toBe('current');
  });

  it('is written as soon as another Thing could be', async () => {
    const { building, clock, ports, shown } = await aQuietBuilding({ events: [STAND_UP] });
    ports.obstacles.show = (of) => of.startsWith(thingOf('blue_room')) && Promise.reject(NO_RIGHT);
    await clock.advanceTo('2026-11-23T10:29:00+01:00');
    expect(building.status('blue_room').thingState).toBe('waiting');
    expect(shown('blue_room').get('busynow')).toBe(0);
    delete ports.obstacles.show;
    await clock.advance(30 * SECOND_MS);
    expect(shown('blue_room').get('busynow')).toBe(0);
    await building.ask('red_room', { type: 'book', id: 'ours1', title: 'Chat' });
    await building.settled();
    expect(shown('blue_room').get('busynow')).toBe(1);
    expect(building.status('blue_room').failure).toBeUndefined();
  });

  it('is not tried at each write of another Thing, but once a minute at most', async () => {
    const { clock, ports, shown } = await aQuietBuilding({ events: [STAND_UP] });
    const times: number[] = [];
    ports.obstacles.show = (of) => {
      if (!of.startsWith(thingOf('blue_room'))) return undefined;
      times.push(clock.now());
      return Promise.reject(NO_RIGHT);
    };
    await clock.advanceTo('2026-11-23T10:10:00+01:00');
    const before = times.length;
    for (let write = 0; write < 60; write++) {
      shown('red_room').set('busynow', 1);
      await clock.advance(MINUTE_MS / 2);
    }
    const gaps = times.slice(before).map((at, index, all) => at - (all[index - 1] ?? 0));
    expect(gaps.length).toBeGreaterThan(5);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(MINUTE_MS);
  });

  it('is said all the while, and no longer once it is mended', async () => {
    const { building, clock, ports } = await aQuietBuilding({ address: undefined });
    ports.obstacles.list = fails(FORBIDDEN);
    ports.calendars.set(BLUE, [{ ...STAND_UP, start: { dateTime: '2026-11-23T09:00:00+01:00' } }]);
    await clock.advance(15 * MINUTE_MS);
    expect(building.status('blue_room').failure).toBe(FORBIDDEN);
    delete ports.obstacles.list;
    await clock.advance(5 * MINUTE_MS + 30 * SECOND_MS);
    expect(building.status('blue_room').failure).toBeUndefined();
  });
});
