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
    nextBoundary: Math.min(...boundaries.filter((boundary) => boundary !== undefined)),
  };
}

/** The end of the unbroken run of meetings that holds `now`; `now` itself where none runs. */
export function busyUntil(agenda: Agenda, now: Instant): Instant {
  return agenda.meetings.reduce(
    (until, { start, end }) => (start <= until && end > until ? end : until),
    now,
  );
}
