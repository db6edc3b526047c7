import type { StoredEvent } from '../../src/sandbox/calendar/stored-event.ts';
import { calendarOf } from '../../src/sandbox/seed-data.ts';
import { blocks, doorAt, nextTurn, takenBy } from '../../src/simulation/model/door.ts';
import { isOurs, isPending } from '../../src/simulation/own-events.ts';
import { type Estate, ZONE } from './estate.ts';

const LOOK_MS = 50;

/** A time in which a door did not show what its calendar says. */
export interface Wrong {
  room: string;
  since: number;
  until: number;
  /** Whether somebody has changed the calendar, and not roomcal or the clock. */
  isChange: boolean;
}

interface Watched {
  thing: { properties: { name: string; last_value: unknown }[] };
  turn: number;
  wrong: { since: number; isChange: boolean } | undefined;
}

/** What all doors show, held against what all calendars say, as both are in the clouds; and what is written to them. */
export class Doors {
  readonly #estate: Estate;
  readonly #rooms: Map<string, Watched>;
  readonly #timer: NodeJS.Timeout;
  readonly wrongs: Wrong[] = [];
  readonly broken: string[] = [];
  publishes = 0;
  /** Writes of what was there already, and when they were. */
  readonly repeated: { room: string; variable: string; at: number }[] = [];
  #byPeople = false;

  constructor(estate: Estate) {
    const { clouds, rooms } = estate;
    this.#estate = estate;
    const things = new Map(clouds.iot.things().map((thing) => [thing.name, thing]));
    this.#rooms = new Map(
      rooms.map((room) => [
        room,
        { thing: things.get(room) ?? { properties: [] }, turn: 0, wrong: undefined },
      ]),
    );
    const roomOf = new Map(rooms.map((room) => [calendarOf(room), room]));
    const { calendar, iot } = clouds;
    for (const call of ['insert', 'patch', 'update', 'delete'] as const) {
      const write = calendar[call].bind(calendar) as (calendarId: string, ...rest: unknown[]) => never;
      calendar[call] = ((calendarId: string, ...rest: unknown[]) => {
        const answer = write(calendarId, ...rest);
        const room = roomOf.get(calendarId);
        if (room !== undefined) this.#changed(room);
        return answer;
      }) as never;
    }
    const publish = iot.publish.bind(iot);
    iot.publish = (thingId, id, value) => {
      const { name: room } = iot.thing(thingId);
      const { name: variable, last_value } = iot.property(thingId, id);
      this.publishes += 1;
      if (last_value === value) this.repeated.push({ room, variable, at: Date.now() });
      publish(thingId, id, value);
      this.#look(room);
    };
    this.#timer = setInterval(() => {
      for (const [room, { turn }] of this.#rooms) if (turn <= Date.now()) this.#look(room);
    }, LOOK_MS);
  }

  /** Somebody changes a calendar. */
  people<T>(change: () => T): T {
    this.#byPeople = true;
    try {
      return change();
    } finally {
      this.#byPeople = false;
    }
  }

  /** What is in a room's calendar, cancelled or not. */
  stored(room: string): StoredEvent[] {
    return [...this.#estate.clouds.calendar.calendar(calendarOf(room)).events.values()];
  }

  /** Doors that are wrong now, and since when. */
  wrongNow(): { room: string; since: number }[] {
    return [...this.#rooms].flatMap(([room, { wrong }]) => (wrong ? [{ room, since: wrong.since }] : []));
  }

  /** What a door shows, and what it should, of the variables that differ. */
  difference(room: string): string {
    const { thing } = this.#rooms.get(room)!;
    const wanted = doorAt(takenBy(this.stored(room), ZONE), Date.now(), ZONE);
    return thing.properties
      .filter(({ name, last_value }) => shown(last_value) !== wanted[name])
      .map(
        ({ name, last_value }) =>
          `${name} ${JSON.stringify(last_value)}, not ${JSON.stringify(wanted[name])}`,
      )
      .join('; ');
  }

  close(): void {
    clearInterval(this.#timer);
    for (const [room, { wrong }] of this.#rooms)
      if (wrong) this.wrongs.push({ room, ...wrong, until: Date.now() });
  }

  #changed(room: string): void {
    this.#look(room, this.#byPeople);
    const ours = this.stored(room).filter((one) => isOurs(one) && blocks(one) && !isPending(one));
    for (const [index, one] of ours.entries())
      for (const other of ours.slice(index + 1))
        if (one.start < other.end && other.start < one.end)
          this.broken.push(`${room}: ${one.event.summary} overlaps ${other.event.summary}`);
  }

  #look(room: string, isChange = false): void {
    const watched = this.#rooms.get(room);
    if (!watched) return;
    const now = Date.now();
    const taken = takenBy(this.stored(room), ZONE);
    const since = watched.turn <= now ? Math.max(watched.turn, this.#begun) : now;
    watched.turn = nextTurn(taken, now, ZONE);
    const wanted = doorAt(taken, now, ZONE);
    const isRight = watched.thing.properties.every(
      ({ name, last_value }) => shown(last_value) === wanted[name],
    );
    if (!isRight) watched.wrong ??= { since, isChange };
    else if (watched.wrong) {
      this.wrongs.push({ room, ...watched.wrong, until: now });
      watched.wrong = undefined;
    }
  }

  readonly #begun = Date.now();
}

const shown = (value: unknown) => (value === 'N/A' ? '' : value);
