import type { GoogleEvent, Instant, Listing } from '../agenda/agenda.ts';
import type { Interval } from '../agenda/busy.ts';

/**
 * Time, for everyone: `now()` beside the timers that XState asks for, so that both have one source.
 * Delays are in ms. `clearTimeout` takes what `setTimeout` gave.
 */
export interface Clock {
  now(): Instant;
  setTimeout(callback: (...args: unknown[]) => void, ms: number): unknown;
  clearTimeout(id: unknown): void;
}

export type Vendor = 'calendar' | 'iot' | 'pubsub' | 'storage';

/**
 * What every port throws. `operator` says that trying again soon will not help: somebody has to mend something
 * (a calendar that is not shared with us, a Thing that does not exist). Otherwise the vendor may recover by itself.
 */
export interface VendorFailure extends Error {
  readonly vendor: Vendor;
  /** HTTP status or gRPC code, where there was an answer. */
  readonly status: number | undefined;
  /** The vendor's own word for it, such as `rateLimitExceeded`. */
  readonly reason: string | undefined;
  readonly operator: boolean;
  /** How long the vendor asked us to wait, in ms. */
  readonly retryAfterMs?: number | undefined;
}

/** What a push channel is known by: `id` and `token` are ours, both unguessable. */
export interface ChannelKeys {
  id: string;
  token: string;
}

/** All that is needed to recognise, renew and stop a push channel; kept as `<room_name>.json`. */
export interface ChannelRecord extends ChannelKeys {
  room_name: string;
  calendar_id: string;
  address: string;
  resource_id: string;
  /** ISO instants. */
  registered: string;
  expiration: string;
}

/**
 * `urgent` is sent before the others, `awaited` at once: somebody stands at the door. `timeZone` (IANA) is the room's,
 * where it has one of its own.
 */
export interface ListRequest {
  calendarId: string;
  timeZone?: string | undefined;
  until?: Instant | undefined;
  urgent?: boolean | undefined;
  awaited?: boolean | undefined;
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

/** What is told of a room on the topic `roomcalendar_events`. */
export interface RoomMessage {
  room_name: string;
  listing: Listing;
}

/** Pub/Sub. Methods throw a `VendorFailure` of vendor `pubsub`. */
export interface EventsPort {
  publish(message: RoomMessage): Promise<void>;
  /**
   * Makes topic and subscription where they are missing and hears messages until `close`, whatever goes away
   * meanwhile. `hear` takes a message to its room; when it returns, the message is acknowledged. `connection` is told
   * the failure that keeps us from hearing, and undefined when we hear (again).
   */
  subscribe(
    hear: (message: HeardMessage) => void,
    connection: (failure: VendorFailure | undefined) => void,
  ): void;
  close(): Promise<void>;
}

/** A message as it came: others may publish to the topic, so that the zone may be missing. */
export interface HeardMessage {
  room_name: string;
  listing: Omit<Listing, 'timeZone'> & { timeZone: string | undefined };
}

/** Makes keys for push channels, and knows those again that it has made. */
export interface Keysmith {
  mint(): ChannelKeys;
  isOurs(keys: ChannelKeys): boolean;
}

/** The last listing of each room's calendar, beside its channel record. Vendor: `storage`. */
export interface ListingStore {
  /** Undefined where none was kept of that calendar. */
  read(roomName: string, calendarId: string): Promise<Listing | undefined>;
  write(roomName: string, calendarId: string, listing: Listing): Promise<void>;
}

/** Channel records, with the generation that guards each against a second writer. Vendor: `storage`. */
export interface ChannelStore {
  read(roomName: string): Promise<StoredChannel | undefined>;
  /** Writes over `generation`, or a new record where it is undefined; another writer's comes as status 412. */
  write(record: ChannelRecord, generation: string | undefined): Promise<StoredChannel>;
  /** Removes the record; one that is gone already is no failure. */
  remove(stored: StoredChannel): Promise<void>;
}

export interface StoredChannel {
  record: ChannelRecord;
  generation: string;
}

/** A Thing: its id and, by variable name, each property's id and last value. */
export interface Thing {
  id: string;
  name: string;
  properties: ReadonlyMap<string, { id: string; value: unknown }>;
}

/** Arduino IoT Cloud. Methods throw a `VendorFailure` of vendor `iot`. */
export interface ThingsPort {
  /**
   * All Things of the account, in one request, which all who ask before it is sent share: an answer is never older than
   * its question.
   */
  read(): Promise<readonly Thing[]>;
  /**
   * Sets the property that `choose` names when the turn comes, the higher `rank` first; resolves when the cloud has
   * acknowledged it. Where there is nothing left to set, no request is made. `signal` takes it out of the line.
   */
  publish(request: {
    thingId: string;
    rank: number;
    choose: () => { propertyId: string; value: string | number } | undefined;
    signal: AbortSignal;
  }): Promise<void>;
}

/** A place where a configuration's files lie side by side. */
export interface FilesPort {
  /** Where they lie, as an operator would write it: `gs://roomcal-config`. */
  readonly place: string;
  /** The text of a file; undefined where there is none of that name. Throws where the place is not there. */
  read(name: string): Promise<string | undefined>;
}
