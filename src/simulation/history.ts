import type { Instant } from '../agenda/agenda.ts';
import { faultsOf } from '../replay/day-faults.ts';
import { accountIn, type Change, type Day } from '../replay/day-shape.ts';
import type { DoorResponse } from '../replay/door-requests.ts';
import type { World } from '../replay/world.ts';
import { type Taken, takenBy } from './model/door.ts';
import { zoneOfCalendars } from './model/zone.ts';

/** A time in which something is wrong that is not roomcal's fault. */
interface Disturbance {
  from: Instant;
  until: Instant;
  /** The vendor and the mishap, or `process` and what befell it. */
  of: readonly string[];
  /** Of one Arduino account alone. */
  account?: string | undefined;
}

/** How long the adapters wait, in ms: what hangs is known only then. */
const PATIENCE_MS = 10_000;
/** How long a process that is told to end may take for it, in ms. */
const CLOSING_MS = 5_000;

/** What a judge knows of a day that passes: what is wrong when, and whatever the world tells. */
export class History {
  readonly day: Day;
  readonly world: World;
  readonly #disturbances: readonly Disturbance[];
  readonly #taken = new Map<string, Taken[]>();
  readonly #calm = new Map<string, { at: Instant; since: Instant | undefined }>();

  constructor(day: Day, world: World) {
    this.day = day;
    this.world = world;
    this.#disturbances = disturbancesOf(day);
  }

  /** Told of each change of a calendar, before anybody else is. */
  wrote(calendarId: string): void {
    this.#taken.delete(calendarId);
  }

  /** What a room's calendar truly takes of it. */
  takenOf(roomName: string): Taken[] {
    const known = this.#taken.get(roomName);
    if (known) return known;
    const taken = takenBy(this.world.calendars.stored(roomName), this.zoneOf(roomName));
    this.#taken.set(roomName, taken);
    return taken;
  }

  get now(): Instant {
    return this.world.now();
  }

  get roomNames(): string[] {
    return this.day.rooms.map(({ room_name }) => room_name);
  }

  /** The room's zone, and its calendar's: by its IANA name, or by the offset that Google gives it all day. */
  zoneOf(roomName: string): string {
    return (
      this.day.rooms.find(({ room_name }) => room_name === roomName)?.time_zone ?? zoneOfCalendars(this.day)
    );
  }

  /**
   * Since when nothing is wrong, with `of` (a vendor, a mishap, `process`, …) or with anything; undefined while something is, or
   * while nobody is there for some room. What is wrong with another account than that of the door of `roomName` does not count for that.
   */
  calmSince(of = '', roomName = ''): Instant | undefined {
    const { now } = this;
    const key = `${of} ${roomName}`;
    const known = this.#calm.get(key);
    if (known?.at === now) return known.since;
    const since = this.#sinceWhen(of, roomName);
    this.#calm.set(key, { at: now, since });
    return since;
  }

  /** Whether somebody is there, for each room. */
  #isServed(): boolean {
    const running = this.world.processes.there;
    if (running.length === 0 || running.some(({ shard }) => shard.shards === 1)) return running.length > 0;
    return this.roomNames.every((roomName) => running.some((process) => process.has(roomName)));
  }

  #sinceWhen(of: string, roomName: string): Instant | undefined {
    const { now } = this;
    if (!this.#isServed()) return undefined;
    let since = Date.parse(this.day.from);
    for (const one of this.#disturbances) {
      if (one.from > now) break;
      if (of !== '' && !one.of.includes(of)) continue;
      if (roomName && one.account !== undefined && one.account !== accountIn(this.day, roomName)) continue;
      if (one.until > now) return undefined;
      since = Math.max(since, one.until);
    }
    return since;
  }

  /** Whether `bound` (ms) has passed since `since`, and the time to recover since all was well, for the door of `roomName`. */
  isOverdue(since: Instant, bound: number, recovery: number, roomName?: string): boolean {
    if (this.now < since + bound) return false;
    const calm = this.calmSince('', roomName);
    return calm !== undefined && this.now >= Math.max(since, calm + recovery) + bound;
  }
}

/** An answer that says that what was asked for is done. */
export function isDone({ status }: DoorResponse): boolean {
  return status !== undefined && status < 300;
}

function disturbancesOf({ changes = [], to }: Day): Disturbance[] {
  const found: Disturbance[] = [];
  const offsets = new Map<string, { since: Instant; ms: number }>();
  const inOrder = changes.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  for (const change of inOrder) {
    const at = Date.parse(change.at);
    found.push(...simple(change, at));
    if (!change.clock) continue;
    const { process, jump_ms } = change.clock;
    const { since, ms } = offsets.get(process) ?? { since: at, ms: 0 };
    const offset = ms + jump_ms;
    found.push({ from: ms === 0 ? at : since, until: at, of: ['process', 'clock'] });
    if (offset === 0) offsets.delete(process);
    else offsets.set(process, { since: ms === 0 ? at : since, ms: offset });
  }
  for (const { since } of offsets.values())
    found.push({ from: since, until: Date.parse(to) + 1, of: ['process', 'clock'] });
  return found.sort((a, b) => a.from - b.from);
}

function simple({ fault, start, stop, sleep }: Change, at: Instant): Disturbance[] {
  if (fault) {
    return faultsOf(fault, at, 0).map(({ vendor, until, delayMs, what, account }) => ({
      from: at,
      until: until + Math.max(what === 'hang' || what === 'late' ? PATIENCE_MS : 0, delayMs),
      of: [vendor, String(what)],
      account,
    }));
  }
  if (start) return [{ from: at, until: at, of: ['process', 'start'] }];
  if (stop) {
    const until = at + (stop.signal === 'SIGTERM' ? CLOSING_MS : 0);
    return [{ from: at, until, of: ['process', 'stop'] }];
  }
  if (sleep) return [{ from: at, until: at + sleep.for_mins * 60_000, of: ['process', 'sleep'] }];
  return [];
}
