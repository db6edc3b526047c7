import type { Agenda } from '../../agenda/agenda.ts';
import { busyBetween, difference, type Interval, union } from '../../agenda/busy.ts';
import { nextMidnight } from '../../agenda/local-time.ts';
import type { RoomContext, RoomSwept } from './types.ts';

/** How often at most a sweep that succeeds has a room listed that could not be, in ms. */
const PROOF_EVERY_MS = 5 * 60_000;

/**
 * Whether a sweep knows something else than the agenda, which is older, and this has not been listed for already. What was
 * excused once must be the same still: a change within it is one.
 */
export function isUnexplained(context: RoomContext, swept: RoomSwept): boolean {
  const { agenda, excused, now } = context;
  // An agenda from the future was listed by a clock that was ahead: it is older than it says.
  if (!agenda || (agenda.asOf >= swept.from && agenda.asOf <= now())) return false;
  const found = sweepDifference(context, agenda, swept);
  const [from, until] = [now(), windowEnd(context, agenda, swept)];
  return difference(found, union(excused, from, until)).length > 0;
}

/** Where a sweep and an agenda that was listed after it differ all the same. */
export function excusedBy(context: RoomContext, agenda: Agenda): readonly Interval[] {
  const { swept, excused } = context;
  return swept && agenda.asOf >= swept.from ? sweepDifference(context, agenda, swept) : excused;
}

/** Whether a sweep that succeeds shows that a list might succeed, too, which has failed when it was last tried. */
export function isProof({ failure, failedAt, now }: RoomContext): boolean {
  return failure !== undefined && now() - failedAt >= (failure.operator ? PROOF_EVERY_MS : 0);
}

/** When just one of the two takes the room, until midnight or as far as both know. */
function sweepDifference(context: RoomContext, agenda: Agenda, swept: RoomSwept): Interval[] {
  const [from, until] = [context.now(), windowEnd(context, agenda, swept)];
  return difference(union(swept.taken, from, until), busyBetween(agenda, from, until));
}

function windowEnd({ now }: RoomContext, agenda: Agenda, { until }: RoomSwept): number {
  return Math.min(until, agenda.knownUntil, nextMidnight(now(), agenda.timeZone));
}
