import { describe, expect, it } from 'vitest';
import { parseDay } from '../../src/replay/day.ts';
import type { Day } from '../../src/replay/day-shape.ts';
import { generate } from '../../src/simulation/generate/generate.ts';
import { shrink } from '../../src/simulation/shrink.ts';
import type { Violation } from '../../src/simulation/violation.ts';

const day = generate(3, { rooms: 4, days: 1 });
const bookings = (day.changes ?? []).filter(({ book }) => book);
const violation = (at: number): Violation => ({ invariant: 'made-up', at, says: 'no' });

/** Broken by whoever books the third time, where some room has the event `r2e3`. */
const isBroken = ({ rooms, changes = [] }: Day) =>
  rooms.some(({ events }) => events.some(({ id }) => id === 'r2e3')) &&
  changes.some(({ at, book }) => book && at === bookings[2]!.at);

const judge = async (one: Day) => (isBroken(one) ? [violation(Date.parse(bookings[2]!.at))] : []);

describe('a day that breaks a promise', () => {
  it('shrinks to what it takes', async () => {
    const found = await shrink(day, violation(Date.parse(bookings[2]!.at)), { judge, tries: 1_000 });
    const { rooms, changes = [], to } = found.day;
    expect(rooms.flatMap(({ events }) => events.map(({ id }) => id))).toEqual(['r2e3']);
    expect(changes.map(({ at, book }) => [at, book])).toEqual([[bookings[2]!.at, bookings[2]!.book]]);
    expect(Date.parse(to) - Date.parse(bookings[2]!.at)).toBeLessThan(60_000);
    expect(() => parseDay(JSON.stringify(found.day), 'shrunk')).not.toThrow();
  });

  it('stays what it was where nothing of it can go', async () => {
    const found = await shrink(day, violation(Date.parse(day.to)), {
      judge: async (one) => (JSON.stringify(one) === JSON.stringify(day) ? [violation(0)] : []),
      tries: 50,
    });
    expect(found.day).toEqual(day);
  });

  it('is tried no oftener than it may be', async () => {
    let tries = 0;
    const counting = async () => {
      tries += 1;
      return [violation(Date.parse(day.to))];
    };
    await shrink(day, violation(Date.parse(day.to)), { judge: counting, tries: 7 });
    expect(tries).toBe(7);
  });
});
