import type { Instant, Meeting } from './agenda.ts';
import { isStartOfDay, localDate, localDay, twoDigits, wallClock } from './local-time.ts';
import type { Wording } from './wording.ts';

const DAY_MS = 24 * 3_600_000;

/** When a meeting is, as a door says it: `start` and `end` alone, and both as a `range`. */
export interface TimeTexts {
  start: string;
  end: string;
  range: string;
}

/** The time in `zone` (IANA), `15:00`. */
export function timeText(instant: Instant, zone: string): string {
  const { hour, minute } = wallClock(instant, zone);
  return `${twoDigits(hour)}:${twoDigits(minute)}`;
}

/** Until when something lasts: the time, `15:00`, also for the midnight that ends the day; with its day, `Nov 24 15:00`, after that. */
export function untilText(instant: Instant, zone: string, wording: Wording, now: Instant): string {
  const time = timeText(instant, zone);
  return localDay(instant - 1, zone) === localDay(now, zone)
    ? time
    : `${dayText(instant, zone, wording)} ${time}`;
}

/** When the current meeting is: times, `All day` for one whole local day, or days where it spans several. */
export function currentTexts(meeting: Meeting, zone: string, wording: Wording): TimeTexts {
  if (spansDays(meeting, zone)) {
    const dayOf = isLongerThanAYear(meeting, zone) ? dayOfYearText : dayText;
    const [start, end] = [dayOf(meeting.start, zone, wording), dayOf(meeting.end - 1, zone, wording)];
    return { start, end, range: `${start}-${end}` };
  }
  if (isAllDay(meeting, zone)) return { start: '00:00', end: '00:00', range: wording.all_day };
  const [start, end] = [timeText(meeting.start, zone), timeText(meeting.end, zone)];
  return { start, end, range: `${start}-${end}` };
}

/** When the next meeting is: as `currentTexts`, and with its day where that is not today. */
export function nextTexts(meeting: Meeting, zone: string, wording: Wording, now: Instant): TimeTexts {
  const texts = currentTexts(meeting, zone, wording);
  if (spansDays(meeting, zone) || localDay(meeting.start, zone) === localDay(now, zone)) return texts;
  const { weekday, day, month } = wallClock(meeting.start, zone);
  const dayName = `${wording.weekdays[weekday - 1]} ${day} ${wording.months[month - 1]}`;
  return {
    start: `${localDate(meeting.start, zone)} ${texts.start}`,
    end: texts.end,
    range: `${dayName} ${texts.range}`,
  };
}

/** Whether a meeting fills whole local days: one or several, from midnight to midnight. */
export function isAllDay({ start, end }: Meeting, zone: string): boolean {
  return isStartOfDay(start, zone) && isStartOfDay(end, zone);
}

/**
 * Whether a meeting is told by its days: it touches several and lasts 24 hours or more. A shorter one over midnight has an
 * end that people wait for. The last day is the last one it fills: an end at midnight belongs to the day before.
 */
function spansDays({ start, end }: Meeting, zone: string): boolean {
  return end - start >= DAY_MS && localDay(start, zone) !== localDay(end - 1, zone);
}

/** Whether a meeting fills more than a year of days, so that day and month alone would name two days. */
function isLongerThanAYear({ start, end }: Meeting, zone: string): boolean {
  const [first, last] = [wallClock(start, zone), wallClock(end - 1, zone)];
  const anniversary = Date.UTC(first.year + 1, first.month - 1, first.day);
  return Date.UTC(last.year, last.month - 1, last.day) >= anniversary;
}

function dayOfYearText(instant: Instant, zone: string, wording: Wording): string {
  return `${dayText(instant, zone, wording)} ${wallClock(instant, zone).year}`;
}

function dayText(instant: Instant, zone: string, { months }: Wording): string {
  const { month, day } = wallClock(instant, zone);
  return `${months[month - 1]} ${day}`;
}
