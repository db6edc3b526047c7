import { backoff } from '../agenda/schedule.ts';
import type { VendorFailure } from '../io/ports.ts';

const HOUR_MS = 3_600_000;

/**
 * How long to wait in ms after a failure: what only an operator can mend is tried again each hour, the rest backs off,
 * and as long as the vendor asked for, up to an hour. `attempt` counts from 0, `random` is in [0, 1).
 */
export function waitAfter(failure: VendorFailure, attempt: number, random: number): number {
  if (failure.operator) return HOUR_MS;
  return Math.min(Math.max(backoff(attempt, random), failure.retryAfterMs ?? 0), HOUR_MS);
}

/**
 * What a placeholder actor threw. Ports promise a `VendorFailure`; a mistake of our own lacks its fields, reads as
 * one that may pass, and so costs a room a retry and a line in the log, never its actor.
 */
export function asFailure(error: unknown): VendorFailure {
  return (error instanceof Error ? error : new Error(String(error))) as VendorFailure;
}

/** The placeholder of an effect. It fails where the composition forgot to provide the real one. */
export function notProvided(): Promise<never> {
  return Promise.reject(new Error('this actor must be provided'));
}

/** Parameters for actions and guards that judge why an invoked actor failed. */
export const whatFailed = ({ event }: { event: { error: unknown } }) => ({ failure: asFailure(event.error) });
