import { describe, expect, it } from 'vitest';
import { parseDay } from '../../src/replay/day.ts';
import { lengthOf } from '../../src/replay/day-faults.ts';
import { CLASSES } from '../../src/simulation/generate/classes.ts';
import { generate } from '../../src/simulation/generate/generate.ts';

const WANTED = { rooms: 4, days: 1 };
const SEEDS = Array.from({ length: 200 }, (_, index) => index + 1);
const MINUTE_MS = 60_000;

const days = SEEDS.map((seed) => generate(seed, WANTED));
const changes = days.flatMap((day) => day.changes ?? []);

describe('the day of a seed', () => {
  it('is the same each time, and another for another seed', () => {
    expect(SEEDS.slice(0, 20).map((seed) => generate(seed, WANTED))).toEqual(days.slice(0, 20));
    expect(JSON.stringify(days[0])).not.toBe(JSON.stringify({ ...days[1], seed: 1, title: days[0]!.title }));
  });

  it('is a day that a replay takes', () => {
    for (const day of days) expect(() => parseDay(JSON.stringify(day), `seed ${day.seed}`)).not.toThrow();
  });

  it('has as many rooms and lasts as long as is wanted', () => {
    const { rooms, from, to } = generate(1, { rooms: 7, days: 3 });
    expect(rooms).toHaveLength(7);
    expect(Date.parse(to) - Date.parse(from)).toBe(3 * 24 * 60 * MINUTE_MS);
  });

  it('is calm for an hour and a half at its end', () => {
    for (const { to, changes = [] } of days) {
      const calm = Date.parse(to) - 90 * MINUTE_MS;
      for (const { at, fault, start, stop, sleep } of changes) {
        const begins = Date.parse(at);
        if (fault) expect(begins + lengthOf(fault) + (fault.delay_ms ?? 0)).toBeLessThan(calm);
        if (sleep) expect(begins + sleep.for_mins * MINUTE_MS).toBeLessThan(calm);
        if (start || stop) expect(begins).toBeLessThanOrEqual(calm);
      }
    }
  });

  it('sets each clock right again', () => {
    for (const { changes = [] } of days) {
      const off = new Map<string, number>();
      for (const { clock } of changes)
        if (clock) off.set(clock.process, (off.get(clock.process) ?? 0) + clock.jump_ms);
      expect([...off.values()].filter((ms) => ms !== 0)).toEqual([]);
    }
  });

  it.each([
    ...['insert', 'update', 'delete', 'book', 'extend', 'end', 'board', 'channel_lost'],
    ...['fault', 'start', 'stop', 'clock', 'sleep'],
  ] as const)('now and then has %s', (kind) => {
    expect(changes.some((change) => change[kind] !== undefined)).toBe(true);
  });

  it.each([
    ...[500, 503, 429, 401, 403, 'drop', 'hang', 'unanswered', 'late', 'slow', 'lag'].map((what) => [
      'calendar',
      what,
    ]),
    ...[500, 503, 429, 401, 403, 'drop', 'hang', 'unanswered', 'late', 'slow', 'lose'].map((what) => [
      'iot',
      what,
    ]),
    ...['drop', 'duplicate', 'reorder', 'late', 503].map((what) => ['push', what]),
    ...['drop', 'hang', 'unanswered', 'slow', 'duplicate', 'reorder', 'late', 'away', 'deaf', 14, 7].map(
      (what) => ['pubsub', what],
    ),
    ...[503, 'drop', 'hang', 'unanswered', 'slow'].map((what) => ['storage', what]),
  ] as const)('now and then has %s %s', (vendor, what) => {
    expect(changes.some(({ fault }) => fault?.[vendor as 'calendar'] === what)).toBe(true);
  });

  it('has retries with the same key, and two who ask at the same instant', () => {
    const keys = changes.flatMap(({ room_name, book }) => (book?.key ? `${room_name} ${book.key}` : []));
    expect(new Set(keys).size).toBeLessThan(keys.length * 0.8);
    const asked = days.flatMap(({ seed, changes = [] }) =>
      changes.flatMap(({ at, room_name, book, insert }) =>
        book || insert ? `${seed} ${at} ${room_name}` : [],
      ),
    );
    expect(asked.length - new Set(asked).size).toBeGreaterThan(20);
  });
});

describe('--only', () => {
  const faultsOf = (only: string) =>
    SEEDS.slice(0, 30).flatMap((seed) =>
      (generate(seed, { ...WANTED, only }).changes ?? []).flatMap(({ fault }) => fault ?? []),
    );

  it('calm has no faults', () => {
    expect(faultsOf('calm')).toEqual([]);
  });

  it.each([
    ['door', 'iot'],
    ['push', 'push'],
    ['messages', 'pubsub'],
    ['calendar', 'calendar'],
  ] as const)('%s has faults of %s alone', (only, vendor) => {
    const faults = faultsOf(only);
    expect(faults.length).toBeGreaterThan(10);
    expect(faults.every((fault) => fault[vendor] !== undefined)).toBe(true);
  });

  it.each(Object.keys(CLASSES))('%s is a day that a replay takes', (only) => {
    const day = generate(5, { ...WANTED, only });
    expect(() => parseDay(JSON.stringify(day), only)).not.toThrow();
  });
});
