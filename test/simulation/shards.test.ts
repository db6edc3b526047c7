import { describe, expect, it } from 'vitest';
import { parseDay } from '../../src/replay/day.ts';
import type { Day } from '../../src/replay/day-shape.ts';
import type { Instrumentation } from '../../src/replay/world.ts';
import { ownerOf } from '../../src/sharding/shard.ts';
import { SHARDS } from '../../src/simulation/generate/classes.ts';
import { generate } from '../../src/simulation/generate/generate.ts';
import { budgets } from '../../src/simulation/invariants/budgets.ts';
import { doorEqualsCalendar } from '../../src/simulation/invariants/door-equals-calendar.ts';
import { judge } from '../../src/simulation/judge.ts';
import { aDay, at, meeting, watched } from './a-day.ts';
import { keepsItsPromises } from './seeds.ts';

describe('processes that divide the rooms', () => {
  // test/long has more of them.
  keepsItsPromises(1, 2, SHARDS);
});

describe('the days of such processes', () => {
  const days = Array.from({ length: 60 }, (_, index) =>
    generate(index + 1, { rooms: 4, days: 0.5, only: SHARDS }),
  );

  it('are days that a replay takes', () => {
    for (const day of days) expect(() => parseDay(JSON.stringify(day), `seed ${day.seed}`)).not.toThrow();
  });

  it('always come to a time in which each shard is there once', () => {
    for (const { changes = [] } of days) {
      const running = new Map<string, string>();
      for (const { start, stop } of changes) {
        if (start) running.set(start.process, `${start.shard}of${start.shards}`);
        if (stop) running.delete(stop.process);
      }
      const left = [...running.values()].toSorted();
      expect(left).toEqual(left.map((_, shard) => `${shard}of${left.length}`));
    }
  });

  it('have numbers that change, and processes that are killed', () => {
    const starts = days.map(({ changes = [] }) => changes.flatMap(({ start }) => start?.shards ?? []));
    expect(starts.some((numbers) => new Set(numbers).size === 3)).toBe(true);
    expect(days.some(({ changes = [] }) => changes.some(({ stop }) => stop?.signal === 'SIGKILL'))).toBe(
      true,
    );
  });
});

const ROOMS = ['room1', 'room2', 'room3', 'room4'];
const together = (process: string, shards: number, when: string) =>
  Array.from({ length: shards }, (_, shard) => ({
    at: at(when),
    start: { process: `${process}${shard}`, shard, shards },
  }));
const stopped = (process: string, shards: number, when: string) =>
  Array.from({ length: shards }, (_, shard) => ({
    at: at(when),
    stop: { process: `${process}${shard}`, signal: 'SIGTERM' },
  }));

/** Four processes, and meetings that people make. */
const changed: Day = aDay({
  rooms: ROOMS.map((room_name) => ({ room_name, events: [meeting('a', '09:00', '10:00')] })),
  changes: [
    ...together('p', 4, '08:00'),
    ...ROOMS.map((room_name, index) => ({
      ...{ at: at(`11:0${index}`), room_name, insert: meeting('b', '11:00', '12:00') },
    })),
  ],
});

const saidBy = async (day: Day, between?: Instrumentation['between']) =>
  (await judge(day, { between })).map(({ invariant, says }) => `${invariant}: ${says}`);

describe('what is promised of them', () => {
  it('is kept, whichever of them Google tells', async () => {
    expect(await saidBy(changed)).toEqual([]);
  });

  it('is broken where what others were told is not published', async () => {
    const deaf: Instrumentation['between'] = (ports, process) => ({
      ...ports,
      events: {
        ...ports.events,
        publish: async (message) => {
          if (process.has(message.room_name)) await ports.events.publish(message);
        },
      },
    });
    const violations = await judge(changed, { between: deaf, invariants: [doorEqualsCalendar] });
    expect(violations.length).toBeGreaterThan(0);
  });

  it('is broken where together they ask more than one may', () => {
    const { watch, found } = watched(budgets, changed);
    const ask = (process: string, ms: number) =>
      watch.called?.({ vendor: 'iot', call: 'publish', process, at: Date.parse(at('09:00')) + ms });
    for (let count = 0; count < 5; count++) for (const process of ['p0', 'p1']) ask(process, count);
    expect(found).toEqual([]);
    ask('p2', 5);
    expect(found).toEqual(['iot of all: 11 requests within 5 ms']);
  });

  it('is kept while one becomes four, and four two', async () => {
    const rolled = aDay({
      rooms: ROOMS.map((room_name) => ({ room_name, events: [meeting('a', '09:00', '10:00')] })),
      changes: [
        ...together('a', 1, '08:00'),
        ...together('b', 4, '09:30'),
        ...stopped('a', 1, '09:31'),
        ...ROOMS.map((room_name) => ({
          at: at('10:10'),
          room_name,
          book: { duration_mins: 30, key: room_name },
        })),
        ...stopped('b', 4, '10:10:01'),
        ...together('c', 2, '10:10:02'),
        ...ROOMS.map((room_name) => ({
          at: at('10:10:20'),
          room_name,
          book: { duration_mins: 30, key: room_name },
        })),
      ].toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at)),
    });
    expect(new Set(ROOMS.map((name) => ownerOf(name, 2))).size).toBe(2);
    expect(await saidBy(rolled)).toEqual([]);
  });
});
