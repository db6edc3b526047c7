import type { DoorState, Instant, ShownMeeting } from './state.ts';

/** What a button does. `until` is the end that comes of it. */
export type Action =
  | { kind: 'book'; mins: number | undefined; until: Instant; isUntilNext: boolean }
  | { kind: 'extend'; id: string; mins: number; until: Instant }
  | { kind: 'end'; id: string }
  | { kind: 'check_in'; id: string };

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
/** How long a booking can be, in minutes. */
const LONGEST_MINS = 480;
/** How long it may be without a length being asked for, in minutes: then it ends where the next meeting begins. */
const USUAL_MINS = 60;
/** What ends sooner than this is not worth a button, in ms. */
const SHORTEST_MS = 5 * MINUTE_MS;

/** What can be booked in a free room now: 15, 30 and 60 minutes, and until the next meeting, of these what fits. */
export function bookings(state: DoorState, now: Instant): Action[] {
  if (state.occupancy !== 'free') return [];
  const start = slotStart(state, now);
  const limit = state.free_until ? Date.parse(state.free_until.at) : Number.POSITIVE_INFINITY;
  const isWorthIt = ({ until }: { until: Instant }) => until <= limit && until - now >= SHORTEST_MS;
  const rounds = [15, 30, 60]
    .map((mins) => ({ kind: 'book' as const, mins, until: start + mins * MINUTE_MS, isUntilNext: false }))
    .filter(isWorthIt);
  const last = untilNext(start, limit);
  if (!last || !isWorthIt(last)) return rounds;
  return [...rounds.filter(({ until }) => until !== last.until), last];
}

/** From where a booking counts: the quarter hour, but not before the end of a meeting that lies in it. */
function slotStart({ day }: DoorState, now: Instant): Instant {
  const ends = (day?.meetings ?? []).map(({ end }) => Date.parse(end)).filter((end) => end <= now);
  return Math.max(Math.floor(now / QUARTER_MS) * QUARTER_MS, ...ends);
}

/** Until the next meeting: to the minute within the usual hour, otherwise in quarters of an hour. */
function untilNext(start: Instant, limit: Instant) {
  const mins = (limit - start) / MINUTE_MS;
  if (mins < 15 || mins > LONGEST_MINS) return undefined;
  const quarters = Math.floor(mins / 15) * 15;
  if (quarters === mins) return { kind: 'book' as const, mins, until: limit, isUntilNext: true };
  return mins < USUAL_MINS
    ? { kind: 'book' as const, mins: undefined, until: limit, isUntilNext: true }
    : { kind: 'book' as const, mins: quarters, until: start + quarters * MINUTE_MS, isUntilNext: true };
}

/** What can be done with a meeting: 15 and 30 minutes more, of these what fits, and to end it. */
export function changes(meeting: ShownMeeting, state: DoorState): Action[] {
  const { id } = meeting;
  const end = Date.parse(meeting.end);
  const others = [...(state.day?.meetings ?? []), ...state.coming, ...(state.current ? [state.current] : [])];
  const starts = others
    .filter((other) => other.id !== id && Date.parse(other.end) > end)
    .map(({ start }) => Date.parse(start));
  const limit = Math.min(...starts, Number.POSITIVE_INFINITY);
  const longer = [15, 30]
    .map((mins) => ({ kind: 'extend' as const, id, mins, until: end + mins * MINUTE_MS }))
    .filter(({ until }) => until <= limit);
  return [...longer, { kind: 'end', id }];
}

/** What can be done at a door by whoever may book there. */
export function offersAt(state: DoorState, now: Instant): Action[] {
  const { current } = state;
  if (!current) return bookings(state, now);
  const checkIn: Action[] = state.check_in === 'wanted' ? [{ kind: 'check_in', id: current.id }] : [];
  return [...checkIn, ...(current.may_change ? changes(current, state) : [])];
}

/** The call that does it. */
export function callOf(action: Action, room: string): { method: string; path: string; body: object } {
  if (action.kind === 'book') {
    const body = { room_name: room, ...(action.mins !== undefined && { duration_mins: action.mins }) };
    return { method: 'POST', path: '/meetings', body };
  }
  const path = `/meetings/${encodeURIComponent(action.id)}`;
  if (action.kind === 'extend')
    return { method: 'PATCH', path, body: { room_name: room, extend_mins: action.mins } };
  if (action.kind === 'end') return { method: 'DELETE', path, body: { room_name: room } };
  return { method: 'POST', path: `${path}/check_in`, body: { room_name: room } };
}
