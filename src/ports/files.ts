import type { Listing } from '../agenda/agenda.ts';

/** The last listing of each room's calendar, beside its channel record. Vendor: `storage`. */
export interface ListingStore {
  /** Undefined where none was kept of that calendar. */
  read(roomName: string, calendarId: string): Promise<Listing | undefined>;
  write(roomName: string, calendarId: string, listing: Listing): Promise<void>;
  /** What is not there is no failure. */
  remove(roomName: string): Promise<void>;
}

/** A place where a configuration's files lie side by side. */
export interface FilesPort {
  /** Where they lie, as an operator would write it: `gs://roomcal-config`. */
  readonly place: string;
  /** The text of a file; undefined where there is none of that name. Throws where the place is not there. */
  read(name: string): Promise<string | undefined>;
  /** The same, with the generation that the text is of: another text has another one. */
  look(name: string): Promise<{ text: string; generation: string } | undefined>;
}
