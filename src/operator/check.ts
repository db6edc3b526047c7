import type { Clock } from '../ports/clock.ts';
import { deadline } from '../timing/deadline.ts';
import { troubleOf } from './trouble.ts';

const DEADLINE_MS = 15_000;

/** One thing that the doctor looked at. `mend` says what a person can do about it. */
export interface Check {
  check:
    | 'configuration'
    | 'credentials'
    | 'calendar'
    | 'clock'
    | 'zone'
    | 'webhook'
    | 'service'
    | 'topic'
    | 'subscription'
    | 'bucket'
    | 'thing'
    | 'plan';
  subject: string;
  status: 'ok' | 'warning' | 'failed';
  says: string;
  mend?: string;
}

/** What came of looking: a check without its name and subject. */
export type Finding = Pick<Check, 'status' | 'says' | 'mend'>;

/** Looks, for 15 s at the longest: what throws, or takes longer, has failed. */
export async function look(
  check: Check['check'],
  subject: string,
  clock: Clock,
  work: () => Promise<Finding>,
): Promise<Check> {
  try {
    return { check, subject, ...(await inTime(work(), clock)) };
  } catch (error) {
    return { check, subject, status: 'failed', ...troubleOf(error) };
  }
}

export const ok = (says: string): Finding => ({ status: 'ok', says });
export const warning = (says: string, mend: string): Finding => ({ status: 'warning', says, mend });
export const failed = (says: string, mend: string): Finding => ({ status: 'failed', says, mend });

function inTime<T>(work: Promise<T>, clock: Clock): Promise<T> {
  const late = () => new Error(`no answer within ${DEADLINE_MS / 1_000} s`);
  return deadline(clock, DEADLINE_MS, () => work, late);
}
