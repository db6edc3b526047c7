import { describe, expect, it } from 'vitest';
import { assign, createActor, emit, setup } from 'xstate';
import { wordingOf } from '../../src/agenda/wording.ts';
import { channelMachine } from '../../src/machines/channel/machine.ts';
import { channelRestsUntil } from '../../src/machines/channel/rest.ts';
import { roomMachine } from '../../src/machines/room/machine.ts';
import { roomRestsUntil } from '../../src/machines/room/rest.ts';
import { initialContext } from '../../src/machines/room/setup.ts';
import { Supervised } from '../../src/machines/supervisor.ts';
import { SimulatedClock } from '../../src/replay/simulated-clock.ts';
import { event } from '../helpers/events.ts';
import { aStartedBuilding, calendarOf, everyoneHadATurn } from '../http/a-building.ts';
import { context as aChannel, stored } from './channel/a-channel.ts';
import { NOW, time } from './tables.ts';

const HOUR_MS = 3_600_000;

interface Context {
  heard: string[];
  until: number;
  isWoken: boolean;
}

type Event = { type: 'note'; text: string } | { type: 'work' } | { type: 'worked' } | { type: 'break' };

/** Rests where it has nothing to do, and works once it is told, or once its time has come. */
const worker = setup({
  types: {
    context: {} as Context,
    events: {} as Event,
    input: {} as { was: Context | undefined },
    emitted: {} as { type: 'noted'; text: string },
  },
}).createMachine({
  context: ({ input: { was } }) => ({
    heard: was?.heard ?? [],
    until: was?.until ?? Infinity,
    isWoken: !!was,
  }),
  initial: 'idle',
  on: {
    note: {
      actions: [
        assign({ heard: ({ context, event }) => [...context.heard, event.text] }),
        emit(({ event }) => ({ type: 'noted', text: event.text })),
      ],
    },
    break: {
      actions: () => {
        throw new TypeError('a mistake of ours');
      },
    },
  },
  states: { idle: { on: { work: 'working' } }, working: { on: { worked: 'idle' } } },
});

function aWorker(until = Number.POSITIVE_INFINITY, noted: (text: string) => void = () => undefined) {
  const clock = new SimulatedClock('2026-11-23T08:00:00Z');
  const made: (Context | undefined)[] = [];
  const told: string[] = [];
  const supervised: Supervised<typeof worker> = new Supervised<typeof worker>({
    name: 'worker',
    make: (was) => {
      made.push(was);
      const actor = createActor(worker, { clock, input: { was } });
      actor.on('noted', ({ text }) => noted(text));
      return actor;
    },
    supervisor: {
      clock,
      random: () => 0,
      died: (name) => told.push(`${name} died`),
      restarted: (name) => told.push(`${name} restarted`),
    },
    restsUntil: (state) => (state.matches('idle') && clock.now() < until ? until : undefined),
  });
  supervised.start();
  return { supervised, clock, made, told, heard: () => supervised.getSnapshot().context.heard };
}

describe('an actor that rests', () => {
  it('is not there, but what it knew is, and it goes on with that once it is told something', async () => {
    const { supervised, made, heard } = aWorker();
    supervised.send({ type: 'note', text: 'one' });
    await everyoneHadATurn();
    expect([made.length, heard()]).toEqual([1, ['one']]);
    supervised.send({ type: 'note', text: 'two' });
    expect([made.length, heard()]).toEqual([2, ['one', 'two']]);
    expect(made[1]).toMatchObject({ heard: ['one'] });
  });

  it('is there as long as it works', async () => {
    const { supervised, made } = aWorker();
    supervised.send({ type: 'work' });
    await everyoneHadATurn();
    supervised.send({ type: 'note', text: 'one' });
    supervised.send({ type: 'worked' });
    expect(made).toHaveLength(1);
  });

  it('hears first what it is sent by those who hear it', async () => {
    const { supervised, heard } = aWorker(undefined, (text) => {
      if (text === 'one') supervised.send({ type: 'note', text: 'two' });
    });
    supervised.send({ type: 'note', text: 'one' });
    await everyoneHadATurn();
    expect(heard()).toEqual(['one', 'two']);
  });

  it('is there again when its time has come, however many hours later', async () => {
    const hours = 30 * 3_600_000;
    const { supervised, clock, made } = aWorker(Date.parse('2026-11-23T08:00:00Z') + hours);
    await everyoneHadATurn();
    await clock.advance(hours - 1);
    expect(supervised.getSnapshot().context.isWoken).toBe(false);
    await clock.advance(1);
    expect(supervised.getSnapshot().context.isWoken).toBe(true);
    expect([made.length, clock.pending]).toEqual([2, 0]);
  });

  it('that is stopped comes back for nothing', async () => {
    const { supervised, clock, made } = aWorker(Date.parse('2026-11-23T09:00:00Z'));
    await everyoneHadATurn();
    supervised.stop();
    supervised.send({ type: 'work' });
    await clock.advance(2 * 3_600_000);
    expect([made.length, clock.pending]).toEqual([1, 0]);
  });

  it('that is stopped is waited for no longer, by whoever waits already or comes later', async () => {
    const { supervised } = aWorker();
    const isWorking = () => supervised.until((state) => state.matches('working'));
    const waiting = isWorking();
    supervised.stop();
    await expect(waiting).rejects.toThrow('the actor worker was stopped');
    await expect(isWorking()).rejects.toThrow('the actor worker was stopped');
  });

  it('and dies when it is woken is made anew from its sources', async () => {
    const { supervised, clock, made, told } = aWorker();
    supervised.send({ type: 'note', text: 'one' });
    await everyoneHadATurn();
    const waiting = supervised.until((state) => state.matches('working'));
    supervised.send({ type: 'break' });
    await expect(waiting).rejects.toThrow('a mistake of ours');
    expect(supervised.deathNow).toBeInstanceOf(TypeError);
    // Nor does anybody wait for a dead one who comes only now.
    await expect(supervised.until((state) => state.matches('working'))).rejects.toThrow('a mistake of ours');
    await clock.advance(1_000);
    expect([made.at(-1), told]).toEqual([undefined, ['worker died', 'worker restarted']]);
    supervised.send({ type: 'work' });
    expect((await supervised.until((state) => state.matches('working'))).context.heard).toEqual([]);
  });
});

describe('the Thing and the channel of a room', () => {
  const stopped = async (isWatched: boolean) => {
    const ids: string[] = [];
    const { building, clock } = await aStartedBuilding({
      names: ['blue_room'],
      ...(isWatched && {
        inspect: ({ type, actorRef, ...rest }) => {
          const event = 'event' in rest ? rest.event.type : '';
          if (type === '@xstate.event' && event === 'xstate.stop' && 'id' in actorRef)
            ids.push(String(actorRef.id));
        },
      }),
    });
    await clock.advance(60_000);
    return { ids, building };
  };

  it('are seen all the time by those who look at actors', async () => {
    const { ids } = await stopped(true);
    expect(ids.filter((id) => /\.(thing|channel)$/.test(id))).toEqual([]);
  });

  it('say while they rest how they are', async () => {
    const { building } = await stopped(false);
    expect(building.status('blue_room')).toMatchObject({ thingState: 'settled', channel: { state: 'live' } });
  });

  it.each<[string, object | string, number, number | undefined]>([
    ['until it is to be renewed', { live: 'trusted' }, HOUR_MS, NOW + HOUR_MS],
    ['no longer, where that is due', { live: 'trusted' }, 0, undefined],
    ['not while a push is missed', { live: 'doubted' }, HOUR_MS, undefined],
    ['not where it waits to be registered', 'waiting', HOUR_MS, undefined],
  ])('rest, a channel %s', (_, value, renewsInMs, until) => {
    const known = { ...aChannel, stored, renewAt: NOW + renewsInMs } as never;
    const state = channelMachine.resolveState({ value: value as never, context: known });
    expect(channelRestsUntil(state)).toBe(until);
  });
});

describe('a room that knows its calendar', () => {
  const STAND_UP = event('Stand-up', '2026-11-23T11:00:00+01:00', '2026-11-23T11:30:00+01:00');

  it('has one timer left while it rests, of the two of one that is looked at', async () => {
    const timers = async (more: object) => {
      const { clock } = await aStartedBuilding({ names: ['blue_room'], events: [STAND_UP], ...more });
      await clock.advance(60_000);
      return clock.pending;
    };
    // That of its channel is another, and still one.
    expect((await timers({ inspect: () => undefined })) - (await timers({}))).toBe(1);
  });

  it('shows what comes at the very millisecond, each time', async () => {
    const { clock, shown } = await aStartedBuilding({ names: ['blue_room'], events: [STAND_UP] });
    const busynow = async (instant: string) => {
      await clock.advanceTo(instant);
      return shown('blue_room').get('busynow');
    };
    expect(await busynow('2026-11-23T10:59:59.999+01:00')).toBe(0);
    expect(await busynow('2026-11-23T11:00:00+01:00')).toBe(1);
    expect(await busynow('2026-11-23T11:29:59.999+01:00')).toBe(1);
    expect(await busynow('2026-11-23T11:30:00+01:00')).toBe(0);
  });

  it.each<[string, string | object, object, number | undefined]>([
    ['until it shows something else', 'current', {}, NOW + HOUR_MS - 1],
    ['until it is listed, where that is sooner', 'current', { refreshAt: NOW + 60_000 }, NOW + 59_999],
    [
      'until it is listed, where it shows nothing',
      'current',
      { occupancy: undefined },
      NOW + 2 * HOUR_MS - 1,
    ],
    ['no longer, where that comes with the next timer', 'current', { refreshAt: NOW + 1 }, undefined],
    ['not while it is listed', 'refreshing', {}, undefined],
    ['not where it could not be listed', 'stale', {}, undefined],
    ['not until it is confirmed', 'confirming', {}, undefined],
  ])('rests %s', (_, sync, more, until) => {
    const input = {
      roomName: 'blue',
      calendarId: calendarOf('blue'),
      timeZone: undefined,
      refreshMs: HOUR_MS,
    };
    const known = {
      ...initialContext({ input: { ...input, wording: wordingOf(), ...time } }),
      occupancy: { state: 'free', nextBoundary: NOW + HOUR_MS },
      refreshAt: NOW + 2 * HOUR_MS,
      ...more,
    };
    const state = roomMachine.resolveState({
      value: { occupancy: 'free', sync } as never,
      context: known as never,
    });
    expect(roomRestsUntil(state)).toBe(until);
  });
});
