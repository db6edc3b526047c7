import type { StateValue } from 'xstate';
import type { MachineName } from '../charts/shape.ts';
import type { Note, Step } from './recording.ts';

/** What a recorder knows of a room, and what happened to it since its last step. */
export interface RoomEntry {
  room: number;
  roomName: string;
  /** The states of its machines; of one that is not there, nothing. */
  machines: Map<MachineName, StateValue>;
  /** What the door shows, by variable. */
  door: Map<string, unknown>;
  /** Index of the states in which its machines were at the last step; -1 before the first. */
  states: number;
  because: Set<string>;
  moves: number[];
  notes: Note[];
  last: Step | undefined;
}

export function newRoomEntry(roomName: string, room: number): RoomEntry {
  return {
    ...{ room, roomName, machines: new Map(), door: new Map(), states: -1 },
    ...{ because: new Set(), moves: [], notes: [], last: undefined },
  };
}

/** Adds `more` to `step`: what timers of one instant do is one step. */
export function mergeSteps(step: Step, more: Step): void {
  step.because = [...new Set([...step.because, ...more.because])];
  step.moves = [...new Set([...step.moves, ...more.moves])];
  step.notes.push(...more.notes);
  step.states = more.states;
  Object.assign(step.set, more.set);
}

/** The ids of the states in which a machine is, outer ones included: `room`, `{ sync: 'current' }` gives two. */
export function activeStates(id: string, value: StateValue | undefined): string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [`${id}.${value}`];
  return Object.entries(value).flatMap(([key, inner]) => [
    `${id}.${key}`,
    ...activeStates(`${id}.${key}`, inner),
  ]);
}
