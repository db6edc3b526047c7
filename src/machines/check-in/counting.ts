import type { GoogleEvent, Instant, Meeting } from '../../agenda/agenda.ts';
import { releasedBy } from '../../agenda/attendance.ts';
import { checkInOf, releaseOf } from '../../agenda/check-in.ts';
import { delayUntil } from '../../agenda/schedule.ts';
import type { CheckInContext, CheckInEvent } from './types.ts';

/** How often the time is looked at while it runs, in ms. */
const LOOK_EACH_MS = 15_000;
/** Who has not looked for so long, in ms, has slept, or has been set another time: who came meanwhile was not heard. */
const MISSED_AFTER_MS = 25_000;

type Asking = Pick<CheckInContext, 'asked' | 'stale' | 'since' | 'rule'>;

/** What is known once the door tells of something: of another meeting, or another start, the time begins anew. */
export function withDoor(
  context: CheckInContext,
  { current, timeZone, stale }: Extract<CheckInEvent, { type: 'door.is' }>,
): Partial<CheckInContext> {
  const asked = checkInOf(current, context.rule) === 'wanted' ? current : undefined;
  const goesOn = !context.stale && isSameStart(context.asked, asked);
  return { asked, timeZone, stale, ...(goesOn ? counted(context) : fromNow(context)) };
}

/** The time goes on, unless it was not looked at for too long. */
export function counted(context: CheckInContext): Pick<CheckInContext, 'since' | 'seenAt'> {
  return isMissed(context) ? fromNow(context) : { since: context.since, seenAt: context.now() };
}

function isMissed({ seenAt, now }: CheckInContext): boolean {
  return Math.abs(now() - seenAt) > MISSED_AFTER_MS;
}

/** The full time is given, from now on. */
export function fromNow({ now }: Pick<CheckInContext, 'now'>): Pick<CheckInContext, 'since' | 'seenAt'> {
  return { since: now(), seenAt: now() };
}

/** When the room is released unless somebody checks in; undefined where it is not. */
export function releaseDueAt({ asked, stale, since, rule }: Asking): Instant | undefined {
  const due = since + rule.withinMs;
  return asked && !stale && due < asked.end ? due : undefined;
}

export function isTimeUp(context: CheckInContext): boolean {
  const due = releaseDueAt(context);
  return due !== undefined && due <= context.now();
}

/** How long until the time is looked at again, in ms. */
export function nextLookIn(context: CheckInContext): number {
  const now = context.now();
  return delayUntil(Math.min(releaseDueAt(context) ?? Number.POSITIVE_INFINITY, now + LOOK_EACH_MS), now);
}

/** What to write over the event that was found, so that the room is released; undefined where it is not to be. */
export function releasePatch(context: CheckInContext): GoogleEvent | undefined {
  const { found, noShow, now, rule, timeZone } = context;
  if (!noShow || isMissed(context)) return undefined;
  if (!isTimeUp(context) || !isSameStart(context.asked, noShow.meeting)) return undefined;
  const { start } = noShow.meeting;
  return releaseOf(found, { start, now: now(), rule, attempt: noShow.attempt, timeZone });
}

/** Whether this very attempt has released the room, as the event that was found tells. */
export function isReleased({ found, noShow }: CheckInContext): boolean {
  return (
    noShow !== undefined && found !== undefined && releasedBy(found, noShow.meeting.start) === noShow.attempt
  );
}

/** Whether both are the same meeting with the same start, or none. */
export function isSameStart(one: Meeting | undefined, other: Meeting | undefined): boolean {
  return one?.id === other?.id && one?.start === other?.start;
}
