import { invalidArgument, unimplemented } from './errors.ts';
import { compileFilter } from './filter.ts';
import type { PubsubMessage } from './message.ts';
import type { Duration, SubscriptionResource } from './subscription-resource.ts';

const MINUTE_S = 60;
const DAY_S = 24 * 60 * MINUTE_S;

const DEFAULT_ACK_DEADLINE_S = 10;
const MAX_ACK_DEADLINE_S = 600;
const MAX_ORDERING_KEY_BYTES = 1024;

/** What this sandbox does not do is refused rather than forgotten. */
const NOT_DONE = ['bigqueryConfig', 'cloudStorageConfig', 'deadLetterPolicy', 'enableExactlyOnceDelivery'];

/** What may be changed of a subscription, as an update mask names it. */
const CHANGEABLE = {
  ack_deadline_seconds: 'ackDeadlineSeconds',
  expiration_policy: 'expirationPolicy',
  labels: 'labels',
  message_retention_duration: 'messageRetentionDuration',
  retain_acked_messages: 'retainAckedMessages',
  retry_policy: 'retryPolicy',
} as const;

/** Throws INVALID_ARGUMENT unless `name` is `projects/…/<kind>/<id>` with an id that Pub/Sub takes. */
export function checkName(name: string, kind: 'topics' | 'subscriptions'): void {
  const [projects, project, folder, id = '', ...rest] = name.split('/');
  const isPath = projects === 'projects' && Boolean(project) && folder === kind && rest.length === 0;
  if (isPath && /^(?!goog)[A-Za-z][\w.~+%-]{2,254}$/.test(id)) return;
  throw invalidArgument(`Invalid [${kind}] name: (name=${name})`);
}

/** The subscription that a request describes, with its defaults. Throws where Pub/Sub would refuse it. */
export function checkedSubscription(request: SubscriptionResource): SubscriptionResource {
  checkName(request.name, 'subscriptions');
  const undone = NOT_DONE.find((key) => (request as unknown as Record<string, unknown>)[key]);
  if (undone || request.pushConfig?.pushEndpoint) {
    throw unimplemented(`The sandbox knows no ${undone ?? 'push subscriptions'}.`);
  }
  const { expirationPolicy, messageRetentionDuration, retryPolicy, filter } = request;
  checkDuration('expiration_policy.ttl', expirationPolicy?.ttl, DAY_S, Number.POSITIVE_INFINITY);
  checkDuration('message_retention_duration', messageRetentionDuration, 10 * MINUTE_S, 31 * DAY_S);
  checkDuration('retry_policy.minimum_backoff', retryPolicy?.minimumBackoff, 0, 600);
  checkDuration('retry_policy.maximum_backoff', retryPolicy?.maximumBackoff, 0, 600);
  if (filter) checkFilter(filter);
  const ackDeadlineSeconds = request.ackDeadlineSeconds || DEFAULT_ACK_DEADLINE_S;
  checkAckDeadline(ackDeadlineSeconds, DEFAULT_ACK_DEADLINE_S);
  return { ...request, ackDeadlineSeconds };
}

/** What an update makes of a subscription. Throws where it names nothing, or what can't be changed. */
export function updatedSubscription(
  before: SubscriptionResource,
  update: SubscriptionResource,
  paths: readonly string[] = [],
): SubscriptionResource {
  if (paths.length === 0) throw invalidArgument('The update_mask in the request must be set and not empty.');
  const after = { ...before };
  for (const path of paths) {
    const key = CHANGEABLE[path as keyof typeof CHANGEABLE];
    if (!key) throw invalidArgument(`Invalid update_mask provided in the request: ${path} can't be updated.`);
    Object.assign(after, { [key]: update[key] });
  }
  return checkedSubscription(after);
}

/** Throws INVALID_ARGUMENT unless the deadline lies between `least` and 600 s. */
export function checkAckDeadline(seconds: number, least: number): void {
  if (seconds >= least && seconds <= MAX_ACK_DEADLINE_S) return;
  throw invalidArgument(`Invalid ack deadline given: ${seconds}; it must be ${least} to 600 seconds.`);
}

/** Throws INVALID_ARGUMENT where a message says nothing, or its ordering key is too long. */
export function checkMessage({ data, attributes, orderingKey = '' }: PubsubMessage): void {
  if (!data?.length && Object.keys(attributes ?? {}).length === 0) {
    throw invalidArgument('The request contains an empty message: it needs data or an attribute.');
  }
  if (Buffer.byteLength(orderingKey) > MAX_ORDERING_KEY_BYTES) {
    throw invalidArgument('The ordering key of a message has 1024 bytes at most.');
  }
}

function checkFilter(filter: string): void {
  try {
    compileFilter(filter);
  } catch (error) {
    throw invalidArgument(`Invalid filter: ${(error as Error).message}.`);
  }
}

function checkDuration(name: string, duration: Duration | undefined, least: number, most: number): void {
  if (!duration) return;
  const seconds = (duration.seconds ?? 0) + (duration.nanos ?? 0) / 1e9;
  if (seconds >= least && seconds <= most) return;
  throw invalidArgument(
    `Invalid ${name}: ${seconds} s; it must be at least ${least} s and at most ${most} s.`,
  );
}
