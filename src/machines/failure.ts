import { backoff, operatorBackoff } from '../agenda/schedule.ts';
import type { Failure, Vendor, VendorFailure } from '../ports/failure.ts';

const HOUR_MS = 3_600_000;

/**
 * How long to wait in ms after a failure: what only an operator can mend is tried again soon at first and then each hour, the
 * rest backs off, and as long as the vendor asked for, up to an hour. `attempt` counts from 0, `random` is in [0, 1). Where
 * the failure is not known any more it counts as one that passes.
 */
export function waitAfter(failure: Failure | undefined, attempt: number, random: number): number {
  const tries = Math.max(attempt, 0);
  if (failure?.operator) return operatorBackoff(tries);
  return Math.min(Math.max(backoff(tries, random), failure?.retryAfterMs ?? 0), HOUR_MS);
}

/**
 * How many failures in a row there are with this one. What only an operator can mend and what may pass are counted apart: one
 * refusal at the end of a long outage is no reason to wait for an hour.
 */
export function attemptsWith(
  failure: Failure,
  { attempt, failure: last }: { attempt: number; failure: Failure | undefined },
): number {
  const isSameKind = last === undefined || Boolean(last.operator) === Boolean(failure.operator);
  return isSameKind ? attempt + 1 : 1;
}

/** What a placeholder actor threw: a port's failure, or a mistake of our own, which costs a retry, never the actor. */
export function asFailure(error: unknown): Failure {
  return error instanceof Error ? error : new Error(String(error));
}

/** Whether the vendor may have done what it did not acknowledge. */
export function isInDoubt({ status }: Failure): boolean {
  return status === undefined || status >= 500 || status === 408;
}

/** A failure that we have found ourselves in what a vendor said, or in its silence. */
export function failureOf(
  vendor: Vendor,
  message: string,
  { reason, operator = false }: { reason?: string; operator?: boolean } = {},
): VendorFailure {
  return Object.assign(new Error(message), { vendor, reason, status: undefined, operator });
}

/** The placeholder of an effect. It fails where the composition forgot to provide the real one. */
export function notProvided(): Promise<never> {
  return Promise.reject(new Error('this actor must be provided'));
}

/** Parameters for actions and guards that judge why an invoked actor failed. */
export const whatFailed = ({ event }: { event: { error: unknown } }) => ({ failure: asFailure(event.error) });
