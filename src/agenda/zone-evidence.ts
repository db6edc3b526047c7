import type { GoogleEvent, GoogleEventTime, Maybe } from './google-event.ts';
import {
  type Correction,
  exactOffset,
  type Instant,
  isSameZone,
  offsetAt,
  type Zone,
  zoneName,
} from './zone.ts';

/**
 * The rules of time zones change by law, and those that Node carries are as old as Node. Google's are newer: each time of an
 * event comes with the offset of the calendar's clocks. Where that contradicts our rules, the room goes by Google's.
 */

/** At the instant `at` the zone's clocks are ahead of UTC by `offset` ms, says Google. */
interface Evidence {
  at: Instant;
  offset: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Laws set clocks by an hour, now and then by half of one or two; what is further off is a mistake of somebody's. */
const MOST_ERROR_MS = 180 * MINUTE_MS;
/** All zones are ahead or behind by whole quarters of an hour. */
const GRAIN_MS = 15 * MINUTE_MS;
/** A correction reaches to where our rules set the clocks, but no further than this. */
const REACH_DAYS = 370;

/**
 * The zone called `name` (IANA), which is the calendar's, as `events` show it: corrected where their offsets contradict our
 * rules. `known` is what was known of it before: it stays where the events do not contradict that, as where there are none.
 */
export function zoneShownBy(events: readonly GoogleEvent[], name: string, known: Zone = name): Zone {
  const before = zoneName(known) === name ? known : name;
  const evidence = evidenceIn(events, name);
  if (evidence.every(({ at, offset }) => offsetAt(at, before) === offset)) return before;
  const periods = periodsOf(
    evidence.sort((a, b) => a.at - b.at),
    name,
  );
  const isShown = ({ from, until }: Correction) =>
    periods.some((period) => from < period.until && period.from < until);
  const kept = typeof before === 'string' ? [] : before.corrections.filter((one) => !isShown(one));
  const corrections = [...kept, ...periods.flatMap((period) => correctionsIn(period, name))];
  if (corrections.length === 0) return name;
  return { name, corrections: corrections.sort((a, b) => a.from - b.from) };
}

/**
 * By how many ms this machine's rules are ahead of the zone's clocks, now or, if they are right now, when next they are known to
 * be wrong; negative where they are behind, 0 where nothing is known to be wrong.
 */
export function ruleErrorOf(zone: Zone, now: Instant): number {
  if (typeof zone === 'string') return 0;
  const correction = zone.corrections.find(({ until }) => now < until);
  if (!correction) return 0;
  return offsetAt(correction.from, zone.name) - correction.offset;
}

/** What the times of events tell. Of an event that is kept in another zone the offset may be that one's. */
function evidenceIn(events: readonly GoogleEvent[], name: string): Evidence[] {
  const told: Evidence[] = [];
  for (const { status, start, end } of events) {
    if (status === 'cancelled') continue;
    for (const time of [start, end]) {
      const one = toldBy(time, name);
      if (one) told.push(one);
    }
  }
  return told;
}

/** `Z` tells an instant and nothing of a zone; what our rules can't be wrong by is passed over. */
function toldBy(time: Maybe<GoogleEventTime>, name: string): Evidence | undefined {
  const { dateTime, timeZone } = time ?? {};
  if (!dateTime || !timeZone || !isSameZone(timeZone, name)) return undefined;
  const [, sign, hours, minutes] = /T.*([+-])(\d\d):?(\d\d)$/.exec(dateTime) ?? [];
  if (!sign) return undefined;
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
  const at = Date.parse(dateTime);
  if (Number.isNaN(at)) return undefined;
  const error = Math.abs(offset - offsetAt(at, name));
  return error <= MOST_ERROR_MS && offset % GRAIN_MS === 0 ? { at, offset } : undefined;
}

/** A stretch of time in which our rules do not set the clocks, and what is told of it. */
interface Period {
  from: Instant;
  until: Instant;
  told: [Evidence, ...Evidence[]];
}

function periodsOf(evidence: readonly Evidence[], name: string): Period[] {
  const periods: Period[] = [];
  for (const one of evidence) {
    const last = periods.at(-1);
    if (last && one.at < last.until) last.told.push(one);
    else
      periods.push({
        from: Math.max(clocksSet(one.at, name, -1), last?.until ?? Number.NEGATIVE_INFINITY),
        until: clocksSet(one.at, name, 1),
        told: [one],
      });
  }
  return periods;
}

/** The nearest instant after (or, `towards` -1, up to) `at` from which on our rules have another offset. */
function clocksSet(at: Instant, name: string, towards: 1 | -1): Instant {
  const offset = exactOffset(at, name);
  for (let days = 1; days <= REACH_DAYS; days++) {
    const there = at + towards * days * DAY_MS;
    if (exactOffset(there, name) === offset) continue;
    // Between the two days: `same` is on our side of the change, `other` beyond it.
    let [same, other] = [there - towards * DAY_MS, there];
    while (Math.abs(other - same) > 1) {
      const middle = Math.floor((same + other) / 2);
      if (exactOffset(middle, name) === offset) same = middle;
      else other = middle;
    }
    return Math.max(same, other);
  }
  return at + towards * REACH_DAYS * DAY_MS;
}

/**
 * How our rules are to be corrected in a period. Google's may set the clocks once in it: then at the midnight before it is
 * first seen. Where offsets go to and fro somebody is mistaken: what most of them tell is taken for all.
 */
function correctionsIn({ from, until, told }: Period, name: string): Correction[] {
  const [first] = told;
  const ours = offsetAt(first.at, name);
  const changes = told.filter(({ offset }, index) => index > 0 && offset !== told[index - 1]!.offset);
  const [change] = changes;
  if (changes.length > 1) return [{ from, until, offset: mostTold(told, ours) }].filter(isWrong);
  if (!change) return [{ from, until, offset: first.offset }].filter(isWrong);
  const before = told[told.indexOf(change) - 1]!;
  const midnight = Math.floor((change.at + before.offset) / DAY_MS) * DAY_MS - before.offset;
  const set = midnight > before.at ? midnight : change.at;
  return [
    { from, until: set, offset: first.offset },
    { from: set, until, offset: change.offset },
  ].filter(isWrong);

  function isWrong({ offset }: Correction): boolean {
    return offset !== ours;
  }
}

/** The offset of most; ours where none has more than that. */
function mostTold(told: readonly Evidence[], ours: number): number {
  const count = (offset: number) => told.filter((one) => one.offset === offset).length;
  return told.reduce((most, { offset }) => (count(offset) > count(most) ? offset : most), ours);
}
