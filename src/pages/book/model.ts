import { computed, effect, signal, untracked } from '@preact/signals';
import { follow, type Live } from '../shared/live.ts';
import type { Times } from '../shared/local-time.ts';
import { lookOf } from '../shared/look.ts';
import { pressesOf } from '../shared/press.ts';
import { forget, placeOf, secretOf } from '../shared/secrets.ts';
import type { DoorState } from '../shared/state.ts';
import { wordsOf } from '../shared/words.ts';
import { type Booked, keepBooking, keptBooking } from './booked.ts';

export const { base, room } = placeOf('book/');
const place = `book ${room}`;

/** The pass of the code at the door, as long as it is good. */
export const doorPass = signal(secretOf('pass', place));
/** What was booked from this telephone, with the pass that changes it. */
export const booked = signal<Booked | undefined>(keptBooking(place));

export const credential = computed(() => doorPass.value ?? booked.value?.pass);

const live = signal<Live<DoorState> | undefined>(undefined);
effect(() => {
  const key = credential.value;
  untracked(() => live.value)?.close();
  const path = `${base}/rooms/${encodeURIComponent(room)}/door/events`;
  live.value = key === undefined ? undefined : untracked(() => follow<DoorState>(path, key, mayRenew));
});

export const link = computed(() => live.value?.link.value);
export const state = computed(() => live.value?.state.value);
export const now = computed(() => live.value?.now.value);
const you = computed(() => live.value?.you.value);

export const words = computed(() => wordsOf(state.value?.words));
export const times = computed<Times>(() => ({
  zone: state.value?.time_zone ?? 'UTC',
  locale: words.value.locale,
  hourCycle: state.value?.hour_cycle ?? 'h23',
}));
export const isLive = computed(() => link.value?.kind === 'live');
export const mayBook = computed(
  () => doorPass.value !== undefined && you.value?.may.includes('book') === true,
);

export const look = computed(() =>
  lookOf({
    state: state.value,
    link: link.value ?? { kind: 'connecting' },
    now: now.value,
    words: words.value,
    times: times.value,
  }),
);

export const presses = pressesOf(base, room, () => ({ words: words.value, times: times.value }));

/** Whether the pass that is in use has ended: refused, or past its time. */
const isOver = computed(() => {
  const [at, end] = [now.value, you.value?.expires_at];
  if (link.value?.kind === 'refused') return [401, 403].includes(link.value.refusal.status);
  return at !== undefined && end !== undefined && at >= Date.parse(end);
});

effect(() => {
  if (isOver.value) untracked(dropPass);
});

/** Forgets the pass in use; what was booked can still be changed with its own. */
export function dropPass(): void {
  if (doorPass.value === undefined) remember(undefined);
  else {
    forget('pass', place);
    doorPass.value = undefined;
  }
}

/** Keeps what was booked, or forgets it. */
export function remember(booking: Booked | undefined): void {
  keepBooking(place, booking);
  booked.value = booking;
}

function mayRenew(): boolean {
  return !presses.isPending();
}
