import type { Clock } from '../ports/clock.ts';

interface Timer {
  callback: () => void;
  due: number;
  set: unknown;
}

/**
 * A process's view of the world's clock. What it takes for now may be wrong; its timers count what has passed, and stand
 * still while the machine sleeps.
 */
export class ProcessClock implements Clock {
  readonly #world: Clock;
  readonly #timers = new Map<number, Timer>();
  #lastId = 0;
  #offset = 0;
  #asleepSince: number | undefined;

  constructor(world: Clock) {
    this.#world = world;
  }

  now(): number {
    return this.#world.now() + this.#offset;
  }

  setTimeout(callback: () => void, ms: number): number {
    this.#lastId += 1;
    const timer = { callback, due: this.#world.now() + Math.max(ms, 0), set: undefined };
    this.#timers.set(this.#lastId, timer);
    this.#arm(this.#lastId, timer);
    return this.#lastId;
  }

  clearTimeout(id: unknown): void {
    const timer = this.#timers.get(id as number);
    if (!timer) return;
    this.#timers.delete(id as number);
    this.#world.clearTimeout(timer.set);
  }

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.size;
  }

  /** How far it is ahead of the world's, in ms. */
  get offset(): number {
    return this.#offset;
  }

  /** Somebody sets the clock ahead by `ms`, or back. */
  jump(ms: number): void {
    this.#offset += ms;
  }

  /** From now on timers stand still. */
  sleep(): void {
    this.#asleepSince ??= this.#world.now();
    for (const { set } of this.#timers.values()) this.#world.clearTimeout(set);
  }

  /** Timers go on with what was left of them. */
  wake(): void {
    const slept = this.#world.now() - (this.#asleepSince ?? this.#world.now());
    this.#asleepSince = undefined;
    for (const [id, timer] of this.#timers) {
      timer.due += slept;
      this.#arm(id, timer);
    }
  }

  /** No timer fires any more. */
  end(): void {
    for (const { set } of this.#timers.values()) this.#world.clearTimeout(set);
    this.#timers.clear();
  }

  #arm(id: number, timer: Timer): void {
    if (this.#asleepSince !== undefined) return;
    timer.set = this.#world.setTimeout(() => {
      this.#timers.delete(id);
      timer.callback();
    }, timer.due - this.#world.now());
  }
}
