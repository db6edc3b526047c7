import { type IanaZone, UTC, type Zone } from './zones.ts';

const DAY_MS = 86_400_000;

/** A time as a file gives it: what clocks in its zone show, in ms; of a whole day its midnight. */
export interface Moment {
  wall: number;
  isDate: boolean;
  zone: Zone;
}

const WRITTEN = /^(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d):?(\d\d)?(?:[.,]\d+)?(Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * Reads a DATE or a DATE-TIME by what it looks like, whatever VALUE says (RFC 5545, 3.3.4 and 3.3.5; also with the
 * signs of ISO 8601). A `Z` counts for more than `zone`. Undefined where there is no such time.
 */
export function momentIn(value: string, zone: Zone): Moment | undefined {
  const [, year, month, day, hour, minute = '00', second = '00', offset] = WRITTEN.exec(value.trim()) ?? [];
  const date = `${year}-${month}-${day}`;
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(date)) return undefined;
  if (hour === undefined) return { wall: midnight, isDate: true, zone };
  const [h, m, s] = [hour, minute, second].map(Number) as [number, number, number];
  // A leap second is told as the one before it, 24:00 as the next midnight.
  if (h > 24 || m > 59 || s > 60 || (h === 24 && m + s > 0)) return undefined;
  const wall = midnight + h * 3_600_000 + m * 60_000 + Math.min(s, 59) * 1_000;
  if (offset === undefined) return { wall, isDate: false, zone };
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)/.exec(offset) ?? [];
  const ms = sign ? Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000 : 0;
  return { wall: wall - ms, isDate: false, zone: UTC };
}

/**
 * The day that a time names where only whole days count: exports name the occurrences of whole days by their midnight,
 * in whatever zone. `floating` is the zone of the calendar.
 */
export function dayOf({ wall, isDate, zone }: Moment, floating: IanaZone): number {
  const written = Math.floor(wall / DAY_MS) * DAY_MS;
  if (isDate) return wall;
  return floating.dayBeginningAt(zone.instantOf(wall)) ?? written;
}
