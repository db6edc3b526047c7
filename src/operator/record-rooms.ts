import { KEPT, recordName, roomOf } from '../io/storage/channel-store.ts';
import type { Records } from './python-estate.ts';

/** How many texts of a place are looked through for rooms that are gone: twice the rooms that fit in one process. */
export const MOST = 20_000;

/** The rooms whose records, or kept ones, may lie in a place. */
export interface RecordRooms extends Records {
  /** Of the configuration. */
  known: readonly string[];
  /** Whose record is there, and which are gone from the configuration. None is told of a place that is not known as ours. */
  gone: string[];
  /** Whether all there is was looked through. */
  isWhole: boolean;
}

/** The rooms of records, and with `kept` of those that are kept, in a place. */
export async function roomsOf(
  records: Records,
  known: readonly string[],
  { kept }: { kept: boolean },
): Promise<RecordRooms> {
  if (!records.isOurs) return { ...records, known, gone: [], isWhole: true };
  const { names, isWhole } = await records.texts.names(kept ? KEPT : '', MOST);
  const ours = new Set(known.map(recordName));
  const gone = names.filter((name) => !ours.has(name.normalize('NFC'))).flatMap((name) => roomOf(name) ?? []);
  return { ...records, known, gone, isWhole };
}
