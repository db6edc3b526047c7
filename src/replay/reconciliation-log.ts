import { isDeepStrictEqual } from 'node:util';
import type { Instant } from '../agenda/agenda.ts';
import type { Properties } from '../agenda/properties.ts';
import type { RoomState } from '../machines/building-types.ts';
import type { Because } from '../machines/facts.ts';

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

interface RoomEntry {
  last: Look | undefined;
  /** Calls since the last look: the next one came of them. */
  unattributed: Record<string, number>;
  /** By variable, the value that is wanted and the look since which it is. */
  wanted: Map<string, { value: string | number; look: Look }>;
}

/** What came of what: calls and publishes, entered to the look that they led to or came of. */
export class ReconciliationLog {
  readonly #entries = new Map<string, RoomEntry>();
  readonly #looks: Look[] = [];
  readonly #unsettled = new Set<Look>();

  called(process: string, roomName: string, call: string): void {
    count(this.#entry(process, roomName).unattributed, call);
  }

  looked(
    process: string,
    roomName: string,
    look: { at: Instant; because: Because; properties: Properties | undefined },
  ): void {
    const entry = this.#entry(process, roomName);
    const { at, because, properties } = look;
    const { last } = entry;
    const current =
      last?.at === at && last.because === because ? last : this.#open(process, roomName, at, because);
    entry.last = current;
    this.#unsettled.add(current);
    for (const call of Object.keys(entry.unattributed)) count(current.calls, call, entry.unattributed[call]);
    entry.unattributed = {};
    for (const [variable, value] of Object.entries(properties ?? {})) {
      if (value !== undefined && entry.wanted.get(variable)?.value !== value)
        entry.wanted.set(variable, { value, look: current });
    }
  }

  publishing(process: string, roomName: string, variable: string): void {
    const look = this.#entry(process, roomName).wanted.get(variable)?.look;
    if (look) count(look.calls, 'iot.publish');
  }

  published(process: string, roomName: string, variable: string, value: string | number): void {
    const look = this.#entry(process, roomName).wanted.get(variable)?.look;
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

  #entry(process: string, roomName: string): RoomEntry {
    const room = `${process} ${roomName}`;
    const entry = this.#entries.get(room) ?? { last: undefined, unattributed: {}, wanted: new Map() };
    this.#entries.set(room, entry);
    return entry;
  }
}

function count(calls: Record<string, number>, call: string, times = 1): void {
  calls[call] = (calls[call] ?? 0) + times;
}
