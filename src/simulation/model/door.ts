import type { StoredEvent } from '../../sandbox/calendar/stored-event.ts';
import { dayOf, localClock, nextDay, startOf } from './zone.ts';

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const WEEKDAYS = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');

/** How long a meeting must be, in ms, to tell days where it touches several. */
const SPANS_DAYS_FROM_MS = 24 * 3_600_000;

/** A meeting that takes a room, `[start, end)`. */
export interface Taken {
  id: string;
  title: string;
  start: number;
  end: number;
}

export type Door = Readonly<Record<string, string | number>>;

/** What a calendar's events take of a room in `zone`, in order. */
export function takenBy(events: readonly StoredEvent[], zone: string): Taken[] {
  const taken = events.filter(blocks).flatMap((stored) => {
    const { event } = stored;
    // A day is the room's day, also where the calendar has another zone.
    const start = event.start?.date ? startOf(event.start.date, zone) : stored.start;
    const isOneDay = event.end?.date !== undefined && event.end.date === event.start?.date;
    const end = event.end?.date
      ? isOneDay
        ? nextDay(start, zone)
        : startOf(event.end.date, zone)
      : stored.end;
    const isHidden = event.visibility === 'private' || event.visibility === 'confidential';
    const title = (!isHidden && event.summary?.trim()) || 'Private Meeting';
    return start < end ? [{ id: event.id, title, start, end }] : [];
  });
  return taken.sort((a, b) => a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : 1));
}

/** Whether an event takes the room, by design.md, section 4. */
export function blocks({ event }: StoredEvent): boolean {
  const { status, transparency, eventType, attendees } = event;
  if (status === 'cancelled' || transparency === 'transparent') return false;
  if (eventType === 'workingLocation' || eventType === 'birthday') return false;
  return !attendees?.some(({ self, responseStatus }) => self && responseStatus === 'declined');
}

/** The meeting that a door tells of: of those that run, the one that began last. */
export function currentAt(taken: readonly Taken[], now: number): Taken | undefined {
  const running = taken.filter(({ start, end }) => start <= now && now < end);
  return running.find(({ start }) => start === running.at(-1)?.start);
}

/** What a door in `zone` must say at `now`. */
export function doorAt(taken: readonly Taken[], now: number, zone: string): Door {
  const current = currentAt(taken, now);
  const next = taken.find(({ start }) => start > now);
  const midnight = nextDay(now, zone);
  const free = next && next.start < midnight ? `Free until ${time(next.start, zone)}` : 'Free all day';
  const running = current && texts(current, zone);
  const coming = next && textsOfNext(next, now, zone);
  return {
    busynow: current ? 1 : 0,
    curevmtg: current ? current.title : free,
    curevstart: running?.start ?? '',
    curevend: running?.end ?? '',
    curevtm: running?.range ?? '',
    nextevmtg: next?.title ?? '',
    nextevstart: coming?.start ?? '',
    nextevend: coming?.end ?? '',
    nextevtm: coming?.range ?? '',
  };
}

/** The instant after `now` at which a door says something else, though no calendar changes, or its day ends. */
export function nextChange(taken: readonly Taken[], now: number, zone: string): number {
  const end = currentAt(taken, now)?.end ?? Number.POSITIVE_INFINITY;
  const start = taken.find((meeting) => meeting.start > now)?.start ?? Number.POSITIVE_INFINITY;
  return Math.min(nextDay(now, zone), end, start);
}

/** The first instant after `now` at which a door may have to say something else, though no calendar changes. */
export function nextTurn(taken: readonly Taken[], now: number, zone: string): number {
  const edges = taken.flatMap(({ start, end }) => [start, end]).filter((edge) => edge > now);
  return Math.min(nextDay(now, zone), ...edges);
}

interface Texts {
  start: string;
  end: string;
  range: string;
}

function texts({ start, end }: Taken, zone: string): Texts {
  if (spansDays({ start, end }, zone)) {
    const [first, last] = [localClock(start, zone), localClock(end - 1, zone)];
    const isLong = last.toISOString().slice(5, 10) >= first.toISOString().slice(5, 10);
    const years = last.getUTCFullYear() - first.getUTCFullYear();
    const told = [first, last].map((day) => date(day, years > 1 || (years === 1 && isLong)));
    return { start: told[0] ?? '', end: told[1] ?? '', range: told.join('-') };
  }
  const isWhole = begins(start, zone) && begins(end, zone);
  if (isWhole) return { start: '00:00', end: '00:00', range: 'All day' };
  const [from, to] = [time(start, zone), time(end, zone)];
  return { start: from, end: to, range: `${from}-${to}` };
}

function textsOfNext(meeting: Taken, now: number, zone: string): Texts {
  const { start, end, range } = texts(meeting, zone);
  const isToday = dayOf(meeting.start, zone) === dayOf(now, zone);
  if (isToday || spansDays(meeting, zone)) return { start, end, range };
  const clock = localClock(meeting.start, zone);
  const day = `${WEEKDAYS[clock.getUTCDay()]} ${clock.getUTCDate()} ${MONTHS[clock.getUTCMonth()]}`;
  return { start: `${clock.toISOString().slice(0, 10)} ${start}`, end, range: `${day} ${range}` };
}

function spansDays({ start, end }: Pick<Taken, 'start' | 'end'>, zone: string): boolean {
  return dayOf(end - 1, zone) > dayOf(start, zone) && end - start >= SPANS_DAYS_FROM_MS;
}

function begins(instant: number, zone: string): boolean {
  return dayOf(instant - 1, zone) !== dayOf(instant, zone);
}

function time(instant: number, zone: string): string {
  return localClock(instant, zone).toISOString().slice(11, 16);
}

function date(clock: Date, withYear: boolean): string {
  const year = withYear ? ` ${clock.getUTCFullYear()}` : '';
  return `${MONTHS[clock.getUTCMonth()]} ${clock.getUTCDate()}${year}`;
}
