import type { Clock } from '../../ports/clock.ts';
import { type RateLimiter, rateLimiter } from '../rate-limiter.ts';

/** Whose turn it is: a change before a sweep, which tells of 50 rooms whether they need a list, before lists nobody waits for. */
export const RANK = { change: 1, sweep: 0.5, unhurried: 0 } as const;

const MINUTE_MS = 60_000;
/**
 * Of a minute's calls, the share that changes may have alone. A place is free again after a minute, and of thousands of rooms some are
 * always looked over: without it a change would wait for as long.
 */
const KEPT_FOR_CHANGES = 1 / 4;

/** Google's calls in their turn: `rank` is one of `RANK`. */
export interface CalendarBudget {
  schedule<T>(request: () => Promise<T>, rank: number): Promise<T>;
  /** How many calls wait for their turn. */
  readonly waiting: number;
}

/** At most so many calls in any minute; a part of them is kept for changes, but where they are too few to be parted. */
export function calendarBudget(requestsPerMinute: number, clock: Clock): CalendarBudget {
  const kept = Math.floor(requestsPerMinute * KEPT_FOR_CHANGES);
  const all = rateLimiter(requestsPerMinute, MINUTE_MS, clock);
  const others: RateLimiter = rateLimiter(requestsPerMinute - kept, MINUTE_MS, clock);
  return {
    schedule: (request, rank) =>
      rank >= RANK.change
        ? all.schedule(request, rank)
        : others.schedule(() => all.schedule(request, rank), rank),
    get waiting() {
      return all.waiting + others.waiting;
    },
  };
}
