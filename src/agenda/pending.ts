import type { GoogleEvent } from './google-event.ts';
import type { Instant } from './local-time.ts';

/** The private extended property: `attempt`, or `attempt@end` with the end before an extension, in ms. */
export const PENDING = 'roomcal_pending';

/**
 * What an attempt has written to the calendar and nobody was promised yet. `from` is the end that the meeting had before it
 * was extended; undefined where the meeting itself is new.
 */
export interface Pending {
  attempt: string;
  from: Instant | undefined;
}

/** For which attempt an event is pending, if it is. */
export function pendingOf({ extendedProperties }: GoogleEvent): Pending | undefined {
  const mark = extendedProperties?.private?.[PENDING];
  if (!mark) return undefined;
  const [attempt = '', from] = mark.split('@');
  return { attempt, from: from === undefined ? undefined : Number(from) };
}

/** The value of the property. */
export function pendingText({ attempt, from }: Pending): string {
  return from === undefined ? attempt : `${attempt}@${from}`;
}
