import type { Agenda, GoogleEvent, Instant, Listing, Meeting } from '../agenda/agenda.ts';
import type { Interval } from '../agenda/busy.ts';
import type { Occupancy } from '../agenda/occupancy.ts';
import type { Properties } from '../agenda/properties.ts';
import type { Claim, Refusal, Slot } from '../agenda/slots.ts';
import type { Wording } from '../agenda/wording.ts';
import type { HeardMessage, VendorFailure, Withdrawal } from '../io/ports.ts';

/** Why a room looked again. */
export type Because = 'start' | 'boundary' | 'changed' | 'refresh' | 'booked' | 'retry';

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

/** Why a request was refused; `NOT_READY` while nothing is known of the room. */
export type RoomRefusal =
  | Refusal
  | { code: 'NOT_READY' | 'UNKNOWN_MEETING' | 'NOT_OURS' | 'MEETING_OVER' | 'MEETING_CHANGED' };

/** How a request ended. */
export type RoomAnswer =
  | { type: 'booked'; meeting: Meeting; shortened: boolean }
  | { type: 'extended'; meeting: Meeting }
  | { type: 'ended' }
  | { type: 'refused'; refusal: RoomRefusal }
  | { type: 'failed'; failure: VendorFailure };

/** `timeZone` (IANA) overrides the calendar's; `now` belongs to the clock that the actor runs on. */
export interface RoomInput {
  roomName: string;
  calendarId: string;
  timeZone: string | undefined;
  refreshMs: number;
  wording: Wording;
  mayEnd: MayEnd;
  now: () => Instant;
  random: () => number;
}

/** What is to be written over an event as it was read: another end, or, without a `patch`, nothing is to be left of it. */
export interface EventChange {
  eventId: string;
  etag: string | undefined;
  patch: GoogleEvent | undefined;
  /** The end to come; undefined where it is deleted. */
  end: Instant | undefined;
}

export interface RoomContext extends RoomInput {
  agenda: Agenda | undefined;
  occupancy: Occupancy | undefined;
  /** Since when what the last look found has been so. */
  since: Instant;
  /** When Google first told of a change that no list has shown yet. */
  notifiedAt: Instant | undefined;
  /** Why the refresh that runs was begun. */
  cause: Because;
  /** A change was signalled while a refresh ran. */
  dirty: boolean;
  refreshAt: Instant;
  /** When the last list was sent that was taken; a write of our own moves the agenda on, but not this. */
  listedAt: Instant;
  attempt: number;
  /** Why the last refresh failed; undefined once one has succeeded. */
  failure: VendorFailure | undefined;
  waiting: readonly RoomRequest[];
  slot: Slot | RoomRefusal;
  /** The event that is asked for, as Google told it last. */
  found: GoogleEvent | undefined;
  /** What is to be written over it. */
  change: EventChange | undefined;
  /** What must be verified. */
  claim: Claim | undefined;
  /** What is to be undone unless it holds. */
  withdrawal: Withdrawal | undefined;
  /** Another process would know of the withdrawal. */
  isNoted: boolean;
  /** It is this request that has made the meeting, and no earlier one. */
  isNew: boolean;
  /** How often a list did not show what Google had acknowledged. */
  unseen: number;
  /** The agenda was made to reach to the end of the slot. */
  hasExplored: boolean;
  /** Ids of meetings that were refused or withdrawn: one that turns up all the same is to go. */
  disowned: readonly string[];
  /** What to answer unless something better comes. */
  verdict: RoomAnswer | undefined;
  /** What the listing told that was last handed on to be kept. */
  kept: Agenda | undefined;
  /** The sweep that led to the refresh which is under way. */
  swept: RoomSwept | undefined;
  /** Where a sweep differs from what was listed after it: Google takes other events for busy than the door does. */
  excused: readonly Interval[];
}

/** When a sweep found the room's calendar taken, asked at `from` for the time up to `until`. */
export interface RoomSwept {
  from: Instant;
  until: Instant;
  taken: readonly Interval[];
}

export type RoomEvent =
  /** Google told of a change, which some list will show. */
  | { type: 'notified' }
  /** A sweep found the calendar taken at other times than the room knows. */
  | ({ type: 'swept' } & RoomSwept)
  | { type: 'listing.received'; listing: HeardMessage['listing'] }
  | { type: 'refresh.requested'; because: Because }
  | { type: 'booking.requested'; request: RoomRequest }
  /** What an earlier process owes could not be read. */
  | { type: 'recall.due' }
  | { type: 'look'; because: Because };

export type RoomEmitted =
  | {
      type: 'looked';
      because: Because;
      at: Instant;
      /** Since when it has been so, as far as that can be known. */
      since: Instant;
      occupancy: Occupancy | undefined;
      properties: Properties | undefined;
      stale: boolean;
    }
  | { type: 'refresh.failed'; failure: VendorFailure }
  /** A list that no notification led to found a change, made since the instant `since`. */
  | { type: 'change.found'; since: Instant }
  /** A listing that is worth keeping for a start without Google. */
  | { type: 'listing.news'; listing: Listing }
  | { type: 'removal.failed'; failure: VendorFailure }
  | { type: 'removed' }
  | { type: 'answered'; id: string; answer: RoomAnswer };
