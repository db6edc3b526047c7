import type { Instant } from '../agenda/agenda.ts';
import type { Component } from './file/component.ts';
import type { Moment } from './times/moment.ts';
import type { Times } from './times/times.ts';

/** What a UID stands for: an event or a series, and what replaces some of its occurrences, each in its last version. */
export interface Series {
  /** The UID; of an event without one its line. */
  id: string;
  master: Component | undefined;
  replacing: Replacement[];
}

/** What replaces an occurrence: that of the key, its instant or, in a series of whole days, its wall time. */
export interface Replacement {
  component: Component;
  replaced: Moment;
  key: number;
}

/** The events of a file by their UID. One without a UID is its own (RFC 5545, 3.8.4.7, wants one of each). */
export function seriesOf(events: readonly Component[], times: Times): Series[] {
  const groups = Map.groupBy(events, (one) => one.uid ?? `line ${one.line}`);
  return [...groups].map(([id, parts]) => seriesNamed(id, parts, times));
}

function seriesNamed(id: string, parts: readonly Component[], times: Times): Series {
  const masters = parts.filter((one) => !one.has('RECURRENCE-ID'));
  const master = lastOf(masters, times);
  const start = master && times.first(master, 'DTSTART');
  const replacing = new Map<number, Replacement>();
  for (const component of parts.filter((one) => one.has('RECURRENCE-ID'))) {
    const named = times.first(component, 'RECURRENCE-ID');
    if (!named)
      component.tell(component.line, 'event skipped: which occurrence it replaces is not to be read');
    else {
      const replaced = times.asIn(start, named);
      const key = start?.isDate ? times.day(replaced) : times.instant(replaced);
      const earlier = replacing.get(key)?.component;
      const last = earlier ? lastOf([earlier, component], times) : component;
      if (last === component) replacing.set(key, { component, replaced, key });
    }
  }
  return { id, master, replacing: [...replacing.values()] };
}

/** How often it was changed so that others must know (RFC 5545, 3.8.7.4). */
export function sequenceOf(component: Component): number {
  return Number.parseInt(component.text('SEQUENCE'), 10) || 0;
}

/** Of several versions that of the highest SEQUENCE, then the one modified last, then the later one in the file. */
function lastOf(versions: readonly Component[], times: Times): Component | undefined {
  if (versions.length < 2) return versions[0];
  const age = (one: Component): [number, Instant, Instant] => [
    sequenceOf(one),
    instantOf('LAST-MODIFIED', one),
    instantOf('DTSTAMP', one),
  ];
  return versions
    .map((one) => ({ one, age: age(one) }))
    .reduce((last, next) => (isOlder(next.age, last.age) ? last : next)).one;

  function instantOf(name: string, one: Component): Instant {
    const moment = times.first(one, name);
    return moment ? times.instant(moment) : Number.NEGATIVE_INFINITY;
  }
}

function isOlder(one: readonly number[], other: readonly number[]): boolean {
  const place = one.findIndex((age, index) => age !== other[index]);
  return place >= 0 && (one[place] ?? 0) < (other[place] ?? 0);
}
