import { computed } from '@preact/signals';
import { dimIn } from '../shared/dim.ts';
import { follow } from '../shared/live.ts';
import { clockText, type Times } from '../shared/local-time.ts';
import { placeOf, secretOf } from '../shared/secrets.ts';
import type { LobbyState } from '../shared/state.ts';
import { fill, wordsOf } from '../shared/words.ts';
import { groupsOf, zoneOfMost } from './order.ts';

const { base } = placeOf('lobby');
const key = secretOf('key', 'lobby');
export const dim = dimIn(location.search);

export const live =
  key === undefined ? undefined : follow<LobbyState>(`${base}/lobby/events`, key, () => true);

export const state = computed(() => live?.state.value);
export const words = computed(() => wordsOf(state.value?.words));
export const times = computed<Times>(() => ({
  zone: zoneOfMost(state.value?.rooms ?? []),
  locale: words.value.locale,
  hourCycle: state.value?.hour_cycle ?? 'h23',
}));

const isLive = computed(() => live?.link.value.kind === 'live');

/** The service's time, once it is known in which zone that is, in steps of ten seconds: as soon a row is no longer believed that should have changed. */
export const now = computed(() => {
  const at = live?.now.value;
  const isKnown = state.value?.rooms.some(({ occupancy }) => occupancy !== 'unknown');
  return at === undefined || !isKnown ? undefined : Math.floor(at / 10_000) * 10_000;
});

export const groups = computed(() => {
  const seen = { now: now.value ?? 0, isLive: isLive.value, words: words.value, times: times.value };
  return groupsOf(state.value?.rooms ?? [], seen);
});

/** How many are free, or why that is not known. */
export const summary = computed(() => {
  const [link, said] = [live?.link.value, words.value];
  if (link?.kind === 'lost')
    return link.since === undefined
      ? said.no_connection
      : fill(said.no_connection_since, { time: clockText(link.since, times.value) });
  if (!state.value) return said.connecting;
  const rows = groups.value.flatMap((group) => group.rows);
  if (rows.length === 0) return said.no_rooms;
  const free = rows.filter(({ tone }) => tone === 'free').length;
  return fill(said.free_now, { free, rooms: rows.length });
});
