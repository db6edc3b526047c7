import { describe, expect, it, vi } from 'vitest';
import { VendorError } from '../../src/io/vendor-error.ts';
import type { Fact } from '../../src/machines/facts.ts';
import { deferred } from '../helpers/deferred.ts';
import { event, listing } from '../helpers/events.ts';
import {
  aBuilding,
  aStartedBuilding,
  calendarOf,
  everyoneHadATurn,
  START,
  thingOf,
} from '../http/a-building.ts';

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 24 * 3_600_000];
const DOWN = new VendorError('calendar', 'down', { status: 503 });
const NOW = event('now', '2026-11-23T09:30:00+01:00', '2026-11-23T10:30:00+01:00');
const LATE = event('late', '2026-11-23T18:00:00+01:00', '2026-11-23T19:00:00+01:00');

describe('a building', () => {
  it('does nothing before it is started, and nothing after it was stopped', async () => {
    const { building, ports, clock } = aBuilding();
    await clock.advance(DAY_MS);
    expect([ports.calls, clock.pending]).toEqual([[], 0]);
    building.start();
    await everyoneHadATurn();
    building.stop();
    const calls = [...ports.calls];
    expect(clock.pending).toBe(0);
    // XState warns of events to a stopped actor, outside production.
    vi.spyOn(console, 'warn').mockReturnValue();
    await clock.advance(DAY_MS);
    building.notify('blue_room');
    building.receive({ room_name: 'blue_room', listing: listing('2026-11-24T12:00:00Z') });
    await everyoneHadATurn();
    expect([ports.calls, clock.pending]).toEqual([calls, 0]);
  });

  it('knows its rooms and no others', async () => {
    const { building } = await aStartedBuilding();
    expect(
      ['blue_room', 'red_room', 'green_room', '', '__proto__'].map((name) => building.has(name)),
    ).toEqual([true, true, false, false, false]);
    expect(() => building.view('green_room')).toThrow('green_room');
  });

  it("brings what a room looks like to that room's Thing, and to no other", async () => {
    const { building, shown } = await aStartedBuilding();
    const heard = { room_name: 'blue_room', listing: listing('2026-11-23T09:51:00+01:00', NOW) };
    expect(building.receive(heard)).toBe(true);
    await building.settled();
    expect(shown('blue_room').get('busynow')).toBe(1);
    expect(shown('blue_room').get('curevmtg')).toBe('now');
    expect(shown('red_room').get('busynow')).toBe(0);
  });

  it('is in a hurry where it was told of a change, or a sweep has found one, and not where it looks each hour', async () => {
    const hurries: boolean[] = [];
    const { building, clock, ports } = await aStartedBuilding({
      names: ['blue_room'],
      prepare({ calendar }) {
        const { list } = calendar;
        calendar.list = (request) => {
          hurries.push(request.urgent ?? false);
          return list(request);
        };
      },
    });
    expect(hurries.splice(0)).toEqual([false]);
    building.notify('blue_room');
    await everyoneHadATurn();
    expect(hurries.splice(0)).toEqual([true]);
    await clock.advance(2 * HOUR_MS);
    expect(hurries.splice(0)).toEqual([false, false]);
    ports.calendars.set(calendarOf('blue_room'), [LATE]);
    await clock.advance(5 * MINUTE_MS);
    expect(hurries.splice(0)).toEqual([true]);
    await clock.advance(2 * HOUR_MS);
    expect(hurries.splice(0)).toEqual([false, false]);
    await building.stopWatching('blue_room');
    await building.startWatching('blue_room');
    await everyoneHadATurn();
    expect(hurries).toEqual([true]);
  });

  it('has no room for a message of an unknown one, and says so', async () => {
    const { building, ports } = await aStartedBuilding();
    const calls = [...ports.calls];
    expect(building.receive({ room_name: 'green_room', listing: listing(START, NOW) })).toBe(false);
    building.notify('green_room');
    await everyoneHadATurn();
    expect(ports.calls).toEqual(calls);
  });

  it('takes a message without a zone: that of the calendar stays', async () => {
    const { building } = await aStartedBuilding();
    const heard = { ...listing('2026-11-23T09:51:00+01:00', NOW), timeZone: undefined };
    building.receive({ room_name: 'blue_room', listing: heard });
    expect(building.view('blue_room')).toMatchObject({
      agenda: { timeZone: 'Europe/Rome' },
      occupancy: { state: 'busy' },
    });
  });

  it('does not go back to an older listing', async () => {
    const { building } = await aStartedBuilding();
    building.receive({ room_name: 'blue_room', listing: listing('2026-11-23T09:49:59+01:00', NOW) });
    expect(building.view('blue_room')?.occupancy.state).toBe('free');
  });

  it('relays a notification of one room, once more for whatever came meanwhile', async () => {
    const { building, ports } = await aStartedBuilding();
    const first = deferred<void>();
    ports.obstacles.list = () => first.promise;
    ports.calls.length = 0;
    for (let one = 0; one < 5; one++) building.notify('blue_room');
    first.resolve();
    await building.settled();
    await everyoneHadATurn();
    expect(ports.calls.filter((call) => call.startsWith('list'))).toEqual(
      Array(2).fill('list blue_room@example.org'),
    );
    expect(ports.published.map(({ room_name }) => room_name)).toEqual(['blue_room', 'blue_room']);
  });

  it.each([
    ['is left to Google to announce, where that has just told of the room', 9_000, []],
    ['is announced to other processes, where Google has told nobody for a while', 11_000, ['blue_room']],
  ])('what is booked at a door %s', async (_, later, announced) => {
    const { building, clock, ports } = await aStartedBuilding();
    building.notify('blue_room');
    await building.settled();
    ports.published.length = 0;
    await clock.advance(later);
    await building.ask('blue_room', { type: 'book', id: 'ours1', title: 'Chat' });
    await building.settled();
    expect(ports.published.map(({ room_name }) => room_name)).toEqual(announced);
  });

  it('lists a room at once where nobody knows what a request has done to its calendar', async () => {
    const { building, ports } = await aStartedBuilding({ events: [NOW], mayEnd: 'any' });
    ports.obstacles.patch = () => Promise.reject(new VendorError('calendar', 'no answer'));
    ports.calls.length = 0;
    await building.ask('blue_room', { type: 'end', id: 'press1', eventId: 'now' });
    await everyoneHadATurn();
    expect(ports.calls).toContain(`list ${calendarOf('blue_room')}`);
  });

  it('tells every fact with its room', async () => {
    const { facts } = await aStartedBuilding();
    const told = (type: Fact['type']) =>
      facts.filter((fact) => fact.type === type).map(({ room_name }) => room_name);
    for (const type of ['reconciled', 'published', 'channel.opened'] as const) {
      expect(new Set(told(type))).toEqual(new Set(['blue_room', 'red_room']));
    }
    expect(told('actor.died')).toEqual([]);
  });

  it('goes on in one room while everything fails in another', async () => {
    const isBlue = (of: string) => of.includes('blue_room') && Promise.reject(DOWN);
    const { building, shown, clock } = await aStartedBuilding({
      prepare: (ports) => {
        Object.assign(ports.obstacles, { list: isBlue, watch: isBlue, read: isBlue });
        ports.deleteThing(thingOf('blue_room'));
      },
    });
    await clock.advance(3_600_000);
    expect(building.unready().map(({ roomName, missing }) => `${roomName}: ${missing}`)).toEqual([
      'blue_room: agenda',
      'blue_room: thing',
    ]);
    expect(building.view('blue_room')).toBeUndefined();
    expect(shown('red_room').get('busynow')).toBe(0);
    expect(shown('blue_room').get('busynow')).toBe('N/A');
  });
});

describe('whether a building is ready', () => {
  it('is told with the failure that keeps a room from it', async () => {
    const { building, clock, ports } = await aStartedBuilding({
      prepare: ({ obstacles }) => {
        obstacles.list = () => Promise.reject(DOWN);
      },
    });
    const because = ['blue_room', 'red_room'].map((roomName) => ({
      roomName,
      missing: 'agenda',
      failure: DOWN,
    }));
    expect(building.unready()).toEqual(because);
    delete ports.obstacles.list;
    await clock.advance(1_000);
    expect(building.unready()).toEqual([]);
  });

  it('is told without one while nothing has failed yet', async () => {
    const never = deferred<void>();
    const { building } = await aStartedBuilding({
      prepare: ({ obstacles }) => {
        obstacles.things = () => never.promise;
      },
    });
    expect(building.unready().map(({ missing, failure }) => [missing, failure])).toEqual([
      ['thing', undefined],
      ['thing', undefined],
    ]);
  });
});

describe('a building is settled', () => {
  it.each(['insert', 'show'] as const)('not before a booking is answered and shown (%s)', async (call) => {
    const { building, ports, shown } = await aStartedBuilding();
    const held = deferred<void>();
    ports.obstacles[call] = () => held.promise;
    void building.ask('blue_room', { type: 'book', id: 'abcde', title: 'Chat' });
    let settled = false;
    const settling = building.settled().then(() => {
      settled = true;
    });
    await everyoneHadATurn();
    expect(settled).toBe(false);
    held.resolve();
    await settling;
    expect(shown('blue_room').get('curevmtg')).toBe('Chat');
  });

  it('not before a notification is relayed', async () => {
    const { building, ports } = await aStartedBuilding();
    const held = deferred<void>();
    ports.obstacles.publish = () => held.promise;
    building.notify('red_room');
    const settling = building.settled();
    expect(ports.published).toEqual([]);
    held.resolve();
    await settling;
    expect(ports.published).toHaveLength(1);
  });

  it.each(['show', 'things'] as const)(
    'where a Thing waits for its cloud to come back (%s)',
    async (call) => {
      const { building } = await aStartedBuilding({
        prepare: ({ obstacles }) => {
          obstacles[call] = () => Promise.reject(new VendorError('iot', 'down', { status: 503 }));
        },
      });
      await building.settled();
    },
  );
});

describe('after a day of bookings, of blips, and of clocks that were set', () => {
  it('a building has no more timers than it began with, and knows no more', async () => {
    const { building, clock, ports, facts } = await aStartedBuilding();
    await clock.advance(60_000);
    const timers = clock.pending;
    const calls = [
      'list',
      'freeBusy',
      'insert',
      'patch',
      'get',
      'remove',
      'things',
      'show',
      'publish',
      'keep',
      'watch',
    ] as const;
    for (let hour = 0; hour < 24; hour++) {
      const call = calls[hour % calls.length]!;
      ports.obstacles[call] = () => Promise.reject(new VendorError('calendar', 'down', { status: 503 }));
      const booked = building.ask('blue_room', {
        type: 'book',
        id: `ours${hour}`,
        title: 'Chat',
        durationMins: 15,
      });
      building.notify('blue_room');
      await clock.advance(60_000);
      delete ports.obstacles[call];
      await booked;
      if (hour % 6 === 5) ports.time.aheadMs = hour === 5 ? 3_600_000 : 0;
      await clock.advance(3_540_000);
      for (const message of ports.published.splice(0)) building.receive(message);
    }
    await clock.advance(3_600_000);
    expect(clock.pending).toBe(timers);
    expect(building.bookingsWaiting).toBe(0);
    expect(building.state('blue_room')).toMatchObject({ sync: 'current', booking: 'open' });
    expect(building.status('blue_room').failure).toBeUndefined();
    expect(facts.filter(({ type }) => type === 'actor.died')).toEqual([]);
  });
});

describe('a thousand rooms', () => {
  it('start, show what they are, and stop without a timer left', async () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `room_${index}`);
    const { building, shown, clock } = await aStartedBuilding({ names });
    await building.settled();
    expect(building.unready()).toEqual([]);
    expect(names.every((name) => shown(name).get('busynow') === 0)).toBe(true);
    expect(names.every((_, index) => building.channel(`channel-${index + 1}`) !== undefined)).toBe(true);
    expect(clock.pending).toBeGreaterThanOrEqual(1_000);
    building.stop();
    expect(clock.pending).toBe(0);
  });
});
