import { computed, effect, untracked } from '@preact/signals';
import { type Action, bookings, changes } from '../shared/offers.ts';
import { bookedIn, meetingOf } from './booked.ts';
import { booked, credential, dropPass, isLive, mayBook, now, presses, remember, state } from './model.ts';

/** How long a booking may be missing from what the room tells, in ms: its answer may be there before. */
const GRACE_MS = 10_000;

/** The meeting of this telephone, as the room has it. */
export const mine = computed(() => {
  if (!booked.value || !state.value || now.value === undefined) return undefined;
  return meetingOf(booked.value, state.value, now.value);
});

let missingSince: number | undefined;
effect(() => {
  const isMissing = booked.value !== undefined && isLive.value && state.value?.day && !mine.value;
  if (!isMissing || now.value === undefined) {
    missingSince = undefined;
    return;
  }
  missingSince ??= now.value;
  if (now.value - missingSince >= GRACE_MS) untracked(() => remember(undefined));
});

/** What can be done from this telephone. */
export const offers = computed((): Action[] => {
  if (!isLive.value || !state.value || now.value === undefined) return [];
  if (mine.value) return changes(mine.value, state.value);
  return mayBook.value ? bookings(state.value, now.value) : [];
});

/** Does it: books with the pass of the door, and changes what was booked with the meeting's own. */
export async function press(action: Action): Promise<void> {
  const isBooking = action.kind === 'book';
  const key = isBooking ? credential.value : booked.value?.pass;
  if (key === undefined) return;
  const answer = await presses.press(action, key);
  if (answer?.kind === 'refused' && answer.refusal.status === 401) dropPass();
  if (answer?.kind !== 'done') return;
  if (isBooking) remember(bookedIn(answer.body));
  else if (action.kind === 'end') remember(undefined);
}
