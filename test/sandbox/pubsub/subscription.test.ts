import { expect, it } from 'vitest';
import { SimulatedClock } from '../../../src/replay/simulated-clock.ts';
import type { PubsubMessage } from '../../../src/sandbox/pubsub/message.ts';
import { type Stream, Subscription } from '../../../src/sandbox/pubsub/subscription.ts';

const resource = {
  name: 'projects/p/subscriptions/sub',
  topic: 'projects/p/topics/events',
  ackDeadlineSeconds: 10,
  enableMessageOrdering: true,
};

const message = (messageId: string): PubsubMessage => ({
  messageId,
  orderingKey: 'blue_room',
  publishTime: { seconds: 0, nanos: 0 },
});

it('keeps the order of a key also where its reader acknowledges while it is delivered to', () => {
  const subscription = new Subscription(new SimulatedClock('2026-11-23T08:00:00Z'), resource);
  for (const id of ['1', '2', '3', '4', '5']) subscription.publish(message(id));
  const heard: string[] = [];
  const stream: Stream = {
    maxOutstandingMessages: 2,
    ackDeadlineSeconds: 10,
    deliver: ({ ackId, message: { messageId } }) => {
      heard.push(messageId);
      subscription.acknowledge([ackId]);
    },
    end: () => undefined,
  };
  subscription.open(stream);
  expect(heard).toEqual(['1', '2', '3', '4', '5']);
});

it('delivers nothing to a stream that has ended meanwhile', () => {
  const subscription = new Subscription(new SimulatedClock('2026-11-23T08:00:00Z'), resource);
  for (const id of ['1', '2']) subscription.publish(message(id));
  const heard: string[] = [];
  const stream: Stream = {
    maxOutstandingMessages: 2,
    ackDeadlineSeconds: 10,
    deliver: (received) => {
      heard.push(received.message.messageId);
      subscription.end(stream);
    },
    end: () => undefined,
  };
  subscription.open(stream);
  expect(heard).toEqual(['1']);
  expect(subscription.pull(10).map((received) => received.message.messageId)).toEqual(['1', '2']);
});

/** A subscription to which so many messages of one key were published, and a stream that takes them; `heard` are its deliveries. */
function streaming(count: number) {
  const clock = new SimulatedClock('2026-11-23T08:00:00Z');
  const subscription = new Subscription(clock, resource);
  const heard: { id: string; ackId: string }[] = [];
  for (let id = 1; id <= count; id++) subscription.publish(message(String(id)));
  subscription.open({
    maxOutstandingMessages: 10,
    ackDeadlineSeconds: 10,
    deliver: ({ ackId, message: { messageId: id } }) => void heard.push({ id, ackId }),
    end: () => undefined,
  });
  return { clock, subscription, heard, ids: () => heard.map(({ id }) => id) };
}

it('brings again what was refused and what follows it, but not what came before it', () => {
  const { subscription, heard, ids } = streaming(4);
  subscription.modifyAckDeadline([heard[1]!.ackId], 0);
  expect(ids()).toEqual(['1', '2', '3', '4', '2', '3', '4']);
  subscription.acknowledge([heard[0]!.ackId, ...heard.slice(4).map(({ ackId }) => ackId)]);
  expect(subscription.pull(10)).toEqual([]);
});

it('brings again what is not acknowledged by its deadline, and not before a later one that was asked for', () => {
  const { clock, subscription, heard, ids } = streaming(1);
  clock.step(9_999);
  subscription.modifyAckDeadline([heard[0]!.ackId], 60);
  clock.step(59_999);
  expect(ids()).toEqual(['1']);
  clock.step(1);
  expect(ids()).toEqual(['1', '1']);
});

it('has no deadline of what was refused or acknowledged', () => {
  const { clock, subscription, heard } = streaming(3);
  subscription.acknowledge(heard.map(({ ackId }) => ackId));
  expect(clock.pending).toBe(0);
});
