import type { ChannelStore } from '../../ports/channels.ts';
import { parseRecord } from './channel-record.ts';
import { parsePredecessor } from './predecessor-record.ts';

/** Small texts by name, each guarded by its generation against a second writer. Vendor: `storage`. */
export interface GuardedTexts {
  /** Where they lie, as an operator would write it: `gs://roomcal-watch-ids`. */
  readonly place: string;
  read(name: string): Promise<GuardedText | undefined>;
  /** Writes over `generation`, or a new one where it is undefined; another writer's comes as status 412. */
  write(name: string, text: string, generation: string | undefined): Promise<string>;
  /** Removes that generation; what is gone already is no failure. */
  remove(name: string, generation: string): Promise<void>;
}

/** Guarded texts that can be listed, too. */
export interface ListedTexts extends GuardedTexts {
  /** The names right in a folder of theirs (empty, or ending with a slash); `isWhole` is false where there are more. */
  names(within: string, most: number): Promise<{ names: string[]; isWhole: boolean }>;
}

/** A text as it lay there, and the generation that it is of. */
export interface GuardedText {
  text: string;
  generation: string;
}

/** The record of a room's channel, roomcal's own or that of the Python service. */
export const recordName = (roomName: string) => `${roomName}.json`;
/** The room whose record has that name; undefined where it is no record's. */
export const roomOf = (name: string) => /^([^/]+)\.json$/.exec(name)?.[1];
/** The folder of the records that are kept. */
export const KEPT = 'python/';
/** Where the Python service's record is kept once roomcal has taken its place: `roomcal migrate --undo` puts it back. */
export const keptName = (roomName: string) => `${KEPT}${roomName}.json`;

/** Channel records, one a room. */
export function channelStore(texts: GuardedTexts): ChannelStore {
  return {
    async read(roomName) {
      const found = await texts.read(recordName(roomName));
      if (!found) return undefined;
      const { text, generation } = found;
      const record = parseRecord(text);
      if (record) return { record, generation };
      const predecessor = parsePredecessor(text);
      if (predecessor) return { predecessor, generation };
      await texts.remove(recordName(roomName), generation);
      return undefined;
    },

    async write(record, generation) {
      const text = JSON.stringify(record, null, 2);
      return { record, generation: await texts.write(recordName(record.room_name), text, generation) };
    },

    remove: ({ record, generation }) => texts.remove(recordName(record.room_name), generation),

    keep: (roomName, { text }) => keepText(texts, roomName, text),
  };
}

/** Keeps the Python service's record of a room, over an earlier one. */
export async function keepText(texts: GuardedTexts, roomName: string, text: string): Promise<void> {
  const kept = await texts.read(keptName(roomName));
  if (kept?.text !== text) await texts.write(keptName(roomName), text, kept?.generation);
}
