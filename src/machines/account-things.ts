import { thingAddress } from '../agenda/thing-address.ts';
import type { Clock } from '../ports/clock.ts';
import type { ThingsPort } from '../ports/things.ts';
import type { BuildingSettings, CalendarMachines } from './building-types.ts';
import type { Fact } from './facts.ts';
import type { AccountWiring, Room } from './rooms.ts';
import type { Tenant } from './roster/tenant.ts';
import { provideThingMachines } from './thing-effects.ts';
import { ThingLooks } from './thing-looks.ts';
import { ThingPoller } from './thing-poller.ts';

export interface AccountThingsOptions {
  /** The account's name; undefined: that of rooms which name none. */
  account: string | undefined;
  things: ThingsPort;
  settings: () => Pick<BuildingSettings, 'rooms' | 'pollMs' | 'webhooksOf' | 'lookMs'>;
  /** All who are in the building and whose Things are of that account: those that write them still, too. */
  tenantsOf: (account: string | undefined) => readonly Tenant[];
  /** What the rooms of all accounts are given. */
  wiring: Omit<AccountWiring, 'machines' | 'readingWanted' | 'report'>;
  /** The machines that concern no Thing, and who hears every fact of a room. */
  others: CalendarMachines;
  report: (fact: Fact) => void;
  clock: Clock;
  random: () => number;
  /** The reading came to a mistake of ours; and it goes on all the same. */
  died: (error: unknown) => void;
  restarted: () => void;
}

/**
 * The Things of one account: read each minute, in one request for all of its rooms, and when the cloud says that one was written.
 * Where the account fails, its own rooms wait, and no others.
 */
export class AccountThings {
  /** What all of its rooms are given. */
  readonly wiring: AccountWiring;
  readonly #options: AccountThingsOptions;
  readonly #poller: ThingPoller;
  readonly #looks: ThingLooks;
  /** Rooms whose Thing could not be written. */
  readonly #failing = new Set<string>();

  constructor(options: AccountThingsOptions) {
    const { account, things, settings, others, report, clock, random, died, restarted } = options;
    this.#options = options;
    this.wiring = {
      ...options.wiring,
      machines: { ...others, ...provideThingMachines(things) },
      readingWanted: () => this.#poller.wanted(),
      report: (fact) => {
        report(fact);
        this.#hear(fact);
      },
    };
    this.#poller = new ThingPoller({
      things,
      account,
      clock,
      random,
      everyMs: () => (this.#isAnyButtonUnheard() ? settings().pollMs : Number.POSITIVE_INFINITY),
      read: (readingOf) => {
        for (const { room } of this.#tenants) room.read(readingOf);
      },
      mended: () => this.#tryFailing(),
      died,
      restarted,
    });
    this.#looks = new ThingLooks({
      clock,
      everyMs: settings().lookMs(account),
      readOne: (roomName) => void this.#readOne(roomName),
      readAll: () => this.#poller.wanted(),
    });
  }

  start(): void {
    this.#poller.start();
  }

  stop(): void {
    this.#poller.stop();
    this.#looks.stop();
  }

  /** Whether the Things were ever read. */
  get hasRead(): boolean {
    return this.#poller.hasRead;
  }

  /** The Thing of that room was written, the cloud says: by its board, or by us. */
  written(roomName: string): void {
    this.#looks.wanted(roomName);
  }

  #hear({ type, room_name }: Fact): void {
    if (type === 'thing.failed') this.#failing.add(room_name);
    if (type === 'thing.mended') this.#failing.delete(room_name);
    if (type === 'published') this.#tryFailing();
  }

  /** That room has left. */
  forget(roomName: string): void {
    this.#failing.delete(roomName);
  }

  get #tenants(): readonly Tenant[] {
    return this.#options.tenantsOf(this.#options.account);
  }

  /** That room, unless it goes. */
  #present(roomName: string): Room | undefined {
    return this.#tenants.find(({ occupant, isThere }) => isThere && occupant.roomName === roomName)?.room;
  }

  /** What could be read or written again shows that others may be. */
  #tryFailing(): void {
    if (this.#failing.size === 0) return;
    for (const { room, occupant } of this.#tenants)
      if (this.#failing.has(occupant.roomName)) room.otherThingWritten();
  }

  /** Whether a Thing has an `action` of which the cloud tells nobody here. */
  #isAnyButtonUnheard(): boolean {
    const { webhooksOf } = this.#options.settings();
    return this.#tenants.some(
      ({ isThere, room, occupant }) =>
        isThere && room.presses.mustBeRead(() => webhooksOf(thingAddress(occupant))),
    );
  }

  /** What one Thing shows; where it can't be told alone, all are read. */
  async #readOne(roomName: string): Promise<void> {
    const { things, clock } = this.#options;
    const room = this.#present(roomName);
    const known = room?.presses.thing;
    const askedAt = clock.now();
    const properties = known && (await things.readOne(known.id).catch(() => undefined));
    if (room && known && properties) room.readThing({ askedAt, thing: { ...known, properties } });
    else this.#poller.wanted();
  }
}
