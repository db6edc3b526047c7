import {
  type CallOptions,
  type ClientConfig,
  type Message,
  PubSub,
  type Subscription,
} from '@google-cloud/pubsub';
import { Type } from '@sinclair/typebox';
import { type Instant, isTimeZone } from '../agenda/local-time.ts';
import { backoff } from '../agenda/schedule.ts';
import { GoogleEventShape } from './google-event.ts';
import type { Clock, EventsPort, HeardMessage } from './ports.ts';
import { reader } from './shape.ts';
import { messageOf, VendorError } from './vendor-error.ts';

const TOPIC = 'roomcalendar_events';
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
/** Google's client would try in silence for a minute; what keeps us from hearing must be known at once. */
const ONE_TRY = {
  timeout: 5_000,
  retry: { retryCodes: [], backoffSettings: null },
} as unknown as CallOptions;
/** gRPC codes that only an operator can mend: INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, UNAUTHENTICATED. */
const OPERATOR_CODES = new Set([3, 5, 7, 16]);

/** Others publish ten events of a room and don't say whether there are more. */
const EVENTS_OF_OTHERS = 10;

const readMessage = reader(
  Type.Object({
    room_name: Type.String(),
    events: Type.Array(GoogleEventShape),
    time_zone: Type.Optional(Type.String()),
    as_of: Type.Optional(Type.String()),
    complete: Type.Optional(Type.Boolean()),
  }),
);

/** `emulator` is the host and port of an emulator; `unreadable` is told of each message that can't be read. */
export interface PubSubOptions {
  projectId: string | undefined;
  emulator: string | undefined;
  subscription: string;
  clock: Clock;
  random: () => number;
  unreadable: (why: string, messageId: string) => void;
}

/** The topic `roomcalendar_events` through Google's own client. */
export function pubsubEvents(options: PubSubOptions): EventsPort {
  const { projectId, emulator, clock, random, unreadable } = options;
  const client = new PubSub({
    ...(projectId && { projectId }),
    ...(emulator && { apiEndpoint: emulator, emulatorMode: true }),
    // By default gRPC waits up to two minutes before it looks again for a server that went away.
    'grpc.max_reconnect_backoff_ms': 5_000,
  } as ClientConfig);
  // A change is worth more than a full batch: without this the client waits 10 ms for company.
  const batching = { maxMessages: 1 };
  const topic = client.topic(TOPIC, { messageOrdering: true, batching, gaxOpts: ONE_TRY });
  let subscription: Subscription | undefined;
  let retry: unknown;
  let closed = false;

  async function connect(
    attempt: number,
    [hear, connection]: Parameters<EventsPort['subscribe']>,
  ): Promise<void> {
    const again = (error: unknown, failures: number) => {
      if (closed) return;
      connection(failureOf(error));
      const wait = backoff(failures, random());
      retry = clock.setTimeout(() => void connect(failures + 1, [hear, connection]), wait);
    };
    try {
      await unlessThere(() => topic.create(ONE_TRY));
      const wanted = { enableMessageOrdering: true, gaxOpts: ONE_TRY };
      await unlessThere(() => topic.createSubscription(options.subscription, wanted));
    } catch (error) {
      return again(error, attempt);
    }
    if (closed) return;
    const opened = client.subscription(options.subscription, { streamingOptions: { maxStreams: 1 } });
    subscription = opened;
    opened.on('message', (message) => {
      try {
        hear(heard(message, clock.now()));
      } catch (error) {
        unreadable(messageOf(error), message.id);
      }
      // What can't be read is acknowledged, too: it would come back forever.
      message.ack();
    });
    // The client opens its stream again after what may pass. The rest ends it, and is begun anew here, once.
    opened.on('error', (error) => {
      if (subscription !== opened) return;
      subscription = undefined;
      void opened.close().catch(() => undefined);
      again(error, 0);
    });
    connection(undefined);
  }

  return {
    async publish({ room_name, listing }) {
      const { events, timeZone, asOf, complete } = listing;
      const as_of = new Date(asOf).toISOString();
      const json = { room_name, events, time_zone: timeZone, as_of, complete };
      const publish = () => topic.publishMessage({ orderingKey: room_name, json });
      // After a failure the client holds back everything of that key until it is told to go on.
      const goOn = () => topic.resumePublishing(room_name);
      try {
        await publish().catch(async (error) => {
          goOn();
          if (error.code !== NOT_FOUND) throw error;
          await unlessThere(() => topic.create(ONE_TRY));
          await publish();
        });
      } catch (error) {
        goOn();
        throw failureOf(error);
      }
    },

    subscribe(...listeners) {
      void connect(0, listeners);
    },

    async close() {
      closed = true;
      clock.clearTimeout(retry);
      await subscription?.close();
      await client.close();
    },
  };
}

/**
 * Only the first two keys are required: others may publish to this topic, too. Nobody knows more than is true `now`:
 * what claims to would outlast everything that follows.
 */
function heard({ data, publishTime }: Message, now: Instant): HeardMessage {
  const message = readMessage(parsed(data.toString()));
  const { room_name, events, time_zone, as_of, complete = events.length < EVENTS_OF_OTHERS } = message;
  const asOf = as_of === undefined ? publishTime.getTime() : Date.parse(as_of);
  if (Number.isNaN(asOf)) throw new Error(`as_of is no instant: ${as_of}`);
  if (time_zone !== undefined && !isTimeZone(time_zone)) throw new Error(`unknown time_zone: ${time_zone}`);
  return { room_name, listing: { events, timeZone: time_zone, asOf: Math.min(asOf, now), complete } };
}

/** Node's own message is not passed on: it quotes the text, and the text has titles of private meetings. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('not JSON');
  }
}

async function unlessThere(create: () => Promise<unknown>): Promise<void> {
  try {
    await create();
  } catch (error) {
    if ((error as { code?: number }).code !== ALREADY_EXISTS) throw error;
  }
}

function failureOf(cause: unknown): VendorError {
  const { code } = cause as { code?: number };
  const operator = code !== undefined && OPERATOR_CODES.has(code);
  return new VendorError('pubsub', `Pub/Sub: ${messageOf(cause)}`, { status: code, operator });
}
