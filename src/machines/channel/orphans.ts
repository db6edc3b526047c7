import type { StoredChannel } from '../../ports/channels.ts';
import type { Announcement } from '../../ports/events.ts';
import type { Machines } from '../building-types.ts';

export interface OrphansOptions {
  stopOrphan: Machines['stopOrphan'];
  /** Another process has stored the channel for that room. */
  stored: (roomName: string, stored: StoredChannel) => void;
  /** A channel was nobody's, and is stopped. */
  orphaned: (roomName: string) => void;
}

/**
 * Channels that notify, of our making, that nobody here keeps: one that another process has stored meanwhile is taken in; what else there
 * is would notify for a week, and is stopped.
 */
export class Orphans {
  readonly #options: OrphansOptions;
  /** By id, those that are just looked for, or stopped. */
  readonly #asked = new Map<string, Promise<boolean>>();

  constructor(options: OrphansOptions) {
    this.#options = options;
  }

  /**
   * Takes a channel in, or stops it; once for all who ask meanwhile. Resolves to false where that could not be done: its next
   * notification asks again.
   */
  takeIn(roomName: string, channel: Announcement): Promise<boolean> {
    const asked = this.#asked.get(channel.id) ?? this.#takeInOnce(roomName, channel);
    this.#asked.set(channel.id, asked);
    return asked;
  }

  async #takeInOnce(roomName: string, channel: Announcement): Promise<boolean> {
    const { stopOrphan, stored, orphaned } = this.#options;
    try {
      const found = await stopOrphan(roomName, channel);
      if (found) stored(roomName, found);
      else orphaned(roomName);
      return true;
    } catch {
      return false;
    } finally {
      this.#asked.delete(channel.id);
    }
  }
}
