import { hash } from 'node:crypto';

/** The part of the rooms that a process has, where there are `shards` processes: those whose hash begins with its digits. */
export interface Shard {
  /** From 0 to `shards` - 1. */
  shard: number;
  /** A power of two. */
  shards: number;
}

/** How many digits a hash has: enough for any number of processes. */
const DIGITS = 32;

/** One process that has every room. */
export const WHOLE: Shard = { shard: 0, shards: 1 };

/**
 * The stable hash of a room's name, as binary digits, `01101…`: the first 32 bits of SHA-256 of the name in UTF-8 (NFC). Any
 * language has it, for whoever else publishes to the topic.
 */
export function roomHash(roomName: string): string {
  const first = Buffer.from(hash('sha256', roomName.normalize('NFC'), 'hex').slice(0, DIGITS / 4), 'hex');
  return first.readUInt32BE().toString(2).padStart(DIGITS, '0');
}

/** The digits with which the hashes of a shard's rooms begin; none of one process that has every room. */
export function prefixOf({ shard, shards }: Shard): string {
  return shards === 1 ? '' : shard.toString(2).padStart(Math.log2(shards), '0');
}

/** The attribute of a message that has the hash of its room. */
export const ROOM_HASH = 'room_hash';

/**
 * What a shard's subscription lets through, in Pub/Sub's language: messages of its rooms, and those of publishers that know
 * nothing of hashes; undefined where it hears everything.
 */
export function filterOf(part: Shard): string | undefined {
  if (part.shards === 1) return undefined;
  return `hasPrefix(attributes.${ROOM_HASH}, "${prefixOf(part)}") OR NOT attributes:${ROOM_HASH}`;
}

/** The number of the shard that has the room, of so many. */
export function ownerOf(roomName: string, shards: number): number {
  return Number.parseInt(roomHash(roomName).slice(0, Math.log2(shards)) || '0', 2);
}

/** Whether the room is the shard's. */
export function owns({ shard, shards }: Shard, roomName: string): boolean {
  return shards === 1 || ownerOf(roomName, shards) === shard;
}
