import { isDeepStrictEqual } from 'node:util';
import type { Instant } from '../agenda/agenda.ts';
import type { Properties } from '../agenda/properties.ts';
import type { RoomState } from '../machines/building-types.ts';
import type { Because } from '../machines/room/types.ts';

/** A look of a room: why and when, what state it found the room in, what it led to giving the Thing, what it cost. */
export interface Look {
  at: Instant;
  room_name: string;
  /** The process whose room it is. */
  process: string;
  because: Because;
  state: RoomState | undefined;
  set: Record<string, string | number>;
  calls: Record<string, number>;
}

interface Page {
  last: Look | undefined;
  /** Calls since the last look: the next one came of them. */
  owed: Record<string, number>;
  /** By variable, the value that is wanted and the look since which it is. */
  wanted: Map<string, { value: string | number; look: Look }>;
}

/** What came of what: calls and publishes, entered to the look that they led to or came of. */
export class Ledger {
  readonly #pages = new Map<string, Page>();
  readonly #looks: Look[] = [];
  readonly #unsettled = new Set<Look>();

  called(process: string, roomName: string, call: string): void {
    count(this.#page(process, roomName).owed, call);
  }

  looked(
    process: string,
    roomName: string,
    look: { at: Instant; because: Because; properties: Properties | undefined },
  ): void {
    const page = this.#page(process, roomName);
    const { at, because, properties } = look;
    const { last } = page;
    const current =
      last?.at === at && last.because === because ? last : this.#open(process, roomName, at, because);
    page.last = current;
    this.#unsettled.add(current);
    for (const call of Object.keys(page.owed)) count(current.calls, call, page.owed[call]);
    page.owed = {};
    for (const [variable, value] of Object.entries(properties ?? {})) {
      if (value !== undefined && page.wanted.get(variable)?.value !== value)
        page.wanted.set(variable, { value, look: current });
    }
  }

  publishing(process: string, roomName: string, variable: string): void {
    const look = this.#page(process, roomName).wanted.get(variable)?.look;
    if (look) count(look.calls, 'iot.publish');
  }

  published(process: string, roomName: string, variable: string, value: string | number): void {
    const look = this.#page(process, roomName).wanted.get(variable)?.look;
    if (look) look.set[variable] = value;
  }

  /** Enters the state of rooms that have looked since the last time. */
  settle(stateOf: (process: string, roomName: string) => RoomState): void {
    for (const look of this.#unsettled) look.state = stateOf(look.process, look.room_name);
    this.#unsettled.clear();
  }

  /** The looks of which something came: the Thing was given something, or the room's state is another than before. */
  notable(): Look[] {
    const states = new Map<string, RoomState | undefined>();
    return this.#looks.filter(({ room_name, process, state, set }) => {
      const room = `${process} ${room_name}`;
      const before = states.get(room);
      states.set(room, state);
      return Object.keys(set).length > 0 || !isDeepStrictEqual(state, before);
    });
  }

  #open(process: string, roomName: string, at: Instant, because: Because): Look {
    const calls = { 'calendar.list': 0, 'iot.publish': 0 };
    const look: Look = { at, room_name: roomName, process, because, state: undefined, set: {}, calls };
    this.#looks.push(look);
    return look;
  }

  #page(process: string, roomName: string): Page {
    const room = `${process} ${roomName}`;
    const page = this.#pages.get(room) ?? { last: undefined, owed: {}, wanted: new Map() };
    this.#pages.set(room, page);
    return page;
  }
}

function count(calls: Record<string, number>, call: string, times = 1): void {
  calls[call] = (calls[call] ?? 0) + times;
}
