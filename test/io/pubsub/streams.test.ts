import { EventEmitter } from 'node:events';
import { Duration } from '@google-cloud/pubsub';
import { describe, expect, it, vi } from 'vitest';
import { clientOf, failureOf, listeningTo, type PubSub } from '../../../src/io/pubsub/client.ts';
import { hearing } from '../../../src/io/pubsub/subscriber.ts';
import { ourSubscription } from '../../../src/io/pubsub/subscription.ts';
import type { VendorFailure } from '../../../src/ports/failure.ts';
import { SimulatedClock, settle } from '../../../src/replay/simulated-clock.ts';

const UNAVAILABLE = 14;
const SECOND_MS = 1_000;
const PROOF_MS = 5 * SECOND_MS;
const LOOK_MS = 5 * 60_000;

/** A stream of Google's client, as far as it is listened to. */
class FakeStream extends EventEmitter {
  readonly close = vi.fn(async () => undefined);
}

/** Whoever hears on streams that do as they are told; `streams` are those that were opened, `told` of the connection. */
async function hearer() {
  const streams: FakeStream[] = [];
  const client = {
    subscription: () => {
      streams.push(new FakeStream());
      return streams.at(-1);
    },
  } as unknown as PubSub;
  const look = vi.fn(async () => 'there' as const);
  const told: (VendorFailure | undefined)[] = [];
  const clock = new SimulatedClock('2026-11-23T08:00:00Z');
  const ours = {
    look,
    makeTopic: async () => undefined,
    leave: async () => undefined,
    whyEnded: (error: unknown) => error,
  };
  const heard = hearing({
    client,
    name: 'ours',
    ours,
    clock,
    random: () => 0,
    take: () => undefined,
    connection: (failure) => told.push(failure),
  });
  await heard.look();
  return { heard, clock, look, told, streams };
}

const unavailable = (more: object = {}) =>
  Object.assign(new Error('unavailable'), { code: UNAVAILABLE, ...more });

describe('a stream', () => {
  it('hears still where it was an acknowledgement that failed', async () => {
    const { look, told, streams } = await hearer();
    streams[0]!.emit('debug', { error: unavailable({ ackIds: ['a'] }) });
    await settle();
    expect(look).toHaveBeenCalledTimes(1);
    expect(told).toEqual([undefined]);
  });

  it('has had a gap where the client has opened it again', async () => {
    const { look, told, streams } = await hearer();
    streams[0]!.emit('debug', { error: unavailable() });
    await settle();
    expect(look).toHaveBeenCalledTimes(2);
    expect(told).toEqual([undefined, undefined]);
    expect(streams).toHaveLength(1);
  });

  it('is closed, and nothing that it says later is listened to, where it has ended', async () => {
    const { clock, told, streams } = await hearer();
    streams[0]!.emit('error', unavailable());
    expect(streams[0]!.close).toHaveBeenCalledTimes(1);
    expect(told.slice(1)).toMatchObject([{ status: UNAVAILABLE }]);
    await clock.advance(1_000);
    expect(streams).toHaveLength(2);
    for (const late of ['error', 'debug'])
      streams[0]!.emit(late, late === 'error' ? unavailable() : { error: unavailable() });
    await settle();
    expect(told).toHaveLength(2);
    expect(streams[1]!.close).not.toHaveBeenCalled();
  });

  it('that has lasted is opened again after a second, whatever has failed before it', async () => {
    const { clock, told, streams } = await hearer();
    for (const ms of [SECOND_MS, 2 * SECOND_MS, 4 * SECOND_MS]) {
      const count = streams.length;
      streams.at(-1)!.emit('error', unavailable());
      await clock.advance(ms - 1);
      expect(streams).toHaveLength(count);
      await clock.advance(1);
      expect(streams).toHaveLength(count + 1);
    }
    expect(told.at(-1)).toMatchObject({ status: UNAVAILABLE });
    await clock.advance(PROOF_MS);
    expect(told.at(-1)).toBeUndefined();
    streams.at(-1)!.emit('error', unavailable());
    await clock.advance(SECOND_MS);
    expect(streams).toHaveLength(5);
  });

  it('is closed when we close, before that is done, and none is opened after', async () => {
    const { heard, clock, look, streams } = await hearer();
    const closing = Promise.withResolvers<undefined>();
    streams[0]!.close.mockReturnValue(closing.promise);
    let isClosed = false;
    const closed = heard.close().then(() => {
      isClosed = true;
    });
    await settle();
    expect(streams[0]!.close).toHaveBeenCalledTimes(1);
    expect(isClosed).toBe(false);
    closing.resolve(undefined);
    await closed;
    expect(clock.pending).toBe(0);
    await heard.look();
    expect(look).toHaveBeenCalledTimes(1);
    expect(streams).toHaveLength(1);
  });

  it('is not opened again where we close while the subscription is looked at', async () => {
    const { heard, clock, look, streams } = await hearer();
    const looked = Promise.withResolvers<'there'>();
    look.mockReturnValue(looked.promise);
    streams[0]!.emit('error', unavailable());
    await clock.advance(SECOND_MS);
    await heard.close();
    looked.resolve('there');
    await settle();
    expect(streams).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('is looked at every five minutes', async () => {
    const { clock, look } = await hearer();
    await clock.advance(LOOK_MS - 1);
    expect(look).toHaveBeenCalledTimes(1);
    await clock.advance(1);
    expect(look).toHaveBeenCalledTimes(2);
    await clock.advance(LOOK_MS);
    expect(look).toHaveBeenCalledTimes(3);
  });

  it('is one alone, for order holds within a stream, and is opened again within 5 s', () => {
    const subscription = vi.fn();
    listeningTo({ subscription } as unknown as PubSub, 'ours');
    const retryMaxBackoff = Duration.from({ milliseconds: 5_000 });
    expect(subscription).toHaveBeenCalledWith('ours', {
      streamingOptions: { maxStreams: 1, retryMaxBackoff },
    });
    const client = clientOf({ projectId: 'test', emulator: '127.0.0.1:1' });
    expect(client.options).toMatchObject({ 'grpc.max_reconnect_backoff_ms': 5_000 });
  });
});

describe('a failure of Pub/Sub', () => {
  it.each([
    ['for an operator', true, [3, 5, 7, 16]],
    ['one that passes', false, [undefined, 1, 2, 4, 8, 9, 10, 13, 14]],
  ])('is %s', (_, operator, codes) => {
    const failures = codes.map((code) => failureOf(Object.assign(new Error('no'), { code })));
    expect(failures.map((failure) => failure.operator)).toEqual(codes.map(() => operator));
    expect(failures.map(({ status }) => status)).toEqual(codes);
  });
});

describe('a subscription that was detached from its topic', () => {
  it('is left, deleted, and made anew', async () => {
    const order: string[] = [];
    const noting = (what: string) => async () => void order.push(what);
    const client = {
      topic: () => ({ create: noting('topic'), createSubscription: noting('subscription') }),
      subscription: () => ({
        getMetadata: async () => [{ topic: 'projects/test/topics/roomcalendar_events', detached: true }],
        delete: noting('deleted'),
      }),
    } as unknown as PubSub;
    const ours = ourSubscription(client, { name: 'ours', isOwn: false }, (_, make) => make());
    expect(await ours.look(() => void order.push('left'))).toBe('made');
    expect(order).toEqual(['left', 'deleted', 'topic', 'subscription']);
  });
});
