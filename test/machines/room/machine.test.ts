import { beforeEach, describe, expect, it } from 'vitest';
import { createActor, fromPromise } from 'xstate';
import type { Listing } from '../../../src/agenda/agenda.ts';
import { wordingOf } from '../../../src/agenda/wording.ts';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { roomMachine } from '../../../src/machines/room/machine.ts';
import type { RoomEmitted } from '../../../src/machines/room/types.ts';
import { SimulatedClock, settle } from '../../../src/replay/simulated-clock.ts';
import { deferred } from '../../helpers/deferred.ts';
import { event, listing } from '../../helpers/events.ts';

const START = '2026-11-23T09:50:00+01:00';

let clock: SimulatedClock;
let calls: string[];
let emitted: RoomEmitted[];
/** What the calendar answers, call after call, and the store; the last answer stands. */
let answers: { list: (() => Promise<Listing>)[]; recall: () => Promise<Listing | undefined> };

beforeEach(() => {
  clock = new SimulatedClock(START);
  calls = [];
  emitted = [];
  answers = { list: [async () => listing(iso())], recall: async () => undefined };
});

function iso(): string {
  return new Date(clock.now()).toISOString();
}

function startRoom() {
  const next = () => {
    calls.push('list');
    return (answers.list.length > 1 ? answers.list.shift()! : answers.list[0]!)();
  };
  const actor = createActor(
    roomMachine.provide({
      actors: {
        list: fromPromise(next),
        recall: fromPromise(() => answers.recall()),
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
const looks = () => emitted.filter((one) => one.type === 'reconciled');
const lastDoor = () => looks().at(-1)?.properties;
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
    expect(stateOf(room)).toEqual({ occupancy: 'unknown', sync: 'refreshing' });
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
    expect(looks().map(({ because }) => because)).toEqual(['start', 'boundary', 'refresh', 'boundary']);
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
    await clock.advanceTo('2026-11-23T10:05:00+01:00');
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

  it('is listed at its own minute of each hour, never later, whatever Pub/Sub brought meanwhile', async () => {
    const room = startRoom();
    await settle();
    const { refreshAt } = room.getSnapshot().context;
    expect(refreshAt - clock.now()).toBeLessThanOrEqual(3_600_000);
    calls = [];
    await clock.advance(refreshAt - clock.now() - 60_000);
    room.send({ type: 'listing.received', listing: listing(iso()) });
    await clock.advance(59_999);
    expect(calls).toEqual([]);
    for (let hour = 1; hour <= 24; hour++) {
      await clock.advance(1);
      expect(calls).toHaveLength(hour);
      await clock.advance(3_599_999);
      expect(calls).toHaveLength(hour);
    }
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

  it('tries after 5 s, 1, 5, 15 minutes, then once an hour what only an operator can mend', async () => {
    const times: number[] = [];
    answers.list = [
      () => {
        times.push(clock.now() - Date.parse(START));
        return failing(404, true)();
      },
    ];
    const room = startRoom();
    await clock.advance(3 * 3_600_000);
    expect(times.map((ms) => ms / 1_000)).toEqual([0, 5, 65, 365, 1_265, 4_865, 8_465]);
    expect(stateOf(room)).toMatchObject({ occupancy: 'unknown', sync: 'stale' });
  });

  it('leaves the stale state when Pub/Sub brings an agenda', async () => {
    answers.list = [failing(503)];
    const room = startRoom();
    await settle();
    room.send({ type: 'listing.received', listing: listing(iso()) });
    expect(stateOf(room)).toMatchObject({ occupancy: 'free', sync: 'current' });
  });

  it('looks within four minutes for what was left meanwhile, where it was Pub/Sub that brought one', async () => {
    answers.list = [failing(503)];
    const room = startRoom();
    await settle();
    room.send({ type: 'listing.received', listing: listing(iso()) });
    answers.list = [async () => listing(iso())];
    calls = [];
    await clock.advance(4 * 60_000);
    expect(calls).toEqual(['list']);
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

  it('lists once a minute, and no oftener, where each list is cut within the hour', async () => {
    const last = event('last', '2026-11-23T10:30:00+01:00', '2026-11-23T10:40:00+01:00');
    const cut = async () => ({ ...listing(iso(), last), complete: false });
    answers.list = [() => (calls.length > 20 ? deferred<Listing>().promise : cut())];
    startRoom();
    await settle();
    calls = [];
    await clock.advance(10 * 60_000);
    expect(calls).toHaveLength(10);
  });
});
