import { type GoogleEvent, type Listing, meetingOf } from '../../src/agenda/agenda.ts';
import { union } from '../../src/agenda/busy.ts';
import { DOOR_VARIABLES } from '../../src/agenda/properties.ts';
import type {
  CalendarPort,
  ChannelStore,
  Clock,
  EventsPort,
  ListingStore,
  RoomMessage,
  StoredChannel,
  Thing,
  ThingsPort,
  Withdrawal,
  WithdrawalStore,
} from '../../src/io/ports.ts';
import { VendorError } from '../../src/io/vendor-error.ts';
import type { Ports } from '../../src/machines/effects.ts';

const WEEK_MS = 7 * 24 * 3_600_000;

type Call =
  | 'list'
  | 'freeBusy'
  | 'insert'
  | 'remove'
  | 'get'
  | 'patch'
  | 'owed'
  | 'owe'
  | 'settle'
  | 'watch'
  | 'stopChannel'
  | 'publish'
  | 'read'
  | 'write'
  | 'forget'
  | 'recall'
  | 'keep'
  | 'find'
  | 'show';

/** The four clouds, in memory; every calendar and every Thing that is asked for exists. */
export class FakePorts implements Ports {
  /** What was asked of the clouds, in order: `list blue_room@example.org`. */
  readonly calls: string[] = [];
  /** What a call meets before it is answered: something to throw, or to wait for. */
  readonly obstacles: Partial<Record<Call, (of: string) => unknown>> = {};
  /** What lies in each calendar. */
  readonly calendars = new Map<string, GoogleEvent[]>();
  /** The ids of events that were removed. */
  readonly removed = new Set<string>();
  /** What is to be undone, by room. */
  readonly owed = new Map<string, Withdrawal>();
  /** By room. */
  readonly records = new Map<string, StoredChannel>();
  /** The last listings, by room. */
  readonly kept = new Map<string, Listing>();
  readonly published: RoomMessage[] = [];
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

  #thing(name: string): Thing {
    const properties = [...this.door(name)].map(
      ([variable, value]) => [variable, { id: variable, value }] as const,
    );
    return { id: name, name, properties: new Map(properties) };
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
    const others = this.#in(calendarId).filter(({ id }) => id !== event.id);
    this.calendars.set(calendarId, [...others, { ...event, etag: this.#newEtag() }]);
  }

  #in(calendarId: string): GoogleEvent[] {
    return this.calendars.get(calendarId) ?? [];
  }

  readonly calendar: CalendarPort = {
    list: async ({ calendarId }) => {
      const asOf = this.#clock.now();
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
      const isTaken = this.#in(calendarId).some(({ id }) => id === event.id);
      if (isTaken || this.removed.has(event.id!))
        throw new VendorError('calendar', 'duplicate', { status: 409, operator: true });
      const made = { ...event, etag: this.#newEtag(), created: new Date(this.#clock.now()).toISOString() };
      this.calendars.set(calendarId, [...this.#in(calendarId), made]);
      return made;
    },
    get: async (calendarId, eventId) => {
      await this.#meet('get', calendarId);
      const removed = this.removed.has(eventId) ? { id: eventId, status: 'cancelled' } : undefined;
      return this.#in(calendarId).find(({ id }) => id === eventId) ?? removed;
    },
    patch: async (calendarId, eventId, patch, etag) => {
      await this.#meet('patch', calendarId);
      const isBack = patch.status === 'confirmed' && this.removed.delete(eventId);
      const event: GoogleEvent | undefined = isBack
        ? { id: eventId }
        : this.#in(calendarId).find(({ id }) => id === eventId);
      if (!event) throw new VendorError('calendar', 'gone', { status: 404, operator: true });
      if (etag !== undefined && etag !== event.etag)
        throw new VendorError('calendar', 'changed', { status: 412, operator: true });
      const changes = { ...event.extendedProperties?.private, ...patch.extendedProperties?.private };
      const marks = Object.fromEntries(Object.entries(changes).filter(([, mark]) => mark !== null));
      const updated = new Date(this.#clock.now()).toISOString();
      const after = {
        ...event,
        ...patch,
        etag: this.#newEtag(),
        updated,
        extendedProperties: { private: marks },
      };
      this.calendars.set(calendarId, [...this.#in(calendarId).filter((one) => one !== event), after]);
      return after;
    },
    remove: async (calendarId, eventId, etag) => {
      await this.#meet('remove', calendarId);
      const event = this.#in(calendarId).find(({ id }) => id === eventId);
      if (event && etag !== undefined && etag !== event.etag)
        throw new VendorError('calendar', 'changed', { status: 412, operator: true });
      const left = this.#in(calendarId).filter(({ id }) => id !== eventId);
      if (left.length < this.#in(calendarId).length) this.removed.add(eventId);
      this.calendars.set(calendarId, left);
    },
    watch: async (calendarId) => {
      await this.#meet('watch', calendarId);
      return { resourceId: `resource of ${calendarId}`, expiration: this.#clock.now() + WEEK_MS };
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
  };

  readonly listings: ListingStore = {
    read: async (roomName) => {
      await this.#meet('recall', roomName);
      return this.kept.get(roomName);
    },
    write: async (roomName, listing) => {
      await this.#meet('keep', roomName);
      this.kept.set(roomName, listing);
    },
  };

  readonly withdrawals: WithdrawalStore = {
    read: async (roomName) => {
      await this.#meet('owed', roomName);
      return this.owed.get(roomName);
    },
    write: async (roomName, withdrawal) => {
      await this.#meet('owe', roomName);
      this.owed.set(roomName, withdrawal);
    },
    remove: async (roomName) => {
      await this.#meet('settle', roomName);
      this.owed.delete(roomName);
    },
  };

  readonly things: ThingsPort = {
    find: async (thingName) => {
      await this.#meet('find', thingName);
      return this.#thing(thingName);
    },
    read: async () => {
      await this.#meet('find', 'all');
      return Array.from(this.#doors.keys(), (name) => this.#thing(name));
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
