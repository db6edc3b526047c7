import { once } from 'node:events';
import { type Message, PubSub, type Subscription, type Topic, v1 } from '@google-cloud/pubsub';
import { credentials } from '@grpc/grpc-js';
import { describe, expect } from 'vitest';
import { sandboxTest } from '../sandbox-test.ts';

const TOPIC = 'roomcalendar_events';

/** A subscriber that hands out messages one at a time, in the order in which they arrive. */
class Reader {
  readonly subscription: Subscription;
  readonly #arrived: Message[] = [];

  constructor(pubsub: PubSub, name: string) {
    this.subscription = pubsub.subscription(name, { streamingOptions: { maxStreams: 1 } });
    this.subscription.on('message', (message: Message) => {
      this.#arrived.push(message);
      this.subscription.emit('arrival');
    });
  }

  async next(): Promise<Message> {
    if (this.#arrived.length === 0) await once(this.subscription, 'arrival');
    return this.#arrived.shift()!;
  }

  async texts(count: number): Promise<string[]> {
    const messages = [];
    while (messages.length < count) messages.push(await this.next());
    for (const message of messages) message.ack();
    return messages.map(({ data }) => String(data));
  }
}

const test = sandboxTest.extend<{ pubsub: PubSub; topic: Topic; read: (name: string) => Reader }>({
  pubsub: async ({ clouds }, use) => {
    const { pubsubHost: apiEndpoint, projectId } = clouds;
    const pubsub = new PubSub({ apiEndpoint, projectId, emulatorMode: true });
    await use(pubsub);
    await pubsub.close();
  },
  topic: async ({ pubsub }, use) => {
    const [topic] = await pubsub.createTopic(TOPIC);
    await use(pubsub.topic(topic.name, { messageOrdering: true, batching: { maxMessages: 1 } }));
  },
  read: async ({ pubsub }, use) => {
    const readers: Reader[] = [];
    await use((name) => {
      const reader = new Reader(pubsub, name);
      readers.push(reader);
      return reader;
    });
    await Promise.all(readers.map(({ subscription }) => subscription.close()));
  },
});

const publish = (topic: Topic, data: string, orderingKey?: string) =>
  topic.publishMessage({ data: Buffer.from(data), ...(orderingKey !== undefined && { orderingKey }) });

describe('topics and subscriptions', () => {
  test('are made once, found, listed and deleted', async ({ pubsub, topic }) => {
    await expect(pubsub.createTopic(TOPIC)).rejects.toMatchObject({ code: 6 });
    expect(await pubsub.topic('nowhere').exists()).toEqual([false]);
    await expect(publish(pubsub.topic('nowhere'), 'x')).rejects.toMatchObject({ code: 5 });
    await expect(pubsub.topic('nowhere').createSubscription('sub')).rejects.toMatchObject({ code: 5 });

    const [subscription] = await topic.createSubscription('sub', { enableMessageOrdering: true });
    await expect(topic.createSubscription('sub')).rejects.toMatchObject({ code: 6 });
    const [metadata] = await subscription.getMetadata();
    expect(metadata).toMatchObject({
      topic: topic.name,
      ackDeadlineSeconds: 10,
      enableMessageOrdering: true,
    });
    expect((await pubsub.getTopics())[0].map(({ name }) => name)).toEqual([topic.name]);
    expect((await pubsub.getSubscriptions())[0].map(({ name }) => name)).toEqual([subscription.name]);

    await topic.delete();
    expect((await subscription.getMetadata())[0].topic).toBe('_deleted-topic_');
    await subscription.delete();
    expect(await subscription.exists()).toEqual([false]);
  });

  test('a subscriber to nothing is told so', async ({ read }) => {
    const [error] = await once(read('nowhere').subscription, 'error').catch((error) => [error]);
    expect(error).toMatchObject({ code: 5 });
  });
});

test('a stream answers signs of life', async ({ clouds, topic }) => {
  const [{ name: subscription }] = await topic.createSubscription('sub');
  const [host, port] = clouds.pubsubHost.split(':');
  const client = new v1.SubscriberClient({
    servicePath: host!,
    port: Number(port),
    sslCreds: credentials.createInsecure(),
  });
  const stream = client.streamingPull();
  stream.write({ subscription, streamAckDeadlineSeconds: 10 });
  await once(stream, 'data');
  stream.write({});
  await once(stream, 'data');
  stream.end();
  await once(stream, 'end');
  await client.close();
});

describe('messages', () => {
  test('reach every subscription, with what was published', async ({ topic, read }) => {
    for (const name of ['one', 'two']) await topic.createSubscription(name);
    const id = await topic.publishMessage({
      json: { room_name: 'blue_room' },
      attributes: { origin: 'test' },
    });
    for (const reader of [read('one'), read('two')]) {
      const message = await reader.next();
      message.ack();
      expect(message).toMatchObject({ id, attributes: { origin: 'test' } });
      expect(JSON.parse(String(message.data))).toEqual({ room_name: 'blue_room' });
      expect(message.publishTime.toISOString()).toBe('2026-11-23T08:00:00.000000000Z');
    }
  });

  test('wait for somebody to pull', async ({ topic, read }) => {
    await topic.createSubscription('sub');
    for (const text of ['1', '2', '3']) await publish(topic, text);
    expect(await read('sub').texts(3)).toEqual(['1', '2', '3']);
  });

  test('come again when refused', async ({ topic, read }) => {
    await topic.createSubscription('sub');
    await publish(topic, 'x');
    const reader = read('sub');
    const first = await reader.next();
    first.nack();
    const second = await reader.next();
    second.ack();
    expect([second.id, second.ackId === first.ackId]).toEqual([first.id, false]);
  });

  test('come again when their deadline passes', async ({ clock, topic, read }) => {
    await topic.createSubscription('sub');
    await publish(topic, 'x');
    const reader = read('sub');
    const { id } = await reader.next();
    clock.step(10_000);
    expect((await reader.next()).id).toBe(id);
  });

  test('come again elsewhere when their stream ends', async ({ topic, read }) => {
    await topic.createSubscription('sub');
    await publish(topic, 'x');
    const left = read('sub');
    const { id } = await left.next();
    const closed = left.subscription.close();
    expect((await read('sub').next()).id).toBe(id);
    await closed;
  });

  test('do not come again when acknowledged', async ({ clock, topic, read }) => {
    await topic.createSubscription('sub');
    const reader = read('sub');
    await publish(topic, 'x');
    const message = await reader.next();
    message.ack();
    await publish(topic, 'y');
    expect(await reader.texts(1)).toEqual(['y']);
    await reader.subscription.close();
    clock.step(60_000);
    await publish(topic, 'z');
    expect(await read('sub').texts(1)).toEqual(['z']);
  });
});

describe('ordering keys', () => {
  test('keep their messages in order', async ({ topic, read }) => {
    await topic.createSubscription('sub', { enableMessageOrdering: true });
    const reader = read('sub');
    const texts = Array.from({ length: 50 }, (_, index) => String(index));
    await Promise.all(texts.map((text) => publish(topic, text, 'blue_room')));
    expect(await reader.texts(50)).toEqual(texts);
  });

  test('bring the later messages again behind a refused one', async ({ topic, read }) => {
    await topic.createSubscription('sub', { enableMessageOrdering: true });
    for (const text of ['1', '2', '3']) await publish(topic, text, 'blue_room');
    await publish(topic, 'other', 'red_room');
    const reader = read('sub');
    const [one] = [await reader.next(), await reader.next(), await reader.next(), await reader.next()];
    one!.nack();
    expect(await reader.texts(3)).toEqual(['1', '2', '3']);
  });
});
