import { parseDay } from '../../src/replay/day.ts';
import type { Day } from '../../src/replay/day-shape.ts';
import { World } from '../../src/replay/world.ts';
import { History } from '../../src/simulation/history.ts';
import type { Invariant, Watch } from '../../src/simulation/invariants/invariant.ts';

export const room_name = 'room1';

/** An instant of the day, from `10:20` or `10:20:30`. */
export const at = (time: string) => `2026-11-23T${time.length === 5 ? `${time}:00` : time}+01:00`;

export function meeting(id: string, from: string, to: string, more: object = {}) {
  return { id, summary: id, start: { dateTime: at(from) }, end: { dateTime: at(to) }, ...more };
}

/** A day in Rome with one room and the usual limits, from eight to one unless `more` says otherwise. */
export function aDay({ events = [], ...more }: { events?: object[]; [key: string]: unknown } = {}): Day {
  const day = {
    seed: 1,
    config: { iot_requests_per_second: 10, gcal_requests_per_minute: 500 },
    time_zone: 'Europe/Rome',
    from: at('08:00'),
    to: at('13:00'),
    rooms: [{ room_name, events }],
    ...more,
  };
  return parseDay(JSON.stringify(day), 'day.json');
}

/** One who watches over a promise in a world that stands still, for whoever tells it what happens; and what it finds. */
export function watched(invariant: Invariant, day = aDay()): { watch: Watch; world: World; found: string[] } {
  const world = new World(day, 1);
  const found: string[] = [];
  const watch = invariant.watch(new History(day, world), (says) => found.push(says));
  return { watch, world, found };
}
