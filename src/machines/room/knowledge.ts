import {
  type Agenda,
  agendaOf,
  areSame,
  differs,
  type GoogleEvent,
  type Instant,
  type Listing,
  updatedOf,
  withEvent,
} from '../../agenda/agenda.ts';
import { isTimeZone, zoneName } from '../../agenda/local-time.ts';
import { knowsNextUntil } from '../../agenda/occupancy.ts';
import { nextRefresh } from '../../agenda/schedule.ts';
import type { IncomingMessage } from '../../ports/events.ts';
import type { Because } from '../facts.ts';
import { acceptedDifferenceOf } from './sweeping.ts';
import type { Acknowledged, RoomContext } from './types.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A clock is put right once it is off by two seconds, to half a second. */
const CLOCKS_DIFFER_MS = 4_500;
/** What Google has not answered it may still do so much later. */
const DONE_LATE_MS = 4 * MINUTE_MS;
/** More than one room is booked, extended and ended in a minute. */
const MOST_ACKNOWLEDGED = 20;

/**
 * An older listing than the agenda held is dropped: a message may come late, or twice. What is held from the future is
 * no measure: the clock has been set back.
 */
export function isNews(context: RoomContext, listing: IncomingMessage['listing']): boolean {
  const { agenda, now } = context;
  if (!agenda) return calendarZoneOf(context, listing) !== undefined;
  return listing.asOf >= agenda.asOf || agenda.asOf > now();
}

/**
 * Whether a listing tells something else and is older by so little that it may be newer: it was listed by the clock of
 * another process, or by one that has been put right since.
 */
export function mayBeNews(context: RoomContext, listing: IncomingMessage['listing']): boolean {
  const { agenda } = context;
  const timeZone = calendarZoneOf(context, listing);
  if (
    !agenda ||
    timeZone === undefined ||
    listing.asOf >= agenda.asOf ||
    listing.asOf < agenda.asOf - CLOCKS_DIFFER_MS
  )
    return false;
  return differs(agenda, listedAgenda(context, { ...listing, timeZone }));
}

/**
 * The agenda that a listing tells of the room, given what is known of its zone. Where the meetings are the same as before, they
 * are the same objects: there may be 10,000 rooms.
 */
export function listedAgenda(context: RoomContext, listing: Listing): Agenda {
  const { agenda, saved, timeZone } = context;
  const last = told.get(listing.events);
  if (last && isOfTheSame(last, { agenda, timeZone, listing })) return last.listed;
  const fresh = agendaOf(listing, timeZone, agenda?.timeZone);
  const known = [saved, agenda].find((one) => one && areSame(one.meetings, fresh.meetings));
  const listed = known ? { ...fresh, meetings: known.meetings } : fresh;
  told.set(listing.events, { agenda, timeZone, listing, listed });
  return listed;
}

/** What a listing was found to tell: one that is taken is looked at several times, by the same knowledge. */
const told = new WeakMap<Listing['events'], Told & { listed: Agenda }>();

type Told = Pick<RoomContext, 'agenda' | 'timeZone'> & { listing: Listing };

function isOfTheSame(one: Told, other: Told): boolean {
  const [a, b] = [one.listing, other.listing];
  return (
    one.agenda === other.agenda &&
    one.timeZone === other.timeZone &&
    a.timeZone === b.timeZone &&
    a.asOf === b.asOf &&
    a.complete === b.complete
  );
}

/**
 * The calendar's zone as a listing tells it, or as it was told last. This machine may not know it where the room has a zone of
 * its own; where it has none, it is undefined then.
 */
function calendarZoneOf(
  { agenda, calendarZone, timeZone }: RoomContext,
  listing: IncomingMessage['listing'],
): string | undefined {
  const told = listing.timeZone ?? calendarZone ?? (agenda && zoneName(agenda.timeZone)) ?? timeZone;
  return told !== undefined && isTimeZone(timeZone ?? told) ? told : undefined;
}

/** What a room knows once it has taken a listing. */
export function withListing(context: RoomContext, listing: IncomingMessage['listing']): Partial<RoomContext> {
  const calendarZone = calendarZoneOf(context, listing);
  // A message overtook the list, which may have seen other news: look once more.
  if (calendarZone === undefined || !isNews(context, listing)) return { dirty: true };
  const listed = listedAgenda(context, { ...listing, timeZone: calendarZone });
  const acknowledged = context.acknowledged.flatMap((one) => afterListing(one, listing, context.now()));
  const agenda = acknowledged.reduce((known, { event }) => withEvent(known, event), listed);
  return {
    agenda,
    kept: undefined,
    calendarZone,
    acknowledged,
    refreshAt: Math.min(
      refreshAfter(context, agenda),
      doubtEndsAt(context),
      ...acknowledged.map((one) => settledAt(one, listing)),
    ),
    acceptedDifference: acceptedDifferenceOf(context, agenda),
    swept: undefined,
    attempt: 0,
    failure: undefined,
  };
}

/** What a room knows once Google has acknowledged what we have written: no list that lags behind takes it away. */
export function withAcknowledged(context: RoomContext, event: GoogleEvent): Partial<RoomContext> {
  const { agenda, acknowledged, now } = context;
  const before = acknowledged.find((one) => one.event.id === event.id);
  const isThere = agenda?.meetings.some(({ id }) => id === event.id) ?? false;
  const wasListed = before ? before.wasListed : isThere;
  const others = acknowledged.filter((one) => one.event.id !== event.id);
  return {
    acknowledged: [...others, { at: now(), event, wasListed }].slice(-MOST_ACKNOWLEDGED),
    agenda: agenda && withEvent(agenda, event),
  };
}

/** What is left of it once a list was taken: nothing where the list knows better. */
function afterListing(
  one: Acknowledged,
  { events }: IncomingMessage['listing'],
  now: Instant,
): readonly Acknowledged[] {
  const { at, event, wasListed } = one;
  if (now - at >= MINUTE_MS) return [];
  const listed = events.find(({ id }) => id === event.id);
  if (event.status === 'cancelled') return listed ? [one] : [];
  if (!listed) return wasListed ? [] : [one];
  return updatedOf(listed) > updatedOf(event) ? [] : [{ ...one, wasListed: true }];
}

/** When it no longer stands against a list that says something else: then it is listed once more. */
function settledAt({ at, event }: Acknowledged, { events }: IncomingMessage['listing']): Instant {
  const listed = events.find(({ id }) => id === event.id);
  const agrees =
    event.status === 'cancelled'
      ? listed === undefined
      : listed !== undefined && updatedOf(listed) >= updatedOf(event);
  return agrees ? Number.POSITIVE_INFINITY : at + MINUTE_MS;
}

/** When what was left without an answer is done, if ever; a sweep does not see it beneath another meeting, or once it is over. */
function doubtEndsAt({ doubtedAt, now }: RoomContext): Instant {
  const endsAt = (doubtedAt ?? Number.NEGATIVE_INFINITY) + DONE_LATE_MS;
  return endsAt > now() ? endsAt : Number.POSITIVE_INFINITY;
}

/** A list of the room's own within minutes: while others could not be made something may have been left unconfirmed. */
export function lookingBack({ refreshAt, now }: RoomContext): Pick<RoomContext, 'refreshAt'> {
  return { refreshAt: Math.min(refreshAt, now() + DONE_LATE_MS) };
}

/** Each hour, and before the agenda ends or no longer says what comes next. */
export function refreshAfter({ roomName, refreshMs, now }: RoomContext, agenda: Agenda): Instant {
  const nextUnknownAt = knowsNextUntil(agenda);
  const ends = Math.min(agenda.knownUntil, nextUnknownAt > now() ? nextUnknownAt : Number.POSITIVE_INFINITY);
  const beforeItEnds = Math.max(ends - HOUR_MS, now() + MINUTE_MS);
  return Math.min(nextRefresh(roomName, now(), refreshMs), beforeItEnds);
}

/** What waits once the clock was set: nothing longer than it would from now on, and nothing is from the future. */
export function recomputeDelays(context: RoomContext): Partial<RoomContext> {
  const { roomName, refreshMs, refreshAt, failedAt, doubtedAt, acknowledged } = context;
  const now = context.now();
  return {
    refreshAt: Math.min(refreshAt, nextRefresh(roomName, now, refreshMs)),
    failedAt: Math.min(failedAt, now),
    doubtedAt: doubtedAt && Math.min(doubtedAt, now),
    acknowledged: acknowledged.map((one) => ({ ...one, at: Math.min(one.at, now) })),
  };
}

/**
 * Since when what a look finds has been so: since the boundary that was waited for, however late the timer; since Google
 * told of the change, or the list was sent where somebody else was told. Of what nobody announced nobody knows since when:
 * since now.
 */
export function sinceWhen(
  { agenda, occupancy, notifiedAt, now }: RoomContext,
  because: Because,
): Pick<RoomContext, 'since' | 'notifiedAt'> {
  const at = now();
  const waitedFor = occupancy?.nextBoundary ?? at;
  const asOf = agenda?.asOf ?? at;
  const isListed = because !== 'boundary' && because !== 'booked';
  if (isListed && notifiedAt !== undefined && notifiedAt <= asOf) {
    return { since: Math.min(at, waitedFor, notifiedAt), notifiedAt: undefined };
  }
  return { since: Math.min(at, waitedFor, because === 'changed' ? asOf : at), notifiedAt };
}

/**
 * Whether a list that nobody had announced tells of a change. What an earlier process kept is no measure: this one heard
 * no notifications then.
 */
export function isFound(context: RoomContext, listing: Listing): boolean {
  const { agenda, because, refreshAt, kept } = context;
  if (!agenda || kept || refreshAt === 0 || (because !== 'refresh' && because !== 'retry')) return false;
  return isNews(context, listing) && differs(agenda, listedAgenda(context, listing));
}
