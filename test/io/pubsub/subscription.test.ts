import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '../../../src/replay/simulated-clock.ts';
import { listing } from '../../helpers/events.ts';
import { aListener } from '../../helpers/listener.ts';
import { aPubSubServer, type PubSubServer } from '../../helpers/pubsub-server.ts';

const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const SECOND_MS = 1_000;
const LOOK_MS = 5 * 60_000;
const PROOF_MS = 5 * SECOND_MS;
const TOPIC = 'roomcalendar_events';

const message = (room_name = 'blue_room') => ({ room_name, listing: listing('2026-01-05T09:00:00Z') });

/** Deletes the topic and makes another one of its name, which our subscription does not hear. */
async function deleteTopic({ somebody }: PubSubServer): Promise<void> {
  await somebody.topic(TOPIC).delete();
  await somebody.createTopic(TOPIC);
}

/** A server on which somebody has made what is named, and whoever hears there. */
async function open(
  made: { topic?: string; subscription?: boolean; deleted?: boolean },
  prepare?: (server: PubSubServer) => void,
) {
  const server = await aPubSubServer();
  const { somebody } = server;
  if (made.topic) {
    await somebody.createTopic(made.topic);
    if (made.subscription)
      await somebody.topic(made.topic).createSubscription('ours', { enableMessageOrdering: true });
  }
  if (made.deleted) await deleteTopic(server);
  prepare?.(server);
  const clock = new SimulatedClock('2026-11-23T08:00:00Z');
  const listener = aListener(server.host, clock);
  const hearing = () => listener.until(() => listener.told.at(-1) === undefined && listener.told.length > 0);
  /** Publishes as somebody else, and waits until it is heard. */
  const isHeard = async () => {
    const before = listener.heard.length;
    await somebody.topic(TOPIC).publishMessage({ json: { room_name: 'blue_room', events: [] } });
    await listener.until(() => listener.heard.length > before);
  };
  const count = (call: string) => server.calls.filter((one) => one === call).length;
  return { server, clock, hearing, isHeard, count, ...listener };
}

const deny =
  (...calls: string[]) =>
  ({ obstacles }: PubSubServer) => {
    for (const call of calls) obstacles[call] = () => PERMISSION_DENIED;
  };
/** What the roles Publisher and Subscriber do not have. */
const MAKING = ['CreateTopic', 'CreateSubscription', 'DeleteSubscription', 'DeleteTopic'];
const SEEING = ['GetTopic', 'GetSubscription'];
const all = { topic: TOPIC, subscription: true };

describe('our subscription', () => {
  it('is used as it is, and nothing is made', async () => {
    const { hearing, isHeard, count } = await open(all);
    await hearing();
    await isHeard();
    expect(['CreateTopic', 'CreateSubscription'].map(count)).toEqual([0, 0]);
  });

  it('is made where it is missing, with its topic, and keeps the order of messages', async () => {
    const { server, hearing, isHeard } = await open({});
    await hearing();
    await isHeard();
    const [made] = await server.somebody.subscription('ours').getMetadata();
    expect(made.enableMessageOrdering).toBe(true);
  });

  it('is used by whoever may see it, and make nothing', async () => {
    const { hearing, isHeard, events } = await open(all, deny(...MAKING));
    await hearing();
    await isHeard();
    await events.publish(message());
  });

  it('is used by whoever may neither see nor make it, once its stream has lasted', async () => {
    const { clock, told, hearing, isHeard, events } = await open(all, deny(...MAKING, ...SEEING));
    await clock.armed(PROOF_MS);
    expect(told).toEqual([]);
    clock.step(PROOF_MS);
    await hearing();
    await isHeard();
    await events.publish(message());
  });

  it('is used by whoever may not see it as soon as something is heard', async () => {
    const { server, told, until } = await open(all, deny(...MAKING, ...SEEING));
    await server.somebody.topic(TOPIC).publishMessage({ json: { room_name: 'blue_room', events: [] } });
    await until(() => told.length > 0);
    expect(told).toEqual([undefined]);
  });

  it.each([
    ['the subscription is missing', { topic: TOPIC }, /the subscription ours is missing/],
    ['both are missing', {}, /the subscription ours is missing/],
  ])('is for an operator where we may not make it, and %s', async (_, made, words) => {
    const { told, until } = await open(made, deny(...MAKING));
    await until(() => told.length > 0);
    expect(told[0]).toMatchObject({ vendor: 'pubsub', status: PERMISSION_DENIED, operator: true });
    expect(told[0]!.message).toMatch(words);
    expect(told[0]!.message).toMatch(/; run roomcal setup/);
  });

  it('is for an operator where its topic is missing, and we may make subscriptions only', async () => {
    const { told, until } = await open({}, deny('CreateTopic'));
    await until(() => told.length > 0);
    expect(told[0]).toMatchObject({ status: NOT_FOUND, operator: true });
    expect(told[0]!.message).toMatch(/the topic roomcalendar_events is missing.*; run roomcal setup/);
  });

  it('is for an operator where its stream says that it is missing, and we may neither see nor make it', async () => {
    const { told, until } = await open({ topic: TOPIC }, deny(...MAKING, ...SEEING));
    await until(() => told.length > 0);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ status: NOT_FOUND, operator: true });
    expect(told[0]!.message).toMatch(/the subscription ours is missing.*; run roomcal setup/);
  });

  it('is heard once an operator has made it', async () => {
    const { server, clock, told, until, hearing, isHeard } = await open({ topic: TOPIC }, deny(...MAKING));
    await until(() => told.length > 0);
    await server.somebody.topic(TOPIC).createSubscription('ours');
    await clock.armed(SECOND_MS);
    clock.step(SECOND_MS);
    await hearing();
    await isHeard();
  });
});

describe('a subscription of a topic that was deleted', () => {
  it('is made anew at the start', async () => {
    const { told, hearing, isHeard } = await open({ ...all, deleted: true });
    await hearing();
    await isHeard();
    expect(told).toEqual([undefined]);
  });

  it('is noticed while it seems to hear, made anew, and told of', async () => {
    const { server, clock, told, hearing, until, isHeard } = await open(all);
    await hearing();
    await deleteTopic(server);
    await clock.armed(LOOK_MS);
    clock.step(LOOK_MS);
    await until(() => told.length > 1);
    expect(told).toEqual([undefined, undefined]);
    await isHeard();
  });

  it('is noticed by whoever publishes, and hears what is published', async () => {
    const { server, told, hearing, heard, until, events } = await open(all);
    await hearing();
    await server.somebody.topic(TOPIC).delete();
    await events.publish(message('green_room'));
    await until(() => heard.length > 0);
    expect(heard[0]).toMatchObject({ room_name: 'green_room' });
    expect(told).toEqual([undefined, undefined]);
  });

  it('is for an operator where we may not delete it', async () => {
    const { server, clock, told, hearing, until } = await open(all, deny('DeleteSubscription'));
    await hearing();
    await deleteTopic(server);
    await clock.armed(LOOK_MS);
    clock.step(LOOK_MS);
    await until(() => told.length > 1);
    expect(told[1]).toMatchObject({ operator: true });
    expect(told[1]!.message).toMatch(/the topic of the subscription ours was deleted/);
  });
});

describe('a subscription of our name to another topic', () => {
  it('is for an operator, is looked at again, and is used once that is mended', async () => {
    const { server, clock, told, heard, until, hearing, isHeard } = await open({
      topic: 'another',
      subscription: true,
    });
    await until(() => told.length > 0);
    expect(told[0]).toMatchObject({ vendor: 'pubsub', operator: true });
    expect(told[0]!.message).toMatch(
      /the subscription ours hears another topic, another; .*ROOMCAL_SUBSCRIPTION/,
    );
    await server.somebody.topic('another').publishMessage({ json: { room_name: 'red_room', events: [] } });
    await clock.armed(SECOND_MS);
    clock.step(SECOND_MS);
    await until(() => told.length > 1);
    expect(told[1]).toMatchObject({ operator: true });
    await server.somebody.subscription('ours').delete();
    await clock.armed(2 * SECOND_MS);
    clock.step(2 * SECOND_MS);
    await hearing();
    await isHeard();
    expect(heard).toMatchObject([{ room_name: 'blue_room' }]);
  });

  it('is noticed while we hear', async () => {
    const { server, clock, told, hearing, until } = await open(all);
    await hearing();
    const { somebody } = server;
    await somebody.subscription('ours').delete();
    await somebody.createTopic('another');
    await somebody.topic('another').createSubscription('ours');
    // The stream has ended; what is found now hears something else.
    await until(() => told.length > 1);
    await clock.armed(SECOND_MS);
    clock.step(SECOND_MS);
    await until(() => told.length > 2);
    expect(told[2]!.message).toMatch(/hears another topic/);
  });
});

describe("a process's own subscription", () => {
  /** Whoever hears through a subscription of its own, on a server where nothing is yet. */
  async function hearingOnItsOwn(prepare?: (server: PubSubServer) => void) {
    const server = await aPubSubServer();
    prepare?.(server);
    const clock = new SimulatedClock('2026-11-23T08:00:00Z');
    const listener = aListener(server.host, clock, 'own', true);
    return { server, ...listener };
  }
  const isThere = async ({ somebody }: PubSubServer) => (await somebody.subscription('own').exists())[0];

  it('is made as it starts, and would be gone in a day', async () => {
    const { server, until, told } = await hearingOnItsOwn();
    await until(() => told.length > 0);
    const [made] = await server.somebody.subscription('own').getMetadata();
    expect(made).toMatchObject({
      enableMessageOrdering: true,
      expirationPolicy: { ttl: { seconds: '86400' } },
      messageRetentionDuration: { seconds: '600' },
    });
  });

  it('is removed as it ends, and one that has a name stays', async () => {
    const { server, until, told, events } = await hearingOnItsOwn();
    await until(() => told.length > 0);
    expect(await isThere(server)).toBe(true);
    await events.close();
    expect(await isThere(server)).toBe(false);
    const named = await open(all);
    await named.hearing();
    await named.events.close();
    expect((await named.server.somebody.subscription('ours').exists())[0]).toBe(true);
  });

  it('that may not be made says what to do: a right, or a name', async () => {
    const { until, told } = await hearingOnItsOwn(deny(...MAKING));
    await until(() => told.length > 0);
    expect(told[0]).toMatchObject({
      operator: true,
      message: expect.stringMatching(
        /Pub\/Sub Editor, or name a subscription of this process in ROOMCAL_SUBSCRIPTION/,
      ),
    });
  });
});
