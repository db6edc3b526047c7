import { type GoogleEvent, type Instant, type Meeting, meetingOf, type Zone } from './agenda.ts';
import { releaseMark } from './attendance.ts';
import { movedEvent } from './ours.ts';

/**
 * Which meetings a room is released from where nobody comes: `own`, those that lie on the room's own calendar, or `any`,
 * also those of others to which it was invited.
 */
export type Releases = 'own' | 'any';

/** How long the door asks for a check-in, in ms, before the room is released. */
export interface CheckInRule {
  withinMs: number;
  releases: Releases;
}

/** The rule as people write it, with its defaults; undefined where nobody is to be asked. */
export function checkInRuleOf(
  written: { within_mins?: number | undefined; releases?: Releases | undefined } | false | undefined,
): CheckInRule | undefined {
  if (!written) return undefined;
  const { within_mins: mins = 10, releases = 'own' } = written;
  return { withinMs: mins * 60_000, releases };
}

/** What a door asks of those in the room, as the API says it. */
export type CheckIn = 'not_needed' | 'wanted' | 'done';

/**
 * What is longer is an event of which not everybody is there when it begins, or no meeting at all, such as whole days: it
 * costs more to take the room away from those who need it than to leave it empty.
 */
const LONGEST_MS = 4 * 3_600_000;

/** What the variable `checkin` of a Thing says. */
export const CHECK_IN_VALUES = { not_needed: 0, wanted: 1, done: 2 } as const satisfies Record<
  CheckIn,
  number
>;

/** What a door asks for where `meeting` runs, without a `rule` nothing. */
export function checkInOf(meeting: Meeting | undefined, rule: CheckInRule | undefined): CheckIn {
  if (!meeting || !rule) return 'not_needed';
  const { start, end, checkedIn, released, invited } = meeting;
  if (checkedIn) return 'done';
  const length = end - start;
  const isReleasable = !released && (!invited || rule.releases === 'any');
  return isReleasable && length > rule.withinMs && length <= LONGEST_MS ? 'wanted' : 'not_needed';
}

/** How a room is released: its own meeting ends, one to which it was invited it declines. */
export type Release = 'ended' | 'declined';

export function releaseKindOf({ invited }: Pick<Meeting, 'invited'>): Release {
  return invited ? 'declined' : 'ended';
}

/**
 * What to write over an event as it was read so that the room is free at `now`, for nobody has come to the meeting that
 * began at `start`; undefined where there is no such meeting any more, or it is wanted. `timeZone` is the room's.
 */
export function releaseOf(
  event: GoogleEvent | undefined,
  {
    start,
    now,
    rule,
    attempt,
    timeZone,
  }: { start: Instant; now: Instant; rule: CheckInRule; attempt: string; timeZone: Zone },
): GoogleEvent | undefined {
  const meeting = event && meetingOf(event, timeZone);
  // What is pending is being booked, or made longer, just now.
  if (!meeting || meeting.pending || meeting.start !== start || meeting.end <= now) return undefined;
  if (checkInOf(meeting, rule) !== 'wanted') return undefined;
  const mark = { extendedProperties: { private: releaseMark(start, attempt) } };
  if (releaseKindOf(meeting) === 'declined') return { ...declined(event), ...mark };
  // A second that has begun is not over: the meeting must not outlast now.
  const end = Math.max(start, Math.floor(now / 1_000) * 1_000);
  return { ...movedEvent(event, { start, end }, timeZone), ...mark };
}

/** Google replaces the whole list: whoever else is invited must be in it, with all that Google says of them. */
function declined({ attendees, attendeesOmitted }: GoogleEvent): GoogleEvent {
  return {
    attendees: attendees?.map((one) => (one.self ? { ...one, responseStatus: 'declined' } : one)),
    ...(attendeesOmitted && { attendeesOmitted }),
  };
}
