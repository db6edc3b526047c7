import type { Listing } from '../agenda/agenda.ts';
import type { Failure } from '../ports/failure.ts';
import type { ListingStore } from '../ports/files.ts';
import { asFailure } from './failure.ts';

/** `kept` and `failed` are told how it went, by room. */
export interface ListingSaverOptions {
  store: ListingStore;
  calendarIdOf: (roomName: string) => string;
  kept: (roomName: string) => void;
  failed: (roomName: string, failure: Failure) => void;
}

/**
 * Keeps the last listing of each room for the next start: one write at a time for each, and of what comes
 * meanwhile only the last. It is but a copy: a write that fails is not tried again.
 */
export class ListingSaver {
  readonly #options: ListingSaverOptions;
  readonly #waiting = new Map<string, Listing | undefined>();
  readonly #writing = new Map<string, Promise<void>>();

  constructor(options: ListingSaverOptions) {
    this.#options = options;
  }

  keep(roomName: string, listing: Listing): void {
    const isWriting = this.#waiting.has(roomName);
    this.#waiting.set(roomName, listing);
    if (isWriting) return;
    const writing = this.#write(roomName).finally(() => this.#writing.delete(roomName));
    this.#writing.set(roomName, writing);
  }

  /** Removes what is kept of a room that is gone; what is to be written of it arrives first. */
  async forget(roomName: string): Promise<void> {
    await this.#writing.get(roomName);
    await this.#options.store.remove(roomName);
  }

  async #write(roomName: string): Promise<void> {
    const { store, calendarIdOf, kept, failed } = this.#options;
    for (let listing = this.#waiting.get(roomName); listing; listing = this.#waiting.get(roomName)) {
      this.#waiting.set(roomName, undefined);
      await store.write(roomName, calendarIdOf(roomName), listing).then(
        () => kept(roomName),
        (error) => failed(roomName, asFailure(error)),
      );
    }
    this.#waiting.delete(roomName);
  }
}
