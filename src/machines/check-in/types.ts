import type { GoogleEvent, Instant, Meeting, Zone } from '../../agenda/agenda.ts';
import type { CheckInRule } from '../../agenda/check-in.ts';
import type { Failure } from '../../ports/failure.ts';
import type { CheckInFact } from '../facts.ts';

/** `newAttempt` names the next attempt of this process; `now` belongs to the clock that the actor runs on. */
export interface CheckInInput {
  roomName: string;
  calendarId: string;
  rule: CheckInRule;
  newAttempt: () => string;
  now: () => Instant;
  random: () => number;
}

/** A meeting that nobody has come to, with one start of it, and the attempt to release the room from it. */
export interface NoShow {
  meeting: Meeting;
  attempt: string;
  /** It was written, and nobody knows what came of that. */
  isInDoubt: boolean;
}

export interface CheckInContext extends CheckInInput {
  /** The meeting for which the door asks for a check-in. */
  asked: Meeting | undefined;
  /** The room's zone. */
  timeZone: Zone;
  /** The calendar can't be refreshed: nobody knows whether the meeting is still there. */
  stale: boolean;
  /** Since when the door has been asking, without a break in which somebody might have come unheard. */
  since: Instant;
  /** When that was last looked at. */
  seenAt: Instant;
  noShow: NoShow | undefined;
  /** The event as Google told it last. */
  found: GoogleEvent | undefined;
  attempt: number;
  /** Why the room could not be released when that was last tried. */
  failure: Failure | undefined;
}

export type CheckInEvent =
  /** What the door tells of: the meeting that runs, in the room's zone. */
  | { type: 'door.is'; current: Meeting | undefined; timeZone: Zone; stale: boolean }
  /** Somebody at the door wants something of a meeting, whatever comes of that. */
  | { type: 'somebody.is.there'; eventId: string }
  /** The machine's clock was set, or slept. */
  | { type: 'clock.moved' };

export type CheckInEmitted =
  | CheckInFact
  /** What the event is now, as Google has told it. */
  | { type: 'ours.acknowledged'; event: GoogleEvent };
