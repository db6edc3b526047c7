import type { Zone } from '../../agenda/zone.ts';
import type { Charts } from '../charts/shape.ts';

/** Instants are ms since the epoch, zones IANA names, with what the page's browser may not know of them. */

/** An event as a calendar had it from `since` on, until it was changed or deleted. */
export interface CalendarEvent {
  room: number;
  title: string;
  start: number;
  end: number;
  /** Whether it takes the room. */
  blocks: boolean;
  since: number;
  until: number | null;
}

/** A vendor answers errors, or nothing. */
export interface RecordedFault {
  vendor: string;
  answer: string;
  from: number;
  until: number;
}

/** `change`: somebody did something. `wrong`: something failed. */
export interface Note {
  kind: 'change' | 'wrong' | 'note';
  text: string;
}

/** Something that happened to a room at an instant, and how the room was then. */
export interface Step {
  at: number;
  /** Index of the room; -1 where it happened to all. */
  room: number;
  /** Why the room looked again, if it did. */
  because: string[];
  /** Index into `stateSets`: the states in which the room's actors were afterwards. */
  states: number;
  /** Indices into `moves`: the way there. */
  moves: number[];
  /** What the door shows anew. */
  set: Record<string, string | number>;
  notes: Note[];
}

/** A transition that was taken: the edge, and what triggered it. */
export interface Move {
  edge: string;
  label: string;
}

/** What was expected of the day and did not hold. */
export interface RecordedDifference {
  at: number;
  room: number;
  path: string;
  expected: string;
  found: string;
}

/** All that the page shows. */
export interface Recording {
  title: string;
  /** The service as it runs, and no replay. */
  live: boolean;
  from: number;
  to: number;
  rooms: { name: string; zone: Zone }[];
  charts: Charts;
  steps: Step[];
  stateSets: string[][];
  moves: Move[];
  events: CalendarEvent[];
  faults: RecordedFault[];
  differences: RecordedDifference[];
}

/** What has come to a recording since it was last sent. */
export interface Addition {
  now: number;
  steps: Step[];
  stateSets: string[][];
  moves: Move[];
  events: CalendarEvent[];
}
