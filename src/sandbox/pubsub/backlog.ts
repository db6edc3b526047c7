import type { PubsubMessage } from './message.ts';

/** A message on its way: in the backlog, or leased. */
export interface Pending {
  /** Position in the order of publishing. */
  readonly position: number;
  readonly message: PubsubMessage;
  /** Of the last delivery, unless it was refused. */
  ackId: string | undefined;
}

/** What is to be delivered, in the order of publishing, and what was acknowledged as long as that is kept. */
export class Backlog {
  #waiting: Pending[] = [];
  #acknowledged: Pending[] = [];
  #published = 0;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  publish(message: PubsubMessage): void {
    this.#waiting.push({ position: this.#published++, message, ackId: undefined });
  }

  /** Takes messages back that were on their way. */
  putBack(pending: Pending[]): void {
    this.#waiting = [...this.#waiting, ...pending].sort((a, b) => a.position - b.position);
  }

  /** Takes out, in order, up to `most` messages that `suits` takes. */
  take(suits: (pending: Pending) => boolean, most = Number.POSITIVE_INFINITY): Pending[] {
    const taken: Pending[] = [];
    const left: Pending[] = [];
    for (const pending of this.#waiting) {
      if (taken.length < most && suits(pending)) taken.push(pending);
      else left.push(pending);
    }
    this.#waiting = left;
    return taken;
  }

  /** Keeps what was acknowledged, for a seek to bring back. */
  keep(acknowledged: Pending[]): void {
    this.#acknowledged.push(...acknowledged);
  }

  /** What was published before `instant` counts as acknowledged (and is kept if `keeps`), the rest as never delivered. */
  seek(instant: number, keeps: boolean): void {
    const all = [...this.#waiting, ...this.#acknowledged];
    for (const pending of all) pending.ackId = undefined;
    const [before, after] = [false, true].map((wanted) =>
      all.filter((pending) => publishedAt(pending) >= instant === wanted),
    );
    this.#waiting = [];
    this.putBack(after!);
    this.#acknowledged = keeps ? before! : [];
  }
}

const publishedAt = ({ message: { publishTime } }: Pending) =>
  publishTime.seconds * 1000 + publishTime.nanos / 1e6;
