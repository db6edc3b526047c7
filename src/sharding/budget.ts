import { ownerOf } from './shard.ts';

/** The numbers of the shards that have any of these rooms, in order. */
export function ownersOf(roomNames: readonly string[], shards: number): number[] {
  return [...new Set(roomNames.map((roomName) => ownerOf(roomName, shards)))].toSorted((a, b) => a - b);
}

/**
 * How much of a budget of requests in an interval is a shard's, where the shards `owners` share it: together they have the whole
 * and no more. Whole requests, as long as each has one: the first few have what is left over. Below that it is less than
 * one, which stands for one in so much longer an interval.
 */
export function shareOf(budget: number, owners: readonly number[], shard: number): number {
  // One that has none of the rooms asks nothing.
  const sharers = owners.includes(shard) ? owners : [...owners, shard];
  if (sharers.length === 1) return budget;
  const least = Math.floor(budget / sharers.length);
  if (least === 0) return budget / sharers.length;
  return least + (sharers.indexOf(shard) < Math.floor(budget) % sharers.length ? 1 : 0);
}
