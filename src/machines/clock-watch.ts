import type { Instant } from '../agenda/agenda.ts';
import type { Clock } from '../ports/clock.ts';

/** How often the clock is looked at, in ms: no door is wrong for longer once a machine wakes, or its clock is set. */
const LOOK_EVERY_MS = 10_000;
/** Timers are late on a busy machine. */
const TOLERANCE_MS = 2_000;

/**
 * Notices that the clock says something else than the time that has passed: the machine slept, or its clock was set. Timers
 * follow neither.
 */
export class ClockWatch {
  readonly #clock: Clock;
  readonly #moved: () => void;
  #timer: unknown;
  #expected: Instant = 0;

  constructor(clock: Clock, moved: () => void) {
    this.#clock = clock;
    this.#moved = moved;
  }

  start(): void {
    this.#expected = this.#clock.now() + LOOK_EVERY_MS;
    this.#timer = this.#clock.setTimeout(() => {
      const isMoved = Math.abs(this.#clock.now() - this.#expected) > TOLERANCE_MS;
      this.start();
      if (isMoved) this.#moved();
    }, LOOK_EVERY_MS);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }
}
