import type { Day } from '../replay/day-shape.ts';
import { monotonic } from './stopwatch.ts';
import type { Violation } from './violation.ts';

const DAY_MS = 24 * 3_600_000;

/** What came of many days: how many, and by promise how many of them broke it. */
export interface Tally {
  seeds: number;
  roomDays: number;
  seconds: number;
  broken: Record<string, number>;
}

/** Counts days as they are judged. */
export function tally() {
  const begun = monotonic();
  const found: Tally = { seeds: 0, roomDays: 0, seconds: 0, broken: {} };
  return {
    count({ rooms, from, to }: Day, violations: readonly Violation[]): void {
      found.seeds += 1;
      found.roomDays += (rooms.length * (Date.parse(to) - Date.parse(from))) / DAY_MS;
      for (const invariant of new Set(violations.map((one) => one.invariant)))
        found.broken[invariant] = (found.broken[invariant] ?? 0) + 1;
    },
    done(): Tally {
      return { ...found, seconds: (monotonic() - begun) / 1_000 };
    },
  };
}

/** The summary in words, and as data. */
export function summaryOf({ seeds, roomDays, seconds, broken }: Tally) {
  const rate = seconds > 0 ? roomDays / seconds : 0;
  const named = Object.entries(broken).sort(([, a], [, b]) => b - a);
  const violations = named.map(([invariant, count]) => `${invariant} ${count}`).join(', ') || 'none';
  const says =
    `${seeds} seeds, ${Math.round(roomDays)} room-days in ${seconds.toFixed(1)} s, ` +
    `${rate.toFixed(1)} room-days a second; violations: ${violations}`;
  return {
    seeds,
    room_days: roomDays,
    seconds,
    room_days_a_second: rate,
    violations: Object.fromEntries(named),
    says,
  };
}
