import type { Agenda, GoogleEvent, Instant, Listing } from '../../agenda/agenda.ts';
import type { Interval } from '../../agenda/busy.ts';
import type { CheckInRule } from '../../agenda/check-in.ts';
import type { Occupancy } from '../../agenda/occupancy.ts';
import type { Wording } from '../../agenda/wording.ts';
import type { IncomingMessage } from '../../ports/events.ts';
import type { Failure } from '../../ports/failure.ts';
import type { Because, RoomFact } from '../facts.ts';

/** `timeZone` (IANA) overrides the calendar's; `now` belongs to the clock that the actor runs on. */
export interface RoomInput {
  roomName: string;
  calendarId: string;
  timeZone: string | undefined;
  refreshMs: number;
  /** Within how long after a start a room is listed that began with what was kept, in ms; undefined: no sooner than any other. */
  relistMs?: number | undefined;
  wording: Wording;
  /** Undefined: nobody is asked to check in. */
  checkIn?: CheckInRule | undefined;
  now: () => Instant;
  random: () => number;
  /** Of the room that was here before, where it had the same calendar and zone. */
  knowledge?: Knowledge | undefined;
  /** Whether it begins with the listing that was kept, which a sweep then confirms, and not with a list. */
  beginsWithKept?: boolean | undefined;
  /** What was known of one that was current, and has rested since. */
  was?: RoomContext | undefined;
}

/** What is known of a room's calendar, for whoever goes on with it. */
export type Knowledge = Pick<RoomContext, 'agenda' | 'calendarZone' | 'acknowledged'>;

/**
 * What Google has acknowledged to us at the instant `at`: it stands until a list has seen it, or a minute is over. `wasListed`
 * says that a list has shown the event, if not as it is now: one that no longer shows it does not lag, the event is gone.
 */
export interface Acknowledged {
  at: Instant;
  event: GoogleEvent;
  wasListed: boolean;
}

export interface RoomContext extends Omit<RoomInput, 'knowledge' | 'was'> {
  agenda: Agenda | undefined;
  /** As the calendar's zone was told last (IANA), whether or not this machine knows it. */
  calendarZone: string | undefined;
  /** What was said last of what is wrong with it. */
  zoneTold: ZoneTold;
  occupancy: Occupancy | undefined;
  acknowledged: readonly Acknowledged[];
  /** Since when what the last look found has been so. */
  since: Instant;
  /** When Google first told of a change that no list has shown yet. */
  notifiedAt: Instant | undefined;
  /** Why the refresh that runs was begun. */
  because: Because;
  /** A change was signalled while a refresh ran. */
  dirty: boolean;
  refreshAt: Instant;
  /** When Google last left without an answer what we wrote: it may be done later. */
  doubtedAt: Instant | undefined;
  /** Where the agenda is one that an earlier process kept: when a sweep has found it to be true still. */
  kept: { confirmedAt: Instant | undefined } | undefined;
  attempt: number;
  /** Why the last refresh failed, and when; undefined once one has succeeded. */
  failure: Failure | undefined;
  failedAt: Instant;
  /** What the listing told that was last handed on to be kept. */
  saved: Agenda | undefined;
  /** The last sweep that nobody has explained yet. */
  swept: RoomSwept | undefined;
  acceptedDifference: AcceptedDifference;
}

/** What is wrong with a room's zone: see the facts `zone.wrong` and `zone.unknown`. */
export interface ZoneTold {
  errorMs: number;
  /** The calendar's zone where this machine does not know it. */
  unknown: string | undefined;
}

/** Where a sweep, up to `until`, differs from what was listed after it: Google takes other events for busy than the door does. */
export interface AcceptedDifference {
  parts: readonly Interval[];
  until: Instant;
}

/** When a sweep found the room's calendar taken, asked at `from` for the time up to `until`. */
export interface RoomSwept {
  from: Instant;
  until: Instant;
  busy: readonly Interval[];
}

export type RoomEvent =
  /** Google told of a change, which some list will show. */
  | { type: 'notified' }
  /** When the calendar is taken, as a sweep has found. */
  | ({ type: 'swept' } & RoomSwept)
  /** Why that could not be found. */
  | { type: 'not.swept'; failure: Failure }
  | { type: 'listing.received'; listing: IncomingMessage['listing'] }
  | { type: 'refresh.requested'; because: Because }
  /** Google has acknowledged what we have written. */
  | { type: 'ours.acknowledged'; event: GoogleEvent }
  /** What was listed to make sure of a booking. */
  | { type: 'ours.listed'; listing: Listing }
  /** What we have written was not answered: nobody knows whether it is there, or will be. */
  | { type: 'ours.doubted' }
  /** The machine's clock was set, or slept: what waits must count anew. */
  | { type: 'clock.moved' }
  | { type: 'reconcile'; because: Because }
  /** It was reconciled: the context tells what the room is now. */
  | { type: 'occupancy.known' };

export type RoomEmitted = RoomFact;
