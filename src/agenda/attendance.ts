import type { GoogleEvent } from './google-event.ts';
import { isOurs, OURS } from './origin.ts';
import type { Instant } from './zone.ts';

/** The start for which somebody has checked in, in ISO: a meeting that begins at another time wants it anew. */
const CHECKED_IN = 'roomcal_checked_in';
/** The start of which the room was released, in ISO, and the attempt that has done it. */
const RELEASED = 'roomcal_released';

/** The private properties that say whose a meeting is, and who has come to it. */
export const ATTENDANCE_MARKS: readonly string[] = [...Object.keys(OURS), CHECKED_IN, RELEASED];

/** What an event tells of who has come, and of whose it is; nothing where that is nothing. */
export interface Attendance {
  /** Somebody has checked in to it, for the start that it has. */
  checkedIn?: true;
  /** With this start the room was released from it once already. */
  released?: true;
  /** It is somebody else's, to which the room was invited. */
  invited?: true;
}

/** What an event tells of its start at the instant `start`. */
export function attendanceOf(event: GoogleEvent, start: Instant): Attendance {
  const mark = event.extendedProperties?.private?.[CHECKED_IN];
  // Whoever booked at a door was there, also before anybody was asked to check in.
  const isCheckedIn = mark ? mark === isoOf(start) : isOurs(event);
  return {
    ...(isCheckedIn && { checkedIn: true }),
    ...(releasedBy(event, start) !== undefined && { released: true }),
    ...(isInvited(event) && { invited: true }),
  };
}

/** The private property that says that somebody has checked in to a meeting that begins at `start`. */
export function checkInMark(start: Instant): Record<string, string> {
  return { [CHECKED_IN]: isoOf(start) };
}

/** The private property that says that `attempt` has released the room from a meeting that began at `start`. */
export function releaseMark(start: Instant, attempt: string): Record<string, string> {
  return { [RELEASED]: `${isoOf(start)} ${attempt}` };
}

/** The attempt that has released the room from the meeting with this start; undefined where none has. */
export function releasedBy({ extendedProperties }: GoogleEvent, start: Instant): string | undefined {
  const [of, attempt = ''] = extendedProperties?.private?.[RELEASED]?.split(' ') ?? [];
  return of !== undefined && of === isoOf(start) ? attempt : undefined;
}

/** An event that lies on the room's own calendar may have the room among its guests, too, as its organizer. */
function isInvited({ attendees, organizer }: GoogleEvent): boolean {
  return !organizer?.self && (attendees?.some(({ self }) => self) ?? false);
}

function isoOf(instant: Instant): string {
  return new Date(instant).toISOString();
}
