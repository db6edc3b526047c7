import type { SnapshotFrom } from 'xstate';
import type { Instant } from '../../agenda/agenda.ts';
import type { channelMachine } from './machine.ts';

/** A channel that lives rests until it is to be renewed. */
export function channelRestsUntil(state: SnapshotFrom<typeof channelMachine>): Instant | undefined {
  const { renewAt, now } = state.context;
  return state.matches({ live: 'trusted' }) && now() < renewAt ? renewAt : undefined;
}
