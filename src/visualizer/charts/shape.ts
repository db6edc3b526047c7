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
export const MACHINES = ['room', 'booking', 'thing', 'channel', 'check_in', 'press'] as const;
export type MachineName = (typeof MACHINES)[number];

/** The id of the one box of a machine that is seen beside another: whichever state it is in. */
export function companionState(machine: string): string {
  return `${machine}.*now`;
}

/** For a wide screen, for a narrow one, and with what triggers the arrows written beside them. */
export const CHART_FORMS = ['wide', 'tall', 'labelled'] as const;
export type ChartForm = (typeof CHART_FORMS)[number];

export type Charts = Record<MachineName, Record<ChartForm, Chart>>;
