import type { Clock } from '../../src/ports/clock.ts';

interface Timer {
  due: number;
  callback: () => void;
  real: NodeJS.Timeout;
}

/**
 * The time of a test's world, service and clouds together: it passes by itself, at `pace` times the speed of the wall's, and
 * leaps where a test has nothing to wait for.
 */
export class WorldClock implements Clock {
  readonly #pace: number;
  readonly #began = performance.now();
  readonly #start = Date.now();
  readonly #timers = new Map<object, Timer>();
  #leapt = 0;

  constructor(pace = 1) {
    this.#pace = pace;
  }

  now(): number {
    return Math.floor(this.#start + this.#leapt + (performance.now() - this.#began) * this.#pace);
  }

  setTimeout(callback: () => void, ms: number): object {
    const id = {};
    this.#arm(id, this.now() + Math.max(ms, 0), callback);
    return id;
  }

  clearTimeout(id: unknown): void {
    clearTimeout(this.#timers.get(id as object)?.real);
    this.#timers.delete(id as object);
  }

  /** Lets `ms` pass at once: what is due meanwhile has its turn, in order. What is on its way then is late by as much. */
  leap(ms: number): void {
    const end = this.now() + ms;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      const [id, { due, callback }] = next;
      this.clearTimeout(id);
      this.#leapt += Math.max(due - this.now(), 0);
      callback();
    }
    this.#leapt += Math.max(end - this.now(), 0);
    for (const [id, { due, callback, real }] of this.#timers) {
      clearTimeout(real);
      this.#arm(id, due, callback);
    }
  }

  #next(end: number): [object, Timer] | undefined {
    const isDue = ([, { due }]: [object, Timer]) => due <= end;
    return [...this.#timers].filter(isDue).sort(([, a], [, b]) => a.due - b.due)[0];
  }

  #arm(id: object, due: number, callback: () => void): void {
    const fire = () => {
      this.#timers.delete(id);
      callback();
    };
    this.#timers.set(id, {
      due,
      callback,
      real: setTimeout(fire, Math.max(due - this.now(), 0) / this.#pace),
    });
  }
}

/**
 * The clock of a machine of that world: what time it says can be set. Its timers count what passes for it: on a clock of its
 * own where it sleeps while the world goes on.
 */
export class MachineClock implements Clock {
  readonly #world: Clock;
  readonly #timers: Clock;
  /** By how many ms it is ahead. */
  aheadMs: number;

  constructor(world: Clock, aheadMs = 0, timers = world) {
    this.#world = world;
    this.#timers = timers;
    this.aheadMs = aheadMs;
  }

  now(): number {
    return this.#world.now() + this.aheadMs;
  }

  setTimeout(callback: () => void, ms: number): unknown {
    return this.#timers.setTimeout(callback, ms);
  }

  clearTimeout(id: unknown): void {
    this.#timers.clearTimeout(id);
  }
}
