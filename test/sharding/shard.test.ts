import { describe, expect, it } from 'vitest';
import { ownerOf, owns, prefixOf, roomHash } from '../../src/sharding/shard.ts';

const NAMES = Array.from({ length: 10_000 }, (_, index) => `room_${String(index).padStart(5, '0')}`);

describe('the hash of a room', () => {
  // printf %s blue_room | sha256sum
  it.each([
    ['blue_room', '68fa495b'],
    ['salle Zoë', '76e50f82'],
  ])('is the beginning of the SHA-256 of its name: %s', (name, hex) => {
    expect(roomHash(name)).toBe(Number.parseInt(hex, 16).toString(2).padStart(32, '0'));
  });

  it('is one, however the name is typed', () => {
    expect(roomHash('Zoe\u0308')).toBe(roomHash('Zo\u00eb'));
  });
});

describe.each([1, 2, 4, 8, 64])('%i shards', (shards) => {
  const all = Array.from({ length: shards }, (_, shard) => ({ shard, shards }));

  it('have each room once, and about as many each', () => {
    for (const name of NAMES.slice(0, 500))
      expect(all.filter((one) => owns(one, name)).map(({ shard }) => shard)).toEqual([ownerOf(name, shards)]);
    for (const one of all) {
      const share = NAMES.filter((name) => owns(one, name)).length / (NAMES.length / shards);
      expect(share).toBeGreaterThan(0.6);
      expect(share).toBeLessThan(1.4);
    }
  });

  it('have the rooms whose hash begins with their digits, and no other', () => {
    for (const one of all)
      for (const name of NAMES.slice(0, 500))
        expect(roomHash(name).startsWith(prefixOf(one))).toBe(owns(one, name));
  });
});
