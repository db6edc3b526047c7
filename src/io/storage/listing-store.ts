import { isTimeZone } from '../../agenda/zone.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ListingStore } from '../../ports/files.ts';
import { messageJson, parseKept } from '../pubsub/room-message.ts';

/** Small texts by name, a slash in which makes a folder. Writes are whole or not at all. Vendor: `storage`. */
export interface TextStore {
  read(name: string): Promise<string | undefined>;
  write(name: string, text: string): Promise<void>;
  /** What is not there is no failure. */
  remove(name: string): Promise<void>;
}

/** The rooms' last listings, in `agendas/`. */
export function listingStore(notes: TextStore, clock: Clock): ListingStore {
  const nameOf = (roomName: string) => `agendas/${roomName}.json`;
  return {
    async read(roomName, calendarId) {
      const text = await notes.read(nameOf(roomName));
      return text === undefined ? undefined : parseKept(text, calendarId, clock.now());
    },
    async write(room_name, calendar_id, listing) {
      const message = messageJson({ room_name, listing });
      const unknown = isTimeZone(listing.timeZone) ? {} : { unknown_zone: listing.timeZone };
      const text = JSON.stringify({ ...message, ...unknown, calendar_id });
      await notes.write(nameOf(room_name), text);
    },
    remove: (roomName) => notes.remove(nameOf(roomName)),
  };
}
