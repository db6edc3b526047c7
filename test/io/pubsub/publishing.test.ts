import { Topic } from '@google-cloud/pubsub';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../../src/io/clock.ts';
import { pubsubAdmin, pubsubEvents } from '../../../src/io/pubsub/events.ts';
import { SimulatedClock } from '../../../src/replay/simulated-clock.ts';
import { listing } from '../../helpers/events.ts';
import { aListener } from '../../helpers/listener.ts';
import { aPubSubServer, PROJECT } from '../../helpers/pubsub-server.ts';

const NOT_FOUND = 5;
const UNAVAILABLE = 14;
const CALL_MS = 5_000;
const TOPIC = 'roomcalendar_events';

/** A message that says by its second which one it is. */
const message = (room_name: string, second = 0) => ({
  room_name,
  listing: listing(`2026-01-05T09:00:0${second}Z`),
});

/** Whoever publishes to a server that has the topic; `batches` are the messages of each call, as they came. */
async function publishing() {
  const server = await aPubSubServer();
  await server.somebody.createTopic(TOPIC);
  const clock = new SimulatedClock('2026-11-23T08:00:00Z');
  const events = pubsubEvents({
    projectId: PROJECT,
    emulator: server.host,
    subscription: { name: 'ours', isOwn: false },
    clock,
    random: () => 0,
    unreadable: () => undefined,
  });
  onTestFinished(() => events.close());
  const batches: { orderingKey?: string; data: Buffer }[][] = [];
  const notePublish = (request: Record<string, unknown>) => {
    batches.push(request.messages as (typeof batches)[number]);
    return undefined;
  };
  server.obstacles.Publish = notePublish;
  const secondsOf = (sent: typeof batches) =>
    sent.flat().map(({ data }) => Number(/:0(\d)\.000Z/.exec(String(data))![1]));
  return { server, clock, events, batches, notePublish, secondsOf };
}

describe('a change that is published', () => {
  it('goes at once, alone: it waits for no company', async () => {
    const { events, batches } = await publishing();
    const rooms = ['blue_room', 'blue_room', 'red_room', 'green_room'];
    await Promise.all(rooms.map((room) => events.publish(message(room))));
    expect(batches.map((batch) => batch.length)).toEqual([1, 1, 1, 1]);
  });

  it('of a room follows what was published of it before', async () => {
    const { events, batches, secondsOf } = await publishing();
    await Promise.all([0, 1, 2, 3, 4].map((second) => events.publish(message('blue_room', second))));
    expect(secondsOf(batches)).toEqual([0, 1, 2, 3, 4]);
    expect(batches.flat().map(({ orderingKey }) => orderingKey)).toEqual(Array(5).fill('blue_room'));
  });

  it('does not overtake one that Google has not taken yet', async () => {
    const { server, events, batches, notePublish } = await publishing();
    const roomOf = ({ messages }: Record<string, unknown>) =>
      (messages as (typeof batches)[number])[0]!.orderingKey;
    server.obstacles.Publish = (request) =>
      roomOf(request) === 'blue_room' ? (notePublish(request) ?? 'hang') : undefined;
    for (const second of [0, 1]) void events.publish(message('blue_room', second)).catch(() => undefined);
    await events.publish(message('red_room'));
    expect(batches).toHaveLength(1);
  });
});

describe('a publish that has failed', () => {
  beforeEach(() => void vi.spyOn(Topic.prototype, 'resumePublishing'));

  it('has the client told to go on with that room', async () => {
    const { server, events } = await publishing();
    server.obstacles.Publish = () => UNAVAILABLE;
    await expect(events.publish(message('blue_room'))).rejects.toMatchObject({ status: UNAVAILABLE });
    expect(Topic.prototype.resumePublishing).toHaveBeenLastCalledWith('blue_room');
  });

  it('has it told so again where the topic was made anew, and the second publish fails, too', async () => {
    const { server, events } = await publishing();
    let isRefused = false;
    server.obstacles.Publish = () => {
      const code = isRefused ? UNAVAILABLE : NOT_FOUND;
      isRefused = true;
      return code;
    };
    await expect(events.publish(message('blue_room'))).rejects.toMatchObject({ status: UNAVAILABLE });
    const resumed = vi.mocked(Topic.prototype.resumePublishing);
    expect(resumed.mock.calls).toEqual([['blue_room'], ['blue_room']]);
  });

  it('fails what waits behind it, and not what comes after', async () => {
    const { server, events, batches, notePublish } = await publishing();
    server.obstacles.Publish = () => UNAVAILABLE;
    const all = [0, 1, 2].map((second) => events.publish(message('blue_room', second)));
    expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
    server.obstacles.Publish = notePublish;
    await events.publish(message('blue_room', 3));
    expect(batches).toHaveLength(1);
  });
});

describe('each call of Pub/Sub', () => {
  it('ends in the client itself within 5 s: what hangs there holds nobody', async () => {
    const server = await aPubSubServer();
    const deadlines: [string, number][] = [];
    const note = (name: string) => (_: unknown, deadline: number) => {
      deadlines.push([name, deadline - systemClock.now()]);
      return undefined;
    };
    for (const name of ['Publish', 'CreateTopic', 'GetSubscription', 'CreateSubscription', 'GetTopic'])
      server.obstacles[name] = note(name);
    const listener = aListener(server.host, new SimulatedClock('2026-11-23T08:00:00Z'));
    await listener.until(() => listener.told.length > 0);
    await listener.events.publish(message('blue_room'));
    const admin = pubsubAdmin({ projectId: PROJECT, emulator: server.host, subscription: 'theirs' });
    onTestFinished(() => admin.close());
    await admin.topic();
    await admin.subscription();
    await admin.createTopic();
    await admin.createSubscription();
    expect(new Set(deadlines.map(([name]) => name)).size).toBe(5);
    for (const [, ms] of deadlines) expect(ms).toBeLessThanOrEqual(CALL_MS);
  });
});

describe('an operator who sets up', () => {
  it('makes a subscription that keeps the order of messages', async () => {
    const server = await aPubSubServer();
    const admin = pubsubAdmin({ projectId: PROJECT, emulator: server.host, subscription: 'ours' });
    onTestFinished(() => admin.close());
    expect(await admin.subscription()).toBeUndefined();
    await admin.createTopic();
    await admin.createSubscription();
    expect(await admin.subscription()).toEqual({ topic: TOPIC, ordered: true });
  });
});
