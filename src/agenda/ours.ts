import { asMeeting, type GoogleEvent, type Instant, type Meeting } from './agenda.ts';
import { isoWithOffset } from './local-time.ts';
import type { Slot } from './slots.ts';

/** The private extended property that tells roomcal's own meetings from all others. */
const OURS = { roomcal: 'instant' };
/** Until when a meeting was booked, whatever has become of it since. */
const BOOKED_UNTIL = 'roomcal_booked_until';
/** The request that extended a meeting last. */
const EXTENDED_BY = 'roomcal_extended_by';

/** The event resource to insert for `slot`; times are written in the room's zone (IANA). */
export function instantEvent(slot: Slot, timeZone: string, id: string, title: string): GoogleEvent {
  const { start, end } = eventTimes(slot, timeZone);
  const mark = { ...OURS, [BOOKED_UNTIL]: end.dateTime };
  return { id, summary: title, start, end, extendedProperties: { private: mark } };
}

/** What to write over an event so that it takes `slot`; `by` names the request that extends it. */
export function movedEvent(slot: Slot, timeZone: string, by?: string): GoogleEvent {
  const mark = by && { extendedProperties: { private: { [EXTENDED_BY]: by } } };
  const { start, end } = eventTimes(slot, timeZone);
  // It may have taken whole days.
  return { start: { ...start, date: null }, end: { ...end, date: null }, ...mark };
}

/** Whether roomcal made the event. */
export function isOurs({ extendedProperties }: GoogleEvent): boolean {
  return extendedProperties?.private?.roomcal === OURS.roomcal;
}

/** Whether the request of that name has extended the event already, and none has since. */
export function wasExtendedBy({ extendedProperties }: GoogleEvent, request: string): boolean {
  return extendedProperties?.private?.[EXTENDED_BY] === request;
}

/**
 * An event of ours as the meeting that was booked, though it may have been ended, extended or moved to another end
 * since. `timeZone` (IANA) is the room's.
 */
export function asBooked(event: GoogleEvent, timeZone: string): Meeting | undefined {
  const until = event.extendedProperties?.private?.[BOOKED_UNTIL];
  return asMeeting(until ? { ...event, end: { dateTime: until } } : event, timeZone);
}

function eventTimes({ start, end }: Slot, timeZone: string) {
  const time = (instant: Instant) => ({ dateTime: isoWithOffset(instant, timeZone), timeZone });
  return { start: time(start), end: time(end) };
}
