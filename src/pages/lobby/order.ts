import { clockText, dayText, type Times } from '../shared/local-time.ts';
import type { Tone } from '../shared/look.ts';
import type { Instant, LobbyRoom } from '../shared/state.ts';
import { fill, roomText, type Words } from '../shared/words.ts';

/** A room as a row. */
export interface Row {
  id: string;
  name: string;
  tone: Tone;
  /** `Free until 15:00`. */
  text: string;
  title: string | undefined;
  /** Free for the next hour. */
  isHour: boolean;
}

/** Rooms under a heading; those without a group come last. */
export interface Group {
  name: string | null;
  rows: Row[];
}

const HOUR_MS = 3_600_000;
/** How long after its end a state is still waited for, in ms. */
const OVERDUE_MS = 10_000;

interface Seen {
  now: Instant;
  /** Whether what was told is still to be believed. */
  isLive: boolean;
  words: Words;
  /** In which the page's own clock is. */
  times: Times;
}

/** All rooms in groups: the free ones first, those that are longest so before; then those that are free soonest. */
export function groupsOf(rooms: readonly LobbyRoom[], seen: Seen): Group[] {
  const names = rooms.map(({ group }) => group);
  const inOrder = [...names.filter((name) => name !== null), ...(names.includes(null) ? [null] : [])];
  return [...new Set(inOrder)].map((name) => ({
    name,
    rows: rooms
      .filter(({ group }) => group === name)
      .map((room) => ({ room, tone: toneOf(room, seen) }))
      .sort((a, b) => rank(a) - rank(b))
      .map(({ room, tone }) => rowOf(room, tone, seen)),
  }));
}

/** In which zone most rooms are. */
export function zoneOfMost(rooms: readonly LobbyRoom[]): string {
  const counts = new Map<string, number>();
  for (const { occupancy, time_zone } of rooms)
    if (occupancy !== 'unknown') counts.set(time_zone, (counts.get(time_zone) ?? 0) + 1);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? 'UTC';
}

function toneOf(room: LobbyRoom, { now, isLive }: Seen): Tone {
  const { occupancy, stale } = room;
  const isOverdue = now > endOf(room) + OVERDUE_MS;
  if (!isLive || stale || isOverdue) return 'unsure';
  return occupancy === 'free' || occupancy === 'busy' ? occupancy : 'unsure';
}

/** Places in the list, as numbers that are compared: instants are small beside them. */
function rank({ room, tone }: { room: LobbyRoom; tone: Tone }): number {
  const far = 1e15;
  const end = Math.min(endOf(room), far - 1);
  return { free: -end, busy: far + end, unsure: 3 * far }[tone];
}

function endOf({ free_until, busy_until }: LobbyRoom): Instant {
  const end = (free_until ?? busy_until)?.at;
  return end === undefined ? Number.POSITIVE_INFINITY : Date.parse(end);
}

function rowOf(room: LobbyRoom, tone: Tone, seen: Seen): Row {
  const { room_name, occupancy, title } = room;
  const { now, words } = seen;
  const isKnown = occupancy === 'free' || occupancy === 'busy';
  const word = { free: words.free, busy: words.busy, unsure: doubtful(occupancy, words) }[tone];
  return {
    id: room_name,
    name: roomText(room_name),
    tone,
    text: isKnown ? `${word} ${untilText(room, seen)}`.trim() : word,
    title: tone === 'busy' && title !== null ? title : undefined,
    isHour: tone === 'free' && endOf(room) - now >= HOUR_MS,
  };
}

function doubtful(occupancy: string, words: Words): string {
  if (occupancy === 'free') return words.maybe_free;
  return occupancy === 'busy' ? words.maybe_busy : words.unknown;
}

function untilText(room: LobbyRoom, { now, words, times }: Seen): string {
  const moment = room.free_until ?? room.busy_until;
  const inRoom = { ...times, zone: room.time_zone };
  const isToday = moment !== null && dayText(Date.parse(moment.at), inRoom) === dayText(now, inRoom);
  if (room.occupancy === 'free' && !isToday) return words.all_day;
  if (moment === null) return '';
  const place = room.time_zone.split('/').pop()?.replace(/_/g, ' ') ?? '';
  // Those whose clocks show something else than the one on this page.
  const isElsewhere = clockText(now, inRoom) !== clockText(now, times);
  const until = fill(words.until, { time: moment.time });
  return isElsewhere ? `${until} ${fill(words.local_time, { place })}` : until;
}
