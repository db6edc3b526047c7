import type { Day } from '../../replay/day-shape.ts';

const QUARTER_MS = 15 * 60_000;
export const DAY_MS = 24 * 3_600_000;

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, number>>();
const starts = new Map<string, number>();

/** How far the clocks of `zone` (IANA) are ahead of UTC, in ms. Zones change at quarter hours alone. */
export function offsetAt(instant: number, zone: string): number {
  const known = offsets.get(zone) ?? new Map<number, number>();
  offsets.set(zone, known);
  const quarter = Math.floor(instant / QUARTER_MS);
  let offset = known.get(quarter);
  if (offset === undefined) {
    offset = asked(quarter * QUARTER_MS, zone);
    known.set(quarter, offset);
  }
  return offset;
}

/** The number of the local day, counted from 1970-01-01. */
export function dayOf(instant: number, zone: string): number {
  return Math.floor((instant + offsetAt(instant, zone)) / DAY_MS);
}

/** The first instant of a local day (`2026-11-23`), or, where the clocks skip it, of what follows. */
export function startOf(date: string, zone: string): number {
  const key = `${zone} ${date}`;
  const known = starts.get(key);
  if (known !== undefined) return known;
  const day = Date.parse(`${date}T00:00:00Z`);
  let instant = day - 15 * 3_600_000;
  while (dayOf(instant, zone) < day / DAY_MS) instant += QUARTER_MS;
  starts.set(key, instant);
  return instant;
}

/** The next instant at which another local day is written than at `instant`. */
export function nextDay(instant: number, zone: string): number {
  const today = dayOf(instant, zone);
  let next = (Math.floor(instant / QUARTER_MS) + 1) * QUARTER_MS;
  while (dayOf(next, zone) === today) next += QUARTER_MS;
  return next;
}

/** The local clock as a Date whose UTC fields are to be read. */
export function localClock(instant: number, zone: string): Date {
  return new Date(instant + offsetAt(instant, zone));
}

function asked(instant: number, zone: string): number {
  const format = formats.get(zone) ?? formatOf(zone);
  formats.set(zone, format);
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const [year, month, day] = [parts.get('year') ?? 0, parts.get('month') ?? 0, parts.get('day') ?? 0];
  const [hour, minute, second] = [parts.get('hour') ?? 0, parts.get('minute') ?? 0, parts.get('second') ?? 0];
  return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const two = '2-digit' as const;
  return new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: two, day: two },
    ...{ hour: two, minute: two, second: two },
  });
}

/**
 * The zone of a day's calendars: by its name, or, where an event kept in it has another offset than its name stands for here, by
 * that offset. Intl takes `-05:00` for a zone, too. Google has no newer rules in the middle of a simulated day.
 */
export function zoneOfCalendars({ rooms, time_zone }: Day): string {
  const starts = rooms.flatMap(({ events }) => events.flatMap(({ start }) => start ?? []));
  const told = starts.find(({ dateTime, timeZone }) => {
    if (!dateTime || timeZone !== time_zone || dateTime.endsWith('Z')) return false;
    return localClock(Date.parse(dateTime), time_zone).toISOString().slice(0, 16) !== dateTime.slice(0, 16);
  });
  return told?.dateTime?.slice(-6) ?? time_zone;
}
