import { messageJson, parseMessage } from '../io/pubsub/room-message.ts';
import { messageOf } from '../io/vendor-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventsPort, IncomingMessage, RoomMessage } from '../ports/events.ts';
import type { VendorFailure } from '../ports/failure.ts';
import { compileFilter, type Filter } from '../sandbox/pubsub/filter.ts';
import { ROOM_HASH, roomHash } from '../sharding/shard.ts';
import { unanswered } from './failures.ts';
import type { Faults } from './faults.ts';
import type { Caller, Wire } from './wire.ts';

interface Message {
  roomName: string;
  text: string;
  /** What filters of subscriptions look at. */
  attributes: Record<string, string>;
  published: number;
}

/** A subscription: what was published since it was made and is not acknowledged yet, in order. */
interface Subscription {
  waiting: Message[];
  /** Rooms of which a message is on its way: those behind it wait. */
  busy: Set<string>;
  listener: Listener | undefined;
  /** What is published for it: the rest counts as acknowledged. */
  passes: Filter;
}

interface Listener {
  /** Whether messages reach it now. */
  hears: () => boolean;
  hear: (message: Message) => void;
  connection: (failure: VendorFailure | undefined) => void;
  process: string;
}

/**
 * The topic `roomcalendar_events`, in memory: each subscription has what was published since it was made until it is
 * acknowledged, in order for each room, at least once.
 */
export class Topic {
  readonly #clock: Clock;
  readonly #faults: Faults;
  readonly #subscriptions = new Map<string, Subscription>();

  constructor(clock: Clock, faults: Faults) {
    this.#clock = clock;
    this.#faults = faults;
  }

  /** How many messages wait for somebody who is there to hear them. */
  get waiting(): number {
    const heard = this.#subscriptions.values().filter(({ listener }) => listener !== undefined);
    return heard.reduce((sum, { waiting }) => sum + waiting.length, 0);
  }

  publish({
    roomName,
    text,
    attributes = {},
  }: Pick<Message, 'roomName' | 'text'> & Partial<Pick<Message, 'attributes'>>): void {
    const message = { roomName, text, attributes, published: this.#clock.now() };
    for (const subscription of this.#subscriptions.values()) {
      if (!subscription.passes(attributes)) continue;
      const { listener } = subscription;
      // It is not there just now, and will be made anew.
      if (listener && this.#meets(listener.process, 'deaf')) continue;
      subscription.waiting.push(message);
      this.#deliver(subscription);
    }
  }

  /** Makes the subscription where it is missing, with that filter, and hears what it has. */
  subscribe(name: string, listener: Listener, filter: string | undefined): void {
    const passes = filter === undefined ? () => true : compileFilter(filter);
    const made = { waiting: [], busy: new Set<string>(), listener: undefined, passes };
    const subscription: Subscription = this.#subscriptions.get(name) ?? made;
    this.#subscriptions.set(name, subscription);
    subscription.listener = listener;
    // What was on its way to whoever heard before is not acknowledged.
    subscription.busy.clear();
    this.#deliver(subscription);
  }

  /** Nobody hears any more; without `isKept` nobody will. */
  leave(name: string, isKept: boolean): void {
    const subscription = this.#subscriptions.get(name);
    if (subscription) subscription.listener = undefined;
    if (!isKept) this.#subscriptions.delete(name);
  }

  /** The streams of the process (or of all) break, or are there again. */
  stream(process: string | undefined, isAway: boolean): void {
    for (const subscription of this.#subscriptions.values()) {
      const { listener } = subscription;
      if (!listener || (process !== undefined && listener.process !== process)) continue;
      listener.connection(isAway ? unanswered('pubsub', 'the stream is away') : undefined);
      if (!isAway) this.#deliver(subscription);
    }
  }

  /** Delivers what has waited while somebody could not hear. */
  wake(): void {
    for (const subscription of this.#subscriptions.values()) this.#deliver(subscription);
  }

  #deliver(subscription: Subscription): void {
    // Whoever hears may publish at once: of the messages each is looked for anew.
    for (let next = this.#next(subscription); next; next = this.#next(subscription))
      this.#send(subscription, next);
  }

  #next({ waiting, busy, listener }: Subscription): Message | undefined {
    if (!listener?.hears() || this.#isAway(listener.process)) return undefined;
    return waiting.find(({ roomName }) => !busy.has(roomName));
  }

  #isAway(process: string): boolean {
    return this.#meets(process, 'away') || this.#meets(process, 'deaf');
  }

  #meets(process: string, mishap: 'away' | 'deaf'): boolean {
    return (
      this.#faults.strike('pubsub', { call: 'pull', process }, ({ what }) => what === mishap) !== undefined
    );
  }

  #send(subscription: Subscription, message: Message): void {
    const { roomName } = message;
    const { listener } = subscription;
    const fault = this.#faults.strike(
      'pubsub',
      { call: 'deliver', roomName, process: listener!.process },
      isDelivery,
    );
    const arrive = () => {
      if (subscription.listener !== listener || !listener!.hears()) return;
      subscription.waiting.splice(subscription.waiting.indexOf(message), 1);
      listener!.hear(message);
    };
    if (fault?.what === 'late' || fault?.what === 'reorder') {
      // What is behind it is late, too; other rooms overtake.
      subscription.busy.add(roomName);
      this.#clock.setTimeout(() => {
        if (!subscription.busy.delete(roomName)) return;
        arrive();
        this.#deliver(subscription);
      }, fault.delayMs);
      return;
    }
    if (fault) {
      this.#clock.setTimeout(() => {
        if (subscription.listener === listener && listener!.hears()) listener!.hear(message);
      }, fault.delayMs);
    }
    arrive();
  }
}

function isDelivery({ what }: { what: unknown }): boolean {
  return what === 'duplicate' || what === 'late' || what === 'reorder';
}

export interface EventsPortOptions {
  topic: Topic;
  wire: Wire;
  caller: Caller & { readonly hears: boolean };
  subscription: string;
  filter?: string | undefined;
  /** The subscription outlives the process. */
  isKept: boolean;
  /** Told of each message that can't be read. */
  unreadable: (why: string) => void;
}

/** A process's way to the topic: what src/io/pubsub/events.ts does. */
export function eventsPort(options: EventsPortOptions): EventsPort {
  const { topic, wire, caller, subscription, filter, isKept, unreadable } = options;

  function readable(parse: () => IncomingMessage): IncomingMessage | undefined {
    try {
      return parse();
    } catch (error) {
      unreadable(messageOf(error));
      return undefined;
    }
  }

  return {
    publish: (message: RoomMessage) =>
      wire.call(caller, { vendor: 'pubsub', call: 'publish', roomName: message.room_name }, () =>
        topic.publish({
          roomName: message.room_name,
          text: JSON.stringify(messageJson(message)),
          attributes: { [ROOM_HASH]: roomHash(message.room_name) },
        }),
      ),

    subscribe(hear, connection) {
      const listener: Listener = {
        process: caller.name,
        hears: () => caller.hears,
        hear({ text, published }) {
          const message = readable(() => parseMessage(text, published, caller.clock.now()));
          if (message) hear(message);
        },
        connection,
      };
      topic.subscribe(subscription, listener, filter);
      connection(undefined);
    },

    close: async () => topic.leave(subscription, isKept),
  };
}
