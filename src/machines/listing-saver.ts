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
 * Keeps the last listing of each room for a start without Google: one write at a time for each, and of what comes
 * meanwhile only the last. It is but a copy: a write that fails is not tried again.
 */
export class ListingSaver {
  readonly #options: ListingSaverOptions;
  readonly #waiting = new Map<string, Listing | undefined>();

  constructor(options: ListingSaverOptions) {
    this.#options = options;
  }

  keep(roomName: string, listing: Listing): void {
    const isWriting = this.#waiting.has(roomName);
    this.#waiting.set(roomName, listing);
    if (!isWriting) void this.#write(roomName);
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
