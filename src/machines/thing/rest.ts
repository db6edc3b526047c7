import type { SnapshotFrom } from 'xstate';
import type { Instant } from '../../agenda/agenda.ts';
import { type Properties, VARIABLES } from '../../agenda/properties.ts';
import type { thingMachine } from './machine.ts';

/** A Thing that shows what is wanted rests until another state is wanted, or something else was read. */
export function thingRestsUntil(state: SnapshotFrom<typeof thingMachine>): Instant | undefined {
  return state.matches('settled') ? Number.POSITIVE_INFINITY : undefined;
}

/** Whether it has settled with that very state, which its room tells it again with each list. */
export function isSettledWith(
  { value, context: { wanted } }: SnapshotFrom<typeof thingMachine>,
  properties: Properties,
): boolean {
  if (value !== 'settled' || !wanted) return false;
  return VARIABLES.every((name) => wanted[name] === properties[name]);
}
