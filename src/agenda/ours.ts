import { asMeeting, type GoogleEvent, type Instant, type Meeting } from './agenda.ts';
import { isoWithOffset } from './local-time.ts';
import type { Slot } from './slots.ts';

/** The private extended property that tells roomcal's own meetings from all others. */
const OURS = { roomcal: 'instant' };
/** Until when a meeting was booked, whatever has become of it since. */
const BOOKED_UNTIL = 'roomcal_booked_until';
/** The requests that extended a meeting, the last twelve: Google keeps 1,024 characters. */
const EXTENDED_BY = 'roomcal_extended_by';
const MOST_EXTENSIONS = 12;

/** The event resource to insert for `slot`; times are written in the room's zone (IANA). */
export function instantEvent(slot: Slot, timeZone: string, id: string, title: string): GoogleEvent {
  const { start, end } = eventTimes(slot, timeZone);
  const mark = { ...OURS, [BOOKED_UNTIL]: end.dateTime };
  return { id, summary: title, start, end, extendedProperties: { private: mark } };
}

/** What to write over an event so that it takes `slot`, of which only the end is another; it may have taken whole days. */
export function movedEvent(event: GoogleEvent, slot: Slot, timeZone: string): GoogleEvent {
  const { start, end } = eventTimes(slot, timeZone);
  const timed = { end: { ...end, date: null } };
  return event.start?.dateTime ? timed : { ...timed, start: { ...start, date: null } };
}

/** What to write over an event besides, where the request of the name `by` extends it to `end`. */
export function extensionMark(event: GoogleEvent, by: string, end: Instant): GoogleEvent {
  return markOf([...extensionsOf(event), { by, end }].slice(-MOST_EXTENSIONS));
}

/** What to write over an event besides, where its extension to `end` is put back: whoever retries it is to extend it. */
export function withoutExtensionMark(event: GoogleEvent, end: Instant): GoogleEvent {
  return markOf(extensionsOf(event).filter((extension) => extension.end !== end));
}

/** Whether roomcal made the event. */
export function isOurs({ extendedProperties }: GoogleEvent): boolean {
  return extendedProperties?.private?.roomcal === OURS.roomcal;
}

/** The end that the request of that name gave the event already, if it did. */
export function extendedBy(event: GoogleEvent, request: string): Instant | undefined {
  return extensionsOf(event).find(({ by }) => by === request)?.end;
}

/**
 * An event of ours as the meeting that was booked, though it may have been ended, extended or moved to another end
 * since. `timeZone` (IANA) is the room's.
 */
export function asBooked(event: GoogleEvent, timeZone: string): Meeting | undefined {
  const until = event.extendedProperties?.private?.[BOOKED_UNTIL];
  return asMeeting(until ? { ...event, end: { dateTime: until } } : event, timeZone);
}

/** An event as the meeting that the request of that name has made longer; undefined where it has not. */
export function asExtended(event: GoogleEvent, request: string, timeZone: string): Meeting | undefined {
  const end = extendedBy(event, request);
  return end === undefined
    ? undefined
    : asMeeting({ ...event, end: { dateTime: isoWithOffset(end, timeZone) } }, timeZone);
}

function extensionsOf({ extendedProperties }: GoogleEvent): { by: string; end: Instant }[] {
  const mark = extendedProperties?.private?.[EXTENDED_BY];
  if (!mark) return [];
  return mark.split(' ').map((extension) => {
    const [by = '', end] = extension.split('@');
    return { by, end: Number(end) };
  });
}

function markOf(extensions: { by: string; end: Instant }[]): GoogleEvent {
  const mark = extensions.map(({ by, end }) => `${by}@${end}`).join(' ') || null;
  return { extendedProperties: { private: { [EXTENDED_BY]: mark } } };
}

function eventTimes({ start, end }: Slot, timeZone: string) {
  const time = (instant: Instant) => ({ dateTime: isoWithOffset(instant, timeZone), timeZone });
  return { start: time(start), end: time(end) };
}
