import { type Agenda, agendaOf, differs, type Instant, type Listing } from '../../agenda/agenda.ts';
import { isTimeZone } from '../../agenda/local-time.ts';
import { pendingOf } from '../../agenda/pending.ts';
import { listedAgenda, refreshAfter } from './knowledge.ts';
import type { RoomContext } from './types.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Without news, too: a start takes nothing that is older than a day. */
const KEEP_AGAIN_MS = 6 * HOUR_MS;
/** What is kept should reach as far as a list does. */
const RUNNING_OUT_MS = 2 * HOUR_MS;

/**
 * What a room knows that starts with a listing that was kept: no need to keep it once more. What was pending then may have been
 * promised since, or taken back: no sweep tells, and nobody may act on it.
 */
export function withKept(context: RoomContext, listing: Listing): Partial<RoomContext> {
  const { meetings, ...rest } = listedAgenda(context, listing);
  const agenda = { ...rest, meetings: meetings.map(({ pending: _, ...meeting }) => meeting) };
  return {
    agenda,
    saved: agenda,
    kept: { confirmedAt: undefined },
    calendarZone: listing.timeZone,
    refreshAt: refreshAfter(context, agenda),
  };
}

/**
 * What a room knows once a sweep, asked at `at`, has found that what was kept is so still. It tells of times alone: another title,
 * of which Google told whoever was killed or had not come yet, shows with the next list.
 */
export function withConfirmed(context: RoomContext, at: Instant): Partial<RoomContext> {
  const { relistMs, refreshAt, now, random } = context;
  const relistAt = relistMs === undefined ? refreshAt : now() + random() * relistMs;
  return { kept: { confirmedAt: at }, refreshAt: Math.min(refreshAt, relistAt) };
}

/** Whether the next start would be better off with this agenda than with the one that was kept last. */
export function isWorthSaving({ saved, now }: RoomContext, agenda: Agenda): boolean {
  if (!saved || differs(saved, agenda)) return true;
  const isOld = agenda.asOf >= saved.asOf + KEEP_AGAIN_MS;
  const reachesFurther = agenda.knownUntil > saved.knownUntil && saved.knownUntil < now() + RUNNING_OUT_MS;
  return isOld || reachesFurther;
}

/** Whether an attempt of ours had written what it had not made sure of yet. */
export function hadPending({ events }: Listing): boolean {
  return events.some((event) => pendingOf(event) !== undefined);
}

/**
 * Whether a listing that was kept says what the room is now: as long as nothing newer is known, for a day at most, and
 * no further than it was complete.
 */
export function coversNow({ agenda, now, timeZone }: RoomContext, listing: Listing | undefined): boolean {
  if (agenda || !listing || !isTimeZone(timeZone ?? listing.timeZone)) return false;
  const { asOf, knownUntil } = agendaOf(listing, timeZone);
  return asOf <= now() && now() < Math.min(knownUntil, asOf + DAY_MS);
}
