import type { Clock } from '../io/ports.ts';
import { Timers } from './timers.ts';

/** google.pubsub.v1.PubsubMessage, as published. */
export interface PubsubMessage {
  readonly data?: Buffer;
  readonly attributes?: Record<string, string>;
  readonly orderingKey?: string;
  readonly messageId: string;
  readonly publishTime: { seconds: number; nanos: number };
}

/** google.pubsub.v1.Subscription, as far as it matters here. */
export interface SubscriptionResource {
  name: string;
  topic: string;
  ackDeadlineSeconds: number;
  enableMessageOrdering?: boolean;
}

/** An open StreamingPull. */
export interface Stream {
  readonly maxOutstandingMessages: number;
  readonly ackDeadlineSeconds: number;
  deliver(received: { ackId: string; message: PubsubMessage }): void;
  end(why: Error): void;
}

/** A message on its way: in the backlog, or leased to a stream. */
interface Pending {
  /** Position in the order of publishing. */
  readonly position: number;
  readonly message: PubsubMessage;
  /** Of the last delivery, unless it was refused. */
  ackId: string | undefined;
}

interface Lease {
  readonly pending: Pending;
  readonly stream: Stream;
  cancelExpiry: () => void;
}

/** One subscription's messages: kept until acknowledged, delivered to whoever pulls. */
export class Subscription {
  readonly resource: SubscriptionResource;
  readonly #timers: Timers;
  /** How many messages each stream has outstanding. */
  readonly #streams = new Map<Stream, number>();
  readonly #leases = new Map<string, Lease>();
  #backlog: Pending[] = [];
  #published = 0;
  #delivered = 0;

  constructor(clock: Clock, resource: SubscriptionResource) {
    this.#timers = new Timers(clock);
    this.resource = resource;
  }

  publish(message: PubsubMessage): void {
    this.#backlog.push({ position: this.#published++, message, ackId: undefined });
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

  acknowledge(ackIds: string[]): void {
    for (const ackId of ackIds) {
      const lease = this.#leases.get(ackId);
      if (lease) this.#release(ackId, lease);
      // Acknowledgements are calls of their own and may come after the end of their stream.
      else this.#backlog = this.#backlog.filter((pending) => pending.ackId !== ackId);
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

  /** Ends all streams, saying why, and all deadlines. */
  close(why: Error): void {
    this.#timers.clear();
    for (const stream of this.#streams.keys()) stream.end(why);
    this.#streams.clear();
  }

  /** With ordering, the later messages of a key come again behind the one that does. */
  #redeliver({ pending }: Lease): void {
    pending.ackId = undefined;
    this.#takeBack(
      (lease) =>
        lease.pending === pending ||
        (this.#isOrdered(pending) &&
          lease.pending.message.orderingKey === pending.message.orderingKey &&
          lease.pending.position > pending.position),
    );
  }

  #takeBack(chosen: (lease: Lease) => boolean): void {
    for (const [ackId, lease] of [...this.#leases].filter(([, lease]) => chosen(lease))) {
      this.#release(ackId, lease);
      this.#backlog.push(lease.pending);
    }
    this.#backlog.sort((a, b) => a.position - b.position);
    this.#deliver();
  }

  #release(ackId: string, lease: Lease): void {
    lease.cancelExpiry();
    this.#leases.delete(ackId);
    const outstanding = this.#streams.get(lease.stream);
    if (outstanding !== undefined) this.#streams.set(lease.stream, outstanding - 1);
  }

  #deliver(): void {
    if (!this.#streams.keys().some((stream) => this.#hasRoom(stream))) return;
    const backlog = this.#backlog;
    this.#backlog = [];
    for (const pending of backlog) {
      const stream = this.#streamFor(pending);
      if (stream && this.#hasRoom(stream)) this.#lease(pending, stream);
      else this.#backlog.push(pending);
    }
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

  #lease(pending: Pending, stream: Stream): void {
    const ackId = `${this.resource.name}:${++this.#delivered}`;
    pending.ackId = ackId;
    this.#leases.set(ackId, {
      pending,
      stream,
      cancelExpiry: this.#expiry(ackId, stream.ackDeadlineSeconds),
    });
    this.#streams.set(stream, this.#streams.get(stream)! + 1);
    stream.deliver({ ackId, message: pending.message });
  }

  #expiry(ackId: string, seconds: number): () => void {
    return this.#timers.after(seconds * 1000, () => this.#redeliver(this.#leases.get(ackId)!));
  }
}
