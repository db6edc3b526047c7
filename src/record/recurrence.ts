import type { Instant } from '../agenda/agenda.ts';
import { durationOf, isSingle } from './duration.ts';
import type { Component } from './file/component.ts';
import { DAY_MS } from './rules/days.ts';
import { type Reach, startsOf } from './starts.ts';
import type { Length } from './times/length.ts';
import type { Moment } from './times/moment.ts';
import type { Times } from './times/times.ts';
import { type Series, sequenceOf } from './versions.ts';

/** A component as it takes place once; of a whole day `start` and `end` are in the zone of times that name none. */
export interface Occurrence {
  id: string;
  component: Component;
  start: Instant;
  end: Instant;
  /** Where it lasts whole days, the first one and the one after the last, `2026-11-23`. */
  days: [string, string] | undefined;
}

/**
 * When a series takes place within reach: a component, and those that replace some of its occurrences. What is
 * replaced and taken away is matched by its instant, or by its day where it is named by one or lasts whole days.
 * Undefined where nothing of it can be read.
 */
export function occurrencesOf(series: Series, times: Times, reach: Reach): Occurrence[] | undefined {
  const { id, master } = series;
  const start = master && startOf(master, times);
  const replacing = series.replacing.flatMap(({ component, replaced }) => {
    const begins = startOf(component, times);
    const key = start?.isDate ? times.day(replaced) : times.instant(replaced);
    const one = begins && { component, replaced, begins, key, reaches: rangeOf(component) };
    return !one || (start && master && isForgotten(one, master, start, times)) ? [] : one;
  });
  // An event without a start is read, and takes place nowhere.
  if (!start && replacing.length === 0) return master && !master.has('DTSTART') ? [] : undefined;
  const found = replacing.map(({ component, begins, key }) =>
    occurrence({ id, component, key }, begins, durationOf(component, begins, times), times),
  );
  if (master && start) {
    const lasts = durationOf(master, start, times);
    // What is moved into reach may be out of it where the series has it.
    const ranges = replacing.filter(({ reaches }) => reaches).map((one) => farthest(one, times));
    const away = ranges.reduce((most, one) => Math.max(most, one), 0);
    const wider = { from: reach.from - away, until: reach.until + away };
    for (const [key, { moment, length }] of startsOf(master, { start, lasts, times, reach: wider })) {
      if (replacing.some((one) => isMeant(one, key, moment, start.isDate))) continue;
      const changed = changedFrom(replacing, key);
      if (!changed) found.push(occurrence({ id, component: master, key }, moment, length ?? lasts, times));
      else {
        const { component, begins } = changed;
        const there = moved(changed, moment, times);
        found.push(occurrence({ id, component, key }, there, durationOf(component, begins, times), times));
      }
    }
  }
  return found.filter((one) => one.start <= reach.until && one.end > reach.from);
}

/** A part that replaces an occurrence: the key of that one, or the day where a time is named by its date. */
interface Replacing {
  component: Component;
  replaced: Moment;
  begins: Moment;
  key: number;
  /** Whether it changes those that follow, too: RANGE=THISANDFUTURE (RFC 5545, 3.2.13). */
  reaches: boolean;
}

function rangeOf(component: Component): boolean {
  return component.first('RECURRENCE-ID')?.parameter('range')?.toUpperCase() === 'THISANDFUTURE';
}

/** How far from its place in the series an occurrence may reach that was changed along with another one, in ms. */
function farthest({ component, replaced, begins }: Replacing, times: Times): number {
  const { days, ms } = durationOf(component, begins, times);
  return Math.abs(times.instant(begins) - times.instant(replaced)) + days * DAY_MS + ms;
}

function startOf(component: Component, times: Times): Moment | undefined {
  const start = times.first(component, 'DTSTART');
  if (!start && !component.has('DTSTART')) component.tell(component.line, 'event skipped: it has no DTSTART');
  return start;
}

/** Whether a series in a later version has no longer the occurrence that a part replaces. */
function isForgotten(one: Replacing, master: Component, start: Moment, times: Times): boolean {
  if (one.reaches || sequenceOf(one.component) >= sequenceOf(master)) return false;
  const lasts = { days: 0, ms: 0 };
  const reach = { from: one.key - DAY_MS, until: one.key + 2 * DAY_MS };
  const found = startsOf(master, { start, lasts, times, reach });
  return ![...found].some(([key, { moment }]) => isMeant(one, key, moment, start.isDate));
}

/** Whether a RECURRENCE-ID means that occurrence; of times it may name the day alone. */
function isMeant({ replaced, key }: Replacing, other: number, { wall }: Moment, wholeDays: boolean): boolean {
  if (replaced.isDate && !wholeDays) return Math.floor(wall / DAY_MS) * DAY_MS === replaced.wall;
  return key === other;
}

/** What has replaced this occurrence along with an earlier one. */
function changedFrom(replacing: readonly Replacing[], occurrence: number): Replacing | undefined {
  return replacing
    .filter(({ key, reaches }) => reaches && key < occurrence)
    .sort((a, b) => a.key - b.key)
    .at(-1);
}

/** As much later or earlier as the occurrence that the part itself replaces. */
function moved({ replaced, begins, key }: Replacing, moment: Moment, times: Times): Moment {
  const from = replaced.isDate || moment.isDate ? key : times.instant(replaced);
  const to = moment.isDate && begins.isDate ? begins.wall : times.instant(begins);
  const wall = moment.wall + to - from;
  const { isDate } = begins;
  return { ...moment, isDate, wall: isDate ? Math.floor(wall / DAY_MS) * DAY_MS : wall };
}

/** `key` is the instant at which it begins or would have begun, or of whole days the wall time. */
function occurrence(
  { id, component, key }: { id: string; component: Component; key: number },
  moment: Moment,
  { days, ms }: Length,
  times: Times,
): Occurrence {
  const ends = { ...moment, wall: moment.wall + days * DAY_MS };
  const start = times.instant(moment, isSingle(component));
  const end = days === 0 ? start + ms : times.instant(ends) + ms;
  const dates = [moment, ends].map(({ wall }) => new Date(wall).toISOString().slice(0, 10)) as [
    string,
    string,
  ];
  return { id: `${id} ${key / 1_000}`, component, start, end, days: moment.isDate ? dates : undefined };
}
