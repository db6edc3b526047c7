import type { Agenda, GoogleEvent, Instant, Listing, Meeting } from '../../agenda/agenda.ts';
import type { Claim, Refusal, Slot } from '../../agenda/slots.ts';
import type { VendorFailure } from '../../ports/failure.ts';

/**
 * What a room is asked for at its door, by `id`, which is the request's alone. Minutes are rounded up to quarter hours.
 * A booking's id is the event's id to be; `durationMins` is left out for the usual hour, and `mayBeRepeated` says that
 * whoever asks may have done so before.
 */
export type RoomRequest =
  | { type: 'book'; id: string; title: string; durationMins?: number | undefined; mayBeRepeated?: boolean }
  /** `by` names the request to whoever repeats it. */
  | { type: 'extend'; id: string; eventId: string; extendMins: number; by?: string | undefined }
  | { type: 'end'; id: string; eventId: string };

/** Which meetings can be extended and ended at the door: those that roomcal made, or all. */
export type MayEnd = 'own' | 'any';

/**
 * Why a request was refused; `NOT_READY` while nothing is known of the room, or while another process is about to answer the
 * same request: ask again.
 */
export type RoomRefusal =
  | Refusal
  | { code: 'NOT_READY' | 'UNKNOWN_MEETING' | 'NOT_OURS' | 'MEETING_OVER' | 'MEETING_CHANGED' | 'KEY_USED' };

/** How a request ended. */
export type RoomAnswer =
  | { type: 'booked'; meeting: Meeting; shortened: boolean }
  | { type: 'extended'; meeting: Meeting }
  | { type: 'ended' }
  | { type: 'refused'; refusal: RoomRefusal }
  | { type: 'failed'; failure: VendorFailure };

/**
 * `timeZone` (IANA) overrides the calendar's. `processId` is how the attempts of this process begin, and `newAttempt` names
 * the next one. `now` belongs to the clock that the actor runs on.
 */
export interface BookingInput {
  roomName: string;
  calendarId: string;
  timeZone: string | undefined;
  mayEnd: MayEnd;
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
  retry: { attempt: number; failure: VendorFailure | undefined; dueAt: Instant };
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
  | { type: 'answered'; id: string; answer: RoomAnswer }
  /** Google has acknowledged what we have written: the event as it is now, `cancelled` where it is gone. */
  | { type: 'ours.acknowledged'; event: GoogleEvent }
  /** What was listed on the way. */
  | { type: 'ours.listed'; listing: Listing }
  /** Nobody knows what the calendar holds now. */
  | { type: 'ours.doubted' }
  | { type: 'compensation.failed'; failure: VendorFailure }
  | { type: 'compensated' };
