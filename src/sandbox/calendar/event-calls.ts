import { invalid, Refusal } from '../refusal.ts';
import { requireRole } from './acl.ts';
import { eventIn } from './event-shape.ts';
import type { Calendars } from './events.ts';
import type { Event } from './stored-event.ts';

/** An event by its calendar, the etag under which the client has seen it (`*` and undefined: whatever it is), and who asks. */
export interface EventRef {
  calendarId: string;
  eventId: string;
  ifMatch?: string | undefined;
  account?: string | undefined;
}

/** `events.insert`: what the store does, for whoever may write to the calendar. */
export function insertEvent(
  calendars: Calendars,
  calendarId: string,
  body: Event,
  account?: string | undefined,
): Event {
  requireRole(calendars.calendar(calendarId), account, 'writer');
  // A rule of this call alone: instances of recurring events have other ids.
  const { id } = eventIn(body);
  if (id && !/^[a-v0-9]{5,1024}$/.test(id)) throw invalid('Invalid resource id value.');
  return calendars.insert(calendarId, body, account);
}

/** `events.update`. */
export function updateEvent(calendars: Calendars, ref: EventRef, body: Event): Event {
  requireUnchanged(calendars, ref);
  return calendars.update(ref.calendarId, ref.eventId, body);
}

/** `events.patch`. */
export function patchEvent(calendars: Calendars, ref: EventRef, body: Event): Event {
  requireUnchanged(calendars, ref);
  return calendars.patch(ref.calendarId, ref.eventId, body);
}

/** `events.delete`. */
export function deleteEvent(calendars: Calendars, ref: EventRef): void {
  requireUnchanged(calendars, ref);
  calendars.delete(ref.calendarId, ref.eventId);
}

/** Throws unless the event is still the one that the client has seen, in a calendar that it may write to. */
function requireUnchanged(calendars: Calendars, { calendarId, eventId, ifMatch, account }: EventRef): void {
  requireRole(calendars.calendar(calendarId), account, 'writer');
  const { etag } = calendars.get(calendarId, eventId);
  if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== etag) throw new Refusal(412);
}
