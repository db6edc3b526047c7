import type { Agenda } from '../../agenda/agenda.ts';
import { busyBetween, difference, type Interval, isWithin, union } from '../../agenda/busy.ts';
import type { AcceptedDifference, RoomContext, RoomSwept } from './types.ts';

/** How often at most a sweep that succeeds has a room listed that could not be, in ms. */
const PROOF_EVERY_MS = 5 * 60_000;
/** How far ahead is always compared, in ms; a sweep reaches further. */
const COMPARED_MS = 24 * 3_600_000;

/**
 * Whether a sweep knows something else than the agenda, which is older, and this has not been listed for already. What was
 * excused once must be the same still: a change within it is one.
 */
export function hasNewDifference(context: RoomContext, swept: RoomSwept): boolean {
  const { agenda, kept, acceptedDifference, now } = context;
  // An agenda from the future was listed by a clock that was ahead: it is older than it says. So is what another process kept.
  if (!agenda || (!kept && agenda.asOf >= swept.from && agenda.asOf <= now())) return false;
  if (kept && hasLeft(agenda, swept)) return true;
  const until = comparedUntil(context, swept, agenda);
  return (
    difference(differenceOf(agenda, swept, now(), until), union(acceptedDifference.parts, now(), until))
      .length > 0
  );
}

/** Whether a meeting with which a list was cut is there no more: no sweep was there to compare with before a start. */
function hasLeft(agenda: Agenda, { from, until, busy }: RoomSwept): boolean {
  const begins = Math.max(agenda.knownUntil, from);
  return !isWithin(busyBetween(agenda, begins, until), union(busy, begins, until));
}

/** What sweeps tell of the time that a list was cut before: there is no agenda to compare them with, but the sweep before. */
export class SweptBeyond {
  #last: RoomSwept | undefined;

  /** Whether a sweep tells something else than the one before: what was moved from there may be anywhere now. */
  differs(agenda: Agenda | undefined, swept: RoomSwept): boolean {
    const before = this.#last;
    const knownUntil = agenda?.knownUntil ?? swept.from;
    // Of thousands of rooms few have more meetings than a list.
    this.#last = knownUntil < swept.until ? swept : undefined;
    if (!before) return false;
    const [from, until] = [Math.max(knownUntil, swept.from), Math.min(before.until, swept.until)];
    return difference(union(before.busy, from, until), union(swept.busy, from, until)).length > 0;
  }
}

/** Where a sweep and an agenda that was listed after it differ all the same. */
export function acceptedDifferenceOf(context: RoomContext, agenda: Agenda): AcceptedDifference {
  const { swept, acceptedDifference, now } = context;
  if (!swept || agenda.asOf < swept.from) return acceptedDifference;
  const until = Math.min(swept.until, agenda.knownUntil);
  return { parts: differenceOf(agenda, swept, now(), until), until };
}

/** Whether a sweep that succeeds shows that a list might succeed, too, which has failed when it was last tried. */
export function provesRecovery({ failure, failedAt, now }: RoomContext): boolean {
  return failure !== undefined && now() - failedAt >= (failure.operator ? PROOF_EVERY_MS : 0);
}

/**
 * As far as both know. What is excused may go on beyond the end of what was compared then: of that a room is not listed at
 * each sweep, but when it comes near.
 */
function comparedUntil(
  { acceptedDifference, now }: RoomContext,
  { until }: RoomSwept,
  agenda: Agenda,
): number {
  const known = Math.min(until, agenda.knownUntil);
  const isFarEnough = acceptedDifference.parts.length > 0 && acceptedDifference.until >= now() + COMPARED_MS;
  return isFarEnough ? Math.min(known, acceptedDifference.until) : known;
}

/** When just one of the two takes the room. */
function differenceOf(agenda: Agenda, { busy }: RoomSwept, from: number, until: number): Interval[] {
  return difference(union(busy, from, until), busyBetween(agenda, from, until));
}
