import type { GoogleEvent, Instant, Zone } from '../agenda/agenda.ts';
import type { Interval } from '../agenda/busy.ts';
import type { Clock } from '../ports/clock.ts';
import { deleteEvent, insertEvent, patchEvent } from '../sandbox/calendar/event-calls.ts';
import { toTheSecond } from '../sandbox/calendar/event-times.ts';
import { Calendars } from '../sandbox/calendar/events.ts';
import { type ListQuery, list, takenBetween } from '../sandbox/calendar/events-query.ts';
import type { Calendar, Event, StoredEvent } from '../sandbox/calendar/stored-event.ts';
import { asWritten, replacing } from './people.ts';

const DAY_MS = 24 * 3_600_000;

/** A change of a calendar: what an event was, and what it is now; `by` is the process that made it, if it was one. */
export interface Write {
  at: Instant;
  calendarId: string;
  eventId: string;
  by: string | undefined;
  before: StoredEvent | undefined;
  after: StoredEvent;
}

export interface GoogleCalendarOptions {
  clock: Clock;
  /** Told of each change, before those who watch the calendar are. */
  wrote: (write: Write) => void;
  /** Told of each calendar that has changed. */
  changed: (calendarId: string) => void;
}

/**
 * Google Calendar in memory: the sandbox's store, whose rules hold here, with what people do to it, and what it was a while
 * ago. It answers at once; `Wire` says how calls fare.
 */
export class GoogleCalendar {
  readonly #options: GoogleCalendarOptions;
  readonly #store: Calendars;
  readonly #writes = new Map<string, Write[]>();
  /** What the store takes for now, while it is seeded with what was there before. */
  #pretended: Instant | undefined;
  #underWay: Pick<Write, 'eventId' | 'by' | 'before'> | undefined;

  constructor(options: GoogleCalendarOptions) {
    this.#options = options;
    const { clock } = options;
    const pretending = { now: () => this.#pretended ?? clock.now() } as Clock;
    this.#store = new Calendars(pretending, (calendarId) => this.#changed(calendarId));
  }

  /** Adds a calendar; `timeZone` is its own, by Google's rules. Events of which nothing else is said were made a day ago. */
  add(calendarId: string, timeZone: Zone, events: readonly GoogleEvent[]): void {
    this.#store.addCalendar({ id: calendarId, summary: calendarId, timeZone, accessRole: 'writer' });
    this.#writes.set(calendarId, []);
    for (const event of events) {
      this.#pretended = Date.parse(event.created ?? '') || this.#options.clock.now() - DAY_MS;
      this.put(calendarId, event);
    }
    this.#pretended = undefined;
  }

  has(calendarId: string): boolean {
    return this.#store.has(calendarId);
  }

  /** Somebody makes an event, or changes the fields that `event` has. What no calendar can hold is passed over. */
  put(calendarId: string, event: GoogleEvent): void {
    const eventId = event.id ?? '';
    const calendar = this.#store.calendar(calendarId);
    const before = calendar.events.get(eventId);
    const whole = {
      status: 'confirmed',
      ...(before?.event.status !== 'cancelled' && before?.event),
      ...event,
    };
    const written = asWritten(whole as GoogleEvent, calendar.zone);
    if (!written) return;
    if (!before)
      this.#write(calendarId, eventId, undefined, () => this.#store.insert(calendarId, written as Event));
    else {
      const hasEndNow = before.event.endTimeUnspecified && !('endTimeUnspecified' in written);
      const patch = {
        ...replacing(before.event, written),
        ...(hasEndNow && { endTimeUnspecified: null }),
      } as Event;
      this.#write(calendarId, eventId, undefined, () => this.#store.patch(calendarId, eventId, patch));
    }
  }

  /** Somebody deletes an event. */
  take(calendarId: string, eventId: string): void {
    const { events } = this.#store.calendar(calendarId);
    if ((events.get(eventId)?.event.status ?? 'cancelled') === 'cancelled') return;
    this.#write(calendarId, eventId, undefined, () => this.#store.delete(calendarId, eventId));
  }

  /** The events that a calendar has now, each the same object as long as it is not changed. */
  eventsOf(calendarId: string): GoogleEvent[] {
    return this.stored(calendarId).map(({ event }) => event as GoogleEvent);
  }

  /** As `eventsOf`, with their times as instants. */
  stored(calendarId: string): StoredEvent[] {
    const { events } = this.#store.calendar(calendarId);
    return [...events.values()].filter(({ event }) => event.status !== 'cancelled');
  }

  /** An event as it is now, cancelled or not. */
  event(calendarId: string, eventId: string): StoredEvent | undefined {
    return this.#store.calendar(calendarId).events.get(eventId);
  }

  /** The calendar's zone (IANA). Throws a Refusal where there is no such calendar. */
  zoneOf(calendarId: string): string {
    return this.#store.calendar(calendarId).timeZone;
  }

  /** `events.list` of what was true `lagMs` ago. */
  list(calendarId: string, query: ListQuery, lagMs: number): object {
    return list(this.#ago(lagMs), calendarId, query);
  }

  /** When a calendar is taken, as `freeBusy.query` tells it, likewise; undefined where there is no such calendar. */
  taken(calendarId: string, from: Instant, until: Instant, lagMs: number): Interval[] | undefined {
    const calendars = this.#ago(lagMs);
    if (!calendars.has(calendarId)) return undefined;
    return takenBetween(calendars.calendar(calendarId), toTheSecond(from), toTheSecond(until));
  }

  get(calendarId: string, eventId: string): Event {
    return this.#store.get(calendarId, eventId);
  }

  insert(calendarId: string, event: GoogleEvent, by: string): Event {
    const insert = () => insertEvent(this.#store, calendarId, event as Event, 'roomcal');
    return this.#write(calendarId, event.id ?? '', by, insert);
  }

  patch(
    calendarId: string,
    eventId: string,
    patch: GoogleEvent,
    ifMatch: string | undefined,
    by: string,
  ): Event {
    const change = () => patchEvent(this.#store, { calendarId, eventId, ifMatch }, patch as Event);
    return this.#write(calendarId, eventId, by, change);
  }

  remove(calendarId: string, eventId: string, ifMatch: string | undefined, by: string): void {
    const remove = () => deleteEvent(this.#store, { calendarId, eventId, ifMatch });
    this.#write(calendarId, eventId, by, remove);
  }

  #write<T>(calendarId: string, eventId: string, by: string | undefined, act: () => T): T {
    const before = this.#store.calendar(calendarId).events.get(eventId);
    this.#underWay = { eventId, by, before };
    try {
      return act();
    } finally {
      this.#underWay = undefined;
    }
  }

  /** The store has just changed. Whoever is told may write at once: what is under way must be known by then. */
  #changed(calendarId: string): void {
    const underWay = this.#underWay;
    this.#underWay = undefined;
    if (this.#pretended !== undefined || !underWay) return;
    const { clock, wrote, changed } = this.#options;
    const after = this.#store.calendar(calendarId).events.get(underWay.eventId);
    if (!after) return;
    const write = { at: clock.now(), calendarId, ...underWay, after };
    this.#writes.get(calendarId)?.push(write);
    wrote(write);
    changed(calendarId);
  }

  /** The store, or as much of it as reading takes, as it was. */
  #ago(lagMs: number): Calendars {
    if (lagMs === 0) return this.#store;
    const store = this.#store;
    const then = this.#options.clock.now() - lagMs;
    const past = {
      has: (id: string) => store.has(id),
      calendar: (id: string) => rolledBack(store.calendar(id), this.#writes.get(id) ?? [], then),
      revision: store.revision,
      firstRevision: store.firstRevision,
    };
    return past as unknown as Calendars;
  }
}

function rolledBack(calendar: Calendar, writes: readonly Write[], then: Instant): Calendar {
  const events = new Map(calendar.events);
  for (const { at, eventId, before } of writes.toReversed()) {
    if (at <= then) break;
    if (before) events.set(eventId, before);
    else events.delete(eventId);
  }
  return { ...calendar, events };
}
