import { thingAddress } from '../../agenda/thing-address.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Changes, FactOf } from '../facts.ts';
import type { Knowledge } from '../room/types.ts';
import type { Room, RoomBeginning } from '../rooms.ts';
import {
  changesBetween,
  isSame,
  losesChannel,
  type Occupant,
  type Plan,
  sharesAgenda,
  sharesThing,
} from './plan.ts';
import { type Departure, Tenant } from './tenant.ts';

export interface RosterOptions {
  /** Makes a room that nobody has started yet; it calls `changed` whenever something of it may be another. */
  make: (occupant: Occupant, known: RoomBeginning, changed: () => void) => Room;
  clock: Clock;
  random: () => number;
  report: (fact: { room_name: string } & FactOf) => void;
  /** Removes what is kept of a room for the next start. */
  forget: (roomName: string) => Promise<void>;
  /** A room has come, or is gone. */
  changed: () => void;
}

/**
 * Who is in the building, and who should be. It is told what should be, and looks again whenever somebody has let something
 * go: a change amid another is the next thing it sees. Who is as it should be is not touched.
 */
export class Roster {
  readonly #options: RosterOptions;
  readonly #tenants = new Map<string, Tenant>();
  /** The same by the account of their Things; undefined once somebody has come or gone, until it is asked for. */
  #byAccount: ReadonlyMap<string | undefined, readonly Tenant[]> | undefined;
  readonly #leaving = new Set<Tenant>();
  /** What is known of calendars whose next room has not begun, by calendar. */
  readonly #knowledge = new Map<string, { of: Occupant; knowledge: Knowledge }>();
  readonly #followers = new Map<string, Set<() => void>>();
  #plan: Plan;
  /** The addresses of the Things that are wanted. */
  #things: ReadonlySet<string>;
  #clearsThings = false;
  #isLooking = false;
  #state: 'closed' | 'open' | 'stopped' = 'closed';

  constructor(plan: Plan, options: RosterOptions) {
    this.#plan = plan;
    this.#things = thingsOf(plan);
    this.#options = options;
    for (const occupant of plan.values()) this.#take(occupant);
  }

  start(): void {
    this.#state = 'open';
    for (const { room } of this.#tenants.values()) room.start();
  }

  stop(): void {
    this.#state = 'stopped';
    for (const tenant of this.#tenants.values()) tenant.makeWay();
  }

  /** From now on there should be these rooms; `clearsThings`: the Things of rooms that go are to show nothing any more. */
  change(plan: Plan, { clearsThings }: { clearsThings: boolean }): Changes {
    const changes = changesBetween(this.#plan, plan);
    this.#plan = plan;
    this.#things = thingsOf(plan);
    this.#clearsThings = clearsThings;
    this.#look();
    return changes;
  }

  /** The names of the rooms that are here and are to stay, in the order of the configuration. */
  names(): string[] {
    return [...this.#plan.keys()].filter((roomName) => this.#tenants.has(roomName));
  }

  /** Whether that room is here, and is to stay. */
  has(roomName: string): boolean {
    return this.#plan.has(roomName) && this.#tenants.has(roomName);
  }

  /** The room of that name; also one that answers still, and goes then. */
  room(roomName: string): Room | undefined {
    return this.#tenants.get(roomName)?.room;
  }

  /** That room, unless it goes. */
  present(roomName: string): Room | undefined {
    const tenant = this.#tenants.get(roomName);
    return tenant?.isThere ? tenant.room : undefined;
  }

  /** Resolves to the room of that name once nobody of that name is about to go. */
  async settledIn(roomName: string): Promise<Room | undefined> {
    for (let tenant = this.#tenants.get(roomName); tenant; tenant = this.#tenants.get(roomName)) {
      if (tenant.isThere) return tenant.room;
      await tenant.left;
      // Whoever comes in its place comes at once, or not at all.
      if (this.#tenants.get(roomName) === tenant) return undefined;
    }
    return undefined;
  }

  /** All who are here, those who are about to go, too. */
  tenants(): Tenant[] {
    return [...this.#tenants.values()];
  }

  /** Those of them whose Things are of that account; undefined: of the one that has no name. */
  tenantsOf(account: string | undefined): readonly Tenant[] {
    this.#byAccount ??= Map.groupBy(this.#tenants.values(), ({ occupant }) => occupant.account);
    return this.#byAccount.get(account) ?? [];
  }

  /** Those who stay. */
  rooms(): Room[] {
    return this.tenants().flatMap(({ isThere, room }) => (isThere ? [room] : []));
  }

  /** Whether somebody goes, or waits to come. */
  get isChanging(): boolean {
    return this.#leaving.size > 0 || [...this.#plan.keys()].some((roomName) => !this.#tenants.has(roomName));
  }

  /** Calls `changed` whenever something of the room of that name may be another, whoever that is, until what it gives back is called. */
  subscribe(roomName: string, changed: () => void): () => void {
    const followers = this.#followers.get(roomName) ?? new Set();
    this.#followers.set(roomName, followers);
    const follower = () => changed();
    followers.add(follower);
    return () => {
      followers.delete(follower);
      if (followers.size === 0 && this.#followers.get(roomName) === followers)
        this.#followers.delete(roomName);
    };
  }

  #tell(roomName: string): void {
    for (const follower of this.#followers.get(roomName) ?? []) follower();
  }

  /** Once for all who let something go in the same moment. */
  #lookSoon(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    void Promise.resolve().then(() => {
      this.#isLooking = false;
      this.#look();
    });
  }

  #look(): void {
    if (this.#state !== 'open') return;
    for (const tenant of this.#tenants.values()) this.#sendAway(tenant);
    for (const occupant of this.#plan.values()) this.#letIn(occupant);
    for (const calendarId of this.#knowledge.keys())
      if (!this.#isAwaited(calendarId)) this.#knowledge.delete(calendarId);
    this.#options.changed();
  }

  #sendAway(tenant: Tenant): void {
    const { roomName } = tenant.occupant;
    const next = this.#plan.get(roomName);
    if (tenant.isThere && next && isSame(tenant.occupant, next)) return;
    if (tenant.isThere) {
      this.#leaving.add(tenant);
      tenant.leave();
    } else tenant.reconsider();
    if (!tenant.isGone || next) return;
    this.#tenants.delete(roomName);
    this.#byAccount = undefined;
    this.#tell(roomName);
  }

  #letIn(occupant: Occupant): void {
    const { roomName } = occupant;
    const before = this.#tenants.get(roomName);
    if (before && !before.yieldsPlace) return;
    for (const tenant of this.#leaving) if (tenant.isInTheWayOf(occupant)) return;
    for (const tenant of this.#leaving) if (sharesThing(tenant.occupant, occupant)) tenant.yieldThing();
    if (before) this.#leaving.delete(before);
    before?.makeWay();
    this.#take(occupant).room.start();
  }

  /** What is to become of a room that goes, by what is wanted now. */
  #departureOf(occupant: Occupant): Departure {
    const next = this.#plan.get(occupant.roomName);
    return {
      isForGood: next === undefined,
      losesChannel: losesChannel(occupant, next),
      clearsThing: this.#clearsThings && next === undefined && !this.#things.has(thingAddress(occupant)),
    };
  }

  #take(occupant: Occupant): Tenant {
    const { make, changed: _, ...options } = this.#options;
    const { calendarId, roomName } = occupant;
    const known = this.#knowledge.get(calendarId);
    this.#knowledge.delete(calendarId);
    const isFirst = this.#state === 'closed';
    const knowledge = known && sharesAgenda(known.of, occupant) ? known.knowledge : undefined;
    const changed = () => {
      this.#tell(roomName);
      // What is on its way may have arrived.
      if (this.#leaving.has(tenant)) this.#lookSoon();
    };
    const room = make(occupant, { knowledge, beginsWithKept: isFirst }, changed);
    const tenant = new Tenant(occupant, room, isFirst, {
      ...options,
      departureOf: (one) => this.#departureOf(one),
      letGo: (from, knowledge) => {
        if (from.isGone) this.#leaving.delete(from);
        if (knowledge) this.#knowledge.set(calendarId, { of: occupant, knowledge });
        this.#lookSoon();
      },
    });
    this.#tenants.set(roomName, tenant);
    this.#byAccount = undefined;
    return tenant;
  }

  /** Whether somebody is about to come who has that calendar. */
  #isAwaited(calendarId: string): boolean {
    for (const occupant of this.#plan.values())
      if (occupant.calendarId === calendarId) return !this.#tenants.get(occupant.roomName)?.isThere;
    return false;
  }
}

function thingsOf(plan: Plan): ReadonlySet<string> {
  return new Set([...plan.values()].map(thingAddress));
}
