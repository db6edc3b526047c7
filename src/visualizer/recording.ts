/** Instants are ms since the epoch, zones IANA names. */

/** A rectangle of a chart: a state, or the dot at which arrows begin that leave no state. */
export interface ChartNode {
  /** `room.sync.current`, as the machine has it. */
  id: string;
  name: string;
  kind: 'state' | 'group' | 'region' | 'start' | 'any';
  x: number;
  y: number;
  width: number;
  height: number;
}

/** All arrows from a state to another, drawn as one. */
export interface ChartEdge {
  /** `room.sync.current>room.sync.refreshing`. */
  id: string;
  /** What may trigger it, a line each. */
  labels: string[];
  /** An SVG path. */
  path: string;
  /** Where the labels are written, in a chart that has room for them. */
  label?: { x: number; y: number };
}

/** A statechart with its places, in px. */
export interface Chart {
  width: number;
  height: number;
  nodes: ChartNode[];
  edges: ChartEdge[];
}

/** The machines that are drawn: those a room has for itself. */
export const MACHINES = ['room', 'booking', 'thing', 'channel'] as const;
export type MachineName = (typeof MACHINES)[number];

/** For a wide screen, for a narrow one, and with what triggers the arrows written beside them. */
export const CHART_FORMS = ['wide', 'tall', 'labelled'] as const;
export type ChartForm = (typeof CHART_FORMS)[number];

export type Charts = Record<MachineName, Record<ChartForm, Chart>>;

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
  /** Index into `lights`: the states in which the room's actors were afterwards. */
  lit: number;
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
  rooms: { name: string; zone: string }[];
  charts: Charts;
  steps: Step[];
  lights: string[][];
  moves: Move[];
  events: CalendarEvent[];
  faults: RecordedFault[];
  differences: RecordedDifference[];
}

/** What has come to a recording since it was last sent. */
export interface Addition {
  now: number;
  steps: Step[];
  lights: string[][];
  moves: Move[];
  events: CalendarEvent[];
}
