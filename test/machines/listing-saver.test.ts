import { describe, expect, it } from 'vitest';
import { agendaOf, type GoogleEvent } from '../../src/agenda/agenda.ts';
import { VendorError } from '../../src/io/vendor-error.ts';
import { deferred } from '../helpers/deferred.ts';
import { event, listing } from '../helpers/events.ts';
import { aStartedBuilding, type BuildingOptions, calendarOf, everyoneHadATurn } from '../http/a-building.ts';

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];
const BLUE = calendarOf('blue_room');
const AWAY = new VendorError('storage', 'Cloud Storage: 503: down', { status: 503 });
const MORNING = event('morning', '2026-11-23T09:00:00+01:00', '2026-11-23T13:00:00+01:00');
const LATE = event('late', '2026-11-23T20:00:00+01:00', '2026-11-23T21:00:00+01:00');

async function aRoom(options: BuildingOptions = {}) {
  const made = await aStartedBuilding({ names: ['blue_room'], ...options });
  const keptIds = () => made.ports.kept.get('blue_room')?.events.map(({ id }) => id);
  const change = (...events: GoogleEvent[]) => made.ports.calendars.set(BLUE, events);
  return { ...made, keptIds, change };
}

describe('the agenda of a room is kept', () => {
  it('once it was listed, as it was', async () => {
    const { ports, clock } = await aRoom({ events: [MORNING] });
    const { events } = await ports.calendar.list({ calendarId: BLUE });
    expect(events).toMatchObject([{ id: 'morning', summary: 'morning' }]);
    expect(ports.kept.get('blue_room')).toEqual({
      calendarId: BLUE,
      events,
      timeZone: 'Europe/Rome',
      asOf: clock.now(),
      complete: true,
    });
  });

  it('when a message tells of a change, and when a sweep found one', async () => {
    const { building, clock, keptIds, change } = await aRoom();
    building.receive({ room_name: 'blue_room', listing: listing('2026-11-23T09:50:01+01:00', MORNING) });
    await everyoneHadATurn();
    expect(keptIds()).toEqual(['morning']);
    change(LATE);
    await clock.advance(5 * MINUTE_MS);
    expect(keptIds()).toEqual(['late']);
  });

  it('with a booking of ours, also where no notification comes of it', async () => {
    const { building, clock, keptIds } = await aRoom({ address: undefined });
    expect(await building.ask('blue_room', { type: 'book', id: 'abcde', title: 'Chat' })).toMatchObject({
      type: 'booked',
    });
    await clock.advance(5 * MINUTE_MS);
    expect(keptIds()).toEqual(['abcde']);
  });

  it('not at each quiet refresh, but again after six hours', async () => {
    const { clock, ports } = await aRoom({ events: [LATE] });
    await clock.advance(5 * HOUR_MS);
    expect(ports.count('keep')).toBe(1);
    const before = ports.kept.get('blue_room')!.asOf;
    await clock.advance(2 * HOUR_MS + MINUTE_MS);
    expect(ports.count('keep')).toBe(2);
    expect(ports.kept.get('blue_room')!.asOf).toBeGreaterThanOrEqual(before + 6 * HOUR_MS);
    await clock.advance(24 * HOUR_MS);
    expect(ports.count('keep')).toBeLessThanOrEqual(6);
  });

  it('so that it always covers now, also where Google lists a few events at a time', async () => {
    const day = Array.from({ length: 96 }, (_, index) => {
      const start = Date.parse('2026-11-23T00:00:00+01:00') + index * 30 * MINUTE_MS;
      const [begins, ends] = [start, start + 20 * MINUTE_MS].map((at) => new Date(at).toISOString());
      return event(`${index}`, begins!, ends!);
    });
    const { clock, ports } = await aRoom({
      events: day,
      prepare: ({ calendar }) => {
        const whole = calendar.list;
        calendar.list = async (request) => {
          const { events, asOf, ...more } = await whole(request);
          const ahead = events.filter(({ end }) => Date.parse(end!.dateTime!) > asOf);
          return { ...more, asOf, events: ahead.slice(0, 10), complete: false };
        };
      },
    });
    for (let hour = 0; hour < 12; hour++) {
      await clock.advance(HOUR_MS);
      expect(agendaOf(ports.kept.get('blue_room')!).knownUntil).toBeGreaterThan(clock.now());
    }
  });

  it('by room', async () => {
    const { clock, ports } = await aStartedBuilding();
    ports.calls.length = 0;
    ports.calendars.set(BLUE, [MORNING]);
    await clock.advance(5 * MINUTE_MS);
    expect(ports.calls.filter((call) => call.startsWith('keep'))).toEqual(['keep blue_room']);
    expect(ports.kept.get('red_room')?.events).toEqual([]);
  });

  it('one write at a time, and of what comes meanwhile only the last', async () => {
    const { building, ports, keptIds } = await aRoom();
    const writing = deferred<void>();
    ports.obstacles.keep = () => writing.promise;
    const before = ports.count('keep');
    for (const [second, id] of ['one', 'two', 'three'].entries()) {
      const heard = listing(`2026-11-23T09:50:0${second}+01:00`, { ...MORNING, id });
      building.receive({ room_name: 'blue_room', listing: heard });
    }
    await everyoneHadATurn();
    expect(ports.count('keep')).toBe(before + 1);
    writing.resolve();
    await everyoneHadATurn();
    expect(ports.count('keep')).toBe(before + 2);
    expect(keptIds()).toEqual(['three']);
  });
});

describe('a room that goes', () => {
  it('leaves no copy, also where one is just being written', async () => {
    const { building, settings, ports, keptIds } = await aRoom();
    const writing = deferred<void>();
    ports.obstacles.keep = () => writing.promise;
    for (const second of [1, 2])
      building.receive({
        room_name: 'blue_room',
        listing: listing(`2026-11-23T09:50:0${second}+01:00`, MORNING),
      });
    building.change({ ...settings, rooms: [] }, { clearsThings: false });
    await everyoneHadATurn();
    expect([keptIds(), building.isChanging]).toEqual([[], true]);
    writing.resolve();
    for (let turn = 0; turn < 3; turn++) await everyoneHadATurn();
    expect([keptIds(), building.isChanging]).toEqual([undefined, false]);
  });
});

describe('a store that fails', () => {
  it('harms nothing, and is told of', async () => {
    const { building, clock, facts, shown, ports, change, keptIds } = await aRoom({
      prepare: ({ obstacles }) => {
        obstacles.keep = () => Promise.reject(AWAY);
      },
    });
    change(MORNING);
    await clock.advance(5 * MINUTE_MS);
    expect(shown('blue_room').get('busynow')).toBe(1);
    expect(building.view('blue_room')?.stale).toBe(false);
    expect(facts).toContainEqual({ room_name: 'blue_room', type: 'listing.unsaved', failure: AWAY });
    delete ports.obstacles.keep;
    change(LATE);
    await clock.advance(5 * MINUTE_MS);
    expect(keptIds()).toEqual(['late']);
  });

  it('is tried again at a later refresh, so that a change is not lost for hours', async () => {
    const { clock, ports, change, keptIds } = await aRoom();
    ports.obstacles.keep = () => Promise.reject(AWAY);
    change(LATE);
    await clock.advance(10 * MINUTE_MS);
    delete ports.obstacles.keep;
    await clock.advance(7 * HOUR_MS);
    expect(keptIds()).toEqual(['late']);
  });

  it('by not answering holds up no door', async () => {
    const { clock, ports, change, shown } = await aRoom();
    const never = deferred<void>();
    ports.obstacles.keep = () => never.promise;
    for (const [events, busynow] of [
      [[MORNING], 1],
      [[], 0],
      [[MORNING], 1],
    ] as const) {
      change(...events);
      await clock.advance(5 * MINUTE_MS);
      expect(shown('blue_room').get('busynow')).toBe(busynow);
    }
  });
});
