import { asMeeting, type GoogleEvent, type Instant, instantIn, type Meeting } from './agenda.ts';
import { checkInMark } from './attendance.ts';
import { isoWithOffset, type Zone, zoneName } from './local-time.ts';
import { OURS } from './origin.ts';
import { PENDING, type Pending, pendingOf, pendingText } from './pending.ts';
import type { Slot } from './slots.ts';

/** Until when a meeting was booked, whatever has become of it since. */
const BOOKED_UNTIL = 'roomcal_booked_until';
/** The requests that extended a meeting, the last twelve: Google keeps 1,024 characters. */
const EXTENDED_BY = 'roomcal_extended_by';
const MOST_EXTENSIONS = 12;
/** The event was taken back by the attempt that had made it, and is about to be deleted. */
const WITHDRAWN = 'roomcal_withdrawn';
/** Who asked for it last, by what was asked for. */
const ASKED_BY = {
  book: 'roomcal_booked_by',
  extend: 'roomcal_changed_by',
  end: 'roomcal_ended_by',
  check_in: 'roomcal_checked_in_by',
} as const;

/** The private properties that say who has asked for a meeting, or for a change of one; none where that is not known. */
export function askedBy(what: keyof typeof ASKED_BY, who: string | undefined): Record<string, string> {
  return who === undefined ? {} : { [ASKED_BY[what]]: who };
}

/** What to write over an event besides, for whoever asks for a change of it. */
export function changedBy(patch: GoogleEvent, marks: Record<string, string>): GoogleEvent {
  if (Object.keys(marks).length === 0) return patch;
  return { ...patch, extendedProperties: { private: { ...patch.extendedProperties?.private, ...marks } } };
}

/**
 * The event resource to insert for `slot`, pending for `attempt`; times are written in the room's zone. Where
 * `isCheckIn`, whoever books is there.
 */
export function instantEvent(
  slot: Slot,
  timeZone: Zone,
  {
    id,
    title,
    attempt,
    who,
    isCheckIn = false,
  }: { id: string; title: string; attempt: string; who?: string | undefined; isCheckIn?: boolean },
): GoogleEvent {
  const { start, end } = eventTimes(slot, timeZone);
  const mark = {
    ...OURS,
    [BOOKED_UNTIL]: end.dateTime,
    [PENDING]: attempt,
    ...askedBy('book', who),
    ...(isCheckIn && checkInMark(slot.start)),
  };
  return { id, summary: title, start, end, extendedProperties: { private: mark } };
}

/** What to write over an event that was taken back, to book with it again; `event` is what would be inserted. */
export function restoredEvent(event: GoogleEvent): GoogleEvent {
  const mark = { ...event.extendedProperties?.private, [WITHDRAWN]: null };
  return { ...event, status: 'confirmed', extendedProperties: { private: mark } };
}

/** What to write over an event so that it takes `slot`, of which only the end is another; it may have taken whole days. */
export function movedEvent(event: GoogleEvent, slot: Slot, timeZone: Zone): GoogleEvent {
  const { start, end } = eventTimes(slot, timeZone);
  const timed = { end: { ...end, date: null } };
  return event.start?.dateTime ? timed : { ...timed, start: { ...start, date: null } };
}

/**
 * What to write over an event besides, where the request of the name `by` extends it to `end` from the end `from`, pending
 * for `attempt`.
 */
export function extensionMark(
  event: GoogleEvent,
  { by, end, from, attempt }: { by: string; end: Instant; from: Instant; attempt: string },
): GoogleEvent {
  return markOf([...extensionsOf(event), { by, end }].slice(-MOST_EXTENSIONS), { attempt, from });
}

/**
 * What to write over an event to put back the extension that is pending: whoever asks for it again is to be heard. An end
 * that somebody else has given it since stays.
 */
export function withoutExtension(event: GoogleEvent, from: Instant): GoogleEvent {
  const end = instantIn(event.end, 'UTC');
  const others = extensionsOf(event).filter((extension) => extension.end !== end);
  if (others.length === extensionsOf(event).length) return confirmedMark();
  return { end: { ...event.end, dateTime: new Date(from).toISOString() }, ...markOf(others) };
}

/** What to write over an event that is pending for another attempt, so that it is pending for this one. */
export function withAttempt(event: GoogleEvent, attempt: string): GoogleEvent {
  return {
    extendedProperties: { private: { [PENDING]: pendingText({ attempt, from: pendingOf(event)?.from }) } },
  };
}

/** What to write over an event that is pending no longer: from now on it is promised to somebody. */
export function confirmedMark(): GoogleEvent {
  return { extendedProperties: { private: { [PENDING]: null } } };
}

/** What to write over an event that is about to be deleted, for whoever finds it meanwhile or afterwards. */
export function withdrawnMark(): GoogleEvent {
  return { extendedProperties: { private: { [WITHDRAWN]: '1' } } };
}

/**
 * Whether an event was taken back, so that the same id may be booked with once more. Of a deleted event Google may return
 * no more than the id: then nobody knows that it was promised.
 */
export function isWithdrawn({ status, extendedProperties }: GoogleEvent): boolean {
  const mark = extendedProperties?.private;
  if (mark?.[WITHDRAWN]) return true;
  if (status !== 'cancelled') return false;
  // What was pending for longer was promised before.
  const pending = pendingOf({ extendedProperties });
  return !mark?.roomcal || (pending !== undefined && pending.from === undefined);
}

/** The end that the request of that name gave the event already, if it did. */
export function extendedBy(event: GoogleEvent, request: string): Instant | undefined {
  return extensionsOf(event).find(({ by }) => by === request)?.end;
}

/**
 * An event of ours as the meeting that was booked, though it may have been ended, extended or moved to another end
 * since. `timeZone` is the room's.
 */
export function asBooked(event: GoogleEvent, timeZone: Zone): Meeting | undefined {
  const until = event.extendedProperties?.private?.[BOOKED_UNTIL];
  return asMeeting(until ? { ...event, end: { dateTime: until } } : event, timeZone);
}

/** An event as the meeting that the request of that name has made longer; undefined where it has not. */
export function asExtended(event: GoogleEvent, request: string, timeZone: Zone): Meeting | undefined {
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

function markOf(extensions: { by: string; end: Instant }[], pending?: Pending): GoogleEvent {
  const mark = extensions.map(({ by, end }) => `${by}@${end}`).join(' ') || null;
  return {
    extendedProperties: {
      private: { [EXTENDED_BY]: mark, [PENDING]: pending ? pendingText(pending) : null },
    },
  };
}

function eventTimes({ start, end }: Slot, timeZone: Zone) {
  const time = (instant: Instant) => ({
    dateTime: isoWithOffset(instant, timeZone),
    timeZone: zoneName(timeZone),
  });
  return { start: time(start), end: time(end) };
}
