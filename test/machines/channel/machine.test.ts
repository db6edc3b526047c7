import { beforeEach, describe, expect, it } from 'vitest';
import { createActor, fromPromise } from 'xstate';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { channelMachine } from '../../../src/machines/channel/machine.ts';
import type { ChannelRecord, StoredChannel, StoredPredecessor } from '../../../src/ports/channels.ts';
import { SimulatedClock, settle } from '../../../src/replay/simulated-clock.ts';
import { deferred } from '../../helpers/deferred.ts';

const DAY_MS = 24 * 3_600_000;
const ADDRESS = 'https://roomcal.example.org/webhook';

let clock: SimulatedClock;
let minted: number;
let done: string[];
let recall: () => Promise<StoredChannel | StoredPredecessor | undefined>;
let register: (stored: StoredChannel) => Promise<StoredChannel>;
let stop: () => Promise<void>;

beforeEach(() => {
  clock = new SimulatedClock('2026-11-23T00:00:00Z');
  minted = 0;
  done = [];
  recall = async () => undefined;
  register = async (stored) => stored;
  stop = async () => undefined;
});

function channelNamed(id: string, more: Partial<ChannelRecord> = {}): StoredChannel {
  const registered = new Date(clock.now()).toISOString();
  const expiration = new Date(clock.now() + 7 * DAY_MS).toISOString();
  const record = {
    room_name: 'blue_room',
    calendar_id: 'blue@example.org',
    id,
    token: `token of ${id}`,
    address: ADDRESS,
    resource_id: 'resource',
    registered,
    expiration,
    ...more,
  };
  return { record, generation: '1' };
}

function startChannel({ address }: { address: string | undefined } = { address: ADDRESS }) {
  const actor = createActor(
    channelMachine.provide({
      actors: {
        recall: fromPromise(() => {
          done.push('recall');
          return recall();
        }),
        register: fromPromise(({ input }) => {
          done.push(`register ${input.pending?.id}`);
          return register(channelNamed(input.pending!.id));
        }),
        stop: fromPromise(({ input }) => {
          done.push(`stop ${input.record?.id}`);
          return stop();
        }),
        close: fromPromise(({ input }) => {
          done.push(`close ${input.stored?.record.id}`);
          return stop();
        }),
      },
    }),
    {
      clock,
      input: {
        roomName: 'blue_room',
        calendarId: 'blue@example.org',
        address,
        keys: { mint: () => ({ id: `channel ${++minted}`, token: 'unguessable' }), isOurs: () => true },
        now: () => clock.now(),
        random: () => 0,
      },
    },
  );
  return actor.start();
}

const failing =
  (reason: string, status = 400) =>
  () =>
    Promise.reject(new VendorError('calendar', reason, { status, reason, operator: status === 404 }));

describe('a push channel', () => {
  it('is registered where none is stored', async () => {
    const actor = startChannel();
    await settle();
    expect(done).toEqual(['recall', 'register channel 1']);
    expect(actor.getSnapshot().matches('live')).toBe(true);
  });

  it('knows its keys before Google has answered, for the sync message may come first', async () => {
    register = () => deferred<StoredChannel>().promise;
    const actor = startChannel();
    await settle();
    expect(actor.getSnapshot().context.pending).toEqual({ id: 'channel 1', token: 'unguessable' });
  });

  it('is registered in place of a channel of the Python service, which is told of once', async () => {
    const predecessor = { id: 'gcalwatch_v5', resource_id: 'r', text: '{}' };
    recall = async () => ({ predecessor, generation: '7' });
    const actor = startChannel();
    const told: object[] = [];
    actor.on('*', (fact) => told.push(fact));
    await settle();
    expect(done).toEqual(['recall', 'register channel 1']);
    expect(told).toContainEqual({ type: 'predecessor.stopped', id: 'gcalwatch_v5' });
    expect(actor.getSnapshot()).toMatchObject({
      value: { live: 'trusted' },
      context: { predecessor: undefined, replaced: undefined },
    });
  });

  it('is used again after a restart while it is good', async () => {
    const stored = channelNamed('old');
    recall = async () => stored;
    const actor = startChannel();
    await settle();
    expect(done).toEqual(['recall']);
    expect(actor.getSnapshot()).toMatchObject({ value: { live: 'trusted' }, context: { stored } });
  });

  it.each([
    ['with another address', { address: 'https://elsewhere.example.org/webhook' }],
    ['for another calendar', { calendar_id: 'red@example.org' }],
    ['near its end', { registered: '2026-11-17T00:00:00Z', expiration: '2026-11-24T00:00:00Z' }],
    ['that has ended', { registered: '2026-11-01T00:00:00Z', expiration: '2026-11-08T00:00:00Z' }],
  ])('replaces a stored one %s, and stops it', async (_, more) => {
    const stored = channelNamed('old', more);
    recall = async () => stored;
    const actor = startChannel();
    await settle();
    expect(done).toEqual(['recall', 'register channel 1', 'stop old']);
    expect(actor.getSnapshot().matches('live')).toBe(true);
  });

  it('is renewed at four fifths of its life, the new one before the old one is stopped', async () => {
    const actor = startChannel();
    await clock.advance(0.8 * 7 * DAY_MS - 1);
    expect(done).toEqual(['recall', 'register channel 1']);
    await clock.advance(1);
    expect(done.slice(2)).toEqual(['register channel 2', 'stop channel 1']);
    expect(actor.getSnapshot().context.stored?.record.id).toBe('channel 2');
  });

  it('stays accepted while its successor is registered', async () => {
    const actor = startChannel();
    await settle();
    register = () => deferred<StoredChannel>().promise;
    await clock.advance(0.8 * 7 * DAY_MS);
    const { stored, pending } = actor.getSnapshot().context;
    expect([stored?.record.id, pending?.id]).toEqual(['channel 1', 'channel 2']);
  });

  it('stays live where its predecessor will not be stopped', async () => {
    stop = failing('backendError', 500) as never;
    const actor = startChannel();
    await clock.advance(0.8 * 7 * DAY_MS);
    expect(actor.getSnapshot().matches('live')).toBe(true);
  });

  it('is tried again, with fresh keys, where the registration fails', async () => {
    register = failing('backendError', 500) as never;
    const actor = startChannel();
    await settle();
    expect(actor.getSnapshot().value).toBe('waiting');
    register = async (stored) => stored;
    await clock.advance(2_000);
    expect(actor.getSnapshot().context.stored?.record.id).toBe('channel 2');
  });

  it('is registered anew where the record was written but the channel had to be stopped', async () => {
    register = (stored) => {
      recall = async () => stored;
      register = async (next) => next;
      return failing('backendError', 500)() as Promise<never>;
    };
    const actor = startChannel();
    await settle();
    await clock.advance(2_000);
    expect(actor.getSnapshot()).toMatchObject({
      value: { live: 'trusted' },
      context: { stored: { record: { id: 'channel 2' } } },
    });
  });

  it.each(['pushNotSupportedForRequestedResource', 'push.webhookUrlUnauthorized'])(
    'waits a week where Google says %s',
    async (reason) => {
      register = failing(reason) as never;
      const actor = startChannel();
      await settle();
      expect(actor.getSnapshot().value).toBe('unsupported');
      await clock.advance(7 * DAY_MS - 1);
      expect(minted).toBe(1);
      await clock.advance(1);
      expect(minted).toBe(2);
    },
  );

  it('is not asked for without a public address', async () => {
    const actor = startChannel({ address: undefined });
    await clock.advance(30 * DAY_MS);
    expect(actor.getSnapshot().value).toBe('unsupported');
    expect(done).toEqual([]);
  });

  it('is stopped and forgotten when an operator says so, and opened again', async () => {
    const actor = startChannel();
    await settle();
    actor.send({ type: 'channel.unwanted' });
    await settle();
    expect(actor.getSnapshot()).toMatchObject({ value: 'stopped', context: { stored: undefined } });
    await clock.advance(30 * DAY_MS);
    expect(done).toEqual(['recall', 'register channel 1', 'close channel 1']);
    actor.send({ type: 'channel.wanted' });
    await settle();
    expect(actor.getSnapshot().matches('live')).toBe(true);
  });

  it('is tried again soon where it was given up after many failures, and is wanted again', async () => {
    register = failing('backendError', 500) as never;
    const actor = startChannel();
    await clock.advance(60_000);
    for (const type of ['channel.unwanted', 'channel.wanted'] as const) {
      actor.send({ type });
      await settle();
    }
    const before = minted;
    await clock.advance(2_000);
    expect(minted).toBe(before + 1);
  });

  it('stays live where an operator wants it stopped and Google fails', async () => {
    stop = failing('backendError', 500) as never;
    const actor = startChannel();
    await settle();
    actor.send({ type: 'channel.unwanted' });
    await settle();
    expect(actor.getSnapshot()).toMatchObject({
      value: { live: 'trusted' },
      context: { stored: { record: { id: 'channel 1' } } },
    });
  });
});
