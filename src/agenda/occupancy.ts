import type { Agenda, Instant, Meeting } from './agenda.ts';
import { nextMidnight } from './local-time.ts';

/**
 * What a room is at an instant. `unknown` is said of a time that the agenda does not reach: it never reads as free.
 * Nothing that the door says changes before `nextBoundary`.
 */
export interface Occupancy {
  state: 'unknown' | 'free' | 'busy';
  current: Meeting | undefined;
  next: Meeting | undefined;
  /** Where `next` is none, whether the agenda reaches far enough to say so. */
  nextIsKnown: boolean;
  nextBoundary: Instant;
}

/**
 * The room at `now`. Of the meetings that run, `current` is the one that started last (then: ends first, then:
 * smallest id), so that a short meeting inside an all-day block shows its own title; `next` is the first that starts
 * strictly after now.
 */
export function occupancyAt(agenda: Agenda, now: Instant): Occupancy {
  const running = agenda.meetings.filter(({ start, end }) => start <= now && now < end);
  const lastStart = running.at(-1)?.start;
  const current = running.find(({ start }) => start === lastStart);
  const next = agenda.meetings.find(({ start }) => start > now);
  const known = now < agenda.knownUntil;
  const boundaries = [
    nextMidnight(now, agenda.timeZone),
    current?.end,
    next?.start,
    known ? agenda.knownUntil : undefined,
  ];
  return {
    state: current ? 'busy' : known ? 'free' : 'unknown',
    current,
    next,
    nextIsKnown: next !== undefined || agenda.knownUntil === Number.POSITIVE_INFINITY,
    nextBoundary: Math.min(...boundaries.filter((boundary) => boundary !== undefined)),
  };
}

/**
 * Until when an agenda can say what comes next: without end where its list was complete, otherwise the start of the last
 * meeting that is known to be one.
 */
export function knowsNextUntil({ meetings, knownUntil }: Agenda): Instant {
  if (knownUntil === Number.POSITIVE_INFINITY) return knownUntil;
  return Math.min(meetings.at(-1)?.start ?? 0, knownUntil);
}

/** The end of the unbroken run of meetings that holds `now`; `now` itself where none runs. */
export function busyUntil(agenda: Agenda, now: Instant): Instant {
  return agenda.meetings.reduce(
    (until, { start, end }) => (start <= until && end > until ? end : until),
    now,
  );
}
