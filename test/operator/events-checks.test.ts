import { PubSub } from '@google-cloud/pubsub';
import { describe, expect, it, vi } from 'vitest';
import { readEnvironment } from '../../src/configuration/environment.ts';
import { withEvents } from '../../src/operator/clouds.ts';
import { checkEvents } from '../../src/operator/google-checks.ts';
import { SimulatedClock } from '../../src/replay/simulated-clock.ts';
import { aPubSubServer, PROJECT, type PubSubServer } from '../helpers/pubsub-server.ts';

const TOPIC = 'roomcalendar_events';
const clock = new SimulatedClock('2026-11-23T08:00:00Z');

describe('what the doctor says of Pub/Sub', () => {
  /** What it says of topic and subscription on a server that somebody has prepared. */
  async function checked(prepare: (somebody: PubSubServer['somebody']) => Promise<unknown>) {
    const { host, somebody } = await aPubSubServer();
    await prepare(somebody);
    const environment = readEnvironment({
      PUBSUB_EMULATOR_HOST: host,
      GOOGLE_CLOUD_PROJECT: PROJECT,
      ROOMCAL_SUBSCRIPTION: 'ours',
    });
    return checkEvents(environment, clock);
  }
  it.each([
    [{}, 'made as it starts, removed as it ends'],
    [
      { ROOMCAL_SHARDS: '4', ROOMCAL_SHARD: '1', ROOMCAL_PEERS: 'http://roomcal-{shard}:8080' },
      "made as it starts, removed as it ends; this one's hears of shard 1 of 4",
    ],
  ])('tells of a subscription of the process alone: %o', async (shards, says) => {
    const { host } = await aPubSubServer();
    const env = { PUBSUB_EMULATOR_HOST: host, GOOGLE_CLOUD_PROJECT: PROJECT, ...shards };
    const [, own] = await checkEvents(readEnvironment(env), clock);
    expect(own).toMatchObject({ status: 'ok', says });
  });

  const subscribe = async (somebody: PubSubServer['somebody'], topic: string, options: object) => {
    await somebody.createTopic(topic);
    await somebody.topic(topic).createSubscription('ours', options);
  };

  it.each<[string, Parameters<typeof checked>[0], object, object]>([
    [
      'that keeps the order of messages',
      (somebody) => subscribe(somebody, TOPIC, { enableMessageOrdering: true }),
      { status: 'ok' },
      { status: 'ok', says: 'is there' },
    ],
    [
      'that does not keep the order of messages',
      (somebody) => subscribe(somebody, TOPIC, {}),
      { status: 'ok' },
      {
        status: 'warning',
        says: 'does not keep the order of messages',
        mend: expect.stringMatching(/^delete it and run roomcal setup/),
      },
    ],
    [
      'whose topic was deleted',
      async (somebody) => {
        await subscribe(somebody, TOPIC, { enableMessageOrdering: true });
        await somebody.topic(TOPIC).delete();
      },
      { status: 'warning', says: 'is missing' },
      {
        status: 'failed',
        says: 'its topic was deleted: it hears nothing',
        mend: expect.stringMatching(/^delete it and run roomcal setup/),
      },
    ],
    [
      'that hears another topic',
      (somebody) => subscribe(somebody, 'another', { enableMessageOrdering: true }),
      { status: 'warning', says: 'is missing' },
      {
        status: 'failed',
        says: 'hears another topic, another',
        mend: expect.stringContaining('ROOMCAL_SUBSCRIPTION'),
      },
    ],
    [
      'that is missing',
      (somebody) => somebody.createTopic(TOPIC),
      { status: 'ok' },
      { status: 'warning', says: 'is missing', mend: expect.stringContaining('run roomcal setup') },
    ],
  ])('of a subscription %s', async (_, prepare, topic, subscription) => {
    expect(await checked(prepare)).toMatchObject([
      { check: 'topic', subject: TOPIC, ...topic },
      { check: 'subscription', subject: 'ours', ...subscription },
    ]);
  });

  it('where nobody has named one: each process has its own', async () => {
    const { host, somebody } = await aPubSubServer();
    await somebody.createTopic(TOPIC);
    const environment = readEnvironment({ PUBSUB_EMULATOR_HOST: host, GOOGLE_CLOUD_PROJECT: PROJECT });
    expect(await checkEvents(environment, clock)).toMatchObject([
      { check: 'topic', status: 'ok' },
      { check: 'subscription', subject: 'one of each process', status: 'ok' },
    ]);
  });
});

it('whoever has asked Pub/Sub leaves it, also where that failed: a process that ends must not wait for it', async () => {
  const close = vi.spyOn(PubSub.prototype, 'close');
  const environment = readEnvironment({ PUBSUB_EMULATOR_HOST: '127.0.0.1:1', GOOGLE_CLOUD_PROJECT: PROJECT });
  expect(await withEvents(environment, async () => 'done')).toBe('done');
  expect(close).toHaveBeenCalledTimes(1);
  const failing = withEvents(environment, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(close).toHaveBeenCalledTimes(2);
});
