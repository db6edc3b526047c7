import { EventEmitter, once } from 'node:events';
import type { Clock } from '../../src/io/ports.ts';

/** A clock that stands still until it is told to go on, and then steps from timer to timer. */
export class SimulatedClock implements Clock {
  #now: number;
  #lastId = 0;
  readonly #timers = new Map<number, { due: number; callback: () => void }>();
  readonly #events = new EventEmitter();

  constructor(start = '2026-11-23T08:00:00Z') {
    this.#now = Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, ms: number): number {
    this.#lastId += 1;
    this.#timers.set(this.#lastId, { due: this.#now + Math.max(ms, 0), callback });
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
    while (this.#fireNext(end));
    this.#now = end;
  }

  /** Moves on by `ms`; what a timer starts has its turn before the next one fires, as in real time. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    do await settle();
    while (this.#fireNext(end));
    this.#now = end;
  }

  /** As `advance`, up to an ISO instant. */
  async advanceTo(instant: string): Promise<void> {
    await this.advance(Date.parse(instant) - this.#now);
  }

  /** Sets the clock without firing what would have been due: a machine that slept, or was corrected. */
  jumpTo(instant: string): void {
    this.#now = Date.parse(instant);
  }

  #fireNext(end: number): boolean {
    const [next] = [...this.#timers].sort(([, a], [, b]) => a.due - b.due);
    if (!next || next[1].due > end) return false;
    this.#timers.delete(next[0]);
    this.#now = Math.max(this.#now, next[1].due);
    next[1].callback();
    return true;
  }
}

/** Lets every promise that is ready have its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
