import { clockText, minuteOfDay, type Times } from './local-time.ts';
import type { Day, Instant } from './state.ts';

const HOUR_MS = 3_600_000;
/** Until when a day is shown at least, in minutes since midnight. */
const CLOSES = 19 * 60;
/** The most hours that are named. */
const MOST_TICKS = 7;

/** A part of the band, in per cent of its length. */
interface Part {
  left: number;
  width: number;
}

export interface Block extends Part {
  id: string;
  title: string;
  time: string;
  isPast: boolean;
  isNow: boolean;
  /** Which of `lanes` it is in: meetings that overlap lie below one another. */
  lane: number;
}

export interface Band {
  blocks: Block[];
  lanes: number;
  ticks: { left: number; label: string }[];
  /** Where it is now. */
  now: number;
  /** What is not known, if something is. */
  unknown: Part | undefined;
}

/**
 * Today as a band: from the full hour before the last one, or the first meeting that is known, until 19 o'clock or the last one.
 * Of what is long over, calendars tell nothing.
 */
export function bandOf(day: Day, now: Instant, times: Times): Band {
  const [start, end, known] = [day.start, day.end, day.known_until].map(Date.parse) as [
    number,
    number,
    number,
  ];
  const meetings = day.meetings
    .map((meeting) => ({
      ...meeting,
      from: Math.max(Date.parse(meeting.start), start),
      to: Math.min(Date.parse(meeting.end), end),
    }))
    .filter(({ from, to }) => to > from)
    .sort((a, b) => a.from - b.from || b.to - a.to);
  const hours = hoursOf(start, end, times);
  const partial = meetings.filter(({ from, to }) => from > start || to < end);
  const first = Math.min(now - HOUR_MS, ...partial.map((one) => one.from));
  const from = hours.reduce((last, { at }) => (at <= first ? at : last), start);
  const closes = hours.find(({ minute }) => minute === CLOSES)?.at ?? end;
  const to = Math.max(closes, Math.min(now + 2 * HOUR_MS, end), ...partial.map((one) => one.to));
  const placeOf = (at: Instant) => (100 * (Math.min(Math.max(at, from), to) - from)) / (to - from || 1);
  const partOf = (a: Instant, b: Instant) => ({ left: placeOf(a), width: placeOf(b) - placeOf(a) });

  const ends: Instant[] = [];
  const blocks = meetings.map((meeting) => {
    const free = ends.findIndex((at) => at <= meeting.from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = meeting.to;
    const { id, title, time } = meeting;
    const [isPast, isNow] = [meeting.to <= now, meeting.from <= now && now < meeting.to];
    return { id, title, time, isPast, isNow, lane, ...partOf(meeting.from, meeting.to) };
  });
  // What stands at an end would stick out.
  const named = hours
    .map(({ at, minute }) => ({ left: placeOf(at), minute, label: clockText(at, times) }))
    .filter(({ left }) => left > 1 && left < 97);
  const step = Math.ceil(named.length / MOST_TICKS);
  return {
    blocks,
    lanes: Math.max(ends.length, 1),
    ticks: named
      .filter(({ minute }) => (minute / 60) % step === 0)
      .map(({ left, label }) => ({ left, label })),
    now: placeOf(now),
    unknown: known < to ? partOf(Math.max(known, from), to) : undefined,
  };
}

/** The full hours of a day, as clocks in the zone show them: some days have one twice, or lack one. */
function hoursOf(start: Instant, end: Instant, { zone }: Times): { at: Instant; minute: number }[] {
  const found = [];
  for (let at = start; at <= end; at += HOUR_MS / 2) {
    const minute = minuteOfDay(at, zone);
    if (minute % 60 === 0) found.push({ at, minute });
  }
  return found;
}
