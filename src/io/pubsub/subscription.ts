import { filterOf, type Shard } from '../../sharding/shard.ts';
import { VendorError } from '../vendor-error.ts';
import {
  codeOf,
  NOT_FOUND,
  ONE_TRY,
  PERMISSION_DENIED,
  type PubSub,
  TOPIC,
  unlessMissing,
  unlessThere,
} from './client.ts';

/** What a subscription's topic reads once that is gone, also where another one of its name was made: Google's own word. */
const DELETED_TOPIC = '_deleted-topic_';

/** The soonest that Pub/Sub lets a subscription expire that nobody hears, in s. */
const DAY_S = 24 * 60 * 60;
/** The shortest that Pub/Sub keeps messages, in s: whoever starts anew lists everything. */
const LEAST_RETENTION_S = 10 * 60;

/** The reason of a failure that says that our subscription can't be used as it is. */
export const UNUSABLE = 'unusableSubscription';

/**
 * What a look at our subscription came to: it was there and hears our topic, it was made (anew), or nobody lets us see
 * whether it is there. Then its stream says.
 */
export type Look = 'there' | 'made' | 'unseen';

/**
 * How our subscription is called. Where `isOwn` it is of this process alone: made as it starts, removed as it ends, and gone a day
 * after it could not be, which is the soonest that Pub/Sub lets one expire.
 */
export interface SubscriptionName {
  name: string;
  isOwn: boolean;
  /** Which messages it is made for, in Pub/Sub's language; all, where it is left out. */
  filter?: string | undefined;
}

/**
 * The subscription of a process alone, `random` being of this start. What a shard's lets through can't be changed: so its name says
 * which shard of how many it is for.
 */
export function ownSubscription(random: string, shard: Shard): SubscriptionName {
  const part = shard.shards === 1 ? '' : `${shard.shard}of${shard.shards}-`;
  return { name: `${TOPIC}-${part}${random}`, isOwn: true, filter: filterOf(shard) };
}

/** Our subscription to the topic `roomcalendar_events`, and the topic. */
export interface OurSubscription {
  /**
   * Looks at the subscription, and makes what is missing. One that hears nothing any more is made anew; `leave` is called
   * before it is deleted. Throws what somebody has to mend, in words.
   */
  look(leave: () => void): Promise<Look>;
  /** Makes the topic where it is missing, if we may. */
  makeTopic(): Promise<void>;
  /** Removes it where it is of this process alone. */
  leave(): Promise<void>;
  /** What the end of a stream means: a subscription that nobody could see or make may be missing. */
  whyEnded(error: unknown): unknown;
}

/** `call` makes a call by its name, as `caller` gives it. */
export function ourSubscription(
  client: PubSub,
  { name, isOwn, filter }: SubscriptionName,
  call: <T>(name: string, make: () => Promise<T>) => Promise<T>,
): OurSubscription {
  const topic = client.topic(TOPIC);
  const subscription = client.subscription(name);
  const how = isOwn ? NAME : MAKE;
  let last: Look | undefined;

  /** A role that publishes and subscribes may make nothing, and needs not where all is there. */
  async function makeTopic(): Promise<void> {
    try {
      await unlessThere(() => call('createTopic', () => topic.create(ONE_TRY)));
    } catch (error) {
      if (codeOf(error) !== PERMISSION_DENIED) throw error;
    }
  }

  /** Throws gRPC's error where it may not be made, or its topic is missing. */
  async function make(): Promise<void> {
    await makeTopic();
    const passing = {
      expirationPolicy: { ttl: { seconds: DAY_S } },
      messageRetentionDuration: { seconds: LEAST_RETENTION_S },
    };
    const wanted = {
      enableMessageOrdering: true,
      ...(filter !== undefined && { filter }),
      ...(isOwn && passing),
      gaxOpts: ONE_TRY,
    };
    await unlessThere(() => call('createSubscription', () => topic.createSubscription(name, wanted)));
  }

  async function makeMissing(): Promise<Look> {
    try {
      await make();
      return 'made';
    } catch (error) {
      throw unmade(error);
    }
  }

  /** It hears nothing any more, and never will. */
  async function makeAnew(leave: () => void): Promise<Look> {
    leave();
    const remove = () => call('deleteSubscription', () => subscription.delete(ONE_TRY));
    try {
      await unlessMissing(remove);
    } catch (error) {
      if (codeOf(error) !== PERMISSION_DENIED) throw error;
      throw toMend(
        error,
        `the topic of the subscription ${name} was deleted, and we may not make it anew`,
        how,
      );
    }
    return makeMissing();
  }

  function unmade(error: unknown): unknown {
    if (codeOf(error) === PERMISSION_DENIED)
      return toMend(error, `the subscription ${name} is missing, and we may not make it`, how);
    if (codeOf(error) === NOT_FOUND)
      return toMend(error, `the topic ${TOPIC} is missing, and we may not make it`, MAKE);
    return error;
  }

  async function found(leave: () => void): Promise<Look> {
    const there = await unlessMissing(() => call('getSubscription', () => subscription.getMetadata(ONE_TRY)));
    if (!there) return makeMissing();
    const [{ topic: hears, detached }] = there;
    if (hears === DELETED_TOPIC || detached) return makeAnew(leave);
    const other = hears?.split('/').at(-1);
    if (other !== TOPIC)
      throw toMend(undefined, `the subscription ${name} hears another topic, ${other || 'none'}`, ANOTHER);
    return 'there';
  }

  /** Where we may not see it, we may still make it, or use what others have made. */
  async function unseen(): Promise<Look> {
    try {
      await make();
      return 'there';
    } catch (error) {
      if (codeOf(error) !== PERMISSION_DENIED) throw unmade(error);
      return 'unseen';
    }
  }

  return {
    makeTopic,

    async look(leave) {
      last = undefined;
      last = await found(leave).catch((error) => {
        if (codeOf(error) !== PERMISSION_DENIED) throw error;
        return unseen();
      });
      return last;
    },

    async leave() {
      if (isOwn) await unlessMissing(() => call('deleteSubscription', () => subscription.delete(ONE_TRY)));
    },

    whyEnded(error) {
      const isMissing = last === 'unseen' && codeOf(error) === NOT_FOUND;
      return isMissing
        ? toMend(error, `the subscription ${name} is missing, and we may not make it`, how)
        : error;
    },
  };
}

const NAME =
  'give the account the role Pub/Sub Editor, or name a subscription of this process in ROOMCAL_SUBSCRIPTION';
const MAKE = 'run roomcal setup as somebody who may, or give the account the role Pub/Sub Editor';
const ANOTHER = 'delete it, or name another one in ROOMCAL_SUBSCRIPTION';

/** What somebody has to mend before anything can be heard: what is wrong, and how. */
function toMend(cause: unknown, what: string, how: string): VendorError {
  return new VendorError('pubsub', `Pub/Sub: ${what}; ${how}`, {
    status: codeOf(cause),
    reason: UNUSABLE,
    operator: true,
  });
}
