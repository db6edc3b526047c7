import { PubSub } from '@google-cloud/pubsub';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/io/clock.ts';
import { pubsubEvents } from '../../../src/io/pubsub/events.ts';
import { ownSubscription } from '../../../src/io/pubsub/subscription.ts';
import type { IncomingMessage } from '../../../src/ports/events.ts';
import { ownerOf, roomHash, type Shard } from '../../../src/sharding/shard.ts';
import { listing } from '../../helpers/events.ts';
import { aPubSubServer, PROJECT, type PubSubServer } from '../../helpers/pubsub-server.ts';

const TOPIC = 'roomcalendar_events';
const NAMES = ['room1', 'room2', 'room3', 'room4', 'room5', 'room6', 'room7', 'room8'];

/** A process of a shard, on a subscription of its own. */
async function aProcess({ host }: PubSubServer, shard: Shard) {
  const heard: IncomingMessage[] = [];
  let wake = () => {};
  const events = pubsubEvents({
    projectId: PROJECT,
    emulator: host,
    subscription: ownSubscription(`test${shard.shard}`, shard),
    clock: systemClock,
    random: () => 0,
    unreadable: () => undefined,
  });
  onTestFinished(() => events.close());
  await new Promise<void>((resolve) => {
    const hear = (message: IncomingMessage) => {
      heard.push(message);
      wake();
    };
    events.subscribe(hear, (failure) => failure || resolve());
  });
  const until = async (condition: () => boolean) => {
    while (!condition())
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  return { events, heard, until, names: () => heard.map(({ room_name }) => room_name) };
}

describe('messages', () => {
  it('carry the hash of their room, in binary digits', async () => {
    const server = await aPubSubServer();
    await server.somebody.createTopic(TOPIC);
    const [subscription] = await server.somebody.topic(TOPIC).createSubscription('somebody');
    const { events } = await aProcess(server, { shard: 0, shards: 1 });
    const stamped = new Promise((resolve) => {
      subscription.on('message', (message) => {
        message.ack();
        resolve(message.attributes);
      });
    });
    onTestFinished(() => subscription.close());
    await events.publish({ room_name: 'blue_room', listing: listing('2026-11-23T09:00:00Z') });
    expect(await stamped).toEqual({ room_hash: roomHash('blue_room') });
  });
});

describe('the subscription of a shard', () => {
  it('is of its own name, and of the same as ever where there is but one', () => {
    expect(ownSubscription('1a2b3c4d', { shard: 0, shards: 1 })).toEqual({
      name: 'roomcalendar_events-1a2b3c4d',
      isOwn: true,
      filter: undefined,
    });
    expect(ownSubscription('1a2b3c4d', { shard: 2, shards: 4 }).name).toBe(
      'roomcalendar_events-2of4-1a2b3c4d',
    );
  });

  it('brings what is published of its rooms, and what nobody stamped', async () => {
    const server = await aPubSubServer();
    const shards = [0, 1, 2, 3];
    const processes = await Promise.all(shards.map((shard) => aProcess(server, { shard, shards: 4 })));
    for (const room_name of NAMES)
      await processes[0]!.events.publish({ room_name, listing: listing('2026-11-23T09:00:00Z') });
    const stranger = new PubSub({ projectId: PROJECT, apiEndpoint: server.host, emulatorMode: true });
    onTestFinished(() => stranger.close());
    await stranger.topic(TOPIC).publishMessage({ json: { room_name: 'unstamped', events: [] } });
    for (const [shard, { until, names }] of processes.entries()) {
      const wanted = [...NAMES.filter((name) => ownerOf(name, 4) === shard), 'unstamped'];
      await until(() => names().length >= wanted.length);
      expect(names().toSorted()).toEqual(wanted.toSorted());
    }
  });

  it('is made anew with its filter where somebody deletes it', async () => {
    const server = await aPubSubServer();
    const { events, until, names } = await aProcess(server, { shard: 0, shards: 2 });
    const [[made]] = await server.somebody.getSubscriptions();
    await server.somebody.subscription(made!.name).delete();
    // Its stream ends; what is published once it is there again is heard, and no more.
    const [own, foreign] = [0, 1].map((shard) => NAMES.find((name) => ownerOf(name, 2) === shard)!);
    const there = async () => (await server.somebody.getSubscriptions())[0].length > 0;
    while (!(await there())) await new Promise(setImmediate);
    for (const room_name of [foreign!, own!])
      await events.publish({ room_name, listing: listing('2026-11-23T09:00:00Z') });
    await until(() => names().length > 0);
    expect(names()).toEqual([own]);
  });
});
