import { type GoogleEvent, instantIn } from '../agenda/agenda.ts';
import { isoWithOffset, type Zone } from '../agenda/local-time.ts';

/**
 * An event of a day's file as Google would hold it: an end that is missing or before the start is unspecified, and times
 * have an offset. Undefined where no calendar can hold it, for it says nothing of when it is.
 */
export function asWritten(event: GoogleEvent, zone: Zone): GoogleEvent | undefined {
  const start = withOffset(event.start, zone) ?? withOffset(event.end, zone);
  if (!start) return undefined;
  const end = withOffset(event.end, zone);
  const hasLength = end && (instantIn(end, zone) ?? 0) >= (instantIn(start, zone) ?? 0);
  const isOfOneKind = Boolean(end?.date) === Boolean(start.date);
  const { created: _, updated: __, ...rest } = event;
  // What a day has as cancelled was listed so, and takes a place in lists: Google's store would not list it.
  const unlisted = rest.status === 'cancelled' && { status: 'confirmed', transparency: 'transparent' };
  const times = hasLength && isOfOneKind ? { start, end } : { start, end: start, endTimeUnspecified: true };
  return { ...rest, ...unlisted, ...times };
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
