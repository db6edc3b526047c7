import { tzOffset } from '@date-fns/tz/tzOffset';

/** An instant: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** A wall clock in some zone: what a person in that zone reads. `month` is 1 to 12, `weekday` 1 (Monday) to 7. */
export interface WallClock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  weekday: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const knownZones = new Set<string>();

/** By zone, the offsets of hours in which the clocks are not set: asking Intl takes 2 us, and a look asks 50 times. */
const knownOffsets = new Map<string, Map<number, number | undefined>>();
const MOST_HOURS = 1_000;

/** Whether `name` is a zone of the IANA database that this machine knows. */
export function isTimeZone(name: string): boolean {
  if (knownZones.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name || '?' });
    knownZones.add(name);
    return true;
  } catch {
    return false;
  }
}

/** What the clock on the wall says in `timeZone` (IANA) at `instant`. */
export function wallClock(instant: Instant, timeZone: string): WallClock {
  const local = new Date(instant + offsetAt(instant, timeZone));
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    weekday: local.getUTCDay() || 7,
  };
}

/** The date in `timeZone` at `instant`, `2026-11-22`. */
export function localDate(instant: Instant, timeZone: string): string {
  return new Date(instant + offsetAt(instant, timeZone)).toISOString().slice(0, 10);
}

/** The number of the local day in which `instant` lies, counted from 1970-01-01. */
export function localDay(instant: Instant, timeZone: string): number {
  return Math.floor((instant + offsetAt(instant, timeZone)) / DAY_MS);
}

/**
 * The first instant of the local day `date` (`2026-11-22`) in `timeZone`: midnight, or, where the clock skips
 * midnight (or the whole day, as Pacific/Apia did on 2011-12-30), the instant at which it is set forward.
 */
export function startOfDay(date: string, timeZone: string): Instant {
  return instantOf(`${date}T00:00:00`, timeZone);
}

/** The date after `date`: `2026-12-01` after `2026-11-30`. */
export function dateAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

/**
 * The instant at which clocks in `timeZone` show `wallTime` (`2026-11-22T15:00:00`): the first where they show it
 * twice, the one at which they are set forward where they skip it. NaN where it is no time.
 */
export function instantOf(wallTime: string, timeZone: string): Instant {
  return instantShowing(Date.parse(`${wallTime}Z`), timeZone);
}

/** As `instantOf`; `utc` is the instant at which clocks in UTC show that time. */
function instantShowing(utc: Instant, timeZone: string): Instant {
  if (Number.isNaN(utc)) return utc;
  const before = offsetAt(utc - DAY_MS, timeZone);
  const after = offsetAt(utc + DAY_MS, timeZone);
  for (const offset of [before, after]) {
    if (offsetAt(utc - offset, timeZone) === offset) return utc - offset;
  }
  let [old, set] = [utc - after - DAY_MS, utc - before + DAY_MS];
  while (set - old > 1) {
    const middle = Math.floor((old + set) / 2);
    if (offsetAt(middle, timeZone) === before) old = middle;
    else set = middle;
  }
  return set;
}

/** Whether a local day begins at `instant` in `timeZone`. */
export function isStartOfDay(instant: Instant, timeZone: string): boolean {
  return localDay(instant - 1, timeZone) !== localDay(instant, timeZone);
}

/**
 * The instant after `instant` at which the local day begins that follows the one in which it lies. Where clocks are set
 * back over midnight that day begins twice.
 */
export function nextMidnight(instant: Instant, timeZone: string): Instant {
  const midnight = (localDay(instant, timeZone) + 1) * DAY_MS;
  const first = instantShowing(midnight, timeZone);
  return first > instant ? first : midnight - offsetAt(midnight + DAY_MS, timeZone);
}

/** ISO 8601 with the zone's offset, to the second: `2026-11-22T15:00:00+01:00`. */
export function isoWithOffset(instant: Instant, timeZone: string): string {
  return isoTo('second', instant, timeZone);
}

/** ISO 8601 with the zone's offset, to the millisecond: `2026-11-22T15:00:00.000+01:00`. */
export function isoWithMilliseconds(instant: Instant, timeZone: string): string {
  return isoTo('millisecond', instant, timeZone);
}

function isoTo(grain: 'second' | 'millisecond', instant: Instant, timeZone: string): string {
  const offset = offsetAt(instant, timeZone);
  const minutes = Math.abs(offset) / 60_000;
  const local = new Date(instant + offset).toISOString().slice(0, grain === 'second' ? 19 : 23);
  return `${local}${offset < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/** `07` for 7: hours, minutes and dates of two digits. */
export function twoDigits(value: number): string {
  return String(Math.trunc(value)).padStart(2, '0');
}

/** How far the clocks of `timeZone` are ahead of those of `other` at `instant`, in ms; negative where they are behind. */
export function leadOf(timeZone: string, other: string, instant: Instant): number {
  return offsetAt(instant, timeZone) - offsetAt(instant, other);
}

/** How far `timeZone`'s clocks are ahead of UTC at `instant`, in ms. */
function offsetAt(instant: Instant, timeZone: string): number {
  const hours = knownOffsets.get(timeZone) ?? new Map<number, number | undefined>();
  knownOffsets.set(timeZone, hours);
  const hour = Math.floor(instant / HOUR_MS);
  if (!hours.has(hour)) {
    if (hours.size >= MOST_HOURS) hours.clear();
    const [first, last] = [
      exactOffset(hour * HOUR_MS, timeZone),
      exactOffset((hour + 1) * HOUR_MS - 1, timeZone),
    ];
    hours.set(hour, first === last ? first : undefined);
  }
  return hours.get(hour) ?? exactOffset(instant, timeZone);
}

function exactOffset(instant: Instant, timeZone: string): number {
  return tzOffset(timeZone, new Date(instant)) * 60_000;
}
