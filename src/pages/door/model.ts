import { computed } from '@preact/signals';
import { dimIn } from '../shared/dim.ts';
import { follow } from '../shared/live.ts';
import type { Times } from '../shared/local-time.ts';
import { lookOf } from '../shared/look.ts';
import { offersAt } from '../shared/offers.ts';
import { pressesOf } from '../shared/press.ts';
import { placeOf, secretOf } from '../shared/secrets.ts';
import type { DoorState } from '../shared/state.ts';
import { wordsOf } from '../shared/words.ts';

export const { base, room } = placeOf('doors/');
export const key = secretOf('key', `door ${room}`);
export const dim = dimIn(location.search);

const roomUrl = `${base}/rooms/${encodeURIComponent(room)}`;

export const live =
  key === undefined ? undefined : follow<DoorState>(`${roomUrl}/door/events`, key, mayRenew);

export const state = computed(() => live?.state.value);
export const words = computed(() => wordsOf(state.value?.words));
export const times = computed<Times>(() => ({
  zone: state.value?.time_zone ?? 'UTC',
  locale: words.value.locale,
  hourCycle: state.value?.hour_cycle ?? 'h23',
}));

/** Whether what is shown is what the service says now. */
export const isLive = computed(() => live?.link.value.kind === 'live');
export const look = computed(() =>
  lookOf({
    state: state.value,
    link: live?.link.value ?? { kind: 'connecting' },
    now: live?.now.value,
    words: words.value,
    times: times.value,
  }),
);

/**
 * The service's time to the minute, once it is known in which zone the room is: what is drawn by it is drawn once a
 * minute.
 */
export const minute = computed(() => {
  const now = live?.now.value;
  if (now === undefined || !state.value || state.value.occupancy === 'unknown') return undefined;
  return Math.floor(now / 60_000) * 60_000;
});

/** Whether this key books: one that only reads has no buttons, and no code. */
export const mayBook = computed(() => live?.you.value?.may.includes('book') === true);

export const presses = pressesOf(base, room, () => ({ words: words.value, times: times.value }));

export const offers = computed(() => {
  if (!isLive.value || !mayBook.value || !state.value || live?.now.value === undefined) return [];
  return offersAt(state.value, live.now.value);
});

function mayRenew(): boolean {
  return !presses.isPending();
}
