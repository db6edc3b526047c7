import type { Component, Property } from './file/component.ts';
import { DAY_MS } from './rules/days.ts';
import type { Length } from './times/length.ts';
import type { Moment } from './times/moment.ts';
import type { Times } from './times/times.ts';

/** Longer than anything that takes place in a room. */
const MOST_YEARS = 100;
const MOST_DAYS = MOST_YEARS * 366;

/**
 * How long an event lasts that begins at `start` (RFC 5545, 3.6.1): DTEND is an exact time, DURATION counts days by the
 * clock. Without both a day is one day, and a time has no length. Tells of what is absurd.
 */
export function durationOf(component: Component, start: Moment, times: Times): Length {
  const end = times.first(component, 'DTEND');
  const length = end ? between(start, end, times, isSingle(component)) : times.length(component);
  const property = component.first(end ? 'DTEND' : 'DURATION');
  const least = start.isDate ? { days: 1, ms: 0 } : { days: 0, ms: 0 };
  if (!length || !property) return least;
  const days = length.days + length.ms / DAY_MS;
  if (days < 0) tellOf(property, 'is before the start', 'it is told without an end');
  if (days > MOST_DAYS)
    tellOf(property, `makes it longer than ${MOST_YEARS} years`, 'it is told as lasting so long');
  if (start.isDate) return { days: Math.min(MOST_DAYS, Math.max(1, Math.ceil(days))), ms: 0 };
  return bounded(length);

  function tellOf({ line, name }: Property, what: string, taken: string): void {
    component.tell(line, `${name} ${what}: ${taken}`);
  }
}

/** A length that is neither absurd nor negative. */
export function bounded(length: Length): Length {
  const days = length.days + length.ms / DAY_MS;
  if (days > MOST_DAYS) return { days: MOST_DAYS, ms: 0 };
  return days < 0 ? { days: 0, ms: 0 } : length;
}

/** Whether an event takes place once, so that its start and end are what the file says. */
export function isSingle(component: Component): boolean {
  return !component.has('RRULE') && !component.has('RDATE');
}

/** From a start to the end that is named beside it. */
export function between(start: Moment, end: Moment, times: Times, single = false): Length {
  if (start.isDate) return { days: (lastDayAfter(end, times) - start.wall) / DAY_MS, ms: 0 };
  const begins = times.instant(start, single);
  if (!end.isDate) return { days: 0, ms: times.instant(end, single) - begins };
  // A day is not in what it ends, unless that begins in it.
  const midnights = [end.wall, end.wall + DAY_MS].map((wall) => start.zone.instantOf(wall));
  return { days: 0, ms: (midnights.find((one) => one > begins) ?? begins - 1) - begins };
}

/** The midnight at which whole days end: that of the time or after it. */
function lastDayAfter(end: Moment, times: Times): number {
  const isMidnight = end.isDate || end.wall % DAY_MS === 0 || times.beginsDay(end);
  return times.day(end) + (isMidnight ? 0 : DAY_MS);
}
