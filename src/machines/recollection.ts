/**
 * The start of a building, whose rooms begin with what was kept of them: once the last one has read that, `sweep` is called, for a
 * sweep of all tells which have changed since.
 */
export class Recollection {
  readonly #reading: Set<string>;
  readonly #sweep: () => void;

  constructor(roomNames: readonly string[], sweep: () => void) {
    this.#reading = new Set(roomNames);
    this.#sweep = sweep;
  }

  /** A room has read what was kept of it, or never will. */
  recalled(roomName: string): void {
    if (this.#reading.delete(roomName) && this.#reading.size === 0) this.#sweep();
  }
}
