import type { GoogleEvent, Instant, Listing } from '../agenda/agenda.ts';
import type { Interval } from '../agenda/busy.ts';
import type { ChannelKeys } from './channels.ts';
import type { VendorFailure } from './failure.ts';

/**
 * `urgent` is sent before the others, `awaited` at once: somebody stands at the door. `timeZone` (IANA) is the room's,
 * where it has one of its own. `looksBack`: it is to have as well what is over and nobody has confirmed, which may take further pages.
 */
export interface ListRequest {
  calendarId: string;
  timeZone?: string | undefined;
  until?: Instant | undefined;
  urgent?: boolean | undefined;
  awaited?: boolean | undefined;
  looksBack?: boolean | undefined;
}

/** What to ask of several calendars at once: when they are taken between two instants. */
export interface FreeBusyRequest {
  calendarIds: readonly string[];
  from: Instant;
  until: Instant;
}

/** Google Calendar. Every method throws a `VendorFailure` of vendor `calendar`. */
export interface CalendarPort {
  /**
   * The calendar's events from the start of the quarter hour on, page after page until they reach `until` (an
   * instant), two hours ahead at least, with a meeting that begins later than that where there is one.
   */
  list(request: ListRequest): Promise<Listing>;
  /** When each of at most 50 calendars is taken, or why that one can't be told. */
  freeBusy(request: FreeBusyRequest): Promise<ReadonlyMap<string, readonly Interval[] | VendorFailure>>;
  /**
   * Inserts an event under the id it carries. Where that id is taken the failure's status is 409, as it is where the event
   * was deleted.
   */
  insert(calendarId: string, event: GoogleEvent): Promise<GoogleEvent>;
  /** The event of that id, a deleted one as `cancelled`; undefined where there never was one. */
  get(calendarId: string, eventId: string): Promise<GoogleEvent | undefined>;
  /**
   * Writes over an event what `patch` has, and answers the whole. Where `etag` is given and the event has another one,
   * somebody has changed it meanwhile: the failure's status is 412.
   */
  patch(calendarId: string, eventId: string, patch: GoogleEvent, etag?: string): Promise<GoogleEvent>;
  /** Deletes an event, on the same condition; one that is gone already is no failure. */
  remove(calendarId: string, eventId: string, etag?: string): Promise<void>;
  /** Opens a push channel to `address`. The first notification may arrive before this resolves. */
  watch(
    calendarId: string,
    keys: ChannelKeys,
    address: string,
  ): Promise<{ resourceId: string; expiration: Instant }>;
  /** Stops a push channel; one that is gone already is no failure. */
  stopChannel(channel: { id: string; resource_id: string }): Promise<void>;
}
