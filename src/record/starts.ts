import type { Instant } from '../agenda/agenda.ts';
import { between, bounded } from './duration.ts';
import type { Component } from './file/component.ts';
import { DAY_MS } from './rules/days.ts';
import { expand, Measureless } from './rules/expansion.ts';
import { type Rule, ruleIn } from './rules/rule.ts';
import type { Length } from './times/length.ts';
import { type Moment, momentIn } from './times/moment.ts';
import type { Period, Times } from './times/times.ts';
import { UTC } from './times/zones.ts';

/** More than one a minute for a month: a slip of the pen. */
const MOST_STARTS = 60_000;
/** What clocks of two zones may differ by, and more than they are ever set. */
const ZONES_MS = 2 * DAY_MS;

/** What takes place between two instants matters. */
export interface Reach {
  from: Instant;
  until: Instant;
}

/** A series: where it begins, and how long each occurrence lasts that does not say so itself. */
interface Begun {
  start: Moment;
  lasts: Length;
  times: Times;
  reach: Reach;
}

interface Start {
  moment: Moment;
  length: Length | undefined;
}

/**
 * When a component begins, within reach at least: its own start, what RRULE and RDATE add, and EXDATE and EXRULE take
 * away (RFC 5545, 3.8.5). By the instant, or of whole days by the wall time, so that each is there once.
 */
export function startsOf(component: Component, begun: Begun): Map<number, Start> {
  const { start, times } = begun;
  const found = new Map<number, Start>();
  const keyOf = (moment: Moment) => (start.isDate ? moment.wall : times.instant(moment));
  const rules = rulesOf(component, 'RRULE', begun);
  // A series that was ended before its first occurrence has none.
  if (rules.length === 0 || rules.some((one) => !isOver(one, begun)))
    found.set(keyOf(start), { moment: start, length: undefined });
  for (const moment of rules.flatMap((one) => momentsOf(one, begun)))
    found.set(keyOf(moment), { moment, length: undefined });
  for (const period of times.periods(component, 'RDATE')) {
    const one = added(period, begun);
    found.set(keyOf(one.moment), one);
  }
  for (const one of rulesOf(component, 'EXRULE', begun))
    for (const moment of momentsOf(one, begun)) found.delete(keyOf(moment));
  const [days, instants] = [new Set<number>(), new Set<number>()];
  for (const moment of times.all(component, 'EXDATE').map((one) => times.asIn(start, one))) {
    if (start.isDate) instants.add(times.day(moment));
    else if (moment.isDate) days.add(moment.wall);
    else instants.add(times.instant(moment));
  }
  for (const [key, { moment }] of found) {
    if (instants.has(key) || (days.size > 0 && days.has(Math.floor(moment.wall / DAY_MS) * DAY_MS)))
      found.delete(key);
  }
  return found;
}

/** What an RDATE adds: a period with its own end; of a day the series' own time, of whole days the day. */
function added({ start: moment, end }: Period, { start, times }: Begun): Start {
  if (start.isDate) return { moment: { ...start, wall: times.day(moment) }, length: undefined };
  if (moment.isDate)
    return { moment: { ...start, wall: moment.wall + (start.wall % DAY_MS) }, length: undefined };
  return { moment, length: end && bounded('wall' in end ? between(moment, end, times) : end) };
}

/** A rule of a component, and how to tell of it. */
interface Told {
  rule: Rule;
  until: Until;
  tell(why: string): void;
}

function rulesOf(component: Component, name: 'RRULE' | 'EXRULE', { start }: Begun): Told[] {
  return component.all(name).flatMap(({ value, line }) => {
    const tell = (why: string) => component.tell(line, `${name} skipped: ${why}`);
    try {
      const rule = ruleIn(value);
      return { rule, until: untilOf(rule, start), tell };
    } catch (error) {
      tell((error as Error).message);
      return [];
    }
  });
}

function isOver({ until }: Told, { start, times }: Begun): boolean {
  return start.wall > until.wall || times.instant(start) > until.instant;
}

function momentsOf({ rule, until, tell }: Told, { start, lasts, times, reach }: Begun): Moment[] {
  // A count of nothing, or of less, adds nothing to the start itself.
  if (rule.count === 0) return [];
  const from = reach.from - ZONES_MS - lasts.days * DAY_MS - lasts.ms;
  const moments: Moment[] = [];
  try {
    for (const wall of expand(rule, start.wall, from, Math.min(reach.until + ZONES_MS, until.wall))) {
      const moment = { ...start, wall: start.isDate ? Math.floor(wall / DAY_MS) * DAY_MS : wall };
      if (times.instant(moment) > until.instant) break;
      moments.push(moment);
      if (moments.length > MOST_STARTS) throw new Measureless('repeats without measure');
    }
  } catch (error) {
    if (!(error instanceof Measureless)) throw error;
    tell(error.message);
    return [];
  }
  return moments;
}

/** The last wall time and the last instant. */
interface Until {
  wall: number;
  instant: Instant;
}

/** Of whole days the date counts that is written there, of times all of a day that is named. */
function untilOf({ until }: Rule, start: Moment): Until {
  const never = { wall: Number.POSITIVE_INFINITY, instant: Number.POSITIVE_INFINITY };
  if (until === undefined) return never;
  const moment = momentIn(until, start.zone);
  if (!moment) throw new Error(`UNTIL=${until.slice(0, 40)} is no date and no time`);
  if (start.isDate || moment.isDate)
    return { ...never, wall: Math.floor(moment.wall / DAY_MS) * DAY_MS + DAY_MS - 1 };
  if (moment.zone === UTC) return { wall: moment.wall + ZONES_MS, instant: moment.wall };
  return { ...never, wall: moment.wall };
}
