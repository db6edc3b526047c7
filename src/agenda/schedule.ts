import type { Instant } from './agenda.ts';
import { hash } from './hash.ts';

const SECOND_MS = 1_000;
const LONGEST_BACKOFF_MS = 64 * SECOND_MS;
const HOUR_MS = 60 * 60 * SECOND_MS;

/**
 * How long to wait in ms before retry number `attempt` (from 0): 2^attempt s and up to 1 s of jitter, at most 64 s,
 * as Google asks of its clients. `random` is in [0, 1).
 */
export function backoff(attempt: number, random: number): number {
  return Math.min(2 ** attempt * SECOND_MS + random * SECOND_MS, LONGEST_BACKOFF_MS);
}

/** After what only an operator can mend: often at first, for much of it is a blip all the same. */
const OPERATOR_WAITS_MS = [5, 60, 5 * 60, 15 * 60].map((seconds) => seconds * SECOND_MS);

/** How long to wait in ms before retry number `attempt` (from 0) of what somebody may have to mend: 5 s, 1, 5, 15 minutes, then an hour. */
export function operatorBackoff(attempt: number): number {
  return OPERATOR_WAITS_MS[attempt] ?? HOUR_MS;
}

/**
 * The instant at which a room, or an account, is read again as a rule, within a period of `last`, when that was done: its own, for a
 * hash of its name spreads them over the period.
 */
export function nextRefresh(name: string, last: Instant, periodMs: number): Instant {
  const own = hash(name) % periodMs;
  return (Math.floor((last - own) / periodMs) + 1) * periodMs + own;
}

/**
 * The delay in ms until `at`, for a timer that recomputes on waking: never longer than an hour, because timers don't
 * follow a clock that was corrected or a machine that slept (and fire at once past 2^31 ms); never shorter than 1 ms,
 * so that a timer that fired early is armed again.
 */
export function delayUntil(at: Instant, now: Instant): number {
  return Math.min(Math.max(at - now, 1), HOUR_MS);
}

/**
 * Within how long all of so many rooms are listed once by half of Google's budget, in ms. Undefined where that is not much sooner
 * than each is listed anyway: both together would leave nothing for changes.
 */
export function relistWithin(
  rooms: number,
  requestsPerMinute: number,
  refreshMs: number,
): number | undefined {
  const withinMs = (rooms / (requestsPerMinute / 2)) * 60_000;
  return withinMs < refreshMs / 2 ? withinMs : undefined;
}
