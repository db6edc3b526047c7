import { EventEmitter, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import TinyQueue from 'tinyqueue';
import type { Clock } from '../ports/clock.ts';

interface Timer {
  id: number;
  due: number;
  callback: () => void;
}

/** A clock that stands still until it is told to go on, and then steps from timer to timer. */
export class SimulatedClock implements Clock {
  #now: number;
  #lastId = 0;
  readonly #timers = new Map<number, Timer>();
  /** Of the timers that are due first, the one that was set first comes first; those that were cleared are in it, too. */
  readonly #queue = new TinyQueue<Timer>([], (a, b) => a.due - b.due || a.id - b.id);
  readonly #events = new EventEmitter();

  /** `start` is an ISO instant. */
  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, ms: number): number {
    this.#lastId += 1;
    const timer = { id: this.#lastId, due: this.#now + Math.max(ms, 0), callback };
    this.#timers.set(timer.id, timer);
    this.#queue.push(timer);
    this.#events.emit('armed');
    return this.#lastId;
  }

  clearTimeout(id: unknown): void {
    this.#timers.delete(id as number);
  }

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Resolves once a timer is due in exactly `ms`. */
  async armed(ms: number): Promise<void> {
    while (!this.#timers.values().some(({ due }) => due === this.#now + ms))
      await once(this.#events, 'armed');
  }

  /** Moves on by `ms` at once, from timer to timer. */
  step(ms: number): void {
    const end = this.#now + ms;
    while (this.fireNext(end));
  }

  /** Moves on by `ms`; what a timer starts has its turn before the next one fires, as in real time. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    do await settle();
    while (this.fireNext(end));
  }

  /** As `advance`, up to an ISO instant. */
  async advanceTo(instant: string): Promise<void> {
    await this.advance(Date.parse(instant) - this.#now);
  }

  /** Sets the clock without firing what would have been due: a machine that slept, or was corrected. */
  jumpTo(instant: string): void {
    this.#now = Date.parse(instant);
  }

  /** Moves on to the next timer that is due by `end` and fires it; false where there is none, and `end` is reached. */
  fireNext(end: number): boolean {
    let next = this.#queue.peek();
    while (next && !this.#timers.has(next.id)) {
      this.#queue.pop();
      next = this.#queue.peek();
    }
    if (!next || next.due > end) {
      this.#now = end;
      return false;
    }
    this.#timers.delete(next.id);
    this.#now = Math.max(this.#now, next.due);
    next.callback();
    return true;
  }
}

/** Lets everything that waits for no timer have its turn. */
export async function settle(): Promise<void> {
  await setImmediate();
}
