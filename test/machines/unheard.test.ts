import { describe, expect, it } from 'vitest';
import type { GoogleEvent } from '../../src/agenda/agenda.ts';
import { union } from '../../src/agenda/busy.ts';
import { VendorError } from '../../src/io/vendor-error.ts';
import { deferred } from '../helpers/deferred.ts';
import { event, listing } from '../helpers/events.ts';
import type { PortsInMemory } from '../helpers/ports-in-memory.ts';
import { ADDRESS, aStartedBuilding, calendarOf, everyoneHadATurn } from '../http/a-building.ts';
import { aQuietBuilding } from './a-quiet-building.ts';

const [SECOND_MS, MINUTE_MS] = [1_000, 60_000];
const BLUE = calendarOf('blue_room');
const RED = calendarOf('red_room');
const ALL_MORNING = event('all morning', '2026-11-23T09:00:00+01:00', '2026-11-23T13:00:00+01:00');
const day = (time: string) => Date.parse(`2026-11-23T${time}:00+01:00`);

/** A record of a channel of this process's making that lives for days yet. */
function aLiveChannel(): { record: ReturnType<typeof recordOf>; generation: string } {
  return { record: recordOf(), generation: '1' };
}

function recordOf() {
  const [registered, expiration] = ['2026-11-22T09:50:00+01:00', '2026-11-29T09:50:00+01:00'];
  const channel = { id: 'channel-0', token: 'token-0', resource_id: 'resource', address: ADDRESS };
  return { room_name: 'blue_room', calendar_id: BLUE, ...channel, registered, expiration };
}

function anEmptyMorning() {
  return { ...listing('2026-11-23T09:40:00+01:00'), calendarId: BLUE };
}

describe('a meeting that is made before a channel opens', () => {
  it('and after the first list is at the door when the channel opens', async () => {
    const opening = deferred<void>();
    const { clock, ports, shown } = await aStartedBuilding({
      names: ['blue_room'],
      prepare: ({ obstacles }) => {
        obstacles.watch = () => opening.promise;
      },
    });
    await clock.advance(SECOND_MS);
    ports.calendars.set(BLUE, [ALL_MORNING]);
    opening.resolve();
    await clock.advance(SECOND_MS);
    expect(shown('blue_room').get('busynow')).toBe(1);
  });

  it('while the first list is on its way is at the door once that has come', async () => {
    const [listing, opening] = [deferred<void>(), deferred<void>()];
    const { clock, ports, shown } = await aStartedBuilding({
      names: ['blue_room'],
      prepare: ({ calendar, obstacles }) => {
        obstacles.watch = () => opening.promise;
        const { list } = calendar;
        calendar.list = async (request) => {
          // What Google had when it was asked.
          const listed = await list(request);
          await listing.promise;
          return listed;
        };
      },
    });
    await clock.advance(SECOND_MS);
    ports.calendars.set(BLUE, [ALL_MORNING]);
    opening.resolve();
    await clock.advance(SECOND_MS);
    expect(shown('blue_room').get('busynow')).toBe('N/A');
    listing.resolve();
    await clock.advance(SECOND_MS);
    expect(shown('blue_room').get('busynow')).toBe(1);
    expect(ports.count('list')).toBe(2);
  });

  it('costs no list where the first one is sent when the channel is open', async () => {
    const { clock, ports } = await aStartedBuilding({ names: ['blue_room'] });
    await clock.advance(MINUTE_MS);
    expect(ports.count('list')).toBe(1);
  });

  it('costs one more list, where the channel opens later than the list was sent', async () => {
    const opening = deferred<void>();
    const { clock, ports } = await aStartedBuilding({
      names: ['blue_room'],
      prepare: ({ obstacles }) => {
        obstacles.watch = () => opening.promise;
      },
    });
    await clock.advance(SECOND_MS);
    opening.resolve();
    await clock.advance(10 * SECOND_MS);
    expect(ports.count('list')).toBe(2);
  });

  it('is found also where the channel was open all the time, and nobody was there to be told', async () => {
    const { clock, ports, shown } = await aStartedBuilding({
      names: ['blue_room'],
      prepare: ({ records, obstacles }) => {
        records.set('blue_room', aLiveChannel());
        obstacles.read = () => new Promise((resolve) => setImmediate(resolve));
      },
    });
    ports.calendars.set(BLUE, [ALL_MORNING]);
    await clock.advance(5 * MINUTE_MS);
    expect(shown('blue_room').get('busynow')).toBe(1);
  });

  it('costs one more list, too, where an operator had stopped the channel', async () => {
    const { building, clock, ports, lists } = await aQuietBuilding({ names: ['blue_room'] });
    await building.stopWatching('blue_room');
    await clock.advance(SECOND_MS);
    await building.startWatching('blue_room');
    await clock.advance(SECOND_MS);
    expect(lists()).toBe(1);
    ports.calls.length = 0;
    await clock.advance(10 * MINUTE_MS);
    expect(lists()).toBe(0);
  });
});

describe('while Pub/Sub is away', () => {
  it('the room of this process is told at once of what was pushed and listed', async () => {
    const { building, clock, ports, door } = await aQuietBuilding({ names: ['blue_room'] });
    ports.obstacles.publish = () => Promise.reject(new VendorError('pubsub', 'away', { status: 14 }));
    ports.calendars.set(BLUE, [ALL_MORNING]);
    building.notify('blue_room');
    await clock.advance(0);
    await building.settled();
    expect(door()).toBe(1);
    ports.calendars.set(BLUE, []);
    building.notify('blue_room');
    await clock.advance(0);
    await building.settled();
    expect(door()).toBe(0);
  });

  it('is over when it is heard again: all rooms are swept', async () => {
    const { building, clock, ports, door } = await aQuietBuilding();
    await clock.advance(MINUTE_MS);
    for (const id of [BLUE, RED]) ports.calendars.set(id, [ALL_MORNING]);
    building.reconnected();
    await clock.advance(0);
    await building.settled();
    expect([door('blue_room'), door('red_room')]).toEqual([1, 1]);
    expect(ports.count('freeBusy')).toBe(1);
  });

  it('is over while a sweep is on its way: all are swept once more', async () => {
    const { building, clock, ports, door } = await aQuietBuilding({ names: ['blue_room'] });
    const swept = deferred<void>();
    const { freeBusy } = ports.calendar;
    ports.calendar.freeBusy = async (request) => {
      const answer = await freeBusy(request);
      await swept.promise;
      return answer;
    };
    await clock.advance(5 * MINUTE_MS);
    ports.calendars.set(BLUE, [ALL_MORNING]);
    building.reconnected();
    swept.resolve();
    await clock.advance(0);
    await building.settled();
    expect([door(), ports.count('freeBusy')]).toEqual([1, 2]);
  });

  it.each([
    ['what was kept', ({ kept }: PortsInMemory) => kept.set('blue_room', anEmptyMorning())],
    ['that nothing was', () => undefined],
  ])('is over while rooms read %s: one sweep serves both', async (_, keep) => {
    const reading = deferred<void>();
    const { building, clock, ports } = await aStartedBuilding({
      names: ['blue_room'],
      prepare: (made) => {
        keep(made);
        const { read } = made.listings;
        made.listings.read = async (...of) => {
          await reading.promise;
          return read(...of);
        };
      },
    });
    building.reconnected();
    await clock.advance(0);
    expect(ports.count('freeBusy')).toBe(0);
    reading.resolve();
    await clock.advance(SECOND_MS);
    expect(ports.count('freeBusy')).toBe(1);
  });
});

describe('a sweep that differs while a list is on its way', () => {
  it('has the room listed once more, for that list may not have seen it', async () => {
    const { building, clock, ports, door } = await aQuietBuilding({
      names: ['blue_room'],
      address: undefined,
    });
    const { list } = ports.calendar;
    const slow = deferred<void>();
    ports.calendar.list = async (request) => {
      ports.calendar.list = list;
      const listed = await list(request);
      await slow.promise;
      return listed;
    };
    await clock.advanceTo('2026-11-23T10:08:33+01:00');
    expect(building.state('blue_room').sync).toBe('refreshing');
    ports.calendars.set(BLUE, [ALL_MORNING]);
    await clock.advance(30 * SECOND_MS);
    expect(building.state('blue_room').sync).toBe('refreshing');
    slow.resolve();
    await everyoneHadATurn();
    await building.settled();
    expect(door()).toBe(1);
  });
});

describe('where a sweep and the lists never agree', () => {
  /** Google takes the room for busy from two to four, whatever a list shows. */
  async function aRoom(events: GoogleEvent[] = []) {
    const made = await aQuietBuilding({ names: ['blue_room'], address: undefined, events });
    const { ports } = made;
    let claims = [{ start: day('14:00'), end: day('16:00') }];
    const { freeBusy } = ports.calendar;
    ports.calendar.freeBusy = async (request) => {
      const truth = (await freeBusy(request)).get(BLUE) as { start: number; end: number }[];
      return new Map([[BLUE, union([...truth, ...claims], request.from, request.until)]]);
    };
    await made.clock.advance(MINUTE_MS);
    ports.calls.length = 0;
    const claim = (...next: typeof claims) => {
      claims = next;
    };
    return { ...made, claim };
  }

  it('a change elsewhere is found all the same', async () => {
    const { building, clock, ports } = await aRoom();
    ports.calendars.set(BLUE, [event('other', '2026-11-23T17:00:00+01:00', '2026-11-23T18:00:00+01:00')]);
    await clock.advance(30 * SECOND_MS);
    expect(building.view('blue_room')?.occupancy.next?.id).toBe('other');
  });

  it('a change beside it is found: a meeting that begins where the disagreement ends', async () => {
    const { building, clock, ports } = await aRoom();
    ports.calendars.set(BLUE, [event('other', '2026-11-23T16:00:00+01:00', '2026-11-23T16:30:00+01:00')]);
    await clock.advance(30 * SECOND_MS);
    expect(building.view('blue_room')?.occupancy.next?.id).toBe('other');
  });

  it('a change within it is found where Google takes less of the room than before', async () => {
    const { clock, claim, lists } = await aRoom();
    claim({ start: day('14:00'), end: day('15:00') });
    await clock.advance(30 * SECOND_MS);
    expect(lists()).toBe(1);
    await clock.advance(5 * MINUTE_MS);
    expect(lists()).toBe(1);
  });
});
