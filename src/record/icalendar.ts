import type { Instant } from '../agenda/agenda.ts';
import { ConfigError } from '../validation/config-error.ts';
import type { Component } from './file/component.ts';
import { allOf, componentsOf } from './file/components.ts';
import { contentLines } from './file/content-lines.ts';
import { linesOf, type Skipped } from './file/skipped.ts';
import { asGoogle } from './icalendar-event.ts';
import type { Listed } from './recorded-day.ts';
import { type Occurrence, occurrencesOf } from './recurrence.ts';
import type { Reach } from './starts.ts';
import { calendarZone } from './times/calendar-zone.ts';
import { Times } from './times/times.ts';
import { seriesOf } from './versions.ts';

/** So many in all that no memory runs out. */
const MOST_OCCURRENCES = 100_000;
/** Of a series of more than so many, those of the first days are told, and the first one later. */
const MANY = 1_000;
const FIRST_DAYS_MS = 5 * 86_400_000;

export interface Asked {
  from: Instant;
  until: Instant;
  /** IANA; where a file names no zone, its times are in this one, or else in that of this machine. */
  timeZone: string | undefined;
  /** Is told, a line each, what was skipped, and what was guessed. */
  tell?: (line: string) => void;
}

/**
 * The events of an iCalendar file that may matter between two instants, as Google would list them: recurring ones
 * expanded. What can't be read is skipped and told. Throws a `ConfigError` where nothing in it can be read.
 */
export function eventsOf(file: string | Uint8Array, { from, until, timeZone, tell }: Asked): Listed {
  const skipped: Skipped[] = [];
  const root = componentsOf(contentLines(bytesOf(file)), (one) => skipped.push(one));
  const [calendars, events] = ['VCALENDAR', 'VEVENT'].map((name) => allOf(root, name)) as Pair;
  if (calendars.length + events.length === 0)
    throw new ConfigError('no iCalendar file: there is no VCALENDAR and no VEVENT in it');
  for (const one of allOf(root, 'VFREEBUSY'))
    one.tell(one.line, 'VFREEBUSY skipped: it has no meetings; export the events themselves');
  const { zone, guessed } = calendarZone(root, timeZone);
  const times = new Times(zone, allOf(root, 'VTIMEZONE'));
  const told = occurrencesIn(events, times, { from, until });
  if (!told) throw new ConfigError(['nothing in it can be read', ...linesOf(skipped)].join('\n'));
  const room = calendars[0]?.text('X-WR-CALNAME') ?? '';
  const listed = told.sort((a, b) => a.start - b.start).map((one) => asGoogle(one, times, room));
  for (const line of [...(guessed ? [guessed] : []), ...linesOf(skipped)]) tell?.(line);
  return { timeZone: zone, events: listed };
}

type Pair = [Component[], Component[]];

/** What of the events takes place within reach; undefined where there are some and none can be read. */
function occurrencesIn(events: readonly Component[], times: Times, reach: Reach): Occurrence[] | undefined {
  const found: Occurrence[] = [];
  let readable = events.length === 0;
  const whole = events.filter((one) => one.whole);
  for (const series of seriesOf(whole, times)) {
    if (found.length > MOST_OCCURRENCES) {
      const { component } = series.replacing[0] ?? { component: series.master };
      component?.tell(component.line, `event skipped: there are more than ${MOST_OCCURRENCES} before it`);
      continue;
    }
    const some = occurrencesOf(series, times, reach);
    readable ||= some !== undefined;
    for (const one of thinned(some ?? [], reach.from + FIRST_DAYS_MS)) found.push(one);
  }
  return readable ? found : undefined;
}

/** Of many occurrences, those that begin until then, and of each component the first one later. */
function thinned(occurrences: Occurrence[], until: Instant): Occurrence[] {
  if (occurrences.length <= MANY) return occurrences;
  const later = new Map<Component, Occurrence>();
  for (const one of occurrences) {
    const first = later.get(one.component);
    if (one.start > until && (!first || one.start < first.start)) later.set(one.component, one);
  }
  return [...occurrences.filter(({ start }) => start <= until), ...later.values()];
}

function bytesOf(file: string | Uint8Array): Uint8Array {
  return typeof file === 'string' ? Buffer.from(file, 'utf8') : file;
}
