import type { Agenda, GoogleEvent, Instant, Listing } from '../../agenda/agenda.ts';
import type { CheckInRule } from '../../agenda/check-in.ts';
import type { Claim, Slot } from '../../agenda/slots.ts';
import type { Failure } from '../../ports/failure.ts';
import type { MayEnd, RoomAnswer, RoomRefusal, RoomRequest } from '../door.ts';
import type { BookingFact } from '../facts.ts';

/**
 * `timeZone` (IANA) overrides the calendar's. `processId` is how the attempts of this process begin, and `newAttempt` names
 * the next one. `now` belongs to the clock that the actor runs on.
 */
export interface BookingInput {
  roomName: string;
  calendarId: string;
  timeZone: string | undefined;
  mayEnd: MayEnd;
  /** Undefined: nobody is asked to check in. */
  checkIn?: CheckInRule | undefined;
  agenda: Agenda | undefined;
  processId: string;
  newAttempt: () => string;
  now: () => Instant;
  random: () => number;
}

/** What is to be written over an event as it was read, or, without a `patch`, that nothing is to be left of it. */
export interface EventChange {
  eventId: string;
  etag: string | undefined;
  patch: GoogleEvent | undefined;
}

/** The request that is worked on, and how far it has come. */
export interface Task {
  request: RoomRequest;
  /** Marks in the calendar what this try writes. */
  attempt: string;
  slot: Slot | RoomRefusal;
  /** The agenda was listed up to the end of the slot. */
  hasExplored: boolean;
  /** The event that is asked for, as Google told it last. */
  found: GoogleEvent | undefined;
  change: EventChange | undefined;
  /** What must be verified before anything is promised. */
  claim: Claim | undefined;
  /** This attempt has written to the event: what is found there now may be another's. */
  hasWritten: boolean;
  /** How often a list did not show what Google had acknowledged. */
  unseen: number;
  /** How often the event was another than expected. */
  surprises: number;
  /** What to answer unless something better comes. */
  verdict: RoomAnswer;
}

/** What an attempt has left in the calendar, and is to go. */
export interface Compensation {
  eventId: string;
  attempt: string;
}

export interface BookingContext extends BookingInput {
  waiting: readonly RoomRequest[];
  task: Task;
  /** What attempts may have left, though no list shows it: an answer was lost, and what was read since was not answered. */
  compensations: readonly Compensation[];
  /** How often in a row what was left could not be taken back, why, and when to try again. */
  retry: { attempt: number; failure: Failure | undefined; dueAt: Instant };
}

export type BookingEvent =
  | { type: 'booking.requested'; request: RoomRequest }
  /** Who asked has waited in line for so long that it is better to ask again. */
  | { type: 'request.overdue'; id: string }
  /** The room knows something else; undefined where it knows nothing. */
  | { type: 'agenda.changed'; agenda: Agenda | undefined }
  /** The machine's clock was set, or slept. */
  | { type: 'clock.moved' };

export type BookingEmitted =
  | BookingFact
  /** Google has acknowledged what we have written: the event as it is now, `cancelled` where it is gone. */
  | { type: 'ours.acknowledged'; event: GoogleEvent }
  /** What was listed on the way. */
  | { type: 'ours.listed'; listing: Listing }
  /** Nobody knows what the calendar holds now. */
  | { type: 'ours.doubted' };
