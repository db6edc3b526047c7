import { createActor } from 'xstate';
import type { Clock } from '../../ports/clock.ts';
import type { Announcement } from '../../ports/events.ts';
import { atMost } from '../../timing/sleep.ts';
import type { BuildingOptions, ForeignRoom, Machines } from '../building-types.ts';
import type { Fact, FactOf } from '../facts.ts';
import { Relay } from './relay.ts';

/** What is on its way at once at most: past that Google is asked to come back. */
const MOST_RELAYS = 500;
/** How long whoever tells of a change waits for it to be published, in ms. */
const TOLD_WITHIN_MS = 5_000;
/** Of a room: it has one, two while it is replaced, and the rest is nobody's. */
const MOST_CHANNELS = 8;

export interface ForeignRoomsOptions {
  machine: Machines['relay'];
  clock: Clock;
  random: () => number;
  inspect: BuildingOptions['inspect'] | undefined;
  report: (fact: Fact) => void;
}

/** A room of which something is on its way. */
interface Relayed {
  relay: Relay;
  of: ForeignRoom;
  /** By id, the channels that have told of it since it was last published. */
  announcedBy: Map<string, Announcement>;
  /** Those of them that are being published. */
  publishing: readonly Announcement[];
  /** Whether all that was told is published. */
  isPublished: boolean;
}

/**
 * The rooms that other processes have. Google tells whom it finds: what it tells of them is listed and published here, so that
 * the topic brings it to whoever has the room. A relay is there only while there is something to relay.
 */
export class ForeignRooms {
  readonly #options: ForeignRoomsOptions;
  #rooms: ReadonlyMap<string, ForeignRoom> = new Map();
  /** By calendar. */
  #roomOf: ReadonlyMap<string, ForeignRoom> = new Map();
  readonly #relays = new Map<string, Relayed>();

  constructor(rooms: readonly ForeignRoom[], options: ForeignRoomsOptions) {
    this.#options = options;
    this.#know(rooms);
  }

  /** From now on others have these rooms; what is on its way of another goes nowhere. */
  change(rooms: readonly ForeignRoom[]): void {
    this.#know(rooms);
    for (const [roomName, { of }] of this.#relays)
      if (this.#rooms.get(roomName)?.calendarId !== of.calendarId) this.#end(roomName);
  }

  has(roomName: string): boolean {
    return this.#rooms.has(roomName);
  }

  /** The name of the room of that calendar, if another process has it. */
  nameOf(calendarId: string): string | undefined {
    return this.#roomOf.get(calendarId)?.roomName;
  }

  /**
   * Google has told of a change by that channel. Resolves to whether it is published: what is not may never be, for this process
   * may be killed, and whoever has the room knows nothing of it. False at once where too many are on their way.
   */
  async notified(calendarId: string, announcedBy: Announcement): Promise<boolean> {
    const room = this.#roomOf.get(calendarId);
    if (!room) return false;
    const known = this.#relays.get(room.roomName);
    if (!known && this.#relays.size >= MOST_RELAYS) return false;
    const one = known ?? {
      relay: this.#make(room),
      of: room,
      announcedBy: new Map(),
      publishing: [],
      isPublished: false,
    };
    if (one.announcedBy.size < MOST_CHANNELS) one.announcedBy.set(announcedBy.id, announcedBy);
    this.#relays.set(room.roomName, one);
    one.relay.notified();
    // One that is stopped has nothing to wait for.
    const settled = one.relay.settled().catch(() => undefined);
    await atMost(this.#options.clock, TOLD_WITHIN_MS, settled);
    return one.isPublished;
  }

  /** Resolves when everything is relayed, or waits for another try. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#relays.values().map(({ relay }) => relay.settled()));
  }

  stop(): void {
    for (const roomName of this.#relays.keys()) this.#end(roomName);
  }

  #know(rooms: readonly ForeignRoom[]): void {
    this.#rooms = new Map(rooms.map((room) => [room.roomName, room]));
    this.#roomOf = new Map(rooms.map((room) => [room.calendarId, room]));
  }

  #end(roomName: string): void {
    const one = this.#relays.get(roomName);
    this.#relays.delete(roomName);
    one?.relay.stop();
  }

  #make({ roomName, calendarId, timeZone }: ForeignRoom): Relay {
    const { machine, clock, random, inspect, report } = this.#options;
    const tell = (fact: FactOf) => report({ room_name: roomName, ...fact });
    const announcedBy = () => {
      const one = this.#relays.get(roomName);
      if (one) one.publishing = [...one.announcedBy.values()];
      return one?.publishing ?? [];
    };
    return new Relay({
      make: () =>
        createActor(machine, {
          id: `${roomName}.relay`,
          clock,
          ...(inspect && { inspect }),
          input: { roomName, calendarId, timeZone, random, announcedBy },
        }),
      clock,
      random,
      heard: (fact) => {
        tell(fact);
        const one = this.#relays.get(roomName);
        if (one && fact.type === 'relayed')
          // One that has told of more meanwhile tells it with the next.
          for (const told of one.publishing)
            if (one.announcedBy.get(told.id) === told) one.announcedBy.delete(told.id);
      },
      died: (error) => tell({ type: 'actor.died', actor: 'relay', error }),
      restarted: () => tell({ type: 'actor.restarted', actor: 'relay' }),
      changed: () => {
        const one = this.#relays.get(roomName);
        if (!one?.relay.isOver) return;
        one.isPublished = true;
        this.#end(roomName);
      },
    });
  }
}
