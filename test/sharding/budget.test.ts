import { describe, expect, it } from 'vitest';
import { ownersOf, shareOf } from '../../src/sharding/budget.ts';
import { ownerOf } from '../../src/sharding/shard.ts';

const NAMES = Array.from({ length: 40 }, (_, index) => `room_${index}`);

describe('a budget that shards share', () => {
  it.each([1, 2, 3, 4, 7, 10, 300])('of %i is never passed by all together, and wholly used', (budget) => {
    for (const owners of [[0], [0, 1], [1, 3], [0, 1, 2, 3], [0, 2, 5, 6, 7]]) {
      const shares = owners.map((shard) => shareOf(budget, owners, shard));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(budget, 9);
      for (const share of shares) expect(share).toBeGreaterThan(0);
    }
  });

  it('goes in whole requests as long as each has one, and those that differ differ by one', () => {
    const owners = [0, 1, 2, 3];
    expect(owners.map((shard) => shareOf(10, owners, shard))).toEqual([3, 3, 2, 2]);
    expect(owners.map((shard) => shareOf(3, owners, shard))).toEqual([0.75, 0.75, 0.75, 0.75]);
  });

  it('is whole where one has all, and nothing to speak of where one has none', () => {
    expect(shareOf(10, [2], 2)).toBe(10);
    expect(shareOf(10, [], 0)).toBe(10);
    expect(shareOf(1, [0, 1], 3)).toBeLessThan(1);
  });

  it('is shared by those who have rooms', () => {
    expect(ownersOf(NAMES, 4)).toEqual([0, 1, 2, 3]);
    expect(ownersOf([], 4)).toEqual([]);
    const ofOne = NAMES.filter((name) => ownerOf(name, 4) === 2);
    expect(ownersOf(ofOne, 4)).toEqual([2]);
    expect(ownersOf(NAMES, 1)).toEqual([0]);
  });
});
