import { type ServerUnaryCall, type ServiceError, type sendUnaryData, status } from '@grpc/grpc-js';
import type { Clock } from '../../ports/clock.ts';
import { alreadyExists, failure, invalidArgument, notFound, unimplemented } from './errors.ts';
import type { PubsubMessage } from './message.ts';
import {
  checkAckDeadline,
  checkedSubscription,
  checkMessage,
  checkName,
  updatedSubscription,
} from './rules.ts';
import { type StreamingPullCall, streamingPull } from './streaming-pull.ts';
import { Subscription } from './subscription.ts';
import type { SubscriptionResource } from './subscription-resource.ts';

interface Topic {
  name: string;
}

/** google.protobuf.Timestamp; a part that is 0 is left out. */
interface Timestamp {
  seconds?: number;
  nanos?: number;
}

interface SubscriptionUpdate {
  subscription: SubscriptionResource;
  updateMask?: { paths?: string[] };
}

interface PullRequest {
  subscription: string;
  maxMessages?: number;
  returnImmediately?: boolean;
}

/** What a subscription's topic reads once that is gone: Google's own word. */
const DELETED_TOPIC = '_deleted-topic_';
/** How long a pull waits for the first message. Google says no more than "a bounded amount of time". */
const PULL_WAIT_MS = 20_000;

/** Pub/Sub's two services, over topics and subscriptions in memory, of whatever project is asked for. */
export class PubSubService {
  readonly #clock: Clock;
  readonly #topics = new Map<string, Topic>();
  readonly #subscriptions = new Map<string, Subscription>();
  #published = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly publisher = {
    CreateTopic: unary((topic: Topic) => {
      checkName(topic.name, 'topics');
      if (this.#topics.has(topic.name)) throw alreadyExists(topic.name);
      this.#topics.set(topic.name, topic);
      return topic;
    }),
    GetTopic: unary(({ topic }: { topic: string }) => this.#topic(topic)),
    ListTopics: unary(({ project }: { project: string }) => ({
      topics: within(project, [...this.#topics.values()]),
    })),
    ListTopicSubscriptions: unary(({ topic }: { topic: string }) => ({
      subscriptions: this.#subscriptionsOf(this.#topic(topic).name).map(({ resource }) => resource.name),
    })),
    DeleteTopic: unary(({ topic }: { topic: string }) => {
      this.#topics.delete(this.#topic(topic).name);
      for (const { resource } of this.#subscriptionsOf(topic)) resource.topic = DELETED_TOPIC;
      return {};
    }),
    Publish: unary(({ topic, messages }: { topic: string; messages: PubsubMessage[] }) => {
      const subscriptions = this.#subscriptionsOf(this.#topic(topic).name);
      for (const message of messages) checkMessage(message);
      const now = this.#clock.now();
      const publishTime = { seconds: Math.floor(now / 1000), nanos: (now % 1000) * 1_000_000 };
      const messageIds = messages.map((message) => {
        const messageId = String(++this.#published);
        for (const subscription of subscriptions)
          subscription.publish({ ...message, messageId, publishTime });
        return messageId;
      });
      return { messageIds };
    }),
  };

  readonly subscriber = {
    CreateSubscription: unary((request: SubscriptionResource) => {
      const resource = checkedSubscription(request);
      if (this.#subscriptions.has(resource.name)) throw alreadyExists(resource.name);
      this.#topic(resource.topic);
      this.#subscriptions.set(resource.name, new Subscription(this.#clock, resource));
      return resource;
    }),
    GetSubscription: unary((request: { subscription: string }) => {
      return this.#subscription(request.subscription).resource;
    }),
    UpdateSubscription: unary(({ subscription, updateMask }: SubscriptionUpdate) => {
      const { resource } = this.#subscription(subscription.name);
      return Object.assign(resource, updatedSubscription(resource, subscription, updateMask?.paths));
    }),
    ListSubscriptions: unary(({ project }: { project: string }) => {
      const resources = [...this.#subscriptions.values()].map(({ resource }) => resource);
      return { subscriptions: within(project, resources) };
    }),
    DeleteSubscription: unary((request: { subscription: string }) => {
      this.#subscription(request.subscription).close(notFound(request.subscription));
      this.#subscriptions.delete(request.subscription);
      return {};
    }),
    Pull: unary(async (request: PullRequest, isCancelled) => {
      const { subscription: name, maxMessages = 0, returnImmediately = false } = request;
      if (maxMessages <= 0) throw invalidArgument('The value for max_messages must be greater than 0.');
      const subscription = this.#subscription(name);
      let receivedMessages = subscription.pull(maxMessages);
      if (receivedMessages.length === 0 && !returnImmediately) {
        await subscription.arrival(PULL_WAIT_MS);
        // It may have been deleted meanwhile, and whoever has left is to be given nothing.
        this.#subscription(name);
        if (!isCancelled()) receivedMessages = subscription.pull(maxMessages);
      }
      return { receivedMessages };
    }),
    Acknowledge: unary((request: { subscription: string; ackIds: string[] }) => {
      this.#subscription(request.subscription).acknowledge(request.ackIds);
      return {};
    }),
    ModifyAckDeadline: unary(
      (request: { subscription: string; ackIds: string[]; ackDeadlineSeconds?: number }) => {
        const { ackIds, ackDeadlineSeconds = 0 } = request;
        checkAckDeadline(ackDeadlineSeconds, 0);
        this.#subscription(request.subscription).modifyAckDeadline(ackIds, ackDeadlineSeconds);
        return {};
      },
    ),
    Seek: unary(({ subscription, time }: { subscription: string; time?: Timestamp }) => {
      if (!time) throw unimplemented('The sandbox knows no snapshots: seek to a time.');
      const instant = (time.seconds ?? 0) * 1000 + (time.nanos ?? 0) / 1e6;
      this.#subscription(subscription).seek(instant);
      return {};
    }),
    StreamingPull: (call: StreamingPullCall) => streamingPull(call, (name) => this.#subscription(name)),
  };

  close(): void {
    const closing = failure(status.UNAVAILABLE, 'The server is closing.');
    for (const subscription of this.#subscriptions.values()) subscription.close(closing);
  }

  #topic(name: string): Topic {
    const topic = this.#topics.get(name);
    if (!topic) throw notFound(name);
    return topic;
  }

  #subscription(name: string): Subscription {
    const subscription = this.#subscriptions.get(name);
    if (!subscription) throw notFound(name);
    return subscription;
  }

  #subscriptionsOf(topic: string): Subscription[] {
    return [...this.#subscriptions.values()].filter(({ resource }) => resource.topic === topic);
  }
}

function unary<Request, Response>(
  answer: (request: Request, isCancelled: () => boolean) => Response | Promise<Response>,
) {
  return async (call: ServerUnaryCall<Request, Response>, respond: sendUnaryData<Response>) => {
    try {
      respond(null, await answer(call.request, () => call.cancelled));
    } catch (error) {
      respond(error as ServiceError);
    }
  };
}

const within = <T extends { name: string }>(project: string, resources: T[]) =>
  resources.filter(({ name }) => name.startsWith(`${project}/`));
