import { expect, it } from 'vitest';
import { generate } from '../../src/simulation/generate/generate.ts';
import { judge } from '../../src/simulation/judge.ts';

/** A test of the days of some seeds, first and last included, of a class where one is named. */
export function keepsItsPromises(first: number, last: number, only?: string): void {
  const seeds = Array.from({ length: last - first + 1 }, (_, index) => first + index);

  // Half days, for the night costs as much as the day. What to do about one that breaks is in docs/simulation.md:
  // npx roomcal simulate --seeds SEED --days 0.5
  it.each(seeds)(
    'seed %i keeps every promise',
    async (seed) => {
      const violations = await judge(generate(seed, { rooms: 4, days: 0.5, only }));
      expect(
        violations.map(({ invariant, room_name, says }) => `${invariant}, ${room_name}: ${says}`),
      ).toEqual([]);
    },
    60_000,
  );
}
