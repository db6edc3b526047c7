import type { Instant } from '../agenda/agenda.ts';
import { durationOf, isSingle } from './duration.ts';
import type { Component } from './file/component.ts';
import { DAY_MS } from './rules/days.ts';
import { type Reach, startsOf } from './starts.ts';
import { isCancelled } from './status.ts';
import type { Length } from './times/length.ts';
import type { Moment } from './times/moment.ts';
import type { Times } from './times/times.ts';
import { type Replacement, type Series, sequenceOf } from './versions.ts';

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
  const isWithin = (one: Occurrence) => one.start <= reach.until && one.end > reach.from;
  const asOccurrence = ({ component, begins, key }: Replacing) =>
    occurrence({ id, component, key }, begins, durationOf(component, begins, times), times);
  const replacing = series.replacing.flatMap((replacement) => {
    const begins = startOfPart(replacement, times);
    if (!begins) return [];
    const one = { ...replacement, begins, reaches: rangeOf(replacement.component) };
    // It is asked of what matters alone: it takes its time, and some series have thousands of parts.
    const isGone = start && master && isWithin(asOccurrence(one)) && isForgotten(one, master, start, times);
    return isGone ? [] : one;
  });
  // An event without a start is read, and takes place nowhere.
  if (!start && replacing.length === 0) return master && !master.has('DTSTART') ? [] : undefined;
  const found = replacing.map(asOccurrence);
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
  return found.filter(isWithin);
}

/** A part that replaces an occurrence, and when it begins itself. */
interface Replacing extends Replacement {
  begins: Moment;
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

/** A cancellation may do without DTSTART (RFC 5546, 3.2.5): it is then where the occurrence was. */
function startOfPart({ component, replaced }: Replacement, times: Times): Moment | undefined {
  return isCancelled(component) && !component.has('DTSTART') ? replaced : startOf(component, times);
}

/** Whether a series in a later version is cancelled, or has no longer the occurrence that a part replaces. */
function isForgotten(one: Replacing, master: Component, start: Moment, times: Times): boolean {
  if (one.reaches || sequenceOf(one.component) >= sequenceOf(master)) return false;
  if (isCancelled(master)) return true;
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
