import { beforeEach, describe, expect, it } from 'vitest';
import { createActor, fromPromise } from 'xstate';
import type { GoogleEvent, Listing } from '../../../src/agenda/agenda.ts';
import { wordingOf } from '../../../src/agenda/wording.ts';
import type { Withdrawal } from '../../../src/io/ports.ts';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { roomMachine } from '../../../src/machines/room/machine.ts';
import type { RoomEmitted } from '../../../src/machines/room-types.ts';
import { SimulatedClock, settle } from '../../../src/replay/simulated-clock.ts';
import { deferred } from '../../helpers/deferred.ts';
import { event, listing } from '../../helpers/events.ts';

const START = '2026-11-23T09:50:00+01:00';

let clock: SimulatedClock;
let calls: string[];
let emitted: RoomEmitted[];
/** What the calendar answers, call after call; the last answer stands. */
let answers: {
  list: (() => Promise<Listing>)[];
  insert: (event: GoogleEvent) => Promise<GoogleEvent>;
  read: () => Promise<GoogleEvent | undefined>;
  remove: () => Promise<void>;
};

beforeEach(() => {
  clock = new SimulatedClock(START);
  calls = [];
  emitted = [];
  answers = {
    list: [async () => listing(iso())],
    insert: async (inserted) => ({ ...inserted, created: iso() }),
    read: async () => undefined,
    remove: async () => undefined,
  };
});

function iso(): string {
  return new Date(clock.now()).toISOString();
}

function startRoom() {
  const next = (name: string) => {
    calls.push(name);
    return (answers.list.length > 1 ? answers.list.shift()! : answers.list[0]!)();
  };
  const actor = createActor(
    roomMachine.provide({
      actors: {
        list: fromPromise(() => next('list')),
        verify: fromPromise(() => next('verify')),
        insert: fromPromise(({ input }) => {
          calls.push('insert');
          return answers.insert(input.event);
        }),
        owed: fromPromise<Withdrawal | undefined, { roomName: string }>(async () => undefined),
        read: fromPromise(async () => {
          calls.push('read');
          return answers.read();
        }),
        withdraw: fromPromise(() => {
          calls.push('remove');
          return answers.remove();
        }),
      },
    }),
    {
      clock,
      input: {
        roomName: 'blue_room',
        calendarId: 'blue@example.org',
        timeZone: undefined,
        refreshMs: 3_600_000,
        wording: wordingOf(),
        mayEnd: 'own',
        now: () => clock.now(),
        random: () => 0,
      },
    },
  );
  actor.on('*', (one) => emitted.push(one));
  actor.start();
  return actor;
}

type Room = ReturnType<typeof startRoom>;

const stateOf = (room: Room) => room.getSnapshot().value;
const looks = () => emitted.filter((one) => one.type === 'looked');
const lastDoor = () => looks().at(-1)?.properties;
const answersGiven = () => emitted.filter((one) => one.type === 'answered').map(({ answer }) => answer);
const failing =
  (status: number, operator = false) =>
  () =>
    Promise.reject(new VendorError('calendar', `answered ${status}`, { status, operator }));

describe('occupancy', () => {
  it('is unknown, and says nothing to the door, before the first agenda', async () => {
    const { promise } = deferred<Listing>();
    answers.list = [() => promise];
    const room = startRoom();
    await settle();
    expect(stateOf(room)).toEqual({ occupancy: 'unknown', sync: 'refreshing', booking: 'open' });
    expect(emitted).toEqual([]);
  });

  it('follows the clock from boundary to boundary', async () => {
    const standUp = event('Stand-up', '2026-11-23T10:00:00+01:00', '2026-11-23T10:30:00+01:00');
    answers.list = [async () => listing(iso(), standUp)];
    const room = startRoom();
    await settle();
    expect(stateOf(room)).toMatchObject({ occupancy: 'free', sync: 'current' });
    expect(lastDoor()).toMatchObject({ busynow: 0, curevmtg: 'Free until 10:00' });

    await clock.advanceTo('2026-11-23T09:59:59.999+01:00');
    expect(stateOf(room)).toMatchObject({ occupancy: 'free' });
    await clock.advanceTo('2026-11-23T10:00:00+01:00');
    expect(stateOf(room)).toMatchObject({ occupancy: 'busy' });
    expect(lastDoor()).toMatchObject({ busynow: 1, curevmtg: 'Stand-up' });
    await clock.advanceTo('2026-11-23T10:30:00+01:00');
    expect(stateOf(room)).toMatchObject({ occupancy: 'free' });
    expect(looks().map(({ because }) => because)).toEqual(['start', 'boundary', 'boundary']);
  });

  it('does not flicker where one meeting hands over to the next', async () => {
    answers.list = [
      async () =>
        listing(
          iso(),
          event('a', '2026-11-23T09:00:00+01:00', '2026-11-23T10:00:00+01:00'),
          event('b', '2026-11-23T10:00:00+01:00', '2026-11-23T10:30:00+01:00'),
        ),
    ];
    startRoom();
    await clock.advanceTo('2026-11-23T10:15:00+01:00');
    expect(looks().map(({ properties }) => properties?.busynow)).toEqual([1, 1]);
    expect(lastDoor()).toMatchObject({ curevmtg: 'b' });
  });

  it('arms the timer again where it fired early', async () => {
    const early = {
      now: () => clock.now(),
      setTimeout: (callback: () => void, ms: number) => clock.setTimeout(callback, ms > 1 ? ms - 1 : ms),
      clearTimeout: (id: unknown) => clock.clearTimeout(id),
    };
    answers.list = [
      async () => listing(iso(), event('a', '2026-11-23T10:00:00+01:00', '2026-11-23T10:30:00+01:00')),
    ];
    const original = clock;
    const actor = createActor(
      roomMachine.provide({ actors: { list: fromPromise(() => answers.list[0]!()) } }),
      {
        clock: early,
        input: {
          roomName: 'blue_room',
          calendarId: 'blue@example.org',
          timeZone: undefined,
          refreshMs: 3_600_000,
          wording: wordingOf(),
          mayEnd: 'own',
          now: () => original.now(),
          random: () => 0,
        },
      },
    ).start();
    await clock.advanceTo('2026-11-23T09:59:59.999+01:00');
    expect(actor.getSnapshot().value).toMatchObject({ occupancy: 'free' });
    await clock.advanceTo('2026-11-23T10:00:00+01:00');
    expect(actor.getSnapshot().value).toMatchObject({ occupancy: 'busy' });
  });

  it('sets its timer anew for a new agenda', async () => {
    answers.list = [
      async () => listing(iso(), event('a', '2026-11-23T12:00:00+01:00', '2026-11-23T12:30:00+01:00')),
    ];
    const room = startRoom();
    await settle();
    const sooner = event('b', '2026-11-23T09:55:00+01:00', '2026-11-23T10:00:00+01:00');
    room.send({ type: 'listing.received', listing: listing(iso(), sooner) });
    await clock.advanceTo('2026-11-23T09:55:00+01:00');
    expect(lastDoor()).toMatchObject({ busynow: 1, curevmtg: 'b' });
  });

  it('sees after a sleep of the machine what has become of the room', async () => {
    answers.list = [
      async () => listing(iso(), event('a', '2026-11-23T10:00:00+01:00', '2026-11-23T10:30:00+01:00')),
    ];
    const room = startRoom();
    await settle();
    clock.jumpTo('2026-11-23T10:45:00+01:00');
    await clock.advance(1);
    expect(stateOf(room)).toMatchObject({ occupancy: 'free' });
    expect(lastDoor()).toMatchObject({ busynow: 0, curevmtg: 'Free all day' });
  });
});

describe('sync', () => {
  it('makes two lists of five signals in a burst, never five, never one', async () => {
    const first = deferred<Listing>();
    const room = startRoom();
    await settle();
    calls = [];
    answers.list = [() => first.promise, async () => listing(iso())];
    for (let signal = 0; signal < 5; signal++) room.send({ type: 'refresh.requested', because: 'changed' });
    await settle();
    expect(calls).toEqual(['list']);
    first.resolve(listing(iso()));
    await settle();
    expect(calls).toEqual(['list', 'list']);
    expect(stateOf(room)).toMatchObject({ sync: 'current' });
  });

  it('lists a quiet room 24 times a day', async () => {
    startRoom();
    await clock.advance(2 * 3_600_000);
    calls = [];
    await clock.advance(24 * 3_600_000);
    expect(calls).toHaveLength(24);
  });

  it('counts an agenda from Pub/Sub as a refresh', async () => {
    const room = startRoom();
    await settle();
    const { refreshAt } = room.getSnapshot().context;
    await clock.advanceTo(new Date(refreshAt - 60_000).toISOString());
    calls = [];
    room.send({ type: 'listing.received', listing: listing(iso()) });
    await clock.advance(120_000);
    expect(calls).toEqual([]);
  });

  it('goes on with what is known while the calendar fails, and backs off', async () => {
    const meeting = event('a', '2026-11-23T10:00:00+01:00', '2026-11-23T10:30:00+01:00');
    answers.list = [async () => listing(iso(), meeting), failing(503)];
    const room = startRoom();
    await settle();
    room.send({ type: 'refresh.requested', because: 'changed' });
    await settle();
    expect(stateOf(room)).toMatchObject({ occupancy: 'free', sync: 'stale' });
    expect(lastDoor()).toMatchObject({ busynow: 0, stale: 1 });
    calls = [];
    await clock.advance(15_000);
    expect(calls).toHaveLength(4);
    await clock.advanceTo('2026-11-23T10:00:00+01:00');
    expect(lastDoor()).toMatchObject({ busynow: 1, stale: 1 });
    answers.list = [async () => listing(iso(), meeting)];
    await clock.advance(64_000);
    expect(stateOf(room)).toMatchObject({ occupancy: 'busy', sync: 'current' });
    expect(lastDoor()).toMatchObject({ busynow: 1, stale: 0 });
  });

  it('tries once an hour what only an operator can mend', async () => {
    answers.list = [failing(404, true)];
    const room = startRoom();
    await clock.advance(3 * 3_600_000);
    expect(calls).toHaveLength(4);
    expect(stateOf(room)).toMatchObject({ occupancy: 'unknown', sync: 'stale' });
  });

  it('leaves the stale state when Pub/Sub brings an agenda', async () => {
    answers.list = [failing(503)];
    const room = startRoom();
    await settle();
    room.send({ type: 'listing.received', listing: listing(iso()) });
    expect(stateOf(room)).toMatchObject({ occupancy: 'free', sync: 'current' });
  });

  it('drops an agenda that is older than the one held, and one without any zone', async () => {
    const room = startRoom();
    await settle();
    const busy = event('late', '2026-11-23T09:00:00+01:00', '2026-11-23T11:00:00+01:00');
    room.send({ type: 'listing.received', listing: listing('2026-11-23T09:49:59+01:00', busy) });
    expect(stateOf(room)).toMatchObject({ occupancy: 'free' });
    expect(looks()).toHaveLength(1);
  });

  it('goes on after the clock was set back: what is held from the future is no measure', async () => {
    const room = startRoom();
    await settle();
    clock.jumpTo('2026-11-23T09:00:00+01:00');
    calls = [];
    const busy = event('a', '2026-11-23T08:30:00+01:00', '2026-11-23T09:30:00+01:00');
    answers.list = [async () => listing(iso(), busy)];
    room.send({ type: 'refresh.requested', because: 'changed' });
    await settle();
    expect(calls).toEqual(['list']);
    expect(stateOf(room)).toMatchObject({ occupancy: 'busy', sync: 'current' });
  });

  it('refreshes before the window of a cut list ends', async () => {
    const last = event('last', '2026-11-23T12:10:00+01:00', '2026-11-23T12:20:00+01:00');
    answers.list = [async () => ({ ...listing(iso(), last), complete: false })];
    startRoom();
    await settle();
    calls = [];
    answers.list = [async () => listing(iso(), last)];
    await clock.advanceTo('2026-11-23T11:10:00+01:00');
    expect(calls.length).toBeGreaterThan(0);
  });
});

describe('booking', () => {
  const request = { type: 'book' as const, id: 'ours1', title: 'Meeting' };

  it('turns the door busy when the insert is acknowledged, and answers when it is verified', async () => {
    const verified = deferred<Listing>();
    const room = startRoom();
    await settle();
    answers.list = [() => verified.promise];
    room.send({ type: 'booking.requested', request });
    await settle();
    expect(stateOf(room)).toMatchObject({ occupancy: 'busy', booking: 'verifying' });
    expect(lastDoor()).toMatchObject({ busynow: 1, curevmtg: 'Meeting', curevtm: '09:45-10:45' });
    expect(answersGiven()).toEqual([]);
    verified.resolve(
      listing(iso(), event('ours1', '2026-11-23T09:45:00+01:00', '2026-11-23T10:45:00+01:00')),
    );
    await settle();
    expect(stateOf(room)).toMatchObject({ occupancy: 'busy', booking: 'open' });
    expect(answersGiven()).toMatchObject([{ type: 'booked', shortened: false, meeting: { id: 'ours1' } }]);
    expect(calls).toEqual(['list', 'insert', 'verify']);
  });

  it('is not taken off the door by a list that was sent before the insert', async () => {
    const room = startRoom();
    await settle();
    const before = listing(iso());
    await clock.advance(1_000);
    answers.list = [
      async () => listing(iso(), event('ours1', '2026-11-23T09:45:00+01:00', '2026-11-23T10:45:00+01:00')),
    ];
    room.send({ type: 'booking.requested', request });
    await settle();
    room.send({ type: 'listing.received', listing: before });
    expect(stateOf(room)).toMatchObject({ occupancy: 'busy' });
  });

  it.each([
    ['earlier', '2026-11-23T08:49:59Z'],
    ['at the same instant', '2026-11-23T08:50:00Z'],
  ])('steps back from an event created %s', async (_, created) => {
    const room = startRoom();
    await settle();
    const theirs = event('theirs', '2026-11-23T09:30:00+01:00', '2026-11-23T10:15:00+01:00', { created });
    const ours = event('ours1', '2026-11-23T09:45:00+01:00', '2026-11-23T10:45:00+01:00', { created: iso() });
    answers.list = [async () => listing(iso(), ours, theirs)];
    room.send({ type: 'booking.requested', request });
    await settle();
    expect(calls).toEqual(['list', 'insert', 'verify', 'remove']);
    expect(answersGiven()).toMatchObject([
      { type: 'refused', refusal: { code: 'ROOM_BUSY', busyUntil: Date.parse('2026-11-23T10:15:00+01:00') } },
    ]);
    expect(lastDoor()).toMatchObject({ busynow: 1, curevmtg: 'theirs' });
  });

  it('stays where the other event was created later', async () => {
    const room = startRoom();
    await settle();
    const theirs = event('theirs', '2026-11-23T09:50:00+01:00', '2026-11-23T10:15:00+01:00', {
      created: '2026-11-23T08:50:01Z',
    });
    const ours = event('ours1', '2026-11-23T09:45:00+01:00', '2026-11-23T10:45:00+01:00', { created: iso() });
    answers.list = [async () => listing(iso(), ours, theirs)];
    room.send({ type: 'booking.requested', request });
    await settle();
    expect(answersGiven()).toMatchObject([{ type: 'booked' }]);
  });

  it('removes our meeting until the removal holds, and answers once', async () => {
    const room = startRoom();
    await settle();
    answers.list = [failing(503)];
    answers.remove = failing(503) as () => Promise<void>;
    room.send({ type: 'booking.requested', request });
    await clock.advance(20_000);
    expect(stateOf(room)).toMatchObject({ booking: 'owing' });
    expect(calls.filter((call) => call === 'remove')).toHaveLength(5);
    expect(answersGiven()).toMatchObject([{ type: 'failed', failure: { vendor: 'calendar', status: 503 } }]);
    answers.remove = async () => undefined;
    await clock.advance(5_000);
    expect(stateOf(room)).toMatchObject({ occupancy: 'free', booking: 'open' });
    expect(answersGiven()).toHaveLength(1);
  });

  it('lets those who ask meanwhile wait in line, and refuses them in turn', async () => {
    const room = startRoom();
    await settle();
    answers.list = [
      async () => listing(iso(), event('ours1', '2026-11-23T09:45:00+01:00', '2026-11-23T10:45:00+01:00')),
    ];
    room.send({ type: 'booking.requested', request });
    for (let other = 2; other <= 200; other++) {
      room.send({
        type: 'booking.requested',
        request: { type: 'book', id: `ours${other}`, title: 'Meeting' },
      });
    }
    await settle();
    expect(answersGiven().map(({ type }) => type)).toEqual(['booked', ...Array(199).fill('refused')]);
    expect(calls).toEqual(['list', 'insert', 'verify']);
  });

  it('answers a retry with the meeting that the first request made', async () => {
    const room = startRoom();
    await settle();
    answers.list = [
      async () => listing(iso(), event('ours1', '2026-11-23T09:45:00+01:00', '2026-11-23T10:45:00+01:00')),
    ];
    const again = { ...request, mayBeRepeated: true };
    answers.read = async () => event('ours1', '2026-11-23T09:45:00+01:00', '2026-11-23T10:45:00+01:00');
    room.send({ type: 'booking.requested', request: again });
    await settle();
    room.send({ type: 'booking.requested', request: again });
    await settle();
    expect(answersGiven()).toMatchObject([
      { type: 'booked', meeting: { id: 'ours1' } },
      { type: 'booked', meeting: { id: 'ours1' } },
    ]);
    expect(calls.filter((call) => call === 'insert')).toHaveLength(1);
  });

  it('answers a retry whose meeting no longer blocks the room with what was booked, and lives on', async () => {
    const room = startRoom();
    await settle();
    const ended = event('ours1', '2026-11-23T09:45:00+01:00', '2026-11-23T10:45:00+01:00', {
      transparency: 'transparent',
    });
    answers.insert = async () => ended;
    room.send({ type: 'booking.requested', request });
    await settle();
    expect(answersGiven()).toMatchObject([{ type: 'booked', meeting: { id: 'ours1' } }]);
    expect(stateOf(room)).toMatchObject({ occupancy: 'free', booking: 'open' });
    expect(calls).not.toContain('verify');
  });

  it('lets nobody wait for a removal that is tried again', async () => {
    const room = startRoom();
    await settle();
    answers.list = [failing(503)];
    answers.remove = failing(503) as () => Promise<void>;
    room.send({ type: 'booking.requested', request });
    room.send({ type: 'booking.requested', request: { type: 'book', id: 'ours2', title: 'Meeting' } });
    await settle();
    room.send({ type: 'booking.requested', request: { type: 'book', id: 'ours3', title: 'Meeting' } });
    expect(answersGiven()).toMatchObject([
      { type: 'failed' },
      { type: 'refused', refusal: { code: 'NOT_READY' } },
      { type: 'refused', refusal: { code: 'NOT_READY' } },
    ]);
  });

  it('is refused while nothing is known of the room', async () => {
    answers.list = [failing(503)];
    const room = startRoom();
    room.send({ type: 'booking.requested', request });
    await settle();
    expect(answersGiven()).toEqual([{ type: 'refused', refusal: { code: 'NOT_READY' } }]);
    expect(calls).not.toContain('insert');
  });

  it('fails where the insert failed, and the meeting is not there', async () => {
    const room = startRoom();
    await settle();
    calls = [];
    answers.insert = failing(503) as never;
    room.send({ type: 'booking.requested', request });
    await settle();
    expect(answersGiven()).toMatchObject([{ type: 'failed', failure: { status: 503 } }]);
    expect(calls).toEqual(['insert', 'read']);
    expect(stateOf(room)).toMatchObject({ booking: 'open' });
  });

  it('goes on where only the answer to the insert was lost', async () => {
    const room = startRoom();
    await settle();
    const made = event('ours1', '2026-11-23T09:45:00+01:00', '2026-11-23T10:45:00+01:00');
    answers.insert = failing(503) as never;
    answers.read = async () => made;
    answers.list = [async () => listing(iso(), made)];
    calls = [];
    room.send({ type: 'booking.requested', request });
    await settle();
    expect(answersGiven()).toMatchObject([{ type: 'booked', meeting: { id: 'ours1' } }]);
    expect(calls).toEqual(['insert', 'read', 'verify']);
  });

  it('withdraws what may have been inserted where nobody can say', async () => {
    const room = startRoom();
    await settle();
    answers.insert = failing(503) as never;
    answers.read = failing(503) as never;
    calls = [];
    room.send({ type: 'booking.requested', request });
    await settle();
    expect(answersGiven()).toMatchObject([{ type: 'failed', failure: { status: 503 } }]);
    expect(calls).toEqual(['insert', 'read', 'remove']);
    expect(stateOf(room)).toMatchObject({ booking: 'open' });
  });

  it('says what Google refuses, and looks for nothing', async () => {
    const room = startRoom();
    await settle();
    answers.insert = failing(403) as never;
    calls = [];
    room.send({ type: 'booking.requested', request });
    await settle();
    expect(answersGiven()).toMatchObject([{ type: 'failed', failure: { status: 403 } }]);
    expect(calls).toEqual(['insert']);
  });
});
