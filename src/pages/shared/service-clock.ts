import type { Instant } from './state.ts';

/**
 * The service's time, kept by a clock that nobody sets (`performance.now()`): tablets at doors have the wrong time, and get
 * another one in the middle of the day.
 */
export class ServiceClock {
  #told: { now: Instant; at: number } | undefined;

  /** The service has said that it is `now`, at `at` of the clock that nobody sets. */
  tell(now: Instant, at: number): void {
    this.#told = { now, at };
  }

  /** Nobody knows for how long that clock stood still. */
  forget(): void {
    this.#told = undefined;
  }

  /** What time it is at `at`; undefined while the service has not said any. */
  at(at: number): Instant | undefined {
    return this.#told && this.#told.now + at - this.#told.at;
  }
}
