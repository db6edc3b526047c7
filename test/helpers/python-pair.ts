import { fitText } from '../../src/agenda/fit-text.ts';
import type { GoogleEvent } from '../../src/agenda/google-event.ts';
import { isoWithOffset, nextMidnight, startOfDay } from '../../src/agenda/local-time.ts';
import { limited, wordingOf } from '../../src/agenda/wording.ts';
import type { Difference } from './python-differences.ts';
import { nextTimes, timeOf, timesOf } from './python-times.ts';

// What the Python service says at a door, told by its rules (docs/migrating.md), not by its code.

const WORDING = wordingOf();
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long after a whole minute it writes a door, in ms: 24.8 s in the median. */
const ROUND_MS = 25_000;

/** A room and its calendar; zones are IANA's. Nothing in it changes. */
export interface RoomCalendar {
  zone: string;
  roomZone: string;
  events: readonly GoogleEvent[];
}

/** The nine texts, by variable. */
export type DoorTexts = Record<string, string | number>;

/** An event in the list; `isDate` where it has dates in place of times. */
export interface Listed {
  event: GoogleEvent;
  start: number;
  end: number;
  isDate: boolean;
}

export interface Way {
  now: number;
  /** Of what it does as roomcal does, in place of its own way. */
  mended: ReadonlySet<Difference>;
  /** What it does with dates: up to mid 2026 it failed; since then they are UTC's. */
  dates: 'fail' | 'utc';
}

/** What the service says at a door; undefined where it fails, and the door keeps what it showed. */
export function pairSays(calendar: RoomCalendar, way: Way): DoorTexts | undefined {
  const { now, mended } = way;
  const isPrompt = mended.has('a meeting begins or ends');
  const look = isPrompt ? now : Math.floor((now - ROUND_MS) / MINUTE_MS) * MINUTE_MS;
  const zone = zoneOf(calendar, way);
  const list = listAt(calendar, isPrompt ? look : lastList(look), way);
  if (!list) return undefined;
  const counted = list.filter((one) => counts(one, mended));
  const { current, next } = chosen(counted, look, mended);
  const tomorrow = mended.has('today and midnight')
    ? nextMidnight(look, zone)
    : (Math.floor(look / DAY_MS) + 1) * DAY_MS;
  const isKnown = counted.length > 0 || mended.has('an empty calendar');
  const free =
    next && next.start < tomorrow ? `Free until ${timeOf(isoWithOffset(next.start, zone))}` : 'Free all day';
  const running = current && timesOf(current, zone, mended);
  const coming = next && nextTimes(next, zone, mended, tomorrow);
  return {
    busynow: current ? 1 : 0,
    curevmtg: current ? titleOf(current, mended) : isKnown ? free : 'unknown',
    nextevmtg: next ? titleOf(next, mended) : '',
    curevtm: running?.range ?? '',
    curevstart: running?.start ?? '',
    curevend: running?.end ?? '',
    nextevtm: coming?.range ?? '',
    nextevstart: coming?.start ?? '',
    nextevend: coming?.end ?? '',
  };
}

function zoneOf({ zone, roomZone }: RoomCalendar, { mended }: Pick<Way, 'mended'>): string {
  return mended.has("a room's `time_zone` that is not its calendar's") ? roomZone : zone;
}

/** It lists at five to each hour, and where something changes. */
const lastList = (look: number) => Math.floor((look + 5 * MINUTE_MS) / HOUR_MS) * HOUR_MS - 5 * MINUTE_MS;

/** What Google lists at an instant; undefined where the service fails on it. */
export function listAt(
  calendar: RoomCalendar,
  at: number,
  { mended, dates }: Omit<Way, 'now'>,
): Listed[] | undefined {
  const zone = zoneOf(calendar, { mended });
  const isTogether = mended.has('two that begin together');
  const list = calendar.events
    .filter(({ status }) => status !== 'cancelled')
    .map((event) => asListed(event, zone))
    .filter(({ end }) => end > at)
    .sort(
      (a, b) => a.start - b.start || (isTogether ? a.end - b.end : 0) || (a.event.id! < b.event.id! ? -1 : 1),
    )
    .slice(0, mended.has('after ten events') ? Number.POSITIVE_INFINITY : 10);
  if (mended.has('a whole day, `date` in place of `dateTime`')) return list;
  if (dates === 'fail') return list.some(({ isDate }) => isDate) ? undefined : list;
  return list.map((one) => (one.isDate ? asListed(one.event, 'UTC') : one));
}

function asListed(event: GoogleEvent, zone: string): Listed {
  const instant = ({ date, dateTime }: NonNullable<GoogleEvent['start']>) =>
    dateTime ? Date.parse(dateTime) : startOfDay(date!, zone);
  return {
    event,
    start: instant(event.start!),
    end: instant(event.end!),
    isDate: Boolean(event.start?.date),
  };
}

export function counts({ event, start, end }: Listed, mended: ReadonlySet<Difference>): boolean {
  const takesNoRoom =
    event.transparency === 'transparent' || ['workingLocation', 'birthday'].includes(event.eventType ?? '');
  return !(
    event.attendees?.some(({ self, responseStatus }) => self && responseStatus === 'declined') ||
    (takesNoRoom && mended.has('marked free, working location, birthday')) ||
    (end === start && mended.has('of no length'))
  );
}

/** The first that counts is the current one once it has begun, and then the second is next. */
export function chosen(
  counted: readonly Listed[],
  look: number,
  mended: ReadonlySet<Difference>,
): { current: Listed | undefined; next: Listed | undefined } {
  const begun = counted.filter(({ start }) => start <= look);
  const [first] = counted;
  const isInner = mended.has('a meeting within another');
  const current = isInner ? begun.find(({ start }) => start === begun.at(-1)?.start) : begun.at(0) && first;
  if (mended.has('next, while two overlap'))
    return { current, next: counted.find(({ start }) => start > look) };
  return { current, next: current ? counted[1] : first };
}

function titleOf({ event }: Listed, mended: ReadonlySet<Difference>): string {
  const isPrivate = event.visibility === 'private' || event.visibility === 'confidential';
  if (isPrivate && mended.has('private or confidential')) return 'Private Meeting';
  const title = event.summary ?? 'Private Meeting';
  if (!mended.has('a title that is blank, or too long for a board')) return title;
  return limited(fitText(title) || 'Private Meeting', WORDING);
}
