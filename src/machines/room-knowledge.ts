import { type Agenda, agendaOf, differs, type Listing } from '../agenda/agenda.ts';
import { busyBetween, difference, type Interval, isWithin, union } from '../agenda/busy.ts';
import { nextMidnight } from '../agenda/local-time.ts';
import { nextRefresh } from '../agenda/schedule.ts';
import type { HeardMessage } from '../io/ports.ts';
import type { Because, RoomContext, RoomSwept } from './room-types.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Without news, too: a start without Google takes nothing that is older than a day. */
const KEEP_AGAIN_MS = 6 * HOUR_MS;
/** What is kept should reach as far as a list does. */
const RUNNING_OUT_MS = 2 * HOUR_MS;

/**
 * An older listing than the agenda held is dropped: a message may come late, or twice. What is held from the future is
 * no measure: the clock has been set back.
 */
export function isNews({ agenda, timeZone, now }: RoomContext, listing: HeardMessage['listing']): boolean {
  if (!agenda) return Boolean(timeZone ?? listing.timeZone);
  return listing.asOf >= agenda.asOf || agenda.asOf > now();
}

/** Whether only a write of our own overtook the listing: it may have news that no later list was sent for. */
export function isOvertaken(context: RoomContext, listing: HeardMessage['listing']): boolean {
  return context.agenda !== undefined && !isNews(context, listing) && listing.asOf > context.listedAt;
}

/** What a room knows once it has taken a listing. */
export function taken(context: RoomContext, listing: HeardMessage['listing']): Partial<RoomContext> {
  // A booking of ours, or a message, overtook the list; it may have seen other news: look once more.
  if (!isNews(context, listing)) return { dirty: true };
  const calendarZone = listing.timeZone ?? context.agenda?.timeZone ?? context.timeZone!;
  const agenda = agendaOf({ ...listing, timeZone: calendarZone }, context.timeZone);
  const { swept } = context;
  const excused =
    swept && agenda.asOf >= swept.from ? sweepDifference(context, agenda, swept) : context.excused;
  const regular = nextRefresh(context.roomName, context.now(), context.refreshMs);
  const beforeItEnds = Math.max(agenda.knownUntil - HOUR_MS, context.now() + MINUTE_MS);
  const refreshAt = Math.min(regular, beforeItEnds);
  const listedAt = agenda.asOf;
  return { agenda, refreshAt, listedAt, excused, swept: undefined, attempt: 0, failure: undefined };
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
  const { agenda, cause, refreshAt, timeZone } = context;
  if (!agenda || refreshAt === 0 || (cause !== 'refresh' && cause !== 'retry')) return false;
  return isNews(context, listing) && differs(agenda, agendaOf(listing, timeZone));
}

/** Whether a start without Google would be better off with this agenda than with the one that was kept last. */
export function isWorthKeeping({ kept, now }: RoomContext, agenda: Agenda): boolean {
  if (!kept || differs(kept, agenda)) return true;
  const isOld = agenda.asOf >= kept.asOf + KEEP_AGAIN_MS;
  const reachesFurther = agenda.knownUntil > kept.knownUntil && kept.knownUntil < now() + RUNNING_OUT_MS;
  return isOld || reachesFurther;
}

/**
 * Whether a listing that was kept says what the room is now: as long as nothing newer is known, for a day at most, and
 * no further than it was complete.
 */
export function coversNow({ agenda, now, timeZone }: RoomContext, listing: Listing | undefined): boolean {
  if (agenda || !listing) return false;
  const { asOf, knownUntil } = agendaOf(listing, timeZone);
  return asOf <= now() && now() < Math.min(knownUntil, asOf + DAY_MS);
}

/** Whether a sweep knows something else than an agenda that is older, and has not been listed for it already. */
export function isUnexplained(context: RoomContext, swept: RoomSwept): boolean {
  const { agenda, excused } = context;
  if (!agenda || agenda.asOf >= swept.from) return false;
  return !isWithin(sweepDifference(context, agenda, swept), excused);
}

/** When just one of the two takes the room, until midnight or as far as both know. */
function sweepDifference({ now }: RoomContext, agenda: Agenda, { taken, until }: RoomSwept): Interval[] {
  const from = now();
  const end = Math.min(until, agenda.knownUntil, nextMidnight(from, agenda.timeZone));
  return difference(union(taken, from, end), busyBetween(agenda, from, end));
}
