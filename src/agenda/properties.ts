import type { Agenda, Instant, Meeting } from './agenda.ts';
import { isStartOfDay, localDate, nextMidnight, twoDigits, wallClock } from './local-time.ts';
import type { Occupancy } from './occupancy.ts';

/** What a Thing's variables should hold, by variable name. INT variables are numbers, CHARSTRING ones strings. */
export type Properties = Readonly<Record<(typeof VARIABLES)[number], string | number>>;

/** A variable to write: `variable` as the Thing names it. */
export interface Publish {
  variable: string;
  value: string | number;
}

/** Every variable that roomcal can fill, in the order of writing: what is seen from afar goes first. */
export const VARIABLES = [
  'busynow',
  'curevmtg',
  'nextevmtg',
  'curevtm',
  'curevstart',
  'curevend',
  'nextevtm',
  'nextevstart',
  'nextevend',
  'curevid',
  'nextevid',
  'curevorganizer',
  'nextevorganizer',
  'stale',
] as const;

/** The nine that every display mirrors; the others are written where the Thing has them. */
export const DOOR_VARIABLES = VARIABLES.slice(0, 9);

/** Names that older Things gave to the titles. */
const OLDER_NAMES: Readonly<Record<string, string>> = { curevmtg: 'curevmsg', nextevmtg: 'nextevmsg' };

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/**
 * What the door says at `now`; undefined where it is not known whether the room is free, for then the Thing is left
 * as it is. `stale` is true while the calendar could not be refreshed.
 */
export function propertiesAt(
  agenda: Agenda,
  { state, current, next }: Occupancy,
  now: Instant,
  stale: boolean,
): Properties | undefined {
  if (state === 'unknown') return undefined;
  const zone = agenda.timeZone;
  return {
    busynow: state === 'busy' ? 1 : 0,
    curevmtg: current ? current.title : freeText(agenda, next, now),
    curevstart: current ? startText(current, zone) : '',
    curevend: current ? endText(current, zone) : '',
    curevtm: current ? rangeText(current, zone) : '',
    nextevmtg: next?.title ?? '',
    nextevstart: next ? nextStartText(next, zone, now) : '',
    nextevend: next ? endText(next, zone) : '',
    nextevtm: next ? nextRangeText(next, zone, now) : '',
    curevid: current?.id ?? '',
    nextevid: next?.id ?? '',
    curevorganizer: current?.organizer ?? '',
    nextevorganizer: next?.organizer ?? '',
    stale: stale ? 1 : 0,
  };
}

/**
 * What to publish so that `observed` (a Thing's variables and last values) shows `wanted`, in the order in which it
 * should go. Variables that the Thing lacks are passed over; both sides are normalised first.
 */
export function diff(wanted: Properties, observed: ReadonlyMap<string, unknown>): Publish[] {
  return VARIABLES.flatMap((name) => {
    const variable = observed.has(name) ? name : (OLDER_NAMES[name] ?? name);
    if (!observed.has(variable)) return [];
    const value = wanted[name];
    return same(value, observed.get(variable)) ? [] : [{ variable, value }];
  });
}

/** A Thing gives `N/A` for what was never written: that equals an empty text, but not 0. */
function same(wanted: string | number, observed: unknown): boolean {
  const written = observed === 'N/A' || observed === null || observed === undefined ? '' : observed;
  if (typeof wanted === 'number') return written !== '' && Number(written) === wanted;
  return String(written) === (wanted === 'N/A' ? '' : wanted);
}

/** Whether a meeting fills whole local days: one or several, from midnight to midnight. */
export function isAllDay({ start, end }: Meeting, timeZone: string): boolean {
  return isStartOfDay(start, timeZone) && isStartOfDay(end, timeZone);
}

function freeText(agenda: Agenda, next: Meeting | undefined, now: Instant): string {
  const freeUntil = Math.min(next?.start ?? agenda.knownUntil, agenda.knownUntil);
  if (freeUntil >= nextMidnight(now, agenda.timeZone)) return 'Free all day';
  return `Free until ${timeText(freeUntil, agenda.timeZone)}`;
}

function startText(meeting: Meeting, zone: string): string {
  if (spansDays(meeting, zone)) return dayText(meeting.start, zone);
  return isWholeDay(meeting, zone) ? '00:00' : timeText(meeting.start, zone);
}

function endText(meeting: Meeting, zone: string): string {
  if (spansDays(meeting, zone)) return dayText(meeting.end - 1, zone);
  return isWholeDay(meeting, zone) ? '00:00' : timeText(meeting.end, zone);
}

function rangeText(meeting: Meeting, zone: string): string {
  if (isWholeDay(meeting, zone)) return 'All day';
  return `${startText(meeting, zone)}-${endText(meeting, zone)}`;
}

function nextStartText(next: Meeting, zone: string, now: Instant): string {
  const text = startText(next, zone);
  return spansDays(next, zone) || isToday(next, zone, now) ? text : `${localDate(next.start, zone)} ${text}`;
}

function nextRangeText(next: Meeting, zone: string, now: Instant): string {
  const text = rangeText(next, zone);
  if (spansDays(next, zone) || isToday(next, zone, now)) return text;
  const { weekday, day, month } = wallClock(next.start, zone);
  return `${WEEKDAYS[weekday]} ${day} ${MONTHS[month - 1]} ${text}`;
}

function isToday({ start }: Meeting, zone: string, now: Instant): boolean {
  return localDate(start, zone) === localDate(now, zone);
}

/** The last day of a meeting is the last one it fills: an end at midnight belongs to the day before. */
function spansDays({ start, end }: Meeting, zone: string): boolean {
  return localDate(start, zone) !== localDate(end - 1, zone);
}

function isWholeDay(meeting: Meeting, zone: string): boolean {
  return isAllDay(meeting, zone) && !spansDays(meeting, zone);
}

function timeText(instant: Instant, zone: string): string {
  const { hour, minute } = wallClock(instant, zone);
  return `${twoDigits(hour)}:${twoDigits(minute)}`;
}

function dayText(instant: Instant, zone: string): string {
  const { month, day } = wallClock(instant, zone);
  return `${MONTHS[month - 1]} ${day}`;
}
