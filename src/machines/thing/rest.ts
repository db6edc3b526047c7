import type { SnapshotFrom } from 'xstate';
import type { Instant } from '../../agenda/agenda.ts';
import type { thingMachine } from './machine.ts';

/** A Thing that shows what is wanted rests until another state is wanted, or something else was read. */
export function thingRestsUntil(state: SnapshotFrom<typeof thingMachine>): Instant | undefined {
  return state.matches('settled') ? Number.POSITIVE_INFINITY : undefined;
}
