import type { AnyActor, SnapshotFrom } from 'xstate';
import { backoff } from '../agenda/schedule.ts';
import type { Clock } from '../ports/clock.ts';

/** Who has lived so long is well again, in ms. */
export const WELL_AFTER_MS = 60_000;

export interface SupervisedOptions<Actor extends AnyActor> {
  /** Makes an actor that nobody has started yet, out of its sources. */
  make: () => Actor;
  clock: Clock;
  random: () => number;
  /** Told of each snapshot. */
  seen?: ((snapshot: SnapshotFrom<Actor>) => void) | undefined;
  died: (error: unknown) => void;
  /** A new one has taken its place, and runs. */
  restarted: () => void;
}

/**
 * Keeps an actor alive: one that dies of a mistake of ours is made anew from its sources, after a wait that grows as long as
 * it keeps dying.
 */
export class Supervised<Running extends AnyActor> {
  readonly #options: SupervisedOptions<Running>;
  #actor: Running;
  #timer: unknown;
  #deaths = 0;
  #failure: unknown;

  constructor(options: SupervisedOptions<Running>) {
    this.#options = options;
    this.#actor = this.#made();
  }

  /** The actor, or, until there is a new one, the one that died. */
  get actor(): Running {
    return this.#actor;
  }

  /** Of what it died; undefined once it has lived for a while since. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Of what it died, until there is a new one. */
  get deathNow(): unknown {
    return this.#actor.getSnapshot().status === 'error' ? this.#failure : undefined;
  }

  start(): void {
    this.#actor.start();
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#actor.stop();
  }

  #made(): Running {
    const { make, seen } = this.#options;
    const actor = make();
    // One subscription for all that is to be known of it: there may be 30,000 actors.
    actor.subscribe({ error: (error) => this.#died(error), ...(seen && { next: seen }) });
    return actor;
  }

  #died(error: unknown): void {
    const { clock, random, died, restarted } = this.#options;
    clock.clearTimeout(this.#timer);
    this.#failure = error;
    const wait = backoff(this.#deaths, random());
    this.#deaths += 1;
    this.#timer = clock.setTimeout(() => {
      this.#actor = this.#made();
      this.#timer = clock.setTimeout(() => {
        this.#deaths = 0;
        this.#failure = undefined;
      }, WELL_AFTER_MS);
      this.start();
      restarted();
    }, wait);
    died(error);
  }
}
