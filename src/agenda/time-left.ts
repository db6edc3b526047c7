import type { Agenda, Instant } from './agenda.ts';
import { busyUntil, type Occupancy } from './occupancy.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** A room is free for this long at most, in minutes: a day, also where nothing is known to come. */
export const MOST_FREE_MINS = 24 * 60;

/** How long a room stays what it is, in whole minutes; null is what it is not. */
export interface TimeLeft {
  free_for_mins: number | null;
  busy_for_mins: number | null;
}

/**
 * How long a room is free from `now` on, rounded down, never longer than is known; or busy, to the end of the unbroken run of
 * meetings, rounded up. Both are null where nothing is known.
 */
export function timeLeft(agenda: Agenda, { state, next }: Occupancy, now: Instant): TimeLeft {
  const free = Math.max(Math.min(next?.start ?? agenda.knownUntil, agenda.knownUntil) - now, 0);
  return {
    free_for_mins: state === 'free' ? Math.min(Math.floor(free / MINUTE_MS), MOST_FREE_MINS) : null,
    busy_for_mins: state === 'busy' ? Math.ceil((busyUntil(agenda, now) - now) / MINUTE_MS) : null,
  };
}

/**
 * When the door may say something else by the clock alone, in s since 1970: not before the instant at which it does, so that
 * whoever sleeps until then finds it changed.
 */
export function nextChangeOf({ nextBoundary }: Occupancy): number {
  return Math.ceil(nextBoundary / SECOND_MS);
}
