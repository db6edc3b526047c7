import type { SnapshotFrom } from 'xstate';
import type { Instant } from '../../agenda/agenda.ts';
import type { roomMachine } from './machine.ts';

/** A room whose agenda is current rests until shortly before it shows something else, or the agenda is to be listed again. */
export function roomRestsUntil(state: SnapshotFrom<typeof roomMachine>): Instant | undefined {
  const { occupancy, refreshAt, now } = state.context;
  // Awake again it needs a timer, which waits for a millisecond at least.
  const until = Math.min(refreshAt, occupancy?.nextBoundary ?? Number.POSITIVE_INFINITY) - 1;
  return state.matches({ sync: 'current' }) && now() < until ? until : undefined;
}
