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
