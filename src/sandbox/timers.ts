import type { Clock } from '../ports/clock.ts';

/** The timers of one owner, on a clock, so that all of them can be given up at once. Delays are in ms. */
export class Timers {
  readonly #clock: Clock;
  readonly #running = new Set<unknown>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `act` once after `ms`, unless the function returned is called before. */
  after(ms: number, act: () => void): () => void {
    const id = this.#clock.setTimeout(() => {
      this.#running.delete(id);
      act();
    }, ms);
    this.#running.add(id);
    return () => {
      this.#running.delete(id);
      this.#clock.clearTimeout(id);
    };
  }

  /** Resolves after `ms`, or never if the timers are cleared before. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  clear(): void {
    for (const id of this.#running) this.#clock.clearTimeout(id);
    this.#running.clear();
  }
}
