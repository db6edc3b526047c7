import { a201Stays } from './a-201-stays.ts';
import { a409IsNot } from './a-409-is-not.ts';
import { aPressBooksOnce } from './a-press-books-once.ts';
import { budgets } from './budgets.ts';
import { doorEqualsCalendar } from './door-equals-calendar.ts';
import type { Invariant } from './invariant.ts';
import { liveChannelOrSweepDue } from './live-channel-or-sweep-due.ts';
import { neverFreeWhileKnownBusy } from './never-free-while-known-busy.ts';
import { noMistakeOfOurs } from './no-mistake-of-ours.ts';
import { noOverlapOfOurs } from './no-overlap-of-ours.ts';
import { nobodyCameIsReleased } from './nobody-came-is-released.ts';
import { nothingDead } from './nothing-dead.ts';
import { nothingGrows } from './nothing-grows.ts';
import { nothingUnconfirmedRemains } from './nothing-unconfirmed-remains.ts';
import { oneKeyOneMeeting } from './one-key-one-meeting.ts';
import { whatWasKnownStays } from './what-was-known-stays.ts';
import { whoCameStays } from './who-came-stays.ts';

/** Every promise that is judged, each in a file of its own. */
export const INVARIANTS: readonly Invariant[] = [
  doorEqualsCalendar,
  neverFreeWhileKnownBusy,
  a201Stays,
  a409IsNot,
  aPressBooksOnce,
  oneKeyOneMeeting,
  noOverlapOfOurs,
  nothingUnconfirmedRemains,
  whatWasKnownStays,
  whoCameStays,
  nobodyCameIsReleased,
  budgets,
  liveChannelOrSweepDue,
  nothingDead,
  noMistakeOfOurs,
  nothingGrows,
];
