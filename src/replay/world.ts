import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Instant } from '../agenda/agenda.ts';
import { DOOR_VARIABLES } from '../agenda/properties.ts';
import { wordingOf } from '../agenda/wording.ts';
import type { ChannelStore, EventsPort, StoredChannel } from '../io/ports.ts';
import { Building } from '../machines/building.ts';
import { Calendars } from './calendars.ts';
import { bookingId } from './day.ts';
import type { Change, Day } from './day-shape.ts';
import { Doors } from './doors.ts';
import { Faults } from './faults.ts';
import type { Answered } from './happenings.ts';
import { Ledger } from './ledger.ts';
import { SimulatedClock, settle } from './simulated-clock.ts';
import type { Watching, Witness } from './witness.ts';

const HOUR_MS = 3_600_000;

/**
 * The building of a day, on a simulated clock and clouds in memory, where a room, its calendar and its Thing are of one
 * name. Jitter is drawn from `seed`, an integer; `inspect` hears what each actor is sent and becomes.
 */
export class World {
  readonly building: Building;
  readonly doors: Doors;
  readonly ledger = new Ledger();
  readonly #clock: SimulatedClock;
  readonly #faults: Faults;
  readonly calendars: Calendars;
  /** How often each of Google's and Arduino's calls was made. */
  readonly calls: Record<string, number> = {};
  /** How bookings ended, in order. */
  readonly answers: Answered[] = [];
  #readAt = 0;
  readonly #witness: Witness | undefined;
  #death: { error: unknown } | undefined;
  #minted = 0;
  #booked = 0;

  constructor(
    { from, time_zone: timeZone, rooms, expect = [] }: Day,
    seed: number,
    { inspect, witnessOf }: Watching = {},
  ) {
    const clock = new SimulatedClock(from);
    const faults = new Faults(clock);
    const { ledger } = this;
    this.#clock = clock;
    this.#faults = faults;
    this.calendars = new Calendars({
      clock,
      faults,
      called: (roomName, call) => {
        this.#count(call);
        if (roomName && call !== 'calendar.watch') ledger.called(roomName, call);
      },
      push: (channelId) => this.#notify(channelId),
    });
    for (const { room_name, events } of rooms) this.calendars.add(room_name, timeZone, events);
    this.doors = new Doors({
      faults,
      read: () => {
        // Whoever reads at the same instant shares one request, as those do who read while one is on its way.
        if (this.#readAt !== clock.now()) this.#count('iot.things');
        this.#readAt = clock.now();
      },
      called: (roomName, variable) => {
        this.#count('iot.publish');
        ledger.publishing(roomName, variable);
      },
      shown: (roomName, variable, value) => ledger.published(roomName, variable, value),
    });
    for (const { room_name } of rooms) {
      // A door mirrors the nine, and whatever else somebody expects of it.
      const expected = expect.flatMap((one) =>
        one.room_name === room_name ? Object.keys(one.set ?? {}) : [],
      );
      this.doors.add(room_name, [...new Set([...DOOR_VARIABLES, ...expected])]);
    }
    const generator = xoroshiro128plus(seed);
    const witness = witnessOf?.(this);
    this.#witness = witness;
    this.building = new Building({
      processId: 'replay',
      rooms: rooms.map(({ room_name, time_zone }) => ({
        roomName: room_name,
        calendarId: room_name,
        thingName: room_name,
        timeZone: time_zone,
        mayEnd: 'own',
      })),
      refreshMs: HOUR_MS,
      sweepMs: HOUR_MS / 12,
      pollMs: HOUR_MS / 120,
      wording: wordingOf(),
      address: 'https://replay.invalid/webhook',
      ports: {
        calendar: this.calendars,
        events: this.#topic(),
        channels: channelStore(),
        listings: { read: nothing, write: nothing },
        things: this.doors,
      },
      clock,
      random: () => uniformFloat64(generator),
      keys: {
        mint: () => ({ id: `channel-${++this.#minted}`, token: `token-${this.#minted}` }),
        isOurs: () => true,
      },
      report: (fact) => {
        if (fact.type === 'looked') ledger.looked(fact.room_name, fact);
        if (fact.type === 'actor.died') this.#death = fact;
        witness?.hear(fact);
      },
      ...((inspect || witness) && {
        inspect(event) {
          inspect?.(event);
          witness?.inspect(event);
        },
      }),
    });
  }

  now(): Instant {
    return this.#clock.now();
  }

  /** Lets happen what happens by itself up to an instant, and at it. */
  async catchUp(until: Instant): Promise<void> {
    do {
      await settle();
      // A mistake of our own: thrown here, and not in the middle of XState.
      if (this.#death) throw this.#death.error;
      this.ledger.settle((roomName) => this.building.state(roomName));
      this.#witness?.settled();
    } while (this.#clock.fireNext(until));
  }

  /** Makes a change now. */
  make(change: Change): void {
    const { room_name: roomName = '', insert, update, delete: deleted, book, fault } = change;
    const event = insert ?? update;
    if (event) this.calendars.put(roomName, event);
    if (deleted !== undefined) this.calendars.take(roomName, deleted);
    if (fault) this.#faults.begin(fault);
    if (book) {
      const { duration_mins: durationMins, title = 'Meeting' } = book;
      this.#booked += 1;
      const id = bookingId(this.#booked);
      void this.building.ask(roomName, { type: 'book', id, title, durationMins }).then((answer) => {
        this.answers.push({ at: this.#clock.now(), room_name: roomName, id, answer });
      });
    }
    this.#witness?.see(change);
  }

  #count(call: string): void {
    this.calls[call] = (this.calls[call] ?? 0) + 1;
  }

  #notify(channelId: string): void {
    const channel = this.building.channel(channelId);
    if (channel) this.building.notify(channel.roomName);
  }

  #topic(): EventsPort {
    return {
      publish: async (message) => {
        this.building.hear(message);
      },
      subscribe: () => undefined,
      close: async () => undefined,
    };
  }
}

/** Nothing is written down for a next process: there is none. */
async function nothing(): Promise<undefined> {}

function channelStore(): ChannelStore {
  const records = new Map<string, StoredChannel>();
  return {
    read: async (roomName) => records.get(roomName),
    write: async (record) => {
      const stored = { record, generation: '1' };
      records.set(record.room_name, stored);
      return stored;
    },
    remove: async ({ record }) => {
      records.delete(record.room_name);
    },
  };
}
