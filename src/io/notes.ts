import { Type } from '@sinclair/typebox';
import type { Clock, ListingStore, Withdrawal, WithdrawalStore } from './ports.ts';
import { messageJson, parseKept } from './room-message.ts';
import { reader } from './shape.ts';

/** Small texts by name, a slash in which makes a folder. Writes are whole or not at all. Vendor: `storage`. */
export interface NotesPort {
  read(name: string): Promise<string | undefined>;
  write(name: string, text: string): Promise<void>;
  /** What is not there is no failure. */
  remove(name: string): Promise<void>;
}

/** The rooms' last listings, in `agendas/`. */
export function listingStore(notes: NotesPort, clock: Clock): ListingStore {
  const nameOf = (roomName: string) => `agendas/${roomName}.json`;
  return {
    async read(roomName) {
      const text = await notes.read(nameOf(roomName));
      return text === undefined ? undefined : parseKept(text, clock.now());
    },
    async write(room_name, listing) {
      await notes.write(nameOf(room_name), JSON.stringify(messageJson({ room_name, listing })));
    },
  };
}

const readWithdrawal = reader(
  Type.Object({
    event_id: Type.String({ minLength: 1 }),
    extended: Type.Optional(
      Type.Object({
        to: Type.String({ format: 'date-time' }),
        from: Type.String({ format: 'date-time' }),
        by: Type.String(),
      }),
    ),
  }),
);

/** What rooms still have to undo, in `withdrawals/`. */
export function withdrawalStore(notes: NotesPort): WithdrawalStore {
  const nameOf = (roomName: string) => `withdrawals/${roomName}.json`;
  return {
    async read(roomName) {
      const text = await notes.read(nameOf(roomName));
      return text === undefined ? undefined : parseWithdrawal(text);
    },
    async write(roomName, { eventId, extended }) {
      const iso = (instant: number) => new Date(instant).toISOString();
      const json = {
        event_id: eventId,
        ...(extended && {
          extended: { to: iso(extended.to), from: iso(extended.from), by: extended.by },
        }),
      };
      await notes.write(nameOf(roomName), JSON.stringify(json, null, 2));
    },
    remove: (roomName) => notes.remove(nameOf(roomName)),
  };
}

/** Undefined where it can't be read: then nobody knows what was to be undone. */
function parseWithdrawal(text: string): Withdrawal | undefined {
  try {
    const { event_id: eventId, extended } = readWithdrawal(JSON.parse(text));
    if (!extended) return { eventId };
    const { to, from, by } = extended;
    return { eventId, extended: { to: Date.parse(to), from: Date.parse(from), by } };
  } catch {
    return undefined;
  }
}
