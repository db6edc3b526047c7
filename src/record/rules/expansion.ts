import { DAY_MS, type Day, dateOf, dayFilter, dayNumber, weekOf, weeksIn } from './days.ts';
import type { Rule } from './rule.ts';
import { timesOfDay } from './times-of-day.ts';

/** So many periods in which nothing takes place, or is only counted, take a third of a second. */
const MOST_STEPS = 1_000_000;

/** A rule that asks for more than anybody waits for. */
export class Measureless extends Error {
  override readonly name = 'Measureless';
}

/**
 * The wall times at which a rule lets something take place, ascending, from `from` to `until` (both included, in ms as
 * clocks show them). `start` is DTSTART; what would be before it is left out and not counted. Everything is reckoned
 * by the clock on the wall (RFC 5545, 3.3.10). Throws `Measureless`.
 */
export function* expand(rule: Rule, start: number, from: number, until: number): Generator<number> {
  const last = Math.min(until, lastOf(rule, start));
  // Whoever counts counts from the beginning.
  const counts = rule.count !== undefined && lastOf(rule, start) === Number.POSITIVE_INFINITY;
  let left = counts ? (rule.count ?? 0) : Number.POSITIVE_INFINITY;
  let steps = 0;
  for (const times of periods(rule, start, counts ? start : Math.max(from, start), last)) {
    steps += 1;
    for (const time of times) {
      if (time > last) return;
      if (++steps > MOST_STEPS) throw new Measureless('repeats without measure');
      if (time < start) continue;
      if (time >= from) yield time;
      if (--left <= 0) return;
    }
  }
}

const UNITS_MS = { WEEKLY: 7 * DAY_MS, DAILY: DAY_MS, HOURLY: 3_600_000, MINUTELY: 60_000, SECONDLY: 1_000 };

/** When a rule of nothing but a count ends: it takes place once a period. */
function lastOf({ frequency, interval, count, ...parts }: Rule, start: number): number {
  const { until, weekStart, ...limits } = parts;
  if (count === undefined || Object.values(limits).some((one) => one !== undefined))
    return Number.POSITIVE_INFINITY;
  if (frequency === 'YEARLY' || frequency === 'MONTHLY') return Number.POSITIVE_INFINITY;
  return start + (count - 1) * interval * UNITS_MS[frequency];
}

/** What takes place in each period that ends after `from`, in order; before `start`, too. */
function* periods(rule: Rule, start: number, from: number, until: number): Generator<Iterable<number>> {
  const first = Math.floor(start / DAY_MS);
  const isRulesDay = dayFilter(rule, first);
  const times = timesOfDay(rule, start);
  for (const days of spans(rule, first, Math.floor(from / DAY_MS), Math.floor(until / DAY_MS))) {
    const found = days.filter(isRulesDay);
    if (rule.frequency === 'YEARLY' || rule.frequency === 'MONTHLY' || rule.frequency === 'WEEKLY')
      yield chosen(
        found.flatMap((day) => [...times(day)].flat()),
        rule.positions,
      );
    else if (found.length === 0) yield [];
    else for (const day of found) for (const together of times(day)) yield chosen(together, rule.positions);
  }
}

/** The days of each period of the rule, a day for those that are shorter; the first may lie before `from`. */
function* spans(rule: Rule, first: Day, from: Day, until: Day): Generator<Day[]> {
  const { frequency, interval, weekStart, weeks } = rule;
  const begun = dateOf(first);
  const { year, month } = dateOf(from);
  const next = (unitsAway: number) => Math.max(0, Math.floor(unitsAway / interval) - 1) * interval;
  switch (frequency) {
    case 'YEARLY':
      // The last week of a year may end in the next one, and its first begin in the one before.
      for (let one = begun.year + next(year - begun.year); dayNumber(one, 1, -6) <= until; one += interval)
        yield weeks
          ? weeksIn(one, weeks, weekStart).flatMap((week) => daysFrom(week, week + 7))
          : daysFrom(dayNumber(one, 1, 1), dayNumber(one + 1, 1, 1));
      break;
    case 'MONTHLY': {
      const away = (year - begun.year) * 12 + month - begun.month;
      for (let one = begun.month + next(away); dayNumber(begun.year, one, 1) <= until; one += interval)
        yield daysFrom(dayNumber(begun.year, one, 1), dayNumber(begun.year, one + 1, 1));
      break;
    }
    case 'WEEKLY': {
      const week = weekOf(first, weekStart);
      for (let one = week + 7 * next((from - week) / 7); one <= until; one += 7 * interval)
        yield daysFrom(one, one + 7);
      break;
    }
    default: {
      const step = frequency === 'DAILY' ? interval : 1;
      for (let day = first + Math.max(0, Math.floor((from - first) / step)) * step; day <= until; day += step)
        yield [day];
    }
  }
}

function daysFrom(first: Day, end: Day): Day[] {
  return Array.from({ length: end - first }, (_, index) => first + index);
}

/** Of what takes place in a period only that at the rule's positions, those below 0 from its end. */
function chosen(times: number[], positions: readonly number[] | undefined): number[] {
  if (!positions) return times;
  const found = positions.map((one) => times.at(one > 0 ? one - 1 : one)).filter((one) => one !== undefined);
  return [...new Set(found)].sort((a, b) => a - b);
}
