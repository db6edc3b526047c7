import ICAL from 'ical.js';
import type { Instant } from '../agenda/agenda.ts';
import { ConfigError } from '../validation/config-error.ts';
import type { ZonedTimes } from './zoned-times.ts';

/** More than one a day for eighty years: a slip of the pen, and ical.js takes a second for them. */
const MOST_OCCURRENCES = 30_000;

/** A component as it takes place once; of a whole day `start` and `end` are in the zone of times that name none. */
export interface Occurrence {
  id: string;
  component: ICAL.Component;
  start: Instant;
  end: Instant;
  /** Where it lasts whole days, the first one and the one after the last, `2026-11-23`. */
  days: [string, string] | undefined;
}

/**
 * When the parts of one UID take place that begin at `until` at the latest: a component, and those that replace some of
 * its occurrences. ical.js expands the rules; what is replaced and taken away is matched by its instant here, for
 * exports name it in other zones, too.
 */
export function occurrencesOf(
  parts: readonly ICAL.Component[],
  times: ZonedTimes,
  until: Instant,
): Occurrence[] {
  const replacing = new Map<number, ICAL.Component>();
  for (const part of parts) {
    const replaced = times.first(part, 'recurrence-id');
    if (replaced) replacing.set(replaced.toUnixTime(), part);
  }
  const found: Occurrence[] = [];
  for (const part of parts.filter((one) => !one.hasProperty('recurrence-id'))) {
    for (const [second, start] of startsOf(part, times, until / 1_000)) {
      if (replacing.has(second)) continue;
      const changed = changedFrom(replacing, second);
      if (!changed) found.push(occurrence(part, start, second, times));
      else found.push(occurrence(changed, moved(changed, start, times), second, times));
    }
  }
  for (const [second, part] of replacing) {
    const start = times.first(part, 'dtstart');
    if (start) found.push(occurrence(part, start, second, times));
  }
  return found.filter(({ start }) => start <= until);
}

/** By the second since 1970 at which each begins: its own start, what RRULE and RDATE add and EXDATE takes away. */
function startsOf(component: ICAL.Component, times: ZonedTimes, until: number): Map<number, ICAL.Time> {
  const start = times.first(component, 'dtstart');
  const found = new Map<number, ICAL.Time>();
  if (!start) return found;
  for (const time of [start, ...times.all(component, 'rdate')]) found.set(time.toUnixTime(), time);
  for (const rule of component.getAllProperties('rrule')) {
    const steps = (rule.getFirstValue() as ICAL.Recur).iterator(start);
    for (let time = steps.next(); time && time.toUnixTime() <= until; time = steps.next()) {
      found.set(time.toUnixTime(), time.clone());
      if (found.size > MOST_OCCURRENCES)
        throw new ConfigError(`UID ${component.getFirstPropertyValue('uid')}: repeats without measure`);
    }
  }
  for (const time of times.all(component, 'exdate')) {
    if (!time.isDate || start.isDate) found.delete(time.toUnixTime());
    else
      for (const [second, one] of found) {
        if (one.toString().startsWith(time.toString())) found.delete(second);
      }
  }
  return found;
}

/** What has replaced this occurrence along with an earlier one, as RANGE=THISANDFUTURE says. */
function changedFrom(replacing: ReadonlyMap<number, ICAL.Component>, second: number) {
  const ranges = [...replacing].filter(
    ([from, part]) =>
      from < second && part.getFirstProperty('recurrence-id')?.getFirstParameter('range') === 'THISANDFUTURE',
  );
  return ranges.sort(([a], [b]) => a - b).at(-1)?.[1];
}

/** As much later or earlier as the occurrence that `component` replaces. */
function moved(component: ICAL.Component, start: ICAL.Time, times: ZonedTimes): ICAL.Time {
  const by = times.first(component, 'dtstart')?.subtractDate(times.first(component, 'recurrence-id')!);
  const later = start.clone();
  if (by) later.addDuration(by);
  return later;
}

function occurrence(
  component: ICAL.Component,
  start: ICAL.Time,
  second: number,
  times: ZonedTimes,
): Occurrence {
  const first = times.first(component, 'dtstart')!;
  const last = times.first(component, 'dtend') ?? endOf(component, first);
  const id = `${component.getFirstPropertyValue('uid')} ${second}`;
  const begins = times.instant(start);
  if (!start.isDate) {
    const lastsMs = times.instant(last) - times.instant(first);
    return { id, component, start: begins, end: begins + lastsMs, days: undefined };
  }
  const end = start.clone();
  end.adjust(Math.round(last.subtractDate(first).toSeconds() / 86_400), 0, 0, 0);
  const days: [string, string] = [start.toString(), end.toString()];
  return { id, component, start: begins, end: times.instant(end), days };
}

/** Without an end a date is one day, and a time has no length. */
function endOf(component: ICAL.Component, start: ICAL.Time): ICAL.Time {
  const end = start.clone();
  const duration = component.getFirstPropertyValue('duration');
  if (duration instanceof ICAL.Duration) end.addDuration(duration);
  else if (start.isDate) end.adjust(1, 0, 0, 0);
  return end;
}
