import type { Agenda, Instant, Listing, Meeting } from '../agenda/agenda.ts';
import type { Interval } from '../agenda/busy.ts';
import type { Occupancy } from '../agenda/occupancy.ts';
import type { Properties } from '../agenda/properties.ts';
import type { Refusal, Slot } from '../agenda/slots.ts';
import type { Wording } from '../agenda/wording.ts';
import type { HeardMessage, VendorFailure } from '../io/ports.ts';

/** Why a room looked again. */
export type Because = 'start' | 'boundary' | 'changed' | 'refresh' | 'booked' | 'retry';

/** A wish for an instant meeting. `id` is the event's id to be; `durationMins` is left out for the usual hour. */
export interface BookingRequest {
  id: string;
  title: string;
  durationMins?: number | undefined;
}

/** Why a booking was refused; `NOT_READY` while nothing is known of the room. */
export type BookingRefusal = Refusal | { code: 'NOT_READY' };

/** How a booking ended. */
export type BookingAnswer =
  | { type: 'booked'; meeting: Meeting; shortened: boolean }
  | { type: 'refused'; refusal: BookingRefusal }
  | { type: 'failed'; failure: VendorFailure };

/** `timeZone` (IANA) overrides the calendar's; `now` belongs to the clock that the actor runs on. */
export interface RoomInput {
  roomName: string;
  calendarId: string;
  timeZone: string | undefined;
  refreshMs: number;
  wording: Wording;
  now: () => Instant;
  random: () => number;
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
  attempt: number;
  /** Why the last refresh failed; undefined once one has succeeded. */
  failure: VendorFailure | undefined;
  waiting: readonly BookingRequest[];
  slot: Slot | BookingRefusal;
  ours: Meeting | undefined;
  /** What the listing told that was last handed on to be kept. */
  kept: Agenda | undefined;
  /** The sweep that led to the refresh which is under way. */
  swept: RoomSwept | undefined;
  /** Where a sweep differs from what was listed after it: Google takes other events for busy than the door does. */
  excused: readonly Interval[];
  /** What to answer once the removal of our meeting has been tried. */
  verdict: BookingAnswer | undefined;
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
  | { type: 'booking.requested'; request: BookingRequest }
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
  | { type: 'answered'; id: string; answer: BookingAnswer };
