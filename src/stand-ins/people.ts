import { type GoogleEvent, instantIn } from '../agenda/agenda.ts';
import { isoWithOffset, type Zone } from '../agenda/local-time.ts';
import { eventIn } from '../sandbox/calendar/event-shape.ts';
import { keptProperties } from '../sandbox/calendar/extended-properties.ts';
import { Refusal } from '../sandbox/refusal.ts';

/**
 * An event of a day's file as Google would hold it: an end that is missing or before the start is unspecified, times
 * have an offset, and where one of the two is a day both are times. Undefined where no calendar can hold it, for it says nothing of when it is.
 */
export function asWritten(event: GoogleEvent, zone: Zone): GoogleEvent | undefined {
  const start = withOffset(event.start, zone) ?? withOffset(event.end, zone);
  if (!start) return undefined;
  const end = withOffset(event.end, zone);
  const hasLength = end && (instantIn(end, zone) ?? 0) >= (instantIn(start, zone) ?? 0);
  const isOfOneKind = Boolean(end?.date) === Boolean(start.date);
  const timed = (time: GoogleEvent['start']) => ({
    dateTime: isoWithOffset(instantIn(time, zone) ?? 0, zone),
  });
  const { created: _, updated: __, ...rest } = event;
  // What a day has as cancelled was listed so, and takes a place in lists: Google's store would not list it.
  const unlisted = rest.status === 'cancelled' && { status: 'confirmed', transparency: 'transparent' };
  const unspecified = { start, end: start, endTimeUnspecified: true };
  const written = isOfOneKind ? { start, end } : { start: timed(start), end: timed(end) };
  return { ...rest, ...unlisted, ...(hasLength ? written : unspecified) };
}

function withOffset(time: GoogleEvent['start'], zone: Zone): NonNullable<GoogleEvent['start']> | undefined {
  const instant = instantIn(time, zone);
  if (!time || instant === undefined) return undefined;
  if (!time.dateTime) return { date: time.date };
  const { timeZone } = time;
  return { dateTime: isoWithOffset(instant, zone), ...(timeZone && { timeZone }) };
}

/** What to patch `before` with so that it has the fields of `after`, each as it stands there: null removes. */
export function replacing(before: object, after: object): object {
  const patch: Record<string, unknown> = {};
  const old = before as Record<string, unknown>;
  for (const [key, value] of Object.entries(after)) {
    const held = old[key];
    if (!isRecord(value) || !isRecord(held)) patch[key] = value;
    else {
      const gone = Object.keys(held).filter((name) => !(name in value));
      patch[key] = { ...replacing(held, value), ...Object.fromEntries(gone.map((name) => [name, null])) };
    }
  }
  return patch;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What Google would refuse of an event that it is given, in its words; undefined: nothing. */
export function refusedOf(event: GoogleEvent): string | undefined {
  try {
    keptProperties(eventIn(event).extendedProperties ?? {});
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}
