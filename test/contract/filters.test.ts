import { v1 } from '@google-cloud/pubsub';
import { credentials } from '@grpc/grpc-js';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { useClouds } from '../helpers/clouds.ts';
import { ACCEPTED, REFUSED } from '../helpers/filters.ts';

const PROJECT = 'projects/roomcal-sandbox';
const INVALID_ARGUMENT = { code: 3 };

const clouds = useClouds();
const vendors = inject('vendors');
if (!vendors) process.stdout.write('filters: without pstest, which npm run test:vendors has\n');

const brokers: { name: string; host: () => string; isPstest: boolean }[] = [
  { name: 'the sandbox', host: () => clouds().pubsubHost, isPstest: false },
  ...(vendors ? [{ name: "Google's pstest", host: () => vendors.pubsub, isPstest: true }] : []),
];

/** Where pstest and Google's documentation differ, Google's holds: of pstest it is only told. */
const heldAgainst = <T extends { unlikePstest?: string }>(cases: readonly T[], isPstest: boolean) =>
  cases.filter(({ unlikePstest }) => !(isPstest && unlikePstest));

let run = 0;

describe.each(brokers)('a filter on $name', ({ host, isPstest }) => {
  let publisher: v1.PublisherClient;
  let subscriber: v1.SubscriberClient;
  let topic: string;

  beforeAll(async () => {
    const { hostname, port } = new URL(`http://${host()}`);
    const where = { servicePath: hostname, port: Number(port), sslCreds: credentials.createInsecure() };
    publisher = new v1.PublisherClient(where);
    subscriber = new v1.SubscriberClient(where);
    topic = `${PROJECT}/topics/filtered-${process.pid}`;
    await publisher.createTopic({ name: topic });
    return async () => {
      await publisher.deleteTopic({ topic });
      await publisher.close();
      await subscriber.close();
    };
  });

  /** A subscription with a filter; it goes with its test. */
  async function subscribed(filter: string): Promise<string> {
    const name = `${PROJECT}/subscriptions/filtered-${process.pid}-${++run}`;
    await subscriber.createSubscription({ name, topic, filter });
    onTestFinished(async () => {
      await subscriber.deleteSubscription({ subscription: name });
    });
    return name;
  }

  it.each(heldAgainst(ACCEPTED, isPstest))('lets through: $filter', async ({ filter, passing, others }) => {
    const subscription = await subscribed(filter);
    const published = [...others, ...passing, ...others];
    const messages = published.map((attributes, index) => ({ data: Buffer.from(String(index)), attributes }));
    await publisher.publish({ topic, messages });
    const request = { subscription, maxMessages: 100, returnImmediately: true };
    const [{ receivedMessages }] = await subscriber.pull(request);
    const heard = receivedMessages!.map(({ message }) => Number(message!.data));
    expect(heard.toSorted((a, b) => a - b)).toEqual(passing.map((_, index) => others.length + index));
    // What it does not let through is acknowledged: nothing is left once the others are.
    await subscriber.acknowledge({ subscription, ackIds: receivedMessages!.map(({ ackId }) => ackId!) });
    expect((await subscriber.pull(request))[0].receivedMessages).toEqual([]);
  });

  it.each(heldAgainst(REFUSED, isPstest))('is not: $filter', async ({ filter }) => {
    await expect(subscribed(filter)).rejects.toMatchObject(INVALID_ARGUMENT);
  });

  it('is told of its subscription, and stays as it is', async () => {
    const filter = 'hasPrefix(attributes.room_hash, "01")';
    const subscription = await subscribed(filter);
    const told = async () => (await subscriber.getSubscription({ subscription }))[0].filter;
    expect(await told()).toBe(filter);
    // pstest lets a filter be changed; Google does not.
    if (isPstest) return;
    const update = {
      subscription: { name: subscription, filter: 'attributes:a' },
      updateMask: { paths: ['filter'] },
    };
    await expect(subscriber.updateSubscription(update)).rejects.toMatchObject(INVALID_ARGUMENT);
    expect(await told()).toBe(filter);
  });

  // pstest counts nothing.
  it.skipIf(isPstest)('has 256 bytes at most', async () => {
    await subscribed(`attributes.a = "${'x'.repeat(239)}"`);
    await expect(subscribed(`attributes.a = "${'x'.repeat(240)}"`)).rejects.toMatchObject(INVALID_ARGUMENT);
  });
});
