import { type GoogleEvent, type Instant, instantIn, meetingOf } from '../agenda/agenda.ts';
import { type Interval, union } from '../agenda/busy.ts';
import { listDesk } from '../io/list-desk.ts';
import { lister, type Page } from '../io/listing.ts';
import type { CalendarPort, Clock, FreeBusyRequest, ListRequest } from '../io/ports.ts';
import { VendorError } from '../io/vendor-error.ts';
import type { Faults } from './faults.ts';

const EVENTS_ON_A_PAGE = 10;
const WEEK_MS = 7 * 24 * 3_600_000;

export type CalendarCall =
  | 'calendar.list'
  | 'calendar.freeBusy'
  | 'calendar.watch'
  | 'calendar.insert'
  | 'calendar.get'
  | 'calendar.patch'
  | 'calendar.delete';

export interface CalendarsOptions {
  clock: Clock;
  faults: Faults;
  /** Told of each call before it is answered; a sweep is of no one calendar. */
  called: (calendarId: string | undefined, call: CalendarCall) => void;
  /** Told of each notification, by the id of its channel. */
  push: (channelId: string) => void;
}

/** An event, and what it means: its place in a list, and when it takes the room, if it does. */
interface Entry {
  event: GoogleEvent;
  start: Instant;
  end: Instant;
  meeting: Interval | undefined;
}

interface Calendar {
  timeZone: string;
  events: Map<string, Entry>;
  /** When each channel ends, by its id. */
  channels: Map<string, Instant>;
  /** Ids of events that were deleted: Google does not let them be used again. */
  deleted: Set<string>;
}

/** Google Calendar, in memory: it lists, pages and notifies as Google does, and answers at once. */
export class Calendars implements CalendarPort {
  readonly #options: CalendarsOptions;
  readonly #calendars = new Map<string, Calendar>();

  readonly list: CalendarPort['list'];

  constructor(options: CalendarsOptions) {
    this.#options = options;
    const page = async ({ calendarId }: ListRequest, timeMin: string, pageToken: string | undefined) => {
      this.#meet(calendarId, 'calendar.list');
      return this.#page(calendarId, Date.parse(timeMin), Number(pageToken ?? 0));
    };
    this.list = listDesk(lister(page, options.clock));
  }

  /** Adds a calendar; `timeZone` (IANA) is its own. */
  add(calendarId: string, timeZone: string, events: readonly GoogleEvent[]): void {
    const byId = new Map(events.map((event) => [event.id!, entryOf(event, timeZone)]));
    this.#calendars.set(calendarId, { timeZone, events: byId, channels: new Map(), deleted: new Set() });
  }

  /** Somebody makes an event, or changes the fields that `event` has. */
  put(calendarId: string, event: GoogleEvent): GoogleEvent {
    const now = new Date(this.#options.clock.now()).toISOString();
    const { events, timeZone } = this.#of(calendarId);
    const after = { ...(events.get(event.id!)?.event ?? { created: now }), updated: now, ...event };
    events.set(event.id!, entryOf(after, timeZone));
    this.#notify(calendarId);
    return after;
  }

  /** Somebody deletes an event. */
  take(calendarId: string, eventId: string): void {
    const { events, deleted } = this.#of(calendarId);
    if (!events.delete(eventId)) return;
    deleted.add(eventId);
    this.#notify(calendarId);
  }

  /** The events that a calendar has now. */
  eventsOf(calendarId: string): GoogleEvent[] {
    return Array.from(this.#of(calendarId).events.values(), ({ event }) => event);
  }

  /** The ids of the channels that would tell of a change now. */
  liveChannels(calendarId: string): string[] {
    const now = this.#options.clock.now();
    const live = [...this.#of(calendarId).channels].filter(([, expiration]) => expiration > now);
    return live.map(([id]) => id);
  }

  async freeBusy({ calendarIds, from, until }: FreeBusyRequest) {
    this.#options.called(undefined, 'calendar.freeBusy');
    this.#options.faults.meet('calendar');
    return new Map(calendarIds.map((id) => [id, this.#taken(id, from, until)]));
  }

  async insert(calendarId: string, event: GoogleEvent) {
    this.#meet(calendarId, 'calendar.insert');
    const { events, deleted } = this.#of(calendarId);
    if (events.has(event.id!) || deleted.has(event.id!)) throw refusal(409);
    return this.put(calendarId, event);
  }

  async get(calendarId: string, eventId: string): Promise<GoogleEvent | undefined> {
    this.#meet(calendarId, 'calendar.get');
    const { events, deleted } = this.#of(calendarId);
    return deleted.has(eventId) ? { id: eventId, status: 'cancelled' } : events.get(eventId)?.event;
  }

  async patch(calendarId: string, eventId: string, patch: GoogleEvent) {
    this.#meet(calendarId, 'calendar.patch');
    const before = this.#of(calendarId).events.get(eventId)?.event;
    if (!before) throw refusal(404);
    const marks = { ...before.extendedProperties?.private, ...patch.extendedProperties?.private };
    return this.put(calendarId, { ...patch, id: eventId, extendedProperties: { private: marks } });
  }

  async remove(calendarId: string, eventId: string) {
    this.#meet(calendarId, 'calendar.delete');
    this.take(calendarId, eventId);
  }

  async watch(calendarId: string, { id }: { id: string }) {
    this.#meet(calendarId, 'calendar.watch');
    const { clock, faults } = this.#options;
    const refused = faults.of('push');
    if (typeof refused === 'number') throw refusal(refused, 'pushNotSupportedForRequestedResource');
    const expiration = clock.now() + WEEK_MS;
    this.#of(calendarId).channels.set(id, expiration);
    return { resourceId: calendarId, expiration };
  }

  async stopChannel({ id }: { id: string }) {
    this.#options.faults.meet('calendar');
    for (const { channels } of this.#calendars.values()) channels.delete(id);
  }

  #of(calendarId: string): Calendar {
    const calendar = this.#calendars.get(calendarId);
    if (!calendar) throw refusal(404);
    return calendar;
  }

  #meet(calendarId: string, call: CalendarCall): void {
    this.#options.called(calendarId, call);
    this.#options.faults.meet('calendar');
  }

  #notify(calendarId: string): void {
    const { faults, push } = this.#options;
    if (faults.of('push') === 'drop') return;
    for (const channelId of this.liveChannels(calendarId)) push(channelId);
  }

  /** As freeBusy.query, which takes whole days in the calendar's zone. */
  #taken(calendarId: string, from: Instant, until: Instant): Interval[] {
    const meetings = [...this.#of(calendarId).events.values()].flatMap(({ meeting }) => meeting ?? []);
    return union(meetings, from, until);
  }

  /** As events.list with `timeMin`, which bounds the end of events, ordered by their start. */
  #page(calendarId: string, timeMin: Instant, from: number): Page {
    const { timeZone, events } = this.#of(calendarId);
    const listed = [...events.values()].filter(({ end }) => end > timeMin).sort((a, b) => a.start - b.start);
    const next = from + EVENTS_ON_A_PAGE;
    const nextPageToken = next < listed.length ? String(next) : undefined;
    const sentAt = this.#options.clock.now();
    return { sentAt, items: listed.slice(from, next).map(({ event }) => event), timeZone, nextPageToken };
  }
}

function entryOf(event: GoogleEvent, timeZone: string): Entry {
  const start = instantIn(event.start, timeZone) ?? 0;
  const end = instantIn(event.end, timeZone) ?? Number.POSITIVE_INFINITY;
  return { event, start, end, meeting: meetingOf(event, timeZone) };
}

function refusal(status: number, reason?: string): VendorError {
  return new VendorError('calendar', `Google Calendar: ${status}`, { status, reason, operator: true });
}
