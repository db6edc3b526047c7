import { backoff } from '../../agenda/schedule.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventsPort } from '../../ports/events.ts';
import type { VendorError } from '../vendor-error.ts';
import { codeOf, failureOf, listeningTo, type Message, type PubSub, type Subscription } from './client.ts';
import { type OurSubscription, UNUSABLE } from './subscription.ts';

/** How often a subscription that seems to hear is looked at, in ms: one that was left without its topic says nothing. */
const LOOK_MS = 5 * 60_000;
/** How long a stream must last before it counts as hearing, where the one before did not last. */
const PROOF_MS = 5_000;

/**
 * gRPC codes after which the client opens a stream again by itself: CANCELLED, RESOURCE_EXHAUSTED, ABORTED, INTERNAL,
 * UNAVAILABLE. After a fourth of an hour it does so without a cause, and nothing was amiss.
 */
const REOPENED_AFTER = new Set([1, 8, 10, 13, 14]);

export interface HearingOptions {
  client: PubSub;
  /** The name of our subscription. */
  name: string;
  ours: OurSubscription;
  clock: Clock;
  random: () => number;
  /** Takes each message, in order. */
  take: (message: Message) => void;
  /** As `EventsPort.subscribe` has it. */
  connection: Parameters<EventsPort['subscribe']>[1];
}

export interface Hearing {
  /** Looks at the subscription now, and makes it anew where it hears nothing any more. It never rejects. */
  look(): Promise<void>;
  /** Stops, and acknowledges what was heard. */
  close(): Promise<void>;
}

/**
 * Hears the messages of our subscription, whatever becomes of it. All that happens leads to one look at a time: it finds
 * the subscription or makes it, opens a stream where there is none, and tells when hearing has begun again.
 */
export function hearing({ client, name, ours, clock, random, take, connection }: HearingOptions): Hearing {
  let opened: Subscription | undefined;
  let looking: Promise<void> | undefined;
  let queued: Promise<void> | undefined;
  let timer: unknown;
  let proof: unknown;
  /** What has failed in a row, looks and streams. */
  let failures = 0;
  /** Whether the last stream did not last. */
  let hasEnded = false;
  /** Whether it was told that we hear; a gap in it has to be told of again. */
  let hears = false;
  let closed = false;

  function look(): Promise<void> {
    if (closed) return Promise.resolve();
    if (!looking) {
      looking = lookOnce().finally(() => {
        looking = undefined;
      });
      return looking;
    }
    queued ??= looking.then(() => {
      queued = undefined;
      return look();
    });
    return queued;
  }

  function lookIn(ms: number): void {
    clock.clearTimeout(timer);
    timer = clock.setTimeout(() => void look(), ms);
  }

  async function lookOnce(): Promise<void> {
    try {
      const found = await ours.look(stop);
      if (closed) return;
      // What was opened before it was made hears what is gone.
      if (found === 'made') stop();
      opened ??= open();
      if (!hears) begin(found === 'made' || (found === 'there' && !hasEnded));
      lookIn(LOOK_MS);
    } catch (error) {
      const failure = failureOf(error);
      // Any other look that failed does not say that the stream has.
      if (failure.reason === UNUSABLE) stop();
      failed(failure);
    }
  }

  /** The failure is told unless a stream still hears. */
  function failed(failure: VendorError): void {
    if (closed) return;
    if (!hears) connection(failure);
    lookIn(backoff(failures++, random()));
  }

  /** A stream has opened that surely hears, or may: then it has to last. */
  function begin(isSure: boolean): void {
    if (isSure) tell();
    clock.clearTimeout(proof);
    proof = clock.setTimeout(proven, PROOF_MS);
  }

  function proven(): void {
    clock.clearTimeout(proof);
    failures = 0;
    hasEnded = false;
    tell();
  }

  function tell(): void {
    if (hears || closed) return;
    hears = true;
    connection(undefined);
  }

  function open(): Subscription {
    const stream = listeningTo(client, name);
    stream.on('message', (message) => {
      take(message);
      if (opened === stream) proven();
    });
    // The client opens its stream again after what may pass, and tells only so; of acknowledgements that failed, too.
    stream.on('debug', ({ error }) => {
      if (opened !== stream || !REOPENED_AFTER.has(codeOf(error) ?? 0) || 'ackIds' in Object(error)) return;
      hears = false;
      clock.clearTimeout(proof);
      void look();
    });
    // The rest ends it, and is begun anew here, once.
    stream.on('error', (error) => {
      if (opened !== stream) return;
      stop();
      hasEnded = true;
      failed(failureOf(ours.whyEnded(error)));
    });
    return stream;
  }

  function stop(): void {
    const stream = opened;
    opened = undefined;
    hears = false;
    clock.clearTimeout(proof);
    void stream?.close().catch(() => undefined);
  }

  return {
    look,
    async close() {
      closed = true;
      clock.clearTimeout(timer);
      clock.clearTimeout(proof);
      const stream = opened;
      opened = undefined;
      await stream?.close();
    },
  };
}
