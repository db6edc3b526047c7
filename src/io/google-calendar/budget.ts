import type { Clock } from '../../ports/clock.ts';
import { rateLimiter } from '../rate-limiter.ts';

/** Whose turn it is: a change before a sweep, which tells of 50 rooms whether they need a list, before lists nobody waits for. */
export const RANK = { change: 1, sweep: 0.5, unhurried: 0 } as const;

const MINUTE_MS = 60_000;
/**
 * Of a minute's calls, the share that changes may have alone. A place is free again after a minute, and of thousands of rooms some are
 * always looked over: without it a change would wait for as long.
 */
const KEPT_FOR_CHANGES = 1 / 4;

/** Where the others have more to ask than they may, they ask so often evenly, in ms, and not all at the beginning of each minute. */
const EVENLY_MS = 4_000;
/** Whoever waits so long for a place, in ms, shows that they have. */
const BACKED_UP_MS = 1_000;

/** Google's calls in their turn: `rank` is one of `RANK`. */
export interface CalendarBudget {
  schedule<T>(request: () => Promise<T>, rank: number): Promise<T>;
  /** How many calls wait for their turn. */
  readonly waiting: number;
}

/** At most so many calls in any minute; a part of them is kept for changes, but where they are too few to be parted. */
export function calendarBudget(requestsPerMinute: number, clock: Clock): CalendarBudget {
  const share = requestsPerMinute - Math.floor(requestsPerMinute * KEPT_FOR_CHANGES);
  const all = rateLimiter(requestsPerMinute, MINUTE_MS, clock);
  const others = rateLimiter(share, MINUTE_MS, clock);
  const evenly = rateLimiter(Math.max(1, Math.floor((share * EVENLY_MS) / MINUTE_MS)), EVENLY_MS, clock);
  let backedUpUntil = Number.NEGATIVE_INFINITY;

  /** Places that were taken all at once come back all at once, a minute later: until then a change would wait. */
  function ofOthers<T>(request: () => Promise<T>, rank: number): Promise<T> {
    const inTurn = () => {
      const askedAt = clock.now();
      const turn = () => {
        const now = clock.now();
        if (now - askedAt >= BACKED_UP_MS) backedUpUntil = now + MINUTE_MS;
        return all.schedule(request, rank);
      };
      return others.schedule(turn, rank);
    };
    return clock.now() < backedUpUntil ? evenly.schedule(inTurn, rank) : inTurn();
  }

  return {
    schedule: (request, rank) =>
      rank >= RANK.change ? all.schedule(request, rank) : ofOthers(request, rank),
    get waiting() {
      return all.waiting + others.waiting + evenly.waiting;
    },
  };
}
