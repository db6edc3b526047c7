import type { calendar_v3 } from '@googleapis/calendar';
import { fromZonedTime } from 'date-fns-tz/fromZonedTime';
import { getTimezoneOffset } from 'date-fns-tz/getTimezoneOffset';
import { invalid } from './refusal.ts';

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

/** The instant of an event's start or end; days and local times are taken in `zone`. NaN where it says none. */
export function instantOf(time: calendar_v3.Schema$EventDateTime | undefined, zone: string): number {
  if (time?.date) return fromZonedTime(`${time.date}T00:00:00`, zone).getTime();
  if (!time?.dateTime) return Number.NaN;
  if (RFC3339.test(time.dateTime)) return Date.parse(time.dateTime);
  return fromZonedTime(time.dateTime, time.timeZone ?? zone).getTime();
}

/** An instant in the words of Google: RFC 3339 to the second, with the offset of `zone`. */
export function rfc3339(instant: number, zone: string): string {
  const offset = getTimezoneOffset(zone, new Date(instant));
  const local = new Date(instant + offset).toISOString().slice(0, 19);
  if (offset === 0) return `${local}Z`;
  const ahead = new Date(Math.abs(offset)).toISOString().slice(11, 16);
  return `${local}${offset < 0 ? '-' : '+'}${ahead}`;
}

/** A timestamp parameter as an instant. Throws 400 unless it is RFC 3339 with an offset, as Google requires. */
export function timestamp(value: string, name: string): number {
  const instant = RFC3339.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(instant)) throw invalid(`Invalid value '${value}' for ${name}`, name);
  return instant;
}

/** The time zone given. Throws 400 where there is no such zone. */
export function timeZone(value: string): string {
  if (Number.isNaN(getTimezoneOffset(value)))
    throw invalid(`Invalid time zone definition '${value}'.`, 'timeZone');
  return value;
}
