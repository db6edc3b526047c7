import type { StoredEvent } from '../../sandbox/calendar/stored-event.ts';
import { blocks } from './door.ts';

const MINUTE_MS = 60_000;
const LONGEST_MS = 4 * 60 * MINUTE_MS;

/** What a day says of check-ins in a room. */
export interface Asking {
  withinMs: number;
  releases: 'own' | 'any';
}

/** For which start somebody has checked in, as the event says; undefined where nobody has. */
export function checkedInFor({ event }: StoredEvent): number | undefined {
  const mark = event.extendedProperties?.private?.roomcal_checked_in;
  return mark === undefined ? undefined : Date.parse(mark);
}

/** What the event says of its release: the start, and who has done it. */
export function releaseMarkOf({ event }: StoredEvent): string | undefined {
  return event.extendedProperties?.private?.roomcal_released;
}

/** Whether the room may be released from an event where nobody comes: by docs/checkin.md. */
export function isReleasable(stored: StoredEvent, { withinMs, releases }: Asking): boolean {
  const { start, end } = stored;
  if (!blocks(stored) || end - start <= withinMs || end - start > LONGEST_MS) return false;
  return releases === 'any' || !isOthers(stored);
}

/** Whether somebody was there, as the event says for the start that it has. */
export function isAttended(stored: StoredEvent): boolean {
  const checkedIn = checkedInFor(stored);
  if (checkedIn !== undefined) return checkedIn === stored.start;
  return stored.event.extendedProperties?.private?.roomcal !== undefined;
}

/** Whether it is somebody else's, and the room a guest. */
export function isOthers({ event }: StoredEvent): boolean {
  const isGuest = event.attendees?.some(({ self }) => self === true) ?? false;
  return isGuest && event.organizer?.self !== true;
}
