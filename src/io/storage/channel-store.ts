import type { ChannelStore } from '../../ports/channels.ts';
import { parseRecord } from './channel-record.ts';

/** Small texts by name, each guarded by its generation against a second writer, who comes as status 412. Vendor: `storage`. */
export interface GuardedTexts {
  read(name: string): Promise<{ text: string; generation: string } | undefined>;
  /** Writes over `generation`, or a new text where it is undefined; returns the new generation. */
  write(name: string, text: string, generation: string | undefined): Promise<string>;
  /** What is not there is no failure. */
  remove(name: string, generation: string): Promise<void>;
}

/** The rooms' channel records, a text a room. What can't be read is removed, so that a new one takes its place. */
export function channelStore(texts: GuardedTexts): ChannelStore {
  const nameOf = (roomName: string) => `${roomName}.json`;
  return {
    async read(roomName) {
      const found = await texts.read(nameOf(roomName));
      if (!found) return undefined;
      const { text, generation } = found;
      const record = parseRecord(text);
      if (record) return { record, generation };
      await texts.remove(nameOf(roomName), generation);
      return undefined;
    },

    async write(record, generation) {
      const text = JSON.stringify(record, null, 2);
      return { record, generation: await texts.write(nameOf(record.room_name), text, generation) };
    },

    remove: ({ record, generation }) => texts.remove(nameOf(record.room_name), generation),
  };
}
