import { v1 } from '@google-cloud/pubsub';
import { credentials } from '@grpc/grpc-js';
import { describe, expect } from 'vitest';
import { sandboxTest } from '../sandbox-test.ts';

const PROJECT = 'projects/roomcal-sandbox';
const TOPIC = `${PROJECT}/topics/events`;
const SUB = `${PROJECT}/subscriptions/events-sub`;

const INVALID_ARGUMENT = { code: 3 };
const NOT_FOUND = { code: 5 };
const UNIMPLEMENTED = { code: 12 };

const test = sandboxTest.extend<{
  publisher: v1.PublisherClient;
  subscriber: v1.SubscriberClient;
  /** Creates `SUB`, on `TOPIC`. */
  subscribe: (more?: object) => Promise<unknown>;
  publish: (data: string, more?: object) => Promise<unknown>;
  /** What a pull that does not wait brings: texts, and the ids by which to acknowledge them. */
  pull: (maxMessages?: number) => Promise<{ texts: string[]; ackIds: string[] }>;
}>({
  publisher: async ({ clouds }, use) => {
    const client = new v1.PublisherClient(insecurely(clouds.pubsubHost));
    await client.createTopic({ name: TOPIC });
    await use(client);
    await client.close();
  },
  subscriber: async ({ clouds }, use) => {
    const client = new v1.SubscriberClient(insecurely(clouds.pubsubHost));
    await use(client);
    await client.close();
  },
  subscribe: async ({ publisher: _, subscriber }, use) =>
    use((more) => subscriber.createSubscription({ name: SUB, topic: TOPIC, ...more })),
  publish: async ({ publisher }, use) =>
    use((data, more) =>
      publisher.publish({ topic: TOPIC, messages: [{ data: Buffer.from(data), ...more }] }),
    ),
  pull: async ({ subscriber }, use) =>
    use(async (maxMessages = 10) => {
      const request = { subscription: SUB, maxMessages, returnImmediately: true };
      const [{ receivedMessages = [] }] = await subscriber.pull(request);
      const texts = receivedMessages!.map(({ message }) => String(message!.data));
      return { texts, ackIds: receivedMessages!.map(({ ackId }) => ackId!) };
    }),
});

function insecurely(host: string) {
  const { hostname, port } = new URL(`http://${host}`);
  return { servicePath: hostname, port: Number(port), sslCreds: credentials.createInsecure() };
}

describe('a name', () => {
  test.for(['t', 'ab', '1st', '-ab', 'goog-events', 'blue/room', 'a b', `a${'b'.repeat(255)}`, 'é-room'])(
    'is not %s',
    async (id, { publisher, subscriber }) => {
      const topic = publisher.createTopic({ name: `${PROJECT}/topics/${id}` });
      await expect(topic).rejects.toMatchObject(INVALID_ARGUMENT);
      const subscription = subscriber.createSubscription({
        name: `${PROJECT}/subscriptions/${id}`,
        topic: TOPIC,
      });
      await expect(subscription).rejects.toMatchObject(INVALID_ARGUMENT);
    },
  );

  test('may have 3 to 255 characters, and some signs', async ({ publisher }) => {
    for (const id of ['abc', `a${'b'.repeat(254)}`, 'a.b_c~d+e%f-1']) {
      await publisher.createTopic({ name: `${PROJECT}/topics/${id}` });
    }
    await expect(publisher.createTopic({ name: 'events' })).rejects.toMatchObject(INVALID_ARGUMENT);
  });
});

describe('a subscription', () => {
  test.for([
    { ackDeadlineSeconds: 9 },
    { ackDeadlineSeconds: 601 },
    { expirationPolicy: { ttl: { seconds: 86_399 } } },
    { messageRetentionDuration: { seconds: 599 } },
    { messageRetentionDuration: { seconds: 31 * 86_400 + 1 } },
    { retryPolicy: { minimumBackoff: { seconds: 601 } } },
    { filter: 'room = "blue"' },
    { filter: `attributes.a = "${'x'.repeat(256)}"` },
  ])('can not have %o', async (more, { subscribe, subscriber }) => {
    await expect(subscribe(more)).rejects.toMatchObject(INVALID_ARGUMENT);
    await expect(subscriber.getSubscription({ subscription: SUB })).rejects.toMatchObject(NOT_FOUND);
  });

  test.for([
    { ackDeadlineSeconds: 10 },
    { ackDeadlineSeconds: 600 },
    { expirationPolicy: { ttl: { seconds: 86_400 } } },
    { expirationPolicy: {} },
    { messageRetentionDuration: { seconds: 600 } },
  ])('may have %o', async (more, { subscribe }) => {
    await subscribe(more);
  });

  test.for([
    { pushConfig: { pushEndpoint: 'https://example.org' } },
    { deadLetterPolicy: { deadLetterTopic: TOPIC } },
    { enableExactlyOnceDelivery: true },
  ])('with %o is not done here, and says so', async (more, { subscribe }) => {
    await expect(subscribe(more)).rejects.toMatchObject(UNIMPLEMENTED);
  });

  test('hears what its filter lets through: the rest counts as acknowledged', async ({
    subscribe,
    publish,
    pull,
  }) => {
    await subscribe({ filter: 'attributes.room = "blue"' });
    await publish('1', { attributes: { room: 'blue' } });
    await publish('2', { attributes: { room: 'red' } });
    await publish('3');
    expect((await pull()).texts).toEqual(['1']);
  });

  test('is changed as far as it may be', async ({ subscribe, subscriber }) => {
    await subscribe({ filter: 'attributes:room' });
    const update = (paths: string[], subscription: object) =>
      subscriber.updateSubscription({ subscription: { name: SUB, ...subscription }, updateMask: { paths } });
    await update(['ack_deadline_seconds'], { ackDeadlineSeconds: 30, filter: 'ignored, not in the mask' });
    const [found] = await subscriber.getSubscription({ subscription: SUB });
    expect(found).toMatchObject({ ackDeadlineSeconds: 30, filter: 'attributes:room' });
    for (const [path, change] of [
      ['filter', { filter: 'attributes:other' }],
      ['enable_message_ordering', { enableMessageOrdering: true }],
      ['topic', { topic: TOPIC }],
      ['ack_deadline_seconds', { ackDeadlineSeconds: 5 }],
      ['no_such_field', {}],
    ] as const) {
      await expect(update([path], change)).rejects.toMatchObject(INVALID_ARGUMENT);
    }
    await expect(update([], { ackDeadlineSeconds: 40 })).rejects.toMatchObject(INVALID_ARGUMENT);
    expect((await subscriber.getSubscription({ subscription: SUB }))[0]).toMatchObject(found);
  });

  test('goes on without its topic, and does not hear a topic made anew', async ({
    publisher,
    subscriber,
    subscribe,
    publish,
    pull,
  }) => {
    await subscribe();
    await publish('before');
    await publisher.deleteTopic({ topic: TOPIC });
    await publisher.createTopic({ name: TOPIC });
    await publish('after');
    expect((await pull()).texts).toEqual(['before']);
    const [{ topic }] = await subscriber.getSubscription({ subscription: SUB });
    expect(topic).toBe('_deleted-topic_');
    expect((await publisher.listTopicSubscriptions({ topic: TOPIC }))[0]).toEqual([]);
    await subscriber.deleteSubscription({ subscription: SUB });
    await expect(pull()).rejects.toMatchObject(NOT_FOUND);
  });
});

describe('a message', () => {
  test('says something', async ({ publish }) => {
    await expect(publish('')).rejects.toMatchObject(INVALID_ARGUMENT);
    await publish('', { attributes: { room: 'blue' } });
    await expect(publish('x', { orderingKey: 'k'.repeat(1025) })).rejects.toMatchObject(INVALID_ARGUMENT);
  });
});

describe('pull', () => {
  test('brings what there is, up to what is asked for, and again after its deadline', async ({
    clock,
    subscriber,
    subscribe,
    publish,
    pull,
  }) => {
    await subscribe({ ackDeadlineSeconds: 20 });
    for (const text of ['1', '2', '3']) await publish(text);
    const { texts, ackIds } = await pull(2);
    expect([texts, (await pull()).texts, (await pull()).texts]).toEqual([['1', '2'], ['3'], []]);
    await subscriber.acknowledge({ subscription: SUB, ackIds: [ackIds[0]!] });
    clock.step(19_999);
    expect((await pull()).texts).toEqual([]);
    clock.step(1);
    expect((await pull()).texts).toEqual(['2', '3']);
  });

  test('waits for the first message', async ({ subscriber, subscribe, publish }) => {
    await subscribe();
    const asked = subscriber.pull({ subscription: SUB, maxMessages: 1 });
    await publish('late');
    const [{ receivedMessages }] = await asked;
    expect(receivedMessages!.map(({ message }) => String(message!.data))).toEqual(['late']);
  });

  test('waits so long, and no longer', async ({ clock, subscriber, subscribe }) => {
    await subscribe();
    const asked = subscriber.pull({ subscription: SUB, maxMessages: 1 });
    await clock.armed(20_000);
    clock.step(20_000);
    expect((await asked)[0].receivedMessages).toEqual([]);
  });

  test('brings of a key what comes next only when the earlier ones are acknowledged', async ({
    subscriber,
    subscribe,
    publish,
    pull,
  }) => {
    await subscribe({ enableMessageOrdering: true });
    for (const text of ['1', '2']) await publish(text, { orderingKey: 'blue' });
    const { texts, ackIds } = await pull(1);
    expect([texts, (await pull()).texts]).toEqual([['1'], []]);
    await subscriber.acknowledge({ subscription: SUB, ackIds });
    expect((await pull()).texts).toEqual(['2']);
  });

  test('asks for a number of messages, and for deadlines that there are', async ({
    subscriber,
    subscribe,
    pull,
  }) => {
    await subscribe();
    await expect(pull(0)).rejects.toMatchObject(INVALID_ARGUMENT);
    const modify = (ackDeadlineSeconds: number) =>
      subscriber.modifyAckDeadline({ subscription: SUB, ackIds: ['x'], ackDeadlineSeconds });
    await modify(600);
    await expect(modify(601)).rejects.toMatchObject(INVALID_ARGUMENT);
  });
});

describe('seek', () => {
  const at = (iso: string) => ({ seconds: Date.parse(iso) / 1000 });

  test('counts what was published before as acknowledged, and the rest as never delivered', async ({
    clock,
    subscriber,
    subscribe,
    publish,
    pull,
  }) => {
    await subscribe();
    await publish('1');
    clock.step(1000);
    await publish('2');
    await publish('3');
    const { ackIds } = await pull();
    await subscriber.acknowledge({ subscription: SUB, ackIds: [ackIds[2]!] });
    await subscriber.seek({ subscription: SUB, time: at('2026-11-23T08:00:01Z') });
    expect((await pull()).texts).toEqual(['2']);
  });

  test('brings back what was acknowledged where that is kept', async ({
    subscriber,
    subscribe,
    publish,
    pull,
  }) => {
    await subscribe({ retainAckedMessages: true });
    await publish('1');
    await publish('2');
    await subscriber.acknowledge({ subscription: SUB, ackIds: (await pull()).ackIds });
    expect((await pull()).texts).toEqual([]);
    await subscriber.seek({ subscription: SUB, time: at('2026-11-23T08:00:01Z') });
    expect((await pull()).texts).toEqual([]);
    await subscriber.seek({ subscription: SUB, time: at('2026-11-23T08:00:00Z') });
    expect((await pull()).texts).toEqual(['1', '2']);
    await expect(
      subscriber.seek({ subscription: SUB, snapshot: `${PROJECT}/snapshots/one` }),
    ).rejects.toMatchObject(UNIMPLEMENTED);
  });
});
