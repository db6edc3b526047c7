import { type Instant, offsetAt, type Zone } from './zone.ts';

export { type Instant, isSameZone, isTimeZone, leadOf, type Zone, zoneName } from './zone.ts';

/** A wall clock in some zone: what a person in that zone reads. `month` is 1 to 12, `weekday` 1 (Monday) to 7. */
export interface WallClock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  weekday: number;
}

const DAY_MS = 24 * 3_600_000;

/** What the clock on the wall says in `zone` at `instant`. */
export function wallClock(instant: Instant, zone: Zone): WallClock {
  const local = new Date(instant + offsetAt(instant, zone));
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    weekday: local.getUTCDay() || 7,
  };
}

/** The date in `zone` at `instant`, `2026-11-22`. */
export function localDate(instant: Instant, zone: Zone): string {
  return new Date(instant + offsetAt(instant, zone)).toISOString().slice(0, 10);
}

/** The number of the local day in which `instant` lies, counted from 1970-01-01. */
export function localDay(instant: Instant, zone: Zone): number {
  return Math.floor((instant + offsetAt(instant, zone)) / DAY_MS);
}

/**
 * The first instant of the local day `date` (`2026-11-22`) in `zone`: midnight, or, where the clock skips
 * midnight (or the whole day, as Pacific/Apia did on 2011-12-30), the instant at which it is set forward.
 */
export function startOfDay(date: string, zone: Zone): Instant {
  return instantOf(`${date}T00:00:00`, zone);
}

/** The date after `date`: `2026-12-01` after `2026-11-30`. */
export function dateAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

/**
 * The instant at which clocks in `zone` show `wallTime` (`2026-11-22T15:00:00`): the first where they show it
 * twice, the one at which they are set forward where they skip it. NaN where it is no time.
 */
export function instantOf(wallTime: string, zone: Zone): Instant {
  return instantShowing(Date.parse(`${wallTime}Z`), zone);
}

/** As `instantOf`; `utc` is the instant at which clocks in UTC show that time. */
function instantShowing(utc: Instant, zone: Zone): Instant {
  if (Number.isNaN(utc)) return utc;
  const before = offsetAt(utc - DAY_MS, zone);
  const after = offsetAt(utc + DAY_MS, zone);
  for (const offset of [before, after]) {
    if (offsetAt(utc - offset, zone) === offset) return utc - offset;
  }
  let [old, set] = [utc - after - DAY_MS, utc - before + DAY_MS];
  while (set - old > 1) {
    const middle = Math.floor((old + set) / 2);
    if (offsetAt(middle, zone) === before) old = middle;
    else set = middle;
  }
  return set;
}

/** Whether a local day begins at `instant` in `zone`. */
export function isStartOfDay(instant: Instant, zone: Zone): boolean {
  return localDay(instant - 1, zone) !== localDay(instant, zone);
}

/**
 * The instant after `instant` at which the local day begins that follows the one in which it lies. Where clocks are set
 * back over midnight that day begins twice.
 */
export function nextMidnight(instant: Instant, zone: Zone): Instant {
  const midnight = (localDay(instant, zone) + 1) * DAY_MS;
  const first = instantShowing(midnight, zone);
  return first > instant ? first : midnight - offsetAt(midnight + DAY_MS, zone);
}

/** ISO 8601 with the zone's offset, to the second: `2026-11-22T15:00:00+01:00`. */
export function isoWithOffset(instant: Instant, zone: Zone): string {
  return isoTo('second', instant, zone);
}

/** ISO 8601 with the zone's offset, to the millisecond: `2026-11-22T15:00:00.000+01:00`. */
export function isoWithMilliseconds(instant: Instant, zone: Zone): string {
  return isoTo('millisecond', instant, zone);
}

const YEAR_0 = Date.parse('0000-01-01T00:00:00Z');
const YEAR_10000 = Date.parse('+010000-01-01T00:00:00Z');

function isoTo(grain: 'second' | 'millisecond', instant: Instant, zone: Zone): string {
  const own = offsetAt(instant, zone);
  // ISO 8601 has no year of five digits, which zones ahead reach in the last hours of 9999: those are told in UTC.
  const offset = instant + own >= YEAR_0 && instant + own < YEAR_10000 ? own : 0;
  const minutes = Math.abs(offset) / 60_000;
  const local = new Date(instant + offset).toISOString().slice(0, grain === 'second' ? 19 : 23);
  return `${local}${offset < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/** `07` for 7: hours, minutes and dates of two digits. */
export function twoDigits(value: number): string {
  return String(Math.trunc(value)).padStart(2, '0');
}
