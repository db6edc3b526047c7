import type { Clock } from '../../ports/clock.ts';
import { Timers } from '../timers.ts';
import { Backlog, type Pending } from './backlog.ts';
import { compileFilter, type Filter } from './filter.ts';
import type { PubsubMessage, ReceivedMessage } from './message.ts';
import type { SubscriptionResource } from './subscription-resource.ts';

/** An open StreamingPull. */
export interface Stream {
  readonly maxOutstandingMessages: number;
  readonly ackDeadlineSeconds: number;
  deliver(received: ReceivedMessage): void;
  end(why: Error): void;
}

interface Lease {
  readonly pending: Pending;
  /** None where it was pulled by a call of its own. */
  readonly stream: Stream | undefined;
  cancelExpiry: () => void;
}

/** One subscription's messages: kept until acknowledged, delivered to whoever pulls. */
export class Subscription {
  readonly resource: SubscriptionResource;
  readonly #timers: Timers;
  readonly #passes: Filter;
  readonly #backlog = new Backlog();
  /** How many messages each stream has outstanding. */
  readonly #streams = new Map<Stream, number>();
  readonly #leases = new Map<string, Lease>();
  /** Who waits for messages without a stream. */
  readonly #waiting = new Set<() => void>();
  readonly #outbox: [stream: Stream, received: ReceivedMessage][] = [];
  #isSending = false;
  #delivered = 0;

  constructor(clock: Clock, resource: SubscriptionResource) {
    this.#timers = new Timers(clock);
    this.resource = resource;
    this.#passes = resource.filter ? compileFilter(resource.filter) : () => true;
  }

  /** Takes a message in; one that the filter does not let through counts as acknowledged. */
  publish(message: PubsubMessage): void {
    if (!this.#passes(message.attributes ?? {})) return;
    this.#backlog.publish(message);
    this.#deliver();
  }

  open(stream: Stream): void {
    this.#streams.set(stream, 0);
    this.#deliver();
  }

  /** Takes back what a stream that has ended did not acknowledge. */
  end(stream: Stream): void {
    this.#streams.delete(stream);
    this.#takeBack((lease) => lease.stream === stream);
  }

  /** Up to `most` messages, leased for the subscription's own deadline; a key waits for its earlier messages. */
  pull(most: number): ReceivedMessage[] {
    const held = new Set(this.#leases.values().map(({ pending }) => keyOf(pending)));
    const isFree = (pending: Pending) => !this.#isOrdered(pending) || !held.has(keyOf(pending));
    return this.#backlog.take(isFree, most).map((pending) => this.#lease(pending, undefined));
  }

  /** Resolves when there may be something to pull, or after `ms`. */
  arrival(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        this.#waiting.delete(wake);
        resolve();
      };
      const cancel = this.#timers.after(ms, wake);
      this.#waiting.add(wake);
    });
  }

  acknowledge(ackIds: string[]): void {
    for (const ackId of ackIds) {
      const lease = this.#leases.get(ackId);
      if (lease) this.#release(ackId, lease);
      // Acknowledgements are calls of their own and may come after the end of their stream.
      const acknowledged = lease ? [lease.pending] : this.#backlog.take((pending) => pending.ackId === ackId);
      if (this.resource.retainAckedMessages) this.#backlog.keep(acknowledged);
    }
    this.#deliver();
  }

  /** Moves deadlines to `seconds` from now; 0 is a refusal, after which the ackIds mean nothing any more. */
  modifyAckDeadline(ackIds: string[], seconds: number): void {
    for (const ackId of ackIds) {
      const lease = this.#leases.get(ackId);
      if (!lease) continue;
      lease.cancelExpiry();
      if (seconds === 0) this.#redeliver(lease);
      else lease.cancelExpiry = this.#expiry(ackId, seconds);
    }
  }

  /** What was published before `instant` counts as acknowledged, and the rest as never delivered. */
  seek(instant: number): void {
    const leases = [...this.#leases];
    for (const [ackId, lease] of leases) this.#release(ackId, lease);
    this.#backlog.putBack(leases.map(([, { pending }]) => pending));
    this.#backlog.seek(instant, this.resource.retainAckedMessages ?? false);
    this.#deliver();
  }

  /** Ends all streams, saying why, and all deadlines. */
  close(why: Error): void {
    this.#timers.clear();
    for (const stream of this.#streams.keys()) stream.end(why);
    this.#streams.clear();
    for (const wake of this.#waiting) wake();
  }

  /** With ordering, the later messages of a key come again behind the one that does. */
  #redeliver({ pending }: Lease): void {
    pending.ackId = undefined;
    this.#takeBack(
      (lease) =>
        lease.pending === pending ||
        (this.#isOrdered(pending) &&
          keyOf(lease.pending) === keyOf(pending) &&
          lease.pending.position > pending.position),
    );
  }

  #takeBack(chosen: (lease: Lease) => boolean): void {
    const leases = [...this.#leases].filter(([, lease]) => chosen(lease));
    for (const [ackId, lease] of leases) this.#release(ackId, lease);
    this.#backlog.putBack(leases.map(([, { pending }]) => pending));
    this.#deliver();
  }

  #release(ackId: string, lease: Lease): void {
    lease.cancelExpiry();
    this.#leases.delete(ackId);
    const outstanding = lease.stream && this.#streams.get(lease.stream);
    if (lease.stream && outstanding !== undefined) this.#streams.set(lease.stream, outstanding - 1);
  }

  #deliver(): void {
    if (!this.#backlog.isEmpty) for (const wake of this.#waiting) wake();
    if (!this.#streams.keys().some((stream) => this.#hasRoom(stream))) return;
    // A message is leased as it is chosen: the next one finds its stream as full as it then is.
    this.#backlog.take((pending) => {
      const stream = this.#streamFor(pending);
      if (!stream || !this.#hasRoom(stream)) return false;
      this.#outbox.push([stream, this.#lease(pending, stream)]);
      return true;
    });
    this.#send();
  }

  /** One after the other, also where a stream acknowledges while it is delivered to. */
  #send(): void {
    if (this.#isSending) return;
    this.#isSending = true;
    for (let next = this.#outbox.shift(); next; next = this.#outbox.shift()) {
      const [stream, received] = next;
      if (this.#leases.has(received.ackId)) stream.deliver(received);
    }
    this.#isSending = false;
  }

  /** A key stays with one stream, for order holds within a stream only; the rest goes to the least busy one. */
  #streamFor(pending: Pending): Stream | undefined {
    if (this.#isOrdered(pending)) {
      const hash = Buffer.from(pending.message.orderingKey!).reduce((sum, byte) => sum + byte, 0);
      return [...this.#streams.keys()][hash % this.#streams.size];
    }
    let [least] = this.#streams;
    for (const entry of this.#streams) if (entry[1] < least![1]) least = entry;
    return least?.[0];
  }

  #hasRoom(stream: Stream): boolean {
    return this.#streams.get(stream)! < stream.maxOutstandingMessages;
  }

  #isOrdered({ message }: Pending): boolean {
    return this.resource.enableMessageOrdering === true && Boolean(message.orderingKey);
  }

  #lease(pending: Pending, stream: Stream | undefined): ReceivedMessage {
    const ackId = `${this.resource.name}:${++this.#delivered}`;
    pending.ackId = ackId;
    const seconds = stream?.ackDeadlineSeconds ?? this.resource.ackDeadlineSeconds;
    this.#leases.set(ackId, { pending, stream, cancelExpiry: this.#expiry(ackId, seconds) });
    if (stream) this.#streams.set(stream, this.#streams.get(stream)! + 1);
    return { ackId, message: pending.message };
  }

  #expiry(ackId: string, seconds: number): () => void {
    return this.#timers.after(seconds * 1000, () => this.#redeliver(this.#leases.get(ackId)!));
  }
}

const keyOf = ({ message }: Pending) => message.orderingKey;
