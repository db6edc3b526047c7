import type { EventsAdmin } from '../../ports/administration.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventsPort } from '../../ports/events.ts';
import { ROOM_HASH, roomHash } from '../../sharding/shard.ts';
import { type Measures, UNMEASURED } from '../measures.ts';
import { vendorDeadline } from '../vendor-deadline.ts';
import { messageOf } from '../vendor-error.ts';
import {
  attempt,
  caller,
  clientOf,
  codeOf,
  failureOf,
  NOT_FOUND,
  ONE_TRY,
  type PubSubPlace,
  TOPIC,
  unlessMissing,
  unlessThere,
} from './client.ts';
import { messageJson, parseMessage } from './room-message.ts';
import { type Hearing, hearing } from './subscriber.ts';
import { ourSubscription, type SubscriptionName } from './subscription.ts';

/** How long closing waits for acknowledgements, and then for the client, in ms. */
const CLOSE_MS = 2_000;

/** `unreadable` is told of each message that can't be read. */
export interface PubSubOptions extends PubSubPlace {
  subscription: SubscriptionName;
  clock: Clock;
  random: () => number;
  unreadable: (why: string, messageId: string) => void;
  measures?: Measures | undefined;
}

/** The topic `roomcalendar_events` through Google's own client. */
export function pubsubEvents(options: PubSubOptions): EventsPort {
  const { subscription, clock, random, unreadable, measures = UNMEASURED } = options;
  const client = clientOf(options);
  // A change is worth more than a full batch: without this the client waits 10 ms for company.
  const batching = { maxMessages: 1 };
  const topic = client.topic(TOPIC, { messageOrdering: true, batching, gaxOpts: ONE_TRY });
  const call = caller(clock, measures);
  const ours = ourSubscription(client, subscription, call);
  let heard: Hearing | undefined;

  return {
    async publish(message) {
      const { room_name } = message;
      const json = messageJson(message);
      // By it a shard's subscription lets through what is of its rooms.
      const attributes = { [ROOM_HASH]: roomHash(room_name) };
      const publish = () =>
        call('publish', () => topic.publishMessage({ orderingKey: room_name, json, attributes }));
      // After a failure the client holds back everything of that key until it is told to go on.
      const goOn = () => topic.resumePublishing(room_name);
      try {
        await publish().catch(async (error) => {
          goOn();
          if (codeOf(error) !== NOT_FOUND) throw error;
          await ours.makeTopic();
          // Our subscription is left without the topic that was: what is published before it is made anew is lost to us.
          await heard?.look();
          await publish();
        });
      } catch (error) {
        goOn();
        throw failureOf(error);
      }
    },

    subscribe(hear, connection) {
      heard = hearing({
        client,
        name: subscription.name,
        ours,
        clock,
        random,
        connection,
        take(message) {
          try {
            hear(parseMessage(message.data.toString(), message.publishTime.getTime(), clock.now()));
          } catch (error) {
            unreadable(messageOf(error), message.id);
          }
          // What can't be read is acknowledged, too: it would come back forever.
          message.ack();
        },
      });
      void heard.look();
    },

    async close() {
      for (const close of [() => heard?.close(), () => ours.leave(), () => client.close()]) {
        // Whatever hangs must not hold what has been closed.
        await vendorDeadline(clock, CLOSE_MS, 'pubsub', async () => close()).catch(() => undefined);
      }
    },
  };
}

/**
 * What an operator asks of the topic `roomcalendar_events`, and of the subscription to it that has a name; where each process has
 * one of its own, there is none to ask of.
 */
export function pubsubAdmin(options: PubSubPlace & { subscription: string | undefined }): EventsAdmin {
  const client = clientOf(options);
  const topic = client.topic(TOPIC);
  const { subscription: name } = options;
  return {
    topicName: TOPIC,
    async topic() {
      return (await attempt(() => unlessMissing(() => topic.getMetadata(ONE_TRY)))) !== undefined;
    },
    async subscription() {
      if (name === undefined) return undefined;
      const subscription = client.subscription(name);
      const found = await attempt(() => unlessMissing(() => subscription.getMetadata(ONE_TRY)));
      if (!found) return undefined;
      const [{ topic: hears, enableMessageOrdering }] = found;
      return { topic: hears?.split('/').at(-1) ?? '', ordered: enableMessageOrdering ?? false };
    },
    async createTopic() {
      await attempt(() => unlessThere(() => topic.create(ONE_TRY)));
    },
    async createSubscription() {
      if (name === undefined) return;
      const wanted = { enableMessageOrdering: true, gaxOpts: ONE_TRY };
      await attempt(() => unlessThere(() => topic.createSubscription(name, wanted)));
    },
    async close() {
      await client.close();
    },
  };
}
