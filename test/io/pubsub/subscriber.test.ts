import { describe, expect, it } from 'vitest';
import { SimulatedClock, settle } from '../../../src/replay/simulated-clock.ts';
import { listing } from '../../helpers/events.ts';
import { aListener } from '../../helpers/listener.ts';
import { aPubSubServer } from '../../helpers/pubsub-server.ts';

const DEADLINE_EXCEEDED = 4;
const PERMISSION_DENIED = 7;
const UNAVAILABLE = 14;
const SECOND_MS = 1_000;
const LOOK_MS = 5 * 60_000;
const TIMEOUT_MS = 10 * SECOND_MS;
const PROOF_MS = 5 * SECOND_MS;
const CLOSE_MS = 2 * SECOND_MS;

const message = (room_name = 'blue_room') => ({ room_name, listing: listing('2026-01-05T09:00:00Z') });

/** Whoever hears on a server that obeys, and has heard something. */
async function hearing() {
  const server = await aPubSubServer();
  const clock = new SimulatedClock('2026-11-23T08:00:00Z');
  const listener = aListener(server.host, clock);
  const { told, until, heard } = listener;
  await until(() => told.length > 0);
  expect(told).toEqual([undefined]);
  const came = (call: string, times = 1) => server.calls.filter((one) => one === call).length >= times;
  /** Somebody else's topic. */
  const topic = server.somebody.topic('roomcalendar_events', {
    messageOrdering: true,
    batching: { maxMessages: 1 },
  });
  await topic.publishMessage({ json: { room_name: 'first_room', events: [] } });
  await until(() => heard.length > 0);
  heard.length = 0;
  /** Steps to the timer that is due in so many ms, once it is set. */
  const pass = async (ms: number) => {
    await clock.armed(ms);
    clock.step(ms);
  };
  return { server, clock, came, topic, pass, ...listener };
}

describe('a gap in hearing', () => {
  it.each([
    [
      'Google ends the stream',
      ({ endStreams }: Awaited<ReturnType<typeof aPubSubServer>>) => endStreams(UNAVAILABLE),
    ],
    ['the connection is torn', ({ cut }: Awaited<ReturnType<typeof aPubSubServer>>) => cut()],
  ])('is told of when it is over, where %s and the client opens another one', async (_, interrupt) => {
    const { server, told, until, events, heard } = await hearing();
    interrupt(server);
    await until(() => told.length > 1);
    expect(told).toEqual([undefined, undefined]);
    await events.publish(message());
    await until(() => heard.length > 0);
  });

  it('is none where a stream ends because it has lasted long enough', async () => {
    const { server, told, until, events, heard } = await hearing();
    server.endStreams(DEADLINE_EXCEEDED);
    await events.publish(message());
    await until(() => heard.length > 0);
    expect(told).toEqual([undefined]);
  });

  it('is told of as it begins where Google is not there, and when it is over', async () => {
    const { server, told, until, pass } = await hearing();
    server.obstacles.GetSubscription = () => UNAVAILABLE;
    server.obstacles.StreamingPull = () => UNAVAILABLE;
    server.endStreams(UNAVAILABLE);
    await until(() => told.length > 1);
    expect(told[1]).toMatchObject({ vendor: 'pubsub', status: UNAVAILABLE, operator: false });
    delete server.obstacles.GetSubscription;
    delete server.obstacles.StreamingPull;
    await pass(SECOND_MS);
    await until(() => told.at(-1) === undefined);
  });

  it('is told of where a look has no end', async () => {
    const { server, told, until, pass } = await hearing();
    server.obstacles.GetSubscription = () => 'hang';
    server.endStreams(UNAVAILABLE);
    await pass(TIMEOUT_MS);
    await until(() => told.length > 1);
    expect(told[1]).toMatchObject({ vendor: 'pubsub', status: undefined, operator: false });
    expect(told[1]!.message).toBe('Pub/Sub: no answer within 10 s');
  });

  it('is none where a look fails while the stream still hears', async () => {
    const { server, told, until, pass, clock, events, heard } = await hearing();
    server.obstacles.GetSubscription = () => UNAVAILABLE;
    await pass(LOOK_MS);
    await clock.armed(SECOND_MS);
    await events.publish(message());
    await until(() => heard.length > 0);
    expect(told).toEqual([undefined]);
  });

  it('is told of once where a stream is refused again and again, and tried more and more rarely', async () => {
    const { server, clock, told, until, pass } = await hearing();
    server.obstacles.StreamingPull = () => PERMISSION_DENIED;
    server.endStreams(PERMISSION_DENIED);
    await until(() => told.length > 1);
    for (const seconds of [1, 2, 4]) {
      await pass(seconds * SECOND_MS);
      const before = told.length;
      await until(() => told.length > before);
    }
    expect(told.slice(1).map((failure) => failure?.status)).toEqual(Array(4).fill(PERMISSION_DENIED));
    delete server.obstacles.StreamingPull;
    await pass(8 * SECOND_MS);
    await pass(PROOF_MS);
    await until(() => told.at(-1) === undefined);
    // Of all the looks that were due one is left.
    expect(clock.pending).toBe(1);
  });
});

describe('messages', () => {
  it('are handed on in order, past those that can not be read', async () => {
    const { topic, heard, unreadable, until } = await hearing();
    const count = 60;
    const sent = Array.from({ length: count }, (_, index) => {
      const as_of = new Date(Date.parse('2026-01-05T09:00:00Z') + index * SECOND_MS).toISOString();
      const good = JSON.stringify({ room_name: 'blue_room', events: [], as_of });
      return topic.publishMessage({
        orderingKey: 'blue_room',
        data: Buffer.from(index % 3 ? good : 'poison'),
      });
    });
    await Promise.all(sent);
    await until(() => heard.length + unreadable.length === count);
    expect(unreadable).toHaveLength(count / 3);
    const times = heard.map((one) => one.listing.asOf);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('can be published again under a key of which one has failed', async () => {
    const { server, events, heard, until } = await hearing();
    server.obstacles.Publish = () => UNAVAILABLE;
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(events.publish(message())).rejects.toMatchObject({
        vendor: 'pubsub',
        status: UNAVAILABLE,
        operator: false,
      });
    }
    delete server.obstacles.Publish;
    await events.publish(message());
    await until(() => heard.length > 0);
  });

  it('that nobody takes are given up after 10 s', async () => {
    const { server, events, pass } = await hearing();
    server.obstacles.Publish = () => 'hang';
    const failing = events.publish(message()).catch((error) => error);
    await pass(TIMEOUT_MS);
    expect(await failing).toMatchObject({ vendor: 'pubsub', status: undefined, operator: false });
  });
});

describe('closing', () => {
  it('leaves no timer: neither the next look nor the proof of a stream is waited for', async () => {
    const looking = await hearing();
    await looking.clock.armed(LOOK_MS);
    await looking.events.close();
    expect(looking.clock.pending).toBe(0);

    const proving = await hearing();
    proving.server.endStreams(UNAVAILABLE);
    await proving.until(() => proving.told.length > 1);
    await proving.clock.armed(PROOF_MS);
    await proving.events.close();
    expect(proving.clock.pending).toBe(0);
  });

  it('acknowledges what was heard: nobody hears it again', async () => {
    const { server, clock, topic, events, heard, until } = await hearing();
    await topic.publishMessage({ json: { room_name: 'blue_room', events: [] } });
    await until(() => heard.length > 0);
    await events.close();
    expect(server.calls).toContain('Acknowledge');
    const after = aListener(server.host, clock);
    await after.until(() => after.told.length > 0);
    await topic.publishMessage({ json: { room_name: 'red_room', events: [] } });
    await after.until(() => after.heard.length > 0);
    expect(after.heard).toMatchObject([{ room_name: 'red_room' }]);
  });

  it('ends though Google takes no acknowledgement', async () => {
    const { server, clock, topic, events, heard, until } = await hearing();
    server.obstacles.Acknowledge = () => 'hang';
    await topic.publishMessage({ json: { room_name: 'blue_room', events: [] } });
    await until(() => heard.length > 0);
    const closed = events.close();
    await clock.armed(CLOSE_MS);
    clock.step(CLOSE_MS);
    await closed;
  });

  it('ends while a look goes on, and nothing comes after it', async () => {
    const { server, clock, told, events, came } = await hearing();
    server.obstacles.GetSubscription = () => 'hang';
    server.endStreams(UNAVAILABLE);
    await clock.armed(TIMEOUT_MS);
    await events.close();
    clock.step(TIMEOUT_MS);
    await settle();
    expect(told).toEqual([undefined]);
    expect(came('StreamingPull', 3)).toBe(false);
    expect(clock.pending).toBe(0);
  });
});
