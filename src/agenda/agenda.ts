import { type Attendance, attendanceOf } from './attendance.ts';
import { fitText } from './fit-text.ts';
import type { GoogleEvent, GoogleEventTime, Maybe } from './google-event.ts';
import { dateAfter, instantOf, startOfDay } from './local-time.ts';
import { isOurs } from './origin.ts';
import { type Pending, pendingOf } from './pending.ts';
import { type Instant, isSameZone, isTimeZone, leadOf, type Zone } from './zone.ts';
import { zoneShownBy } from './zone-evidence.ts';

export type { GoogleEvent } from './google-event.ts';
export { type Instant, isSameZone, type Zone } from './zone.ts';

/**
 * What events.list answered: `asOf` is the instant at which it was sent, `complete` that no page followed. This machine may
 * not know `timeZone`, the calendar's.
 */
export interface Listing {
  events: GoogleEvent[];
  timeZone: string;
  asOf: Instant;
  complete: boolean;
}

/**
 * A meeting that blocks the room, `[start, end)`. `title`, `organizer` (a name, or the address where there is none) and
 * `organizerEmail` are fit for a board, and empty where there are none that everyone may read; `created` is 0 where Google did not say. `isOurs` where roomcal made it. `pending` is what an attempt of roomcal has written there at the
 * instant `since` and promised to nobody yet.
 */
export interface Meeting extends Attendance {
  id: string;
  title: string;
  organizer: string;
  organizerEmail: string;
  start: Instant;
  end: Instant;
  created: Instant;
  isOurs?: true;
  pending?: Pending & { since: Instant };
}

/**
 * What is known of a room's calendar: its blocking meetings ordered by start, end and id; its zone; the
 * instant it was true at; and how far ahead it is known (`Infinity` where Google had no further page).
 */
export interface Agenda {
  meetings: readonly Meeting[];
  timeZone: Zone;
  asOf: Instant;
  knownUntil: Instant;
}

const DATE = /^\d{4}-\d\d-\d\d$/;

/**
 * The agenda that a listing tells. `ownZone` (IANA) is the room's where it is not the calendar's, by which Google sorts; `known`
 * is what was known of the zone before, and stays where the listing does not contradict it.
 */
export function agendaOf(listing: Listing, ownZone: string = listing.timeZone, known?: Zone): Agenda {
  const isCalendars = isSameZone(ownZone, listing.timeZone);
  const timeZone = isCalendars ? zoneShownBy(listing.events, ownZone, known) : ownZone;
  const calendarZone = isCalendars ? timeZone : listing.timeZone;
  const meetings = latest(listing.events).flatMap((event) => meetingOf(event, timeZone) ?? []);
  return {
    meetings: meetings.sort(byStartEndId),
    timeZone,
    asOf: listing.asOf,
    knownUntil: listing.complete ? Number.POSITIVE_INFINITY : lastStart(listing, timeZone, calendarZone),
  };
}

/** A whole day that was not listed may begin earlier by the room's clock than by the calendar's. */
function lastStart({ events, asOf }: Listing, timeZone: Zone, calendarZone: Zone): Instant {
  const starts = events.flatMap(({ start }) => instantIn(start, calendarZone) ?? []);
  const last = Math.max(asOf, ...starts);
  return Math.max(last - Math.max(leadOf(timeZone, calendarZone, last), 0), asOf);
}

/** The agenda in which an event is as Google has told it last, whatever the list said of it. */
export function withEvent(agenda: Agenda, event: GoogleEvent): Agenda {
  const others = withoutMeeting(agenda, event.id ?? '');
  const meeting = meetingOf(event, agenda.timeZone);
  return meeting ? { ...others, meetings: [...others.meetings, meeting].sort(byStartEndId) } : others;
}

/** The agenda without a meeting. */
export function withoutMeeting(agenda: Agenda, id: string): Agenda {
  return { ...agenda, meetings: agenda.meetings.filter((meeting) => meeting.id !== id) };
}

/** Whether `after` tells other meetings than `before` does, of the time of which both know from `after` on. */
export function differs(before: Agenda, after: Agenda): boolean {
  if (before.meetings === after.meetings) return false;
  const until = Math.min(before.knownUntil, after.knownUntil);
  const told = ({ meetings }: Agenda) =>
    meetings
      .filter(({ start, end }) => end > after.asOf && start < until)
      .map(({ pending: _, ...meeting }) => meeting);
  return !areSame(told(before), told(after));
}

/** Whether two lists tell the same of the same meetings, in the same order. */
export function areSame(some: readonly Meeting[], others: readonly Meeting[]): boolean {
  if (some === others) return true;
  return some.length === others.length && some.every((one, index) => isSame(one, others[index]));
}

/** Far faster than to compare their texts, and each list is compared with what is known. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false;
  const [some, others] = [one as Record<string, unknown>, other as Record<string, unknown>];
  for (const key in some) if (!isSame(some[key], others[key])) return false;
  for (const key in others) if (others[key] !== undefined && !(key in some)) return false;
  return true;
}

/** The meeting that `event` is, or undefined where it does not block the room (`timeZone` is the room's). */
export function meetingOf(event: GoogleEvent, timeZone: Zone): Meeting | undefined {
  return blocks(event) ? asMeeting(event, timeZone) : undefined;
}

/** `event` as a meeting, whether or not it blocks the room; undefined where it has no length. */
export function asMeeting(event: GoogleEvent, timeZone: Zone): Meeting | undefined {
  const start = instantIn(event.start, timeZone);
  const end = instantIn(endOf(event), timeZone);
  if (start === undefined || end === undefined || end <= start) return undefined;
  const pending = pendingOf(event);
  return {
    id: event.id ?? '',
    title: isPrivate(event) ? '' : fitText(event.summary),
    organizer: isPrivate(event) ? '' : organizerOf(event),
    organizerEmail: isPrivate(event) ? '' : fitText(event.organizer?.email),
    start,
    end,
    created: instantIn({ dateTime: event.created }, 'UTC') ?? 0,
    ...(isOurs(event) && { isOurs: true as const }),
    ...(pending && { pending: { ...pending, since: updatedOf(event) } }),
    ...attendanceOf(event, start),
  };
}

/** An event that changed between two pages may be on both: of one id, the one that was updated last holds. */
function latest(events: readonly GoogleEvent[]): GoogleEvent[] {
  const byId = new Map<string, GoogleEvent>();
  for (const event of events) {
    const before = byId.get(event.id ?? '');
    if (event.id && !(before && updatedOf(before) > updatedOf(event))) byId.set(event.id, event);
  }
  return [...byId.values(), ...events.filter(({ id }) => !id)];
}

/** When Google last changed the event; 0 where it did not say. */
export function updatedOf({ updated }: GoogleEvent): Instant {
  return instantIn({ dateTime: updated }, 'UTC') ?? 0;
}

function blocks(event: GoogleEvent): boolean {
  return (
    event.status !== 'cancelled' &&
    event.transparency !== 'transparent' &&
    event.eventType !== 'workingLocation' &&
    event.eventType !== 'birthday' &&
    !event.attendees?.some(({ self, responseStatus }) => self && responseStatus === 'declined')
  );
}

/** An imported whole day may end on the day on which it starts: it is that day all the same. */
function endOf({ start, end }: GoogleEvent): Maybe<GoogleEventTime> {
  const date = end?.dateTime ? undefined : end?.date;
  return date && date === start?.date && DATE.test(date) ? { date: dateAfter(date) } : end;
}

function organizerOf({ organizer }: GoogleEvent): string {
  return fitText(organizer?.displayName) || fitText(organizer?.email);
}

function isPrivate({ visibility }: GoogleEvent): boolean {
  return visibility === 'private' || visibility === 'confidential';
}

/** The instant of an event's `start` or `end`; a day begins in `timeZone`. Undefined where it is none. */
export function instantIn(time: Maybe<GoogleEventTime>, timeZone: Zone): Instant | undefined {
  const { date, dateTime, timeZone: own } = time ?? {};
  const instant = dateTime ? parseDateTime(dateTime, own, timeZone) : parseDate(date, timeZone);
  return Number.isNaN(instant) ? undefined : instant;
}

function parseDate(date: Maybe<string>, timeZone: Zone): Instant {
  return date && DATE.test(date) ? startOfDay(date, timeZone) : Number.NaN;
}

/** RFC 3339; the offset may be missing where Google gives the zone beside it. */
function parseDateTime(dateTime: string, own: Maybe<string>, timeZone: Zone): Instant {
  if (!/^\d{4}-/.test(dateTime)) return Number.NaN;
  if (/(Z|[+-]\d\d:?\d\d)$/i.test(dateTime)) return Date.parse(dateTime);
  return instantOf(dateTime, own && isTimeZone(own) ? own : timeZone);
}

function byStartEndId(a: Meeting, b: Meeting): number {
  return a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : Number(a.id > b.id));
}
