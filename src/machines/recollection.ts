/**
 * The start of a building, whose rooms begin with what was kept of them: once the last one has read that, `sweep` is called, for a
 * sweep of all tells which have changed since.
 */
export class Recollection {
  readonly #reading: Set<string>;
  readonly #sweep: (isOwed: boolean) => void;
  #isOwed = false;

  /** `sweep` is told whether a sweep is owed, whatever the rooms have read. */
  constructor(roomNames: readonly string[], sweep: (isOwed: boolean) => void) {
    this.#reading = new Set(roomNames);
    this.#sweep = sweep;
  }

  /** A room has read what was kept of it, or never will. */
  recalled(roomName: string): void {
    if (this.#reading.delete(roomName) && this.#reading.size === 0) this.#sweep(this.#isOwed);
  }

  /** Whether the sweep at the end is still to come; it then serves for this one, too. */
  owesSweep(): boolean {
    this.#isOwed = this.#reading.size > 0;
    return this.#isOwed;
  }
}
