import type { Clock } from '../ports/clock.ts';

export interface ThingLooksOptions {
  clock: Clock;
  /** Between the beginnings of two looks, in ms at least. */
  everyMs: number;
  /** Reads the Thing of one room; whatever prevents that is its own to mend. */
  readOne: (roomName: string) => void;
  /** Reads all Things, in one request. */
  readAll: () => void;
}

/**
 * What comes of the cloud's calls, which say no more than that a Thing was written, by whomever: roomcal's own publishes lead to
 * them, too. The first is looked after at once, then one look serves all that come until the next is due, in one request, be they
 * of one Thing or of many: so they cost a share of the budget at most, and an own write leads to one look that finds nothing.
 */
export class ThingLooks {
  readonly #options: ThingLooksOptions;
  readonly #wanted = new Set<string>();
  #timer: unknown;
  #isStopped = false;

  constructor(options: ThingLooksOptions) {
    this.#options = options;
  }

  /** The Thing of that room was written. */
  wanted(roomName: string): void {
    this.#wanted.add(roomName);
    if (this.#timer === undefined) this.#look();
  }

  stop(): void {
    this.#isStopped = true;
    this.#options.clock.clearTimeout(this.#timer);
  }

  #look(): void {
    const { clock, everyMs, readOne, readAll } = this.#options;
    const [first, ...others] = this.#wanted;
    this.#wanted.clear();
    this.#timer = undefined;
    if (this.#isStopped || first === undefined) return;
    this.#timer = clock.setTimeout(() => this.#look(), everyMs);
    if (others.length === 0) readOne(first);
    else readAll();
  }
}
