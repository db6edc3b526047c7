import type { Instant, Meeting } from '../../agenda/agenda.ts';
import type { BookingContext, Compensation } from './types.ts';

/** No process takes longer to make sure of what it has written: what is pending longer belongs to nobody. */
export const PENDING_AT_MOST_MS = 60_000;

/** More than a door's requests can leave in an outage; what is over is no longer in anybody's way. */
const MOST_COMPENSATIONS = 20;

type Looking = Pick<BookingContext, 'agenda' | 'processId' | 'now' | 'compensations'>;

/**
 * What an attempt has left in the calendar that nobody works on any more: one of this process at once, for it works on one
 * request at a time; one of another process when its time is up.
 */
export function dueCompensation(context: Looking): Compensation | undefined {
  const found = pendingIn(context).find((one) => isNobodys(context, one));
  return found ? { eventId: found.id, attempt: found.pending.attempt } : context.compensations[0];
}

/** The compensations that wait, and one more. */
export function withCompensation(
  { compensations }: Pick<BookingContext, 'compensations'>,
  compensation: Compensation,
): readonly Compensation[] {
  return [...compensations.filter(({ attempt }) => attempt !== compensation.attempt), compensation].slice(
    -MOST_COMPENSATIONS,
  );
}

/** When something that is pending now will belong to nobody; undefined where nothing is pending. */
export function nextCompensationAt(context: Looking): Instant | undefined {
  const times = pendingIn(context).map((one) => abandonedAt(context, one));
  if (context.compensations.length > 0) return 0;
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** Whether there is anything that an attempt has written and not made sure of. */
export function hasPending(context: Pick<BookingContext, 'agenda'>): boolean {
  return pendingIn(context).length > 0;
}

type PendingMeeting = Meeting & Required<Pick<Meeting, 'pending'>>;

function pendingIn({ agenda }: Pick<BookingContext, 'agenda'>): PendingMeeting[] {
  return (agenda?.meetings ?? []).filter((one): one is PendingMeeting => one.pending !== undefined);
}

function isNobodys(context: Looking, one: PendingMeeting): boolean {
  return abandonedAt(context, one) <= context.now();
}

function abandonedAt({ processId }: Looking, { pending }: PendingMeeting): Instant {
  return pending.attempt.startsWith(`${processId}.`) ? 0 : pending.since + PENDING_AT_MOST_MS;
}
