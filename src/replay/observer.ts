import type { Instant } from '../agenda/agenda.ts';
import type { BuildingOptions } from '../machines/building-types.ts';
import type { Fact } from '../machines/facts.ts';
import type { Write } from '../stand-ins/google-calendar.ts';
import type { Call } from '../stand-ins/wire.ts';
import type { Change } from './day-shape.ts';
import type { DoorRequest, DoorResponse } from './door-requests.ts';
import type { Process } from './process.ts';

/** A variable that a Thing has taken; `by` is the process that wrote it, if it was one. */
export interface ThingValue {
  at: Instant;
  room_name: string;
  variable: string;
  value: string | number;
  by: string | undefined;
}

/** Somebody who watches a replay, and changes nothing in it. */
export interface Observer {
  /** What an actor of the leading process is sent and becomes; actors are named as in `BuildingOptions`. */
  inspect?(event: Parameters<NonNullable<BuildingOptions['inspect']>>[0]): void;
  /** What came of a room. */
  hear?(fact: Fact, process: Process): void;
  /** A change of the day has just been made. */
  see?(change: Change): void;
  /** Everything that was due has had its turn. */
  settled?(): void;
  /** A calendar has changed. */
  wrote?(write: Write): void;
  shown?(shown: ThingValue): void;
  /** A vendor is called; what comes of it is not known yet. */
  called?(call: Call & { process: string; at: Instant }): void;
  /** Somebody asks for something at a door. */
  asked?(asked: DoorRequest): void;
  /** A request at a door has ended. */
  told?(answer: DoorResponse): void;
  started?(process: Process): void;
  stopped?(process: Process): void;
  /** Goes on where an actor dies: without one who does the replay ends there. */
  readonly died?: true;
}
