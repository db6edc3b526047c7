import type { Instant, Meeting } from './agenda.ts';
import { isStartOfDay, localDate, localDay, twoDigits, wallClock } from './local-time.ts';
import type { Wording } from './wording.ts';

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

/** When the current meeting is: times, `All day` for one whole local day, or days where it spans several. */
export function currentTexts(meeting: Meeting, zone: string, wording: Wording): TimeTexts {
  if (spansDays(meeting, zone)) {
    const [start, end] = [meeting.start, meeting.end - 1].map((instant) => dayText(instant, zone, wording));
    return { start: start!, end: end!, range: `${start}-${end}` };
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

/** The last day of a meeting is the last one it fills: an end at midnight belongs to the day before. */
function spansDays({ start, end }: Meeting, zone: string): boolean {
  return localDay(start, zone) !== localDay(end - 1, zone);
}

function dayText(instant: Instant, zone: string, { months }: Wording): string {
  const { month, day } = wallClock(instant, zone);
  return `${months[month - 1]} ${day}`;
}
