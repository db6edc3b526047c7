import { DAY_MS, type Day } from './days.ts';
import type { Rule } from './rule.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/**
 * Tells the wall times of a day, in groups of those that belong to one period of the rule: all of the day together, or
 * those of each hour, minute or second. What the rule leaves open comes from `start`, the wall time of DTSTART.
 */
export function timesOfDay(rule: Rule, start: number): (day: Day) => Iterable<number[]> {
  const { frequency, interval } = rule;
  const own = ((start % DAY_MS) + DAY_MS) % DAY_MS;
  const finer = { HOURLY: 1, MINUTELY: 2, SECONDLY: 3, DAILY: 0, WEEKLY: 0, MONTHLY: 0, YEARLY: 0 }[
    frequency
  ];
  const hours = sorted(rule.hours) ?? (finer >= 1 ? range(24) : [Math.floor(own / HOUR_MS)]);
  const minutes = sorted(rule.minutes) ?? (finer >= 2 ? range(60) : [Math.floor(own / MINUTE_MS) % 60]);
  // A leap second is told as the one before it.
  const seconds =
    sorted(rule.seconds?.map((one) => Math.min(one, 59))) ??
    (finer >= 3 ? range(60) : [Math.floor(own / SECOND_MS) % 60]);
  const inMinute = (time: number) => seconds.map((second) => time + second * SECOND_MS);
  const inHour = (time: number) => minutes.flatMap((minute) => inMinute(time + minute * MINUTE_MS));
  const isDue = (time: number, unit: number) =>
    (Math.floor(time / unit) - Math.floor(start / unit)) % interval === 0;

  const ofEachDay = finer === 0 ? hours.flatMap((hour) => inHour(hour * HOUR_MS)) : [];
  return function* (day) {
    if (finer === 0) yield ofEachDay.map((time) => day * DAY_MS + time);
    else for (const hour of hours) yield* ofHour(day * DAY_MS + hour * HOUR_MS);
  };

  function* ofHour(hour: number): Generator<number[]> {
    if (finer === 1) {
      if (isDue(hour, HOUR_MS)) yield inHour(hour);
      return;
    }
    for (const minute of minutes) {
      const time = hour + minute * MINUTE_MS;
      if (finer === 3)
        yield* inMinute(time)
          .filter((one) => isDue(one, SECOND_MS))
          .map((one) => [one]);
      else if (isDue(time, MINUTE_MS)) yield inMinute(time);
    }
  }
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

function sorted(numbers: readonly number[] | undefined): number[] | undefined {
  return numbers && [...new Set(numbers)].sort((a, b) => a - b);
}
