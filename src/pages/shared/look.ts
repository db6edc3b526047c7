import type { Link } from './link.ts';
import { clockText, dayText, type Times } from './local-time.ts';
import type { DoorState, Instant } from './state.ts';
import { fill, type Words } from './words.ts';

/** The colour of a screen. Never `free` where that is not certain. */
export type Tone = 'free' | 'busy' | 'unsure';

/** What a door says at a glance: a word, until when, which meeting, and what is wrong. */
export interface Look {
  tone: Tone;
  word: string;
  detail: string;
  title?: string;
  note?: string;
}

/** How long after its end a state is still waited for, in ms: the service tells the next one at once. */
const OVERDUE_MS = 10_000;
/** From how far on a time alone could be one of today, in ms. */
const FAR_MS = 12 * 3_600_000;

interface Seen {
  state: DoorState | undefined;
  link: Link;
  now: Instant | undefined;
  words: Words;
  times: Times;
}

/** What a door says, of what a page knows. */
export function lookOf(seen: Seen): Look {
  const { state, link, words, times } = seen;
  if (!state || link.kind === 'connecting' || link.kind === 'refused') return withoutState(link, words);
  if (link.kind === 'lost') {
    const text = inOneLine(state, seen);
    return {
      ...withoutState(link, words),
      detail: link.since === undefined ? '' : fill(words.since, { time: clockText(link.since, times) }),
      ...(text && { note: fill(words.last_known, { text }) }),
    };
  }
  const isOverdue = seen.now !== undefined && seen.now > endOf(state) + OVERDUE_MS;
  if (isOverdue || !['free', 'busy'].includes(state.occupancy))
    return { tone: 'unsure', word: words.unknown, detail: '', note: words.unknown_detail };
  const isFree = state.occupancy === 'free';
  const certain: Look = {
    tone: isFree ? 'free' : 'busy',
    word: isFree ? words.free : words.busy,
    detail: untilText(state, seen),
    ...(!isFree && { title: String(state.says.curevmtg ?? state.current?.title ?? '') }),
  };
  if (!state.stale) return certain;
  const word = isFree ? words.maybe_free : words.maybe_busy;
  return { ...certain, tone: 'unsure', word, note: words.stale };
}

function withoutState(link: Link, words: Words): Look {
  if (link.kind === 'lost') return { tone: 'unsure', word: words.no_connection, detail: '' };
  return { tone: 'unsure', word: words.connecting, detail: words.connecting_detail };
}

/** Until when a state can be true. */
function endOf({ free_until, busy_until }: DoorState): Instant {
  const end = (free_until ?? busy_until)?.at;
  return end === undefined ? Number.POSITIVE_INFINITY : Date.parse(end);
}

/** `until 15:00`; `all day` of what is free beyond today; with the day of what is busy so long that it could be misread. */
function untilText(state: DoorState, { words, times, now }: Seen): string {
  const isFree = state.occupancy === 'free';
  const moment = isFree ? state.free_until : state.busy_until;
  const at = moment ? Date.parse(moment.at) : Number.POSITIVE_INFINITY;
  const dayEnd = state.day ? Date.parse(state.day.end) : Number.POSITIVE_INFINITY;
  if (isFree && at >= dayEnd) return words.all_day;
  if (!moment) return '';
  const isFar = at > dayEnd && now !== undefined && at - now > FAR_MS;
  return fill(words.until, { time: isFar ? `${dayText(at, times)} ${moment.time}` : moment.time });
}

function inOneLine(state: DoorState, seen: Seen): string {
  if (state.occupancy === 'unknown') return '';
  const word = state.occupancy === 'free' ? seen.words.free : seen.words.busy;
  return `${word} ${untilText(state, seen)}`.trim();
}
