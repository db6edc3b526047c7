import { chance } from '../stand-ins/chance.ts';
import type { Process } from './process.ts';

/** The processes of a day: who is there, and who has which room. */
export class Processes {
  readonly #seed: number;
  /** All that were started, in order. */
  readonly all: Process[] = [];

  /** Chance is drawn from `seed`, an integer. */
  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Those that have not ended. */
  get there(): Process[] {
    return this.all.filter(({ isOver }) => !isOver);
  }

  /** Those that answer. */
  get up(): Process[] {
    return this.all.filter(({ isUp }) => isUp);
  }

  /** Of those that are there the one that started first; where none is, the last that was. */
  get leading(): Process {
    return this.there[0] ?? this.all.at(-1)!;
  }

  /** Those that are there and have the room: more than one where the number of shards is just another. */
  owners(roomName: string): Process[] {
    return this.there.filter((one) => one.has(roomName));
  }

  /** Who has the room now: of its owners the one that started first. */
  havingOf(roomName: string): Process {
    return this.owners(roomName)[0] ?? this.all.findLast((one) => one.has(roomName)) ?? this.leading;
  }

  /** The one of that name that has not ended. */
  running(name: string): Process | undefined {
    return this.all.findLast((one) => one.name === name && !one.isOver);
  }

  /** The last of that name that has the room. */
  last(name: string, roomName: string): Process {
    return this.all.findLast((one) => one.name === name && one.has(roomName)) ?? this.leading;
  }

  /** One of some, by chance: the same for the same `reason`. */
  anyOf(some: readonly Process[], reason: string | number): Process | undefined {
    return some[Math.floor(chance(`${this.#seed} ${reason}`) * some.length)];
  }
}
