import { randomBytes } from 'node:crypto';
import type { calendar_v3 } from '@googleapis/calendar';
import { type Zone, zoneName } from '../../agenda/zone.ts';
import type { Clock } from '../../ports/clock.ts';
import { Refusal } from '../refusal.ts';
import { mergeInto, sequenceAfter, withoutGooglesOwn } from './event-changes.ts';
import { eventIn } from './event-shape.ts';
import { interval, rfc3339, timeZone } from './event-times.ts';
import { keptProperties } from './extended-properties.ts';
import type { Calendar, Event, Rule, StoredEvent } from './stored-event.ts';

interface NewCalendar {
  id: string;
  summary: string;
  timeZone: Zone;
  accessRole?: string;
  owners?: readonly string[];
}

const ownedBy = (value: string): Rule => ({ role: 'owner', scope: { type: 'user', value } });

/** Calendars and their events, in memory. Throws a Refusal where Google would answer an error. */
export class Calendars {
  readonly #clock: Clock;
  readonly #changed: (calendarId: string) => void;
  readonly #calendars = new Map<string, Calendar>();
  /** Starts at the present, so that the sync tokens of an earlier process are not taken for ours. */
  readonly firstRevision: number;
  #revision: number;

  /** `changed` is called after each change of a calendar's events. */
  constructor(clock: Clock, changed: (calendarId: string) => void) {
    this.#clock = clock;
    this.#changed = changed;
    this.firstRevision = clock.now();
    this.#revision = this.firstRevision;
  }

  get revision(): number {
    return this.#revision;
  }

  /**
   * Adds an empty calendar; `timeZone` is an IANA name, or has the rules by which Google goes. `accessRole` is what
   * everybody may do but the `owners`.
   */
  addCalendar({ owners = [], ...calendar }: NewCalendar): void {
    this.#calendars.set(calendar.id, {
      accessRole: 'owner',
      rules: new Map(owners.map((email) => [`user:${email}`, ownedBy(email)])),
      ...calendar,
      timeZone: timeZone(zoneName(calendar.timeZone)),
      zone: calendar.timeZone,
      events: new Map(),
      updated: this.#clock.now(),
    });
  }

  has(id: string): boolean {
    return this.#calendars.has(id);
  }

  calendar(id: string): Calendar {
    const calendar = this.#calendars.get(id);
    if (!calendar) throw new Refusal(404);
    return calendar;
  }

  /** An event, cancelled ones included, with its times in `zone` (IANA; default: the calendar's own). */
  get(calendarId: string, eventId: string, zone?: string): Event {
    const calendar = this.calendar(calendarId);
    return eventResource(stored(calendar, eventId), zone === undefined ? calendar.zone : timeZone(zone));
  }

  /** Adds an event; `creator` is the account that asks, where it is known. */
  insert(calendarId: string, body: Event, creator = calendarId): Event {
    const calendar = this.calendar(calendarId);
    const event = withoutGooglesOwn(eventIn(body));
    const id = event.id ?? Array.from(randomBytes(26), (byte) => (byte % 32).toString(32)).join('');
    if (calendar.events.has(id)) {
      throw new Refusal(409, 'duplicate', 'The requested identifier already exists.');
    }
    const account = (email: string) => ({ email, ...(email === calendarId && { self: true }) });
    return this.#store(calendar, {
      kind: 'calendar#event',
      status: 'confirmed',
      htmlLink: `https://www.google.com/calendar/event?eid=${Buffer.from(`${id} ${calendarId}`).toString('base64url')}`,
      // To the second, unlike `updated`.
      created: new Date(Math.floor(this.#clock.now() / 1000) * 1000).toISOString(),
      // A room's calendar holds copies of events that others organise: those come with their organizer.
      creator: account(creator),
      organizer: { ...account(calendarId), displayName: calendar.summary },
      iCalUID: `${id}@google.com`,
      sequence: 0,
      reminders: { useDefault: true },
      eventType: 'default',
      ...event,
      id,
    });
  }

  /** Replaces an event but for what is Google's to say. A deleted one comes back. */
  update(calendarId: string, eventId: string, body: Event): Event {
    const { event } = stored(this.calendar(calendarId), eventId);
    const { kind, id, htmlLink, created, creator, organizer, iCalUID } = event;
    const kept = { kind, htmlLink, created, creator, organizer, iCalUID };
    const replacement = { sequence: 0, ...withoutGooglesOwn(eventIn(body)) };
    return this.#replace(calendarId, eventId, {
      status: 'confirmed',
      eventType: 'default',
      ...replacement,
      ...kept,
      id,
    });
  }

  /** Changes the fields named: objects are merged, arrays replaced, and null removes. */
  patch(calendarId: string, eventId: string, body: Event): Event {
    eventIn(body);
    const { event } = stored(this.calendar(calendarId), eventId);
    const after = eventIn(mergeInto(event, withoutGooglesOwn(body)));
    return this.#replace(calendarId, eventId, { ...after, id: event.id });
  }

  delete(calendarId: string, eventId: string): void {
    const { event } = stored(this.calendar(calendarId), eventId);
    if (event.status === 'cancelled') throw new Refusal(410);
    this.#replace(calendarId, eventId, { ...event, status: 'cancelled' });
  }

  /** Puts an event in the place of what it was. */
  #replace(calendarId: string, eventId: string, event: Event & { id: string }): Event {
    const calendar = this.calendar(calendarId);
    const sequence = sequenceAfter(stored(calendar, eventId), event, calendar.zone);
    return this.#store(calendar, { ...event, sequence });
  }

  #store(calendar: Calendar, event: Event & { id: string }): Event {
    const { start, end } = interval(event, calendar.zone);
    const updated = this.#clock.now();
    const revision = ++this.#revision;
    const entry: StoredEvent = {
      event: {
        ...event,
        ...(event.extendedProperties && { extendedProperties: keptProperties(event.extendedProperties) }),
        status: event.status ?? 'confirmed',
        etag: `"${revision}"`,
        updated: new Date(updated).toISOString(),
      },
      start,
      end,
      updated,
      created: calendar.events.get(event.id)?.created ?? revision,
      revision,
    };
    calendar.events.set(event.id, entry);
    calendar.updated = updated;
    this.#changed(calendar.id);
    return eventResource(entry, calendar.zone);
  }
}

/** What was shown last of an event that has not changed since: it is listed more often than it is written. */
const resources = new WeakMap<StoredEvent, { zone: Zone; resource: Event }>();

/** The event as Google shows it, nobody's to change: its times with the offset of `zone`, whatever they were written in. */
export function eventResource(entry: StoredEvent, zone: Zone): Event {
  const known = resources.get(entry);
  if (known?.zone === zone) return known.resource;
  const resource = resourceOf(entry, zone);
  resources.set(entry, { zone, resource });
  return resource;
}

function resourceOf({ event, start, end }: StoredEvent, zone: Zone): Event {
  const timed = (time: calendar_v3.Schema$EventDateTime | undefined, instant: number) =>
    time?.dateTime
      ? { ...time, dateTime: rfc3339(instant, zone), timeZone: time.timeZone ?? zoneName(zone) }
      : time;
  const times = { start: timed(event.start, start), end: timed(event.end, end) };
  return Object.freeze(Object.assign({ ...event }, times));
}

function stored(calendar: Calendar, eventId: string): StoredEvent {
  const entry = calendar.events.get(eventId);
  if (!entry) throw new Refusal(404);
  return entry;
}
