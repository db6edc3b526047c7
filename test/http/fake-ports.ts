import { type GoogleEvent, type Listing, meetingOf } from '../../src/agenda/agenda.ts';
import { union } from '../../src/agenda/busy.ts';
import { DOOR_VARIABLES } from '../../src/agenda/properties.ts';
import { VendorError } from '../../src/io/vendor-error.ts';
import type { Ports } from '../../src/machines/effects.ts';
import type { CalendarPort } from '../../src/ports/calendar.ts';
import type { ChannelStore, StoredChannel } from '../../src/ports/channels.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { EventsPort, RoomMessage } from '../../src/ports/events.ts';
import type { ListingStore } from '../../src/ports/files.ts';
import type { ThingsPort } from '../../src/ports/things.ts';

const WEEK_MS = 7 * 24 * 3_600_000;

type Call =
  | 'list'
  | 'freeBusy'
  | 'insert'
  | 'remove'
  | 'get'
  | 'patch'
  | 'watch'
  | 'stopChannel'
  | 'publish'
  | 'read'
  | 'write'
  | 'forget'
  | 'recall'
  | 'keep'
  | 'things'
  | 'show';

/** The four clouds, in memory; every calendar that is asked for exists, and every Thing of which a door was asked for. */
export class FakePorts implements Ports {
  /** What was asked of the clouds, in order: `list blue_room@example.org`. */
  readonly calls: string[] = [];
  /** What a call meets before it is answered: something to throw, or to wait for. */
  readonly obstacles: Partial<Record<Call, (of: string) => unknown>> = {};
  /** What lies in each calendar. */
  readonly calendars = new Map<string, GoogleEvent[]>();
  /** Events that were removed, by id: Google keeps them as cancelled, and their ids can't be inserted again. */
  readonly removed = new Map<string, GoogleEvent>();
  /** Whether all that is told of a removed event is its id. */
  tellsOnlyIds = false;
  /** By room. */
  readonly records = new Map<string, StoredChannel>();
  /** The last listings, by room, each of the calendar that it is of. */
  readonly kept = new Map<string, Listing & { calendarId: string }>();
  /** Names of Things that the cloud does not have. */
  readonly missing = new Set<string>();
  readonly published: RoomMessage[] = [];
  /** How long the machine has slept, timers and all, and how far its clock is ahead of Google's, in ms. */
  readonly time = { sleptMs: 0, aheadMs: 0 };
  readonly #doors = new Map<string, Map<string, unknown>>();
  readonly #clock: Clock;
  #written = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What a Thing shows, by variable. */
  door(thingName: string): Map<string, unknown> {
    const door = this.#doors.get(thingName) ?? new Map(DOOR_VARIABLES.map((name) => [name, 'N/A']));
    this.#doors.set(thingName, door);
    return door;
  }

  /** How many calls of a kind were made. */
  count(call: Call): number {
    return this.calls.filter((made) => made.startsWith(`${call} `)).length;
  }

  async #meet(call: Call, of: string): Promise<void> {
    this.calls.push(`${call} ${of}`);
    await this.obstacles[call]?.(of);
  }

  #newEtag(): string {
    this.#written += 1;
    return `"${this.#written}"`;
  }

  /** The event of that id, as it is in the calendar now. */
  event(calendarId: string, eventId: string): GoogleEvent | undefined {
    return this.#in(calendarId).find(({ id }) => id === eventId);
  }

  /** Puts an event into a calendar as somebody else would, in the place of one that has its id. */
  put(calendarId: string, event: GoogleEvent): void {
    this.#store(calendarId, event);
  }

  #store(calendarId: string, event: GoogleEvent): GoogleEvent {
    const others = this.#in(calendarId).filter(({ id }) => id !== event.id);
    const made = { ...event, etag: this.#newEtag(), updated: this.#now };
    this.removed.delete(event.id!);
    this.calendars.set(calendarId, [...others, made]);
    return made;
  }

  get #now(): string {
    return new Date(this.#googleNow).toISOString();
  }

  get #googleNow(): number {
    return this.#clock.now() + this.time.sleptMs;
  }

  /** What our machine takes for now. */
  ourNow(): number {
    return this.#googleNow + this.time.aheadMs;
  }

  #tombstone(eventId: string): GoogleEvent | undefined {
    const removed = this.removed.get(eventId);
    return removed && this.tellsOnlyIds ? { id: eventId, status: 'cancelled' } : removed;
  }

  #in(calendarId: string): GoogleEvent[] {
    return this.calendars.get(calendarId) ?? [];
  }

  readonly calendar: CalendarPort = {
    list: async ({ calendarId }) => {
      const asOf = this.ourNow();
      await this.#meet('list', calendarId);
      return { events: [...this.#in(calendarId)], timeZone: 'Europe/Rome', asOf, complete: true };
    },
    freeBusy: async ({ calendarIds, from, until }) => {
      await this.#meet('freeBusy', calendarIds.join(','));
      const taken = (id: string) => this.#in(id).flatMap((event) => meetingOf(event, 'Europe/Rome') ?? []);
      return new Map(calendarIds.map((id) => [id, union(taken(id), from, until)]));
    },
    insert: async (calendarId, event) => {
      await this.#meet('insert', calendarId);
      if (this.event(calendarId, event.id!) || this.removed.has(event.id!))
        throw new VendorError('calendar', 'duplicate', { status: 409, operator: true });
      return this.#store(calendarId, { ...event, status: 'confirmed', created: this.#now });
    },
    get: async (calendarId, eventId) => {
      await this.#meet('get', calendarId);
      return this.event(calendarId, eventId) ?? this.#tombstone(eventId);
    },
    patch: async (calendarId, eventId, patch, etag) => {
      await this.#meet('patch', calendarId);
      const event = this.event(calendarId, eventId) ?? this.removed.get(eventId);
      if (!event) throw new VendorError('calendar', 'gone', { status: 404, operator: true });
      if (etag !== undefined && etag !== event.etag)
        throw new VendorError('calendar', 'changed', { status: 412, operator: true });
      const changes = { ...event.extendedProperties?.private, ...patch.extendedProperties?.private };
      const marks = Object.fromEntries(Object.entries(changes).filter(([, mark]) => mark !== null));
      const after = { ...event, ...patch, extendedProperties: { private: marks } };
      if (after.status !== 'cancelled') return this.#store(calendarId, after);
      const removed = { ...after, etag: this.#newEtag(), updated: this.#now };
      this.removed.set(eventId, removed);
      return removed;
    },
    remove: async (calendarId, eventId, etag) => {
      await this.#meet('remove', calendarId);
      const event = this.event(calendarId, eventId);
      if (!event) return;
      if (etag !== undefined && etag !== event.etag)
        throw new VendorError('calendar', 'changed', { status: 412, operator: true });
      const cancelled = { ...event, status: 'cancelled', etag: this.#newEtag(), updated: this.#now };
      this.removed.set(eventId, cancelled);
      this.calendars.set(
        calendarId,
        this.#in(calendarId).filter((one) => one !== event),
      );
    },
    watch: async (calendarId) => {
      await this.#meet('watch', calendarId);
      return { resourceId: `resource of ${calendarId}`, expiration: this.#googleNow + WEEK_MS };
    },
    stopChannel: ({ id }) => this.#meet('stopChannel', id),
  };

  readonly events: EventsPort = {
    publish: async (message) => {
      await this.#meet('publish', message.room_name);
      this.published.push(message);
    },
    subscribe: () => undefined,
    close: async () => undefined,
  };

  readonly channels: ChannelStore = {
    read: async (roomName) => {
      await this.#meet('read', roomName);
      return this.records.get(roomName);
    },
    write: async (record) => {
      await this.#meet('write', record.room_name);
      const stored = { record, generation: String(this.calls.length) };
      this.records.set(record.room_name, stored);
      return stored;
    },
    remove: async ({ record }) => {
      await this.#meet('forget', record.room_name);
      this.records.delete(record.room_name);
    },
    keep: (roomName) => this.#meet('keep', roomName),
  };

  readonly listings: ListingStore = {
    read: async (roomName, calendarId) => {
      await this.#meet('recall', roomName);
      const { calendarId: of, ...kept } = this.kept.get(roomName) ?? { calendarId: undefined };
      return of === calendarId ? (kept as Listing) : undefined;
    },
    write: async (roomName, calendarId, listing) => {
      await this.#meet('keep', roomName);
      this.kept.set(roomName, { ...listing, calendarId });
    },
  };

  readonly things: ThingsPort = {
    read: async () => {
      await this.#meet('things', 'all');
      return [...this.#doors]
        .filter(([name]) => !this.missing.has(name))
        .map(([name, door]) => ({
          id: name,
          name,
          properties: new Map([...door].map(([variable, value]) => [variable, { id: variable, value }])),
        }));
    },
    publish: async ({ thingId, choose }) => {
      await undefined;
      const chosen = choose();
      if (!chosen) return;
      await this.#meet('show', `${thingId} ${chosen.propertyId}`);
      this.door(thingId).set(chosen.propertyId, chosen.value);
    },
  };
}
