import type { Rule } from './rule.ts';

export const DAY_MS = 86_400_000;

/** A day of the calendar, numbered from 1970-01-01. */
export type Day = number;

interface Date_ {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
}

/** The number of a day; a month beyond the twelve lies in another year. */
export function dayNumber(year: number, month: number, day: number): Day {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / DAY_MS;
}

export function dateOf(day: Day): Date_ {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 0 (Monday) to 6. */
export function weekdayOf(day: Day): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** The first day of the week in which `day` lies, where weeks begin at `weekStart` (0, Monday, to 6). */
export function weekOf(day: Day, weekStart: number): Day {
  return day - ((weekdayOf(day) - weekStart + 7) % 7);
}

/** The first day of the first week of a year: that with four days or more in it. */
export function firstWeekOf(year: number, weekStart: number): Day {
  return weekOf(dayNumber(year, 1, 4), weekStart);
}

/**
 * Whether a day is one of the rule's by its months, days of the year, of the month and of the week. `first` is the
 * day of DTSTART, which says whatever the rule leaves open (RFC 5545, 3.3.10).
 */
export function dayFilter(rule: Rule, first: Day): (day: Day) => boolean {
  const { frequency, months, weeks, yearDays, monthDays, weekdays } = rule;
  const begun = dateOf(first);
  const weekly = frequency === 'WEEKLY' || (weeks !== undefined && frequency === 'YEARLY');
  const open = !yearDays && !monthDays && !weekdays;
  // What is left open by the day comes from DTSTART; a day of each week, month or year has the one of its own.
  const ownWeekday = open && weekly ? weekdayOf(first) : undefined;
  const ownDay =
    open && !weekly && (frequency === 'MONTHLY' || frequency === 'YEARLY') ? begun.day : undefined;
  const ownMonth = open && !weekly && frequency === 'YEARLY' && !months ? begun.month : undefined;
  const nthOf = weekly ? undefined : frequency === 'MONTHLY' || months ? 'month' : 'year';
  return (day) => {
    const { year, month, day: dayOfMonth } = dateOf(day);
    if (ownMonth !== undefined && month !== ownMonth) return false;
    if (ownDay !== undefined && dayOfMonth !== ownDay) return false;
    if (ownWeekday !== undefined && weekdayOf(day) !== ownWeekday) return false;
    if (months && !months.includes(month)) return false;
    if (weeks && frequency !== 'YEARLY' && !isInWeeks(day, year, rule)) return false;
    // The bounds of a year and of a month are reckoned only where they are needed: there are many days.
    const inYear = () => [dayNumber(year, 1, 1), dayNumber(year + 1, 1, 1)] as const;
    const inMonth = () => [day - dayOfMonth + 1, dayNumber(year, month + 1, 1)] as const;
    if (yearDays && !isAmong(yearDays, day, inYear())) return false;
    if (monthDays && !isAmong(monthDays, day, inMonth())) return false;
    if (!weekdays) return true;
    const own = weekdays.filter((one) => one.weekday === weekdayOf(day));
    if (own.length === 0) return false;
    if (nthOf === undefined || own.some((one) => one.nth === undefined)) return true;
    const [from, until] = nthOf === 'month' ? inMonth() : inYear();
    const nth = Math.floor((day - from) / 7) + 1;
    const fromTheEnd = -Math.floor((until - 1 - day) / 7) - 1;
    return own.some((one) => one.nth === nth || one.nth === fromTheEnd);
  };
}

/** Whether numbers that count from 1, or from the end by -1, have this day between two. */
function isAmong(numbers: readonly number[], day: Day, [from, until]: readonly [Day, Day]): boolean {
  return numbers.includes(day - from + 1) || numbers.includes(day - until);
}

/** Whether a day lies in one of the rule's weeks of `year`, which may begin and end in another one. */
export function isInWeeks(day: Day, year: number, { weeks = [], weekStart }: Rule): boolean {
  return [year - 1, year, year + 1].some((one) =>
    weeksIn(one, weeks, weekStart).includes(weekOf(day, weekStart)),
  );
}

/** The first days of the weeks of those numbers that a year has. */
export function weeksIn(year: number, weeks: readonly number[], weekStart: number): Day[] {
  const first = firstWeekOf(year, weekStart);
  const size = (firstWeekOf(year + 1, weekStart) - first) / 7;
  const numbers = weeks
    .map((one) => (one < 0 ? size + 1 + one : one))
    .filter((one) => one >= 1 && one <= size);
  return [...new Set(numbers)].sort((a, b) => a - b).map((one) => first + (one - 1) * 7);
}
