import { computed } from '@preact/signals';
import { moves, states } from './player.ts';
import { innermost } from './states.ts';

/** Where the booking of the room that is shown is, or where it ended at the last step; undefined where there is none. */
export const booking = computed(() => {
  const state = innermost(states.value, 'booking');
  if (state) return { state, hasEnded: false };
  const last = moves.value.findLast(({ edge }) => edge.startsWith('booking.'));
  const end = last?.edge.split('>')[1]?.replace('booking.', '');
  return end === undefined ? undefined : { state: end, hasEnded: true };
});
