import {
  type CallOptions,
  type ClientConfig,
  Duration,
  type Message,
  PubSub,
  type Subscription,
} from '@google-cloud/pubsub';
import type { Clock } from '../../ports/clock.ts';
import { ConfigError } from '../../validation/config-error.ts';
import { type Measures, measure } from '../measures.ts';
import { vendorDeadline } from '../vendor-deadline.ts';
import { failingAs, messageOf, VendorError } from '../vendor-error.ts';
import { oneLine } from '../vendor-text.ts';

export type { Message, PubSub, Subscription };

export const TOPIC = 'roomcalendar_events';
/** gRPC codes. */
export const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
export const PERMISSION_DENIED = 7;
/** What only an operator can mend: INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, UNAUTHENTICATED. */
const OPERATOR_CODES = new Set([3, NOT_FOUND, PERMISSION_DENIED, 16]);

/** Google's client would try in silence for a minute; what keeps us from hearing must be known at once. */
export const ONE_TRY = {
  timeout: 5_000,
  retry: { retryCodes: [], backoffSettings: null },
} as unknown as CallOptions;
/** Of any call, for the client asks for tokens and projects before its own time-out begins. */
const TIMEOUT_MS = 10_000;
/** How long the client waits at most before it opens a stream again. */
const LONGEST_REOPENING_MS = 5_000;

/** `emulator` is the host and port of an emulator. */
export interface PubSubPlace {
  projectId: string | undefined;
  emulator: string | undefined;
}

/** Google's own client. Throws a `ConfigError` where an emulator has no project: the client would end the process for it. */
export function clientOf({ projectId, emulator }: PubSubPlace): PubSub {
  if (emulator && !projectId)
    throw new ConfigError('GOOGLE_CLOUD_PROJECT: missing; set it to the project of the Pub/Sub emulator');
  return new PubSub({
    ...(projectId && { projectId }),
    ...(emulator && { apiEndpoint: emulator, emulatorMode: true }),
    // By default gRPC waits up to two minutes before it looks again for a server that went away.
    'grpc.max_reconnect_backoff_ms': LONGEST_REOPENING_MS,
  } as ClientConfig);
}

/** A subscription that hears once somebody listens to its messages: over one stream, for order holds within a stream. */
export function listeningTo(client: PubSub, name: string): Subscription {
  const retryMaxBackoff = Duration.from({ milliseconds: LONGEST_REOPENING_MS });
  return client.subscription(name, { streamingOptions: { maxStreams: 1, retryMaxBackoff } });
}

/** Makes calls that are measured by their names, and end. They throw what the client throws, or a `VendorError`. */
export function caller(clock: Clock, measures: Measures) {
  return <T>(name: string, make: () => Promise<T>): Promise<T> =>
    measure(measures, name, () => vendorDeadline(clock, TIMEOUT_MS, 'pubsub', make), codeOutOf);
}

/** gRPC's code of what a call came to: 0 of an answer. */
function codeOutOf(outcome: unknown): number | undefined {
  return outcome instanceof Error ? codeOf(outcome) : 0;
}

/** gRPC's code of an error; undefined where there was no answer. */
export function codeOf(error: unknown): number | undefined {
  return Object(error).code;
}

export function failureOf(cause: unknown): VendorError {
  if (cause instanceof VendorError) return cause;
  const code = codeOf(cause);
  const operator = code !== undefined && OPERATOR_CODES.has(code);
  return new VendorError('pubsub', `Pub/Sub: ${oneLine(messageOf(cause))}`, { status: code, operator });
}

export const attempt = failingAs(failureOf);

/** A call that makes what may be there already. */
export async function unlessThere(create: () => Promise<unknown>): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (codeOf(error) !== ALREADY_EXISTS) throw error;
  }
}

/** A call for what may not be there; undefined then. */
export async function unlessMissing<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (codeOf(error) !== NOT_FOUND) throw error;
    return undefined;
  }
}
