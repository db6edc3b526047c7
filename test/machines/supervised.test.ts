import { describe, expect, it } from 'vitest';
import { nextRefresh } from '../../src/agenda/schedule.ts';
import { VendorError } from '../../src/io/vendor-error.ts';
import { deferred } from '../helpers/deferred.ts';
import { event, listing } from '../helpers/events.ts';
import type { PortsInMemory } from '../helpers/ports-in-memory.ts';
import { aStartedBuilding, type BuildingOptions, calendarOf, everyoneHadATurn } from '../http/a-building.ts';

const [SECOND_MS, MINUTE_MS] = [1_000, 60_000];
const BLUE = calendarOf('blue_room');
const DOWN = new VendorError('calendar', 'down', { status: 503 });
const MISTAKE = new TypeError('a mistake of ours');
const ALL_MORNING = event('all morning', '2026-11-23T09:00:00+01:00', '2026-11-23T13:00:00+01:00');
const BOOK = { type: 'book', id: 'ours1', title: 'Chat' } as const;

/** A room whose next jitter that is drawn is a mistake of ours, once `kill` was called. */
async function aRoom(options: BuildingOptions = {}) {
  let isDeadly = false;
  const made = await aStartedBuilding({
    names: ['blue_room'],
    ...options,
    random: () => {
      if (!isDeadly) return 0;
      isDeadly = false;
      throw MISTAKE;
    },
  });
  const { building, clock, facts, shown } = made;
  const told = (type: 'actor.died' | 'actor.restarted') =>
    facts.flatMap((fact) =>
      fact.type === type && 'actor' in fact ? [`${fact.room_name} ${fact.actor}`] : [],
    );
  const failure = () => building.status('blue_room').failure;
  const door = () => shown('blue_room').get('busynow');
  const kill = () => {
    isDeadly = true;
  };
  const second = () => clock.advance(SECOND_MS);
  return { ...made, told, failure, door, kill, second };
}

type Made = Awaited<ReturnType<typeof aRoom>>;
type Call = keyof PortsInMemory['obstacles'];

interface Kind {
  actor: string;
  roomName: string;
  options: BuildingOptions;
  /** The call whose failure has the actor wait, for which it draws a jitter. */
  call: Call;
  begin: (made: Made) => unknown;
  /** How its work shows once there is a new one. */
  works: (made: Made) => Promise<void>;
}

const KINDS: Kind[] = [
  {
    actor: 'room',
    roomName: 'blue_room',
    options: {},
    call: 'list',
    begin: ({ clock }) => clock.advance(nextRefresh('blue_room', clock.now(), 60 * MINUTE_MS) - clock.now()),
    works: async ({ building, door, ports }) => {
      expect(building.state('blue_room')).toMatchObject({ occupancy: 'free', sync: 'current' });
      ports.calendars.set(BLUE, [ALL_MORNING]);
      building.receive({ room_name: 'blue_room', listing: await ports.calendar.list({ calendarId: BLUE }) });
      await building.settled();
      expect(door()).toBe(1);
    },
  },
  {
    actor: 'thing',
    roomName: 'blue_room',
    options: { events: [event('soon', '2026-11-23T09:50:30+01:00', '2026-11-23T10:30:00+01:00')] },
    call: 'show',
    begin: ({ clock }) => clock.advance(30 * SECOND_MS),
    works: async ({ building, door }) => {
      await building.settled();
      expect(door()).toBe(1);
    },
  },
  {
    actor: 'check_in',
    roomName: 'blue_room',
    options: {
      checkIn: { withinMs: MINUTE_MS, releases: 'own' },
      events: [event('soon', '2026-11-23T09:50:30+01:00', '2026-11-23T10:30:00+01:00')],
    },
    call: 'patch',
    begin: ({ clock }) => clock.advance(90 * SECOND_MS),
    works: async ({ building, clock, door }) => {
      // It is told what the door asks for, and gives the full time.
      expect(building.view('blue_room')).toMatchObject({ checkInUntil: clock.now() + MINUTE_MS });
      await clock.advance(MINUTE_MS);
      await building.settled();
      expect(door()).toBe(0);
    },
  },
  {
    actor: 'channel',
    roomName: 'blue_room',
    options: {},
    call: 'watch',
    begin: async ({ building }) => {
      await building.stopWatching('blue_room');
      await building.startWatching('blue_room').catch(() => undefined);
    },
    works: async ({ building }) => {
      expect(building.status('blue_room').channel.state).toBe('live');
      expect(building.channel('channel-3')).toMatchObject({ roomName: 'blue_room' });
    },
  },
  {
    actor: 'relay',
    roomName: 'blue_room',
    options: {},
    call: 'publish',
    begin: ({ building }) => building.notify('blue_room'),
    works: async ({ ports }) => {
      // What it had on its way is not lost.
      expect(ports.published).toMatchObject([{ room_name: 'blue_room' }]);
    },
  },
  {
    actor: 'booking',
    roomName: 'blue_room',
    options: {},
    call: 'remove',
    begin: async ({ building, ports }) => {
      ports.obstacles.insert = () => {
        delete ports.obstacles.insert;
        ports.put(BLUE, { ...ALL_MORNING, id: 'theirs', created: '2026-11-22T12:00:00Z' });
      };
      expect(await building.ask('blue_room', BOOK)).toEqual({ type: 'failed', failure: MISTAKE });
    },
    works: async ({ ports, building }) => {
      // What it had left is taken back, and whoever asks is answered.
      expect(ports.calendars.get(BLUE)?.map(({ id }) => id)).toEqual(['theirs']);
      expect(building.state('blue_room').booking).toBe('open');
      expect(await building.ask('blue_room', { ...BOOK, id: 'ours2' })).toMatchObject({ type: 'refused' });
    },
  },
  {
    actor: 'sweep',
    roomName: '',
    options: { address: undefined },
    call: 'freeBusy',
    begin: ({ clock }) => clock.advance(30 * SECOND_MS),
    works: async ({ clock, ports, door }) => {
      ports.calendars.set(BLUE, [ALL_MORNING]);
      await clock.advance(30 * SECOND_MS);
      expect(door()).toBe(1);
    },
  },
  {
    actor: 'thing-poller',
    roomName: '',
    options: {},
    call: 'things',
    begin: ({ clock }) => clock.advance(MINUTE_MS),
    works: async ({ clock, shown, door }) => {
      shown('blue_room').set('busynow', 1);
      await clock.advance(MINUTE_MS);
      expect(door()).toBe(0);
    },
  },
];

/** What becomes of a room in which it has died, just now. */
async function killed({ options, call, begin }: Kind) {
  const made = await aRoom(options);
  const { ports, kill } = made;
  ports.obstacles[call] = () => {
    delete ports.obstacles[call];
    kill();
    return Promise.reject(DOWN);
  };
  await begin(made);
  await everyoneHadATurn();
  delete ports.obstacles[call];
  return made;
}

describe('an actor that dies of a mistake of ours', () => {
  it.each(KINDS)('is told of, with why: $actor', async (kind) => {
    const { facts, told } = await killed(kind);
    expect(told('actor.died')).toEqual([`${kind.roomName} ${kind.actor}`]);
    expect(facts.find(({ type }) => type === 'actor.died')).toMatchObject({ error: MISTAKE });
  });

  it.each(KINDS)('is made anew from its sources a second later, and works: $actor', async (kind) => {
    const made = await killed(kind);
    await made.second();
    await kind.works(made);
    expect(made.told('actor.died')).toHaveLength(1);
  });

  // A booking is there only while there is something to do.
  it.each(KINDS.filter(({ actor }) => actor !== 'booking'))('is said to be back: $actor', async (kind) => {
    const { second, told } = await killed(kind);
    expect(told('actor.restarted')).toEqual([]);
    await second();
    expect(told('actor.restarted')).toEqual([`${kind.roomName} ${kind.actor}`]);
  });

  it.each(KINDS.filter(({ actor, roomName }) => roomName !== '' && actor !== 'booking'))(
    'is in last_error until it has lived for a minute: $actor',
    async (kind) => {
      const { clock, second, failure } = await killed(kind);
      expect(failure()).toBe(MISTAKE);
      await second();
      expect(failure()).toBe(MISTAKE);
      await clock.advance(MINUTE_MS);
      expect(failure()).toBeUndefined();
    },
  );

  it.each([
    ['room', 'agenda'],
    ['thing', 'thing'],
  ])('makes its room unready as long as it is dead: %s', async (name, missing) => {
    const { building, second } = await killed(KINDS.find(({ actor }) => actor === name)!);
    expect(building.unready()).toEqual([{ roomName: 'blue_room', missing, failure: MISTAKE }]);
    await second();
    await everyoneHadATurn();
    expect(building.unready()).toEqual([]);
  });
});

describe('an actor that keeps dying', () => {
  const poison = () => ({ ...listing('2026-11-23T11:00:00+01:00'), events: [null] as never });

  it('is made anew less and less often, up to each minute, and then anew from the beginning', async () => {
    const { building, clock, facts } = await aRoom();
    const times: number[] = [];
    for (let death = 0; death < 9; death++) {
      building.receive({ room_name: 'blue_room', listing: poison() });
      const died = clock.now();
      const before = facts.filter(({ type }) => type === 'actor.restarted').length;
      while (facts.filter(({ type }) => type === 'actor.restarted').length === before)
        await clock.advance(SECOND_MS);
      times.push((clock.now() - died) / SECOND_MS);
    }
    expect(times).toEqual([1, 2, 4, 8, 16, 32, 64, 64, 64]);
    await clock.advance(MINUTE_MS);
    building.receive({ room_name: 'blue_room', listing: poison() });
    await clock.advance(SECOND_MS);
    expect(facts.at(-1)).not.toMatchObject({ type: 'actor.died' });
    expect(facts.filter(({ type }) => type === 'actor.restarted')).toHaveLength(10);
    expect(building.state('blue_room')).toMatchObject({ occupancy: 'free', sync: 'current' });
  });

  it('is not made anew once the building has stopped', async () => {
    const { building, clock, told } = await aRoom();
    building.receive({ room_name: 'blue_room', listing: poison() });
    building.stop();
    await clock.advance(10 * MINUTE_MS);
    expect(told('actor.restarted')).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

describe('a room that dies', () => {
  const die = ({ building }: Made) =>
    building.receive({
      room_name: 'blue_room',
      listing: { ...listing('2026-11-23T11:00:00+01:00'), events: [null] as never },
    });

  it('leaves the door as it is, books nothing meanwhile, and books again', async () => {
    const made = await aRoom({
      events: [event('early', '2026-11-23T09:00:00+01:00', '2026-11-23T09:45:00+01:00')],
    });
    const { building, clock, door } = made;
    die(made);
    await everyoneHadATurn();
    expect(door()).toBe(0);
    await clock.advance(5 * SECOND_MS);
    expect(await building.ask('blue_room', BOOK)).toMatchObject({ type: 'booked' });
  });

  it('is answered for: who asks while it is dead is told to ask again, or what happened', async () => {
    const made = await aRoom();
    die(made);
    const answer = await made.building.ask('blue_room', BOOK);
    expect(['booked', 'refused']).toContain(answer.type);
    if (answer.type === 'refused') expect(answer.refusal).toEqual({ code: 'NOT_READY' });
  });
});

describe('whoever follows a room', () => {
  it('is told of what becomes of an actor that was made anew, until they follow no more', async () => {
    const { building, ports, kill, second, told } = await aRoom();
    let changes = 0;
    const unsubscribe = building.subscribe('blue_room', () => changes++);
    ports.obstacles.watch = () => {
      kill();
      return Promise.reject(DOWN);
    };
    await building.stopWatching('blue_room');
    await building.startWatching('blue_room').catch(() => undefined);
    delete ports.obstacles.watch;
    expect(told('actor.died')).toEqual(['blue_room channel']);
    changes = 0;
    await second();
    expect(changes).toBeGreaterThan(0);
    changes = 0;
    await building.stopWatching('blue_room');
    expect(changes).toBeGreaterThan(0);
    unsubscribe();
    changes = 0;
    await building.startWatching('blue_room');
    expect(changes).toBe(0);
  });

  it('is told that the door is open again where a booking has died', async () => {
    const { building, ports } = await aRoom();
    const { list } = ports.calendar;
    ports.calendar.list = async (request) => ({ ...(await list(request)), events: null as never });
    const seen: string[] = [];
    building.subscribe('blue_room', () => seen.push(building.state('blue_room').booking));
    expect(await building.ask('blue_room', BOOK)).toMatchObject({ type: 'failed' });
    expect(seen.at(-1)).toBe('open');
  });
});

describe('a booking that dies', () => {
  it('is followed by one at a time: who asks before its successor is made is that successor', async () => {
    const { building, clock, ports } = await aRoom();
    const { list } = ports.calendar;
    ports.calendar.list = async (request) => {
      ports.calendar.list = list;
      return { ...(await list(request)), events: null as never };
    };
    const again = { ...BOOK, mayBeRepeated: true };
    expect(await building.ask('blue_room', again)).toMatchObject({ type: 'failed' });
    const answer = building.ask('blue_room', again);
    await clock.advance(2 * SECOND_MS);
    // Another one at the same time would take back what this one takes over.
    expect(building.state('blue_room').booking).toBe('pausing');
    await clock.advance(2 * SECOND_MS);
    expect(await answer).toMatchObject({ type: 'booked', meeting: { id: 'ours1' } });
    expect(ports.count('remove')).toBe(0);
    await clock.advance(5 * MINUTE_MS);
    expect(ports.event(BLUE, 'ours1')).toBeDefined();
    expect(building.state('blue_room').booking).toBe('open');
  });
});

describe('the dead room of old', () => {
  it('keeps no building from sweeping that died while what was kept was read', async () => {
    const { building, clock, ports, told } = await aRoom({
      prepare: ({ listings }) => {
        listings.read = async () => ({ ...listing('2026-11-23T08:00:00+01:00'), events: null as never });
      },
    });
    await clock.advance(2 * SECOND_MS);
    expect(told('actor.died')).toEqual(['blue_room room']);
    const before = ports.count('freeBusy');
    building.reconnected();
    await everyoneHadATurn();
    expect(ports.count('freeBusy')).toBe(before + 1);
  });

  it('is none: a message comes while what was kept is read, after the first list has failed', async () => {
    const kept = deferred<void>();
    const { building, clock, ports, told, door } = await aRoom({
      prepare: ({ obstacles }) => {
        obstacles.list = () => Promise.reject(DOWN);
        obstacles.recall = () => kept.promise;
      },
    });
    expect(building.state('blue_room').sync).toBe('recalling');
    building.receive({ room_name: 'blue_room', listing: listing('2026-11-23T09:50:00+01:00', ALL_MORNING) });
    kept.resolve();
    await everyoneHadATurn();
    expect(building.state('blue_room')).toMatchObject({ occupancy: 'busy', sync: 'current' });
    expect([door(), told('actor.died')]).toEqual([1, []]);
    delete ports.obstacles.list;
    await clock.advance(2 * 3_600_000);
    expect(building.state('blue_room')).toMatchObject({ sync: 'current' });
  });
});
