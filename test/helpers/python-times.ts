import { dateAfter, isoWithOffset, startOfDay } from '../../src/agenda/local-time.ts';
import type { Difference } from './python-differences.ts';

// When a meeting is, as the Python service says it: told by its rules, as in python-pair.ts.

const DAY_MS = 86_400_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const dateOf = (written: string) => written.slice(0, 10);
/** The time in an instant as Google writes it. */
export const timeOf = (written: string) => written.slice(11, 16);

interface Span {
  start: number;
  end: number;
}

interface Times {
  start: string;
  end: string;
  range: string;
}

const ranging = (start: string, end: string): Times => ({ start, end, range: `${start}-${end}` });

/** Times, or days where start and end are not of one date. */
export function timesOf({ start, end }: Span, zone: string, mended: ReadonlySet<Difference>): Times {
  const [from, to] = [isoWithOffset(start, zone), isoWithOffset(end, zone)];
  const day = dateOf(from);
  const isWhole = start === startOfDay(day, zone) && end === startOfDay(dateAfter(day), zone);
  if (isWhole && mended.has('a whole day, from midnight to midnight'))
    return { start: '00:00', end: '00:00', range: 'All day' };
  const isLong = end - start >= DAY_MS || !mended.has('over midnight, 22:00 to 02:00');
  if (day === dateOf(to) || !isLong) return ranging(timeOf(from), timeOf(to));
  const last = dateOf(mended.has('the last of several days') ? isoWithOffset(end - 1, zone) : to);
  const isYears = last >= `${Number(day.slice(0, 4)) + 1}${day.slice(4)}` && mended.has('more than a year');
  const text = (date: string) =>
    `${MONTHS[Number(date.slice(5, 7)) - 1]} ${dayOf(date, mended)}${isYears ? ` ${date.slice(0, 4)}` : ''}`;
  return ranging(text(day), text(last));
}

/** Times today; otherwise with their date, or days. */
export function nextTimes(one: Span, zone: string, mended: ReadonlySet<Difference>, tomorrow: number): Times {
  const [from, to] = [isoWithOffset(one.start, zone), isoWithOffset(one.end, zone)];
  const texts = timesOf(one, zone, mended);
  const isToday = one.start < tomorrow;
  const areDays = !/^\d\d:/.test(texts.start);
  if (isToday && areDays && !mended.has('several days, the first of them today'))
    return ranging(timeOf(from), timeOf(to));
  if (isToday || areDays) return texts;
  const date = dateOf(from);
  const weekday = WEEKDAYS[new Date(date).getUTCDay()];
  const dayName = `${weekday} ${dayOf(date, mended)} ${MONTHS[Number(date.slice(5, 7)) - 1]}`;
  return { start: `${date} ${texts.start}`, end: texts.end, range: `${dayName} ${texts.range}` };
}

function dayOf(date: string, mended: ReadonlySet<Difference>): string {
  return mended.has('days') ? String(Number(date.slice(8))) : date.slice(8);
}
