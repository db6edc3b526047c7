import type { GoogleEvent } from '../../src/agenda/agenda.ts';
import { DOOR_VARIABLES } from '../../src/agenda/properties.ts';
import { listingStore } from '../../src/io/storage/listing-store.ts';
import type { Ports } from '../../src/machines/effects.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { RoomMessage } from '../../src/ports/events.ts';
import type { ThingsPort } from '../../src/ports/things.ts';
import type { Clouds } from '../../src/replay/clouds.ts';
import { aTenant, cloudsInMemory } from './clouds-in-memory.ts';
import { type Calls, type Obstacles, obstructed } from './obstructed.ts';
import { WrittenDown } from './written-down.ts';

const ZONE = 'Europe/Rome';

/**
 * The ports of a building over the clouds in memory: a test sees what is asked of them and puts obstacles in the way, and
 * does there what people do. Nobody is told of changes, and no message is brought: tests do that themselves.
 */
export class PortsInMemory implements Ports {
  /** What was asked of the clouds, in order: `list blue_room@example.org`. */
  readonly calls: Calls = [];
  readonly obstacles: Obstacles = {};
  readonly published: RoomMessage[] = [];
  /** How long the machine has slept, timers and all, and how far its clock is ahead of Google's, in ms. */
  readonly time = { sleptMs: 0, aheadMs: 0 };
  readonly clouds: Clouds;
  readonly calendar: Ports['calendar'];
  readonly events: Ports['events'];
  readonly channels: Ports['channels'];
  readonly listings: Ports['listings'];
  /** Of rooms that name no account. */
  readonly things: ThingsPort;
  readonly thingsOf: Ports['thingsOf'];
  /** Channel records, by room. */
  readonly records: WrittenDown['records'];
  /** The last listings, by room. */
  readonly kept: WrittenDown['listings'];
  readonly #clock: Clock;
  /** Told of each write to a Thing that has a webhook. */
  thingCalled: (thingName: string) => void = () => undefined;
  #minted = 0;
  /** The Things that there are. */
  readonly #made = new Set<string>();
  /** When what is put into a calendar is said to have been made. */
  #created: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    const timers: Omit<Clock, 'now'> = {
      setTimeout: (callback, ms) => clock.setTimeout(callback, ms),
      clearTimeout: (id) => clock.clearTimeout(id),
    };
    const ours = { ...timers, now: () => this.ourNow() };
    this.clouds = cloudsInMemory({
      clock: { ...timers, now: () => this.#created ?? this.#googleNow },
      callThing: (thingName) => this.thingCalled(thingName),
    });
    const { notes, ...ports } = this.clouds.portsOf(aTenant(ours));
    const all = { ...ports, listings: listingStore(notes, ours) };
    const { calls, obstacles, published } = this;
    const { doors } = this.clouds;
    const { calendar, events, channels, listings, thingsOf } = obstructed(all, {
      ...{ calls, obstacles, published, doors },
      now: () => this.ourNow(),
    });
    this.calendar = calendar;
    this.events = events;
    this.channels = channels;
    this.listings = listings;
    const things = thingsOf(undefined);
    this.things = things;
    this.thingsOf = (account) => (account === undefined ? things : thingsOf(account));
    const { records, listings: kept } = new WrittenDown(this.clouds.buckets);
    this.records = records;
    this.kept = kept;
  }

  get #googleNow(): number {
    return this.#clock.now() + this.time.sleptMs;
  }

  /** What our machine takes for now. */
  ourNow(): number {
    return this.#googleNow + this.time.aheadMs;
  }

  /** Keys of a channel, unique over all processes: they count up from `channel-1`, `token-1`. */
  mint(): { id: string; token: string } {
    this.#minted += 1;
    return { id: `channel-${this.#minted}`, token: `token-${this.#minted}` };
  }

  /** How many calls of a kind were made. */
  count(call: keyof Obstacles): number {
    return this.calls.filter((made) => made.startsWith(`${call} `)).length;
  }

  /** What lies in each calendar; one that is asked for is there. */
  readonly calendars = {
    get: (calendarId: string): GoogleEvent[] => this.#calendar(calendarId).eventsOf(calendarId),

    /** Makes a calendar that has held these events since yesterday; or somebody makes it hold these, and no others. */
    set: (calendarId: string, events: readonly GoogleEvent[]): void => {
      const { calendars } = this.clouds;
      if (!calendars.has(calendarId)) {
        calendars.add(calendarId, ZONE, events);
        return;
      }
      const kept = new Set(events.map(({ id }) => id));
      for (const { id } of this.calendars.get(calendarId))
        if (id && !kept.has(id)) calendars.take(calendarId, id);
      for (const event of events) this.put(calendarId, event);
    },
  };

  /** Somebody else puts an event into a calendar, or changes it there; it may have been made at another time. */
  put(calendarId: string, event: GoogleEvent): void {
    const calendar = this.#calendar(calendarId);
    this.#created = Date.parse(event.created ?? '') || undefined;
    calendar.put(calendarId, event);
    this.#created = undefined;
  }

  /** An event as it is in the calendar now; undefined where it was removed. */
  event(calendarId: string, eventId: string): GoogleEvent | undefined {
    return this.calendars.get(calendarId).find(({ id }) => id === eventId);
  }

  /** What a Thing shows, by variable; what is set there is pushed by its board. */
  door(thingName: string) {
    const { doors } = this.clouds;
    return {
      get: (variable: string) => doors.of(thingName).get(variable),
      set: (variable: string, value: string | number) => doors.push(thingName, { [variable]: value }),
      [Symbol.iterator]: () => doors.of(thingName)[Symbol.iterator](),
    };
  }

  /** There is a calendar and a Thing of these names. */
  furnish(calendarId: string, thingName: string, account?: string): void {
    this.#calendar(calendarId);
    if (!this.#made.has(thingName)) this.makeThing(thingName, DOOR_VARIABLES, undefined, account);
  }

  /** Somebody makes a Thing, which was never written, and calls `webhook`; one of that name is deleted first. */
  makeThing(
    thingName: string,
    variables: readonly string[] = DOOR_VARIABLES,
    webhook?: string,
    account?: string,
  ): void {
    this.deleteThing(thingName);
    this.clouds.doors.add(thingName, variables, webhook, account);
    this.#made.add(thingName);
  }

  /** Somebody deletes a Thing, if there is one of that name. */
  deleteThing(thingName: string): void {
    if (this.#made.delete(thingName)) this.clouds.doors.remove(thingName);
  }

  #calendar(calendarId: string): Clouds['calendars'] {
    const { calendars } = this.clouds;
    if (!calendars.has(calendarId)) calendars.add(calendarId, ZONE, []);
    return calendars;
  }
}
