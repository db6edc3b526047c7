import { type ServerUnaryCall, type ServiceError, type sendUnaryData, status } from '@grpc/grpc-js';
import type { Clock } from '../io/ports.ts';
import { type StreamingPullCall, streamingPull } from './streaming-pull.ts';
import { type PubsubMessage, Subscription, type SubscriptionResource } from './subscription.ts';

interface Topic {
  name: string;
}

const DEFAULT_ACK_DEADLINE_S = 10;
/** What a subscription's topic reads once that is gone: Google's own word. */
const DELETED_TOPIC = '_deleted-topic_';

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
      if (this.#topics.has(topic.name)) throw alreadyExists(topic.name);
      this.#topics.set(topic.name, topic);
      return topic;
    }),
    GetTopic: unary(({ topic }: { topic: string }) => this.#topic(topic)),
    ListTopics: unary(({ project }: { project: string }) => ({
      topics: within(project, [...this.#topics.values()]),
    })),
    DeleteTopic: unary(({ topic }: { topic: string }) => {
      this.#topics.delete(this.#topic(topic).name);
      for (const { resource } of this.#subscriptionsOf(topic)) resource.topic = DELETED_TOPIC;
      return {};
    }),
    Publish: unary(({ topic, messages }: { topic: string; messages: PubsubMessage[] }) => {
      const subscriptions = this.#subscriptionsOf(this.#topic(topic).name);
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
      if (this.#subscriptions.has(request.name)) throw alreadyExists(request.name);
      this.#topic(request.topic);
      const resource = {
        ...request,
        ackDeadlineSeconds: request.ackDeadlineSeconds || DEFAULT_ACK_DEADLINE_S,
      };
      this.#subscriptions.set(request.name, new Subscription(this.#clock, resource));
      return resource;
    }),
    GetSubscription: unary((request: { subscription: string }) => {
      return this.#subscription(request.subscription).resource;
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
    Acknowledge: unary((request: { subscription: string; ackIds: string[] }) => {
      this.#subscription(request.subscription).acknowledge(request.ackIds);
      return {};
    }),
    ModifyAckDeadline: unary(
      (request: { subscription: string; ackIds: string[]; ackDeadlineSeconds?: number }) => {
        const { ackIds, ackDeadlineSeconds = 0 } = request;
        this.#subscription(request.subscription).modifyAckDeadline(ackIds, ackDeadlineSeconds);
        return {};
      },
    ),
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

function unary<Request, Response>(answer: (request: Request) => Response) {
  return (call: ServerUnaryCall<Request, Response>, respond: sendUnaryData<Response>) => {
    try {
      respond(null, answer(call.request));
    } catch (error) {
      respond(error as ServiceError);
    }
  };
}

const within = <T extends { name: string }>(project: string, resources: T[]) =>
  resources.filter(({ name }) => name.startsWith(`${project}/`));

/** An error in the form that gRPC's server sends on. */
const failure = (code: status, details: string) => Object.assign(new Error(details), { code, details });
const notFound = (name: string) => failure(status.NOT_FOUND, `Resource not found (resource=${name}).`);
const alreadyExists = (name: string) =>
  failure(status.ALREADY_EXISTS, `Resource already exists (resource=${name}).`);
