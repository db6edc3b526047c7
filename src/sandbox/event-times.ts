import type { calendar_v3 } from '@googleapis/calendar';
import { instantOf, isoWithOffset, isTimeZone, startOfDay } from '../agenda/local-time.ts';
import { invalid } from './refusal.ts';

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

/** The instant of an event's start or end; days and local times are taken in `zone`. NaN where it says none. */
export function eventInstant(time: calendar_v3.Schema$EventDateTime | undefined, zone: string): number {
  if (time?.date) return startOfDay(time.date, zone);
  if (!time?.dateTime) return Number.NaN;
  return RFC3339.test(time.dateTime)
    ? Date.parse(time.dateTime)
    : instantOf(time.dateTime, time.timeZone ?? zone);
}

/** An instant in the words of Google: RFC 3339 to the second, with the offset of `zone`. */
export function rfc3339(instant: number, zone: string): string {
  return isoWithOffset(instant, zone).replace('+00:00', 'Z');
}

/** A timestamp parameter as an instant. Throws 400 unless it is RFC 3339 with an offset, as Google requires. */
export function timestamp(value: string, name: string): number {
  const instant = RFC3339.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(instant)) throw invalid(`Invalid value '${value}' for ${name}`, name);
  return instant;
}

/** The time zone given. Throws 400 where there is no such zone. */
export function timeZone(value: string): string {
  if (!isTimeZone(value)) throw invalid(`Invalid time zone definition '${value}'.`, 'timeZone');
  return value;
}
