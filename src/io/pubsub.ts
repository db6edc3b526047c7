import { type CallOptions, type ClientConfig, PubSub, type Subscription } from '@google-cloud/pubsub';
import { backoff } from '../agenda/schedule.ts';
import type { EventsAdmin } from './admin-ports.ts';
import { type Measures, measured, UNMEASURED } from './measures.ts';
import type { Clock, EventsPort } from './ports.ts';
import { messageJson, parseMessage } from './room-message.ts';
import { failingAs, messageOf, VendorError } from './vendor-error.ts';

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

const attempt = failingAs(failureOf);

/** `emulator` is the host and port of an emulator; `unreadable` is told of each message that can't be read. */
export interface PubSubOptions {
  projectId: string | undefined;
  emulator: string | undefined;
  subscription: string;
  clock: Clock;
  random: () => number;
  unreadable: (why: string, messageId: string) => void;
  measures?: Measures | undefined;
}

/** The topic `roomcalendar_events` through Google's own client. */
export function pubsubEvents(options: PubSubOptions): EventsPort {
  const { projectId, emulator, clock, random, unreadable, measures = UNMEASURED } = options;
  const client = clientOf({ projectId, emulator });
  // A change is worth more than a full batch: without this the client waits 10 ms for company.
  const batching = { maxMessages: 1 };
  const topic = client.topic(TOPIC, { messageOrdering: true, batching, gaxOpts: ONE_TRY });
  let subscription: Subscription | undefined;
  let retry: unknown;
  let closed = false;

  const call = <T>(name: string, make: () => Promise<T>) => measured(measures, name, make, codeOf);
  const createTopic = () => unlessThere(() => call('createTopic', () => topic.create(ONE_TRY)));

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
      await createTopic();
      const wanted = { enableMessageOrdering: true, gaxOpts: ONE_TRY };
      const create = () => topic.createSubscription(options.subscription, wanted);
      await unlessThere(() => call('createSubscription', create));
    } catch (error) {
      return again(error, attempt);
    }
    if (closed) return;
    const opened = client.subscription(options.subscription, { streamingOptions: { maxStreams: 1 } });
    subscription = opened;
    opened.on('message', (message) => {
      try {
        hear(parseMessage(message.data.toString(), message.publishTime.getTime(), clock.now()));
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
    async publish(message) {
      const { room_name } = message;
      const json = messageJson(message);
      const publish = () => call('publish', () => topic.publishMessage({ orderingKey: room_name, json }));
      // After a failure the client holds back everything of that key until it is told to go on.
      const goOn = () => topic.resumePublishing(room_name);
      try {
        await publish().catch(async (error) => {
          goOn();
          if (error.code !== NOT_FOUND) throw error;
          await createTopic();
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

function clientOf({ projectId, emulator }: Pick<PubSubOptions, 'projectId' | 'emulator'>): PubSub {
  return new PubSub({
    ...(projectId && { projectId }),
    ...(emulator && { apiEndpoint: emulator, emulatorMode: true }),
    // By default gRPC waits up to two minutes before it looks again for a server that went away.
    'grpc.max_reconnect_backoff_ms': 5_000,
  } as ClientConfig);
}

async function unlessThere(create: () => Promise<unknown>): Promise<void> {
  try {
    await create();
  } catch (error) {
    if ((error as { code?: number }).code !== ALREADY_EXISTS) throw error;
  }
}

/** gRPC's code of what a call came to: 0 of an answer. */
function codeOf(outcome: unknown): number | undefined {
  return outcome instanceof Error ? (outcome as { code?: number }).code : 0;
}

function failureOf(cause: unknown): VendorError {
  const { code } = cause as { code?: number };
  const operator = code !== undefined && OPERATOR_CODES.has(code);
  return new VendorError('pubsub', `Pub/Sub: ${messageOf(cause)}`, { status: code, operator });
}

/** What an operator asks of the topic `roomcalendar_events` and of our subscription to it. */
export function pubsubAdmin(
  options: Pick<PubSubOptions, 'projectId' | 'emulator' | 'subscription'>,
): EventsAdmin {
  const client = clientOf(options);
  const topic = client.topic(TOPIC);
  return {
    topicName: TOPIC,
    async topic() {
      return (await unlessMissing(() => topic.getMetadata(ONE_TRY))) !== undefined;
    },
    async subscription() {
      const subscription = client.subscription(options.subscription);
      const found = await unlessMissing(() => subscription.getMetadata(ONE_TRY));
      if (!found) return undefined;
      const [{ topic: hears, enableMessageOrdering }] = found;
      return { topic: hears?.split('/').at(-1) ?? '', ordered: enableMessageOrdering ?? false };
    },
    async createTopic() {
      await attempt(() => unlessThere(() => topic.create(ONE_TRY)));
    },
    async createSubscription() {
      const wanted = { enableMessageOrdering: true, gaxOpts: ONE_TRY };
      await attempt(() => unlessThere(() => topic.createSubscription(options.subscription, wanted)));
    },
    async close() {
      await client.close();
    },
  };
}

async function unlessMissing<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await attempt(call);
  } catch (error) {
    if ((error as VendorError).status === NOT_FOUND) return undefined;
    throw error;
  }
}
