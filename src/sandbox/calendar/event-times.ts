import type { calendar_v3 } from '@googleapis/calendar';
import {
  dateAfter,
  instantOf,
  isoWithOffset,
  isTimeZone,
  startOfDay,
  type Zone,
} from '../../agenda/local-time.ts';
import { invalid, Refusal, required } from '../refusal.ts';

const LOCAL = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d+)?$/;
/** The colon may be missing: Google takes what Python's `strftime('%z')` writes, such as `+0000`. */
const RFC3339 = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/i;

type Time = calendar_v3.Schema$EventDateTime;

/** An event's start and end as instants; days are taken in `zone`. Throws 400 where they are not what Google takes. */
export function interval(
  event: {
    start?: Time | undefined;
    end?: Time | undefined;
    endTimeUnspecified?: boolean | null | undefined;
  },
  zone: Zone,
): { start: number; end: number } {
  const start = eventInstant(event.start, zone, 'start');
  if (event.endTimeUnspecified) return { start, end: start };
  const end = eventInstant(endOf(event), zone, 'end');
  if (Boolean(event.start?.date) !== Boolean(event.end?.date)) {
    throw invalid('Start and end times must either both be date or both be dateTime.');
  }
  if (end < start) throw new Refusal(400, 'timeRangeEmpty', 'The specified time range is empty.');
  return { start, end };
}

/** A whole day that ends on the day on which it starts, as imported ones do, is that day. */
function endOf({ start, end }: { start?: Time | undefined; end?: Time | undefined }): Time | undefined {
  const date = end?.dateTime ? undefined : end?.date;
  return date && date === start?.date && isDate(date) ? { date: dateAfter(date) } : end;
}

/** To the second: Google keeps no more. */
function eventInstant(time: Time | undefined, zone: Zone, which: 'start' | 'end'): number {
  if (!time?.date && !time?.dateTime) throw required(`Missing ${which} time.`);
  const { date, dateTime, timeZone } = time;
  if (timeZone && !isTimeZone(timeZone)) {
    throw invalid(`Invalid time zone definition for ${which} time.`);
  }
  const instant = date ? dayOf(date, dateTime, zone) : timeOf(dateTime!, timeZone, which);
  if (Number.isNaN(instant)) throw invalid(`Invalid ${which} time.`);
  return toTheSecond(instant);
}

const dayOf = (date: string, dateTime: string | null | undefined, zone: Zone) =>
  dateTime || !isDate(date) ? Number.NaN : startOfDay(date, zone);

function timeOf(dateTime: string, timeZone: string | null | undefined, which: string): number {
  const [, date, , offset] = RFC3339.exec(dateTime) ?? LOCAL.exec(dateTime) ?? [];
  if (date === undefined || !isDate(date)) return Number.NaN;
  if (offset) return Date.parse(dateTime);
  if (!timeZone) throw required(`Missing time zone definition for ${which} time.`);
  return instantOf(dateTime, timeZone);
}

/** Whether there is such a day: V8 takes the 30th of February for the 2nd of March. */
function isDate(date: string): boolean {
  const instant = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(`${date}T`);
}

/** An instant as Google keeps it, without its milliseconds. */
export const toTheSecond = (instant: number) => Math.floor(instant / 1000) * 1000;

/** An instant in the words of Google: RFC 3339 to the second, with the offset of `zone`. */
export function rfc3339(instant: number, zone: Zone): string {
  return isoWithOffset(instant, zone).replace('+00:00', 'Z');
}

/**
 * A timestamp parameter as an instant. Throws 400 unless it is RFC 3339 with an offset, as Google requires. Milliseconds
 * "may be provided but are ignored" (events.list).
 */
export function timestamp(value: string, name: string): number {
  const instant = RFC3339.test(value) ? toTheSecond(Date.parse(value)) : Number.NaN;
  if (Number.isNaN(instant)) throw invalid(`Invalid value '${value}' for ${name}`, name);
  return instant;
}

/** The time zone given. Throws 400 where there is no such zone. */
export function timeZone(value: string): string {
  if (!isTimeZone(value)) throw invalid(`Invalid time zone definition '${value}'.`, 'timeZone');
  return value;
}
