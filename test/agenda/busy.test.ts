import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference, type Interval, isWithin, union } from '../../src/agenda/busy.ts';

const RUNS = { seed: 20_261_122, numRuns: 400 };
const interval = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 10 }))
  .map(([start, long]): Interval => ({ start, end: start + long }));
const intervals = fc.array(interval, { maxLength: 8 });

const of = (...pairs: [number, number][]) => pairs.map(([start, end]) => ({ start, end }));
const holds = (taken: readonly Interval[], instant: number) =>
  taken.some(({ start, end }) => start <= instant && instant < end);
const instants = Array.from({ length: 60 }, (_, index) => index - 5);

describe('a union', () => {
  it.each([
    ['of nothing is nothing', of(), of()],
    ['joins what touches', of([1, 2], [2, 3]), of([1, 3])],
    ['joins what overlaps, in whatever order', of([3, 6], [1, 4], [2, 3]), of([1, 6])],
    ['keeps apart what does not touch', of([5, 6], [1, 2]), of([1, 2], [5, 6])],
    ['leaves out what has no length', of([2, 2], [4, 3]), of()],
    ['is cut at both ends', of([-9, 1], [19, 99], [-9, -8], [30, 31]), of([0, 1], [19, 20])],
  ])('%s', (_, given, expected) => {
    expect(union(given, 0, 20)).toEqual(expected);
  });

  it('holds an instant exactly when one of its parts does', () => {
    fc.assert(
      fc.property(intervals, (given) => {
        const joined = union(given, 5, 30);
        for (const instant of instants) {
          expect(holds(joined, instant)).toBe(instant >= 5 && instant < 30 && holds(given, instant));
        }
        for (const [index, { start, end }] of joined.entries()) {
          expect(start).toBeLessThan(end);
          if (index > 0) expect(start).toBeGreaterThan(joined[index - 1]!.end);
        }
      }),
      RUNS,
    );
  });
});

describe('a difference', () => {
  it('holds an instant exactly when one of the two does', () => {
    fc.assert(
      fc.property(intervals, intervals, (one, other) => {
        const [a, b] = [union(one, 0, 50), union(other, 0, 50)];
        const found = difference(a, b);
        for (const instant of instants)
          expect(holds(found, instant)).toBe(holds(a, instant) !== holds(b, instant));
        expect(difference(a, a)).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('a part', () => {
  it('lies within a whole exactly when every instant of it does', () => {
    fc.assert(
      fc.property(intervals, intervals, (one, other) => {
        const [a, b] = [union(one, 0, 50), union(other, 0, 50)];
        expect(isWithin(a, b)).toBe(instants.every((instant) => !holds(a, instant) || holds(b, instant)));
      }),
      RUNS,
    );
  });
});
