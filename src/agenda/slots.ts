import { type Agenda, type Instant, type Meeting, withoutMeeting } from './agenda.ts';
import { busyUntil } from './occupancy.ts';

const MINUTE_MS = 60_000;

/** A quarter of an hour in ms, the grain of instant meetings. */
export const QUARTER_MS = 15 * MINUTE_MS;

/** How long an instant meeting is where nobody said otherwise, in ms. */
export const USUAL_MS = 4 * QUARTER_MS;

/** A slot for an instant meeting, `[start, end)`. */
export interface Slot {
  start: Instant;
  end: Instant;
}

/** Why there is no slot. Minutes count from the slot's start. */
export type Refusal =
  | { code: 'ROOM_BUSY'; busyUntil: Instant }
  | { code: 'NOT_ENOUGH_TIME'; availableMins: number };

/** The quarter hour in which `instant` lies begins here. */
export function startOfQuarter(instant: Instant): Instant {
  return Math.floor(instant / QUARTER_MS) * QUARTER_MS;
}

/** Minutes, rounded up to quarter hours, in ms. */
export function wholeQuarters(minutes: number): number {
  return Math.ceil(minutes / 15) * QUARTER_MS;
}

/**
 * The slot of an instant meeting: from the start of the quarter hour, but not before the end of a meeting that lies
 * in it. `durationMins` counts from there, rounded up to a quarter hour. One that was asked for must fit before the
 * next meeting; the usual hour, and what is asked for `atMost`, is shortened to it, down to a quarter.
 */
export function fitSlot(
  agenda: Agenda,
  now: Instant,
  durationMins?: number,
  { atMost = false } = {},
): Slot | Refusal {
  const until = busyUntil(agenda, now);
  if (until > now) return { code: 'ROOM_BUSY', busyUntil: until };
  const ended = agenda.meetings.filter(({ end }) => end <= now).map(({ end }) => end);
  const start = Math.max(startOfQuarter(now), ...ended);
  const nextStart = agenda.meetings.find((meeting) => meeting.start > now)?.start ?? Number.POSITIVE_INFINITY;
  const wanted = durationMins === undefined ? USUAL_MS : wholeQuarters(durationMins);
  if (start + wanted <= nextStart) return { start, end: start + wanted };
  const available = nextStart - start;
  if ((durationMins === undefined || atMost) && available >= QUARTER_MS) return { start, end: nextStart };
  return { code: 'NOT_ENOUGH_TIME', availableMins: Math.floor(available / MINUTE_MS) };
}

/** Time that was taken in a calendar: by which event, and since when, as an instant of Google's clock. */
export interface Claim extends Slot {
  id: string;
  created: Instant;
}

/**
 * The end of `meeting` once it is longer by `extendMins`, rounded up to a quarter hour. The whole of it must fit before
 * the next meeting.
 */
export function extendedEnd(agenda: Agenda, meeting: Meeting, extendMins: number): Instant | Refusal {
  const end = meeting.end + wholeQuarters(extendMins);
  const others = agenda.meetings.filter((other) => other.id !== meeting.id && other.end > meeting.end);
  const free = Math.min(...others.map(({ start }) => start), Number.POSITIVE_INFINITY);
  if (end <= free) return end;
  const availableMins = Math.floor(Math.max(free - meeting.end, 0) / MINUTE_MS);
  return { code: 'NOT_ENOUGH_TIME', availableMins };
}

/**
 * Whether a claim of ours holds: everyone else's meeting that overlaps it was `created` strictly later. In a tie both
 * sides step back, for neither can know that the other saw it.
 */
export function keepsSlot(agenda: Agenda, ours: Claim): boolean {
  return agenda.meetings.every(
    ({ id, start, end, created }) =>
      id === ours.id || end <= ours.start || start >= ours.end || created > ours.created,
  );
}

/** Why a new meeting lost its slot: the refusal as it reads at `now` without it. */
export function whyLost(agenda: Agenda, ours: Claim, now: Instant): Refusal {
  const found = fitSlot(withoutMeeting(agenda, ours.id), now, (ours.end - ours.start) / MINUTE_MS);
  return 'code' in found ? found : { code: 'ROOM_BUSY', busyUntil: now };
}
