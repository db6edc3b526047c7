import { describe, expect, it } from 'vitest';
import type { GoogleEvent, Listing } from '../../../src/agenda/agenda.ts';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { deferred } from '../../helpers/deferred.ts';
import { event, listing } from '../../helpers/events.ts';
import {
  aStartedBuilding,
  type BuildingOptions,
  calendarOf,
  everyoneHadATurn,
  thingOf,
} from '../../http/a-building.ts';

const MINUTE_MS = 60_000;
const BLUE = calendarOf('blue_room');
const RED = calendarOf('red_room');
const DOWN = new VendorError('calendar', 'down', { status: 503 });
const AWAY = new VendorError('storage', 'Cloud Storage: 503: down', { status: 503 });
const MORNING = event('morning', '2026-11-23T09:00:00+01:00', '2026-11-23T13:00:00+01:00');
const LATE = event('late', '2026-11-23T20:00:00+01:00', '2026-11-23T21:00:00+01:00');
const UNTIL_AN_HOUR_AGO = {
  ...listing(
    '2026-11-23T07:00:00+01:00',
    event('one', '2026-11-23T08:50:00+01:00', '2026-11-23T08:55:00+01:00'),
  ),
  complete: false,
};

/** A room whose display has a `stale`, and whose last listing was kept; Google is down where `isDown`. */
async function aRoom(
  saved: Listing | undefined,
  { prepare, ...more }: BuildingOptions & { isDown?: boolean } = {},
) {
  const made = await aStartedBuilding({
    names: ['blue_room'],
    ...more,
    prepare: (ports) => {
      if (saved) ports.kept.set('blue_room', { ...saved, calendarId: BLUE });
      if (more.isDown ?? true) ports.obstacles.list = ports.obstacles.freeBusy = () => Promise.reject(DOWN);
      ports.clouds.doors.give(thingOf('blue_room'), ['stale']);
      prepare?.(ports);
    },
  });
  const says = (...variables: string[]) => variables.map((name) => made.shown('blue_room').get(name));
  const change = (...events: GoogleEvent[]) => made.ports.calendars.set(BLUE, events);
  return { ...made, says, change };
}

describe('a room that starts while Google is down', () => {
  it('says what was saved of it, and that this is stale', async () => {
    const { building, says } = await aRoom(listing('2026-11-23T08:00:00+01:00', MORNING, LATE));
    await everyoneHadATurn();
    expect(says('busynow', 'curevmtg', 'nextevmtg', 'stale')).toEqual([1, 'morning', 'late', 1]);
    expect(building.view('blue_room')?.stale).toBe(true);
    expect(building.state('blue_room')).toMatchObject({ occupancy: 'busy', sync: 'stale' });
  });

  it('goes on with it by the clock', async () => {
    const { says, clock } = await aRoom(listing('2026-11-23T08:00:00+01:00', MORNING, LATE));
    await clock.advanceTo('2026-11-23T13:00:00+01:00');
    expect(says('busynow', 'curevmtg', 'stale')).toEqual([0, 'Free until 20:00', 1]);
  });

  it.each([
    ['nothing was saved', undefined],
    ['what was saved is older than a day', listing('2026-11-22T09:49:59+01:00', MORNING)],
    ['it was known only up to an hour ago', UNTIL_AN_HOUR_AGO],
    ['it tells of the future', listing('2026-11-23T09:50:01+01:00', MORNING)],
  ])('leaves the door as it is where %s', async (_, saved) => {
    const { building, clock, says } = await aRoom(saved);
    expect(says('busynow', 'curevmtg', 'stale')).toEqual(['N/A', 'N/A', 'N/A']);
    await clock.advance(10 * MINUTE_MS);
    expect(says('busynow', 'curevmtg', 'stale')).toEqual(['N/A', 'N/A', 'N/A']);
    expect(building.state('blue_room').occupancy).toBe('unknown');
  });

  it('leaves the door as it is where what was saved is of the calendar that the room had before', async () => {
    const { building, clock, ports, says } = await aRoom(undefined, {
      prepare: ({ kept }) => {
        kept.set('blue_room', { ...listing('2026-11-23T08:00:00+01:00', MORNING, LATE), calendarId: RED });
      },
    });
    await clock.advance(10 * MINUTE_MS);
    expect(says('busynow', 'curevmtg', 'stale')).toEqual(['N/A', 'N/A', 'N/A']);
    expect(building.view('blue_room')).toBeUndefined();
    expect(building.unready()).toEqual([{ roomName: 'blue_room', missing: 'agenda', failure: DOWN }]);
    delete ports.obstacles.list;
    await clock.advance(64_000);
    expect(ports.kept.get('blue_room')).toMatchObject({ calendarId: BLUE, events: [] });
  });

  it.each([
    ['is a day old, less a second', listing('2026-11-22T09:50:01+01:00', MORNING)],
    [
      'is known a little beyond now',
      { ...listing('2026-11-23T08:00:00+01:00', MORNING, LATE), complete: false },
    ],
  ])('uses what %s', async (_, saved) => {
    const { says } = await aRoom(saved);
    expect(says('busynow', 'curevmtg')).toEqual([1, 'morning']);
  });

  it('never says free of a time that what was saved does not reach', async () => {
    const until = event('until', '2026-11-23T10:30:00+01:00', '2026-11-23T10:45:00+01:00');
    const { building, says, clock } = await aRoom({
      ...listing('2026-11-23T08:00:00+01:00', until),
      complete: false,
    });
    expect(says('busynow', 'curevmtg')).toEqual([0, 'Free until 10:30']);
    await clock.advanceTo('2026-11-23T11:00:00+01:00');
    expect(says('busynow', 'curevmtg')).toEqual([1, 'until']);
    expect(building.view('blue_room')?.occupancy.state).toBe('unknown');
  });

  it('takes back nothing that was pending then: it may have been promised since', async () => {
    const marks = { private: { roomcal: 'instant', roomcal_pending: 'a.1' } };
    const pending = { ...MORNING, extendedProperties: marks };
    const { says, clock, ports } = await aRoom(listing('2026-11-23T08:00:00+01:00', pending));
    await clock.advance(2 * MINUTE_MS);
    expect([says('curevmtg'), ports.count('get')]).toEqual([['morning'], 0]);
  });

  it('says what is true as soon as Google is back, even if that is nothing', async () => {
    const { building, says, clock, ports } = await aRoom(listing('2026-11-23T08:00:00+01:00', MORNING));
    await clock.advance(30 * MINUTE_MS);
    delete ports.obstacles.list;
    await clock.advance(64_000);
    expect(says('busynow', 'curevmtg', 'stale')).toEqual([0, 'Free all day', 0]);
    expect(building.view('blue_room')?.stale).toBe(false);
    expect(ports.kept.get('blue_room')?.events).toEqual([]);
  });

  it('believes a message more than what was saved', async () => {
    const { building, says, clock } = await aRoom(listing('2026-11-23T08:00:00+01:00', MORNING));
    await clock.advance(MINUTE_MS);
    building.receive({ room_name: 'blue_room', listing: listing('2026-11-23T09:50:30+01:00', LATE) });
    await building.settled();
    expect(says('busynow', 'curevmtg', 'stale')).toEqual([0, 'Free until 20:00', 0]);
  });

  it.each([
    ['answers an error', () => Promise.reject(AWAY)],
    ['answers late', () => new Promise((resolve) => setImmediate(resolve))],
  ])('is listed all the same where the store %s', async (_, recall) => {
    const { says, clock, ports } = await aRoom(undefined, {
      events: [MORNING],
      prepare: ({ obstacles }) => {
        obstacles.recall = recall;
      },
    });
    expect(says('busynow')).toEqual(['N/A']);
    delete ports.obstacles.list;
    await clock.advance(64_000);
    expect(says('busynow', 'stale')).toEqual([1, 0]);
  });
});

describe('a room that starts while Google answers', () => {
  const KEPT = listing('2026-11-23T08:00:00+01:00', MORNING, LATE);
  const lists = ({ ports }: Awaited<ReturnType<typeof aRoom>>) => ports.count('list');

  it('says at once what was kept, and lists nothing where one sweep tells that it is so still', async () => {
    const room = await aRoom(KEPT, { isDown: false, events: [MORNING, LATE] });
    expect(room.says('busynow', 'curevmtg', 'stale')).toEqual([1, 'morning', 0]);
    expect([lists(room), room.ports.count('freeBusy'), room.ports.count('keep')]).toEqual([0, 1, 0]);
    expect(room.building.state('blue_room').sync).toBe('current');
  });

  it('has what was kept before the sweep is answered', async () => {
    const sweep = deferred<void>();
    const room = await aRoom(KEPT, {
      isDown: false,
      events: [],
      prepare: ({ obstacles }) => {
        obstacles.freeBusy = () => sweep.promise;
      },
    });
    expect(room.says('busynow', 'curevmtg')).toEqual([1, 'morning']);
    expect([room.building.state('blue_room').sync, room.building.unready()]).toEqual(['confirming', []]);
    sweep.resolve();
    await everyoneHadATurn();
    expect([room.says('busynow'), lists(room)]).toEqual([[0], 1]);
  });

  it('is found changed at its own minute where no sweep can tell, and no notification was missed for it', async () => {
    const room = await aRoom(KEPT, { isDown: false, events: [{ ...MORNING, summary: 'Renamed' }, LATE] });
    expect(room.says('curevmtg')).toEqual(['morning']);
    await room.clock.advance(61 * MINUTE_MS);
    expect(room.says('curevmtg')).toEqual(['Renamed']);
    expect(room.facts.filter(({ type }) => type === 'change.found' || type === 'push.missed')).toEqual([]);
  });

  it('is listed once in the first minutes, where there are few rooms: a title was changed while nobody heard', async () => {
    const relistMs = 2 * MINUTE_MS;
    const events = [{ ...MORNING, summary: 'Renamed' }, LATE];
    const room = await aRoom(KEPT, { isDown: false, relistMs, random: () => 0.5, events });
    expect([lists(room), room.says('curevmtg')]).toEqual([0, ['morning']]);
    await room.clock.advance(relistMs / 2);
    expect([lists(room), room.says('curevmtg')]).toEqual([1, ['Renamed']]);
    await room.clock.advance(5 * MINUTE_MS);
    expect(lists(room)).toBe(1);
  });

  it('is not kept once more where its first list tells nothing else', async () => {
    const before = await aStartedBuilding({ names: ['blue_room'], events: [MORNING] });
    before.building.stop();
    before.ports.calls.length = 0;
    const { clock, ports } = await aStartedBuilding({ names: ['blue_room'], relistMs: MINUTE_MS, before });
    await clock.advance(MINUTE_MS);
    expect([ports.count('list'), ports.count('keep')]).toEqual([1, 0]);
  });

  it('is listed where the meeting is gone at which the list was cut', async () => {
    const room = await aRoom({ ...KEPT, complete: false }, { isDown: false, events: [MORNING] });
    expect([lists(room), room.says('curevmtg', 'nextevmtg')]).toEqual([1, ['morning', 'N/A']]);
  });

  it('is listed where an attempt of ours was pending: nobody acts on what was kept', async () => {
    const pending = {
      ...MORNING,
      extendedProperties: { private: { roomcal: 'instant', roomcal_pending: 'a.1' } },
    };
    const room = await aRoom(listing('2026-11-23T08:00:00+01:00', pending, LATE), {
      isDown: false,
      events: [MORNING, LATE],
    });
    await room.clock.advance(5 * MINUTE_MS);
    expect([lists(room), room.ports.count('remove')]).toEqual([1, 0]);
    expect(room.says('busynow', 'curevmtg')).toEqual([1, 'morning']);
  });

  it.each([
    ['the store does not answer', 'recall', 120_000],
    ['the sweep does not come', 'freeBusy', 120_000],
  ] as const)('is listed all the same where %s', async (_, call, ms) => {
    const room = await aRoom(KEPT, {
      isDown: false,
      events: [],
      prepare: ({ obstacles }) => {
        obstacles[call] = () => new Promise(() => {});
      },
    });
    await room.clock.advance(ms - 1);
    expect(lists(room)).toBe(0);
    await room.clock.advance(1);
    expect([lists(room), room.says('busynow')]).toEqual([1, [0]]);
  });

  it('is stale where the sweep fails, and listed as soon as Google answers', async () => {
    const room = await aRoom(KEPT, {
      isDown: false,
      events: [],
      prepare: ({ obstacles }) => {
        obstacles.freeBusy = () => Promise.reject(DOWN);
      },
    });
    await everyoneHadATurn();
    expect([room.says('busynow', 'stale'), room.building.state('blue_room').sync]).toEqual([[1, 1], 'stale']);
    await room.clock.advance(5_000);
    expect(room.says('busynow', 'stale')).toEqual([0, 0]);
  });
});

describe('a building that starts', () => {
  const names = Array.from({ length: 120 }, (_, index) => `room_${index}`);

  it.each([undefined, 'https://roomcal.example.org/webhook'])(
    'lists only rooms that have changed, and sweeps 50 of them in a call (Google pushes to %s)',
    async (address) => {
      const { ports, building } = await aStartedBuilding({
        names,
        address,
        prepare: ({ kept, calendars }) => {
          for (const name of names) {
            kept.set(name, {
              ...listing('2026-11-23T08:00:00+01:00', MORNING),
              calendarId: calendarOf(name),
            });
            calendars.set(calendarOf(name), name.endsWith('7') ? [] : [MORNING]);
          }
        },
      });
      await everyoneHadATurn();
      expect(ports.count('freeBusy')).toBe(3);
      expect(ports.count('list')).toBe(12);
      for (const name of names)
        expect(building.view(name)?.occupancy.state).toBe(name.endsWith('7') ? 'free' : 'busy');
    },
  );
});
