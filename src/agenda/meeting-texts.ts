import type { Instant, Meeting } from './agenda.ts';
import { isStartOfDay, localDate, localDay, twoDigits, wallClock, type Zone } from './local-time.ts';
import type { Wording } from './wording.ts';

const DAY_MS = 24 * 3_600_000;

/** When a meeting is, as a door says it: `start` and `end` alone, and both as a `range`. */
export interface TimeTexts {
  start: string;
  end: string;
  range: string;
}

/** The time in `zone` as programs read it, `15:00`. */
export function clockText(instant: Instant, zone: Zone): string {
  const { hour, minute } = wallClock(instant, zone);
  return `${twoDigits(hour)}:${twoDigits(minute)}`;
}

/** The time in `zone` as the door says it: `15:00`, or `3:00 pm`. */
export function timeText(instant: Instant, zone: Zone, wording: Wording): string {
  return hourText(wallClock(instant, zone), wording);
}

function hourText(
  { hour, minute }: { hour: number; minute: number },
  { hour_cycle, day_periods }: Wording,
): string {
  if (hour_cycle === 'h23') return `${twoDigits(hour)}:${twoDigits(minute)}`;
  return `${hour % 12 || 12}:${twoDigits(minute)} ${day_periods[hour < 12 ? 0 : 1]}`;
}

/** Until when something lasts at `now`: the time, also of the midnight that ends today; with its day where that is another one. */
export function untilText(instant: Instant, zone: Zone, wording: Wording, now: Instant): string {
  const isToday = localDay(instant - 1, zone) <= localDay(now, zone);
  const time = timeText(instant, zone, wording);
  return isToday ? time : `${dayName(instant, zone, wording)} ${time}`;
}

/** When the current meeting is: times, `All day` for one whole local day, or days where it spans several. */
export function currentTexts(meeting: Meeting, zone: Zone, wording: Wording): TimeTexts {
  if (spansDays(meeting, zone)) {
    const dayOf = isLongerThanAYear(meeting, zone) ? dayOfYearText : dayText;
    const [start, end] = [dayOf(meeting.start, zone, wording), dayOf(meeting.end - 1, zone, wording)];
    return { start, end, range: `${start}-${end}` };
  }
  if (isAllDay(meeting, zone)) {
    // Also where the clock skips midnight.
    const midnight = hourText({ hour: 0, minute: 0 }, wording);
    return { start: midnight, end: midnight, range: wording.all_day };
  }
  const [start, end] = [timeText(meeting.start, zone, wording), timeText(meeting.end, zone, wording)];
  return { start, end, range: `${start}-${end}` };
}

/** When the next meeting is: as `currentTexts`, and with its day where that is not today. */
export function nextTexts(meeting: Meeting, zone: Zone, wording: Wording, now: Instant): TimeTexts {
  const texts = currentTexts(meeting, zone, wording);
  if (spansDays(meeting, zone) || localDay(meeting.start, zone) === localDay(now, zone)) return texts;
  return {
    start: `${localDate(meeting.start, zone)} ${texts.start}`,
    end: texts.end,
    range: `${dayName(meeting.start, zone, wording)} ${texts.range}`,
  };
}

/** The day in `zone` with its weekday, `Mon 23 Nov`. */
export function dayName(instant: Instant, zone: Zone, wording: Wording): string {
  const { weekday, day, month } = wallClock(instant, zone);
  return `${wording.weekdays[weekday - 1]} ${digits(day, wording)} ${wording.months[month - 1]}`;
}

/** Whether a meeting fills whole local days: one or several, from midnight to midnight. */
export function isAllDay({ start, end }: Meeting, zone: Zone): boolean {
  return isStartOfDay(start, zone) && isStartOfDay(end, zone);
}

/**
 * Whether a meeting is told by its days: it touches several and lasts 24 hours or more. A shorter one over midnight has an
 * end that people wait for. The last day is the last one it fills: an end at midnight belongs to the day before.
 */
function spansDays({ start, end }: Meeting, zone: Zone): boolean {
  return end - start >= DAY_MS && localDay(start, zone) !== localDay(end - 1, zone);
}

/** Whether a meeting fills more than a year of days, so that day and month alone would name two days. */
function isLongerThanAYear({ start, end }: Meeting, zone: Zone): boolean {
  const [first, last] = [wallClock(start, zone), wallClock(end - 1, zone)];
  const anniversary = Date.UTC(first.year + 1, first.month - 1, first.day);
  return Date.UTC(last.year, last.month - 1, last.day) >= anniversary;
}

function dayOfYearText(instant: Instant, zone: Zone, wording: Wording): string {
  return `${dayText(instant, zone, wording)} ${wallClock(instant, zone).year}`;
}

function dayText(instant: Instant, zone: Zone, wording: Wording): string {
  const { month, day } = wallClock(instant, zone);
  return `${wording.months[month - 1]} ${digits(day, wording)}`;
}

function digits(day: number, { two_digit_days }: Wording): string {
  return two_digit_days ? twoDigits(day) : String(day);
}
