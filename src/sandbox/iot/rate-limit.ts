import type { Clock } from '../../ports/clock.ts';

/** So many requests in any interval (in ms), over all calls. Those that are turned away do not count against it. */
export class RateLimit {
  readonly #requests: number;
  readonly #intervalMs: number;
  readonly #clock: Clock;
  readonly #admitted: number[] = [];

  constructor(requests: number, intervalMs: number, clock: Clock) {
    this.#requests = requests;
    this.#intervalMs = intervalMs;
    this.#clock = clock;
  }

  /** Whether a request that arrives now is let in. */
  admits(): boolean {
    const now = this.#clock.now();
    while (this.#admitted.length > 0 && this.#admitted[0]! <= now - this.#intervalMs) this.#admitted.shift();
    if (this.#admitted.length >= this.#requests) return false;
    this.#admitted.push(now);
    return true;
  }
}
