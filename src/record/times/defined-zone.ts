import type { Instant } from '../../agenda/agenda.ts';
import type { Component } from '../file/component.ts';
import { DAY_MS, dateOf, dayNumber } from '../rules/days.ts';
import { expand } from '../rules/expansion.ts';
import { ruleIn } from '../rules/rule.ts';
import { momentIn } from './moment.ts';
import { UTC, type Zone } from './zones.ts';

/** Many a zone is defined from 1601 on; no event of those years matters. */
const EARLIEST = Date.UTC(1900, 0, 1);

/** Clocks are set: when they show `wall`, from an offset to another one (ms ahead of UTC). */
interface Setting {
  wall: number;
  before: number;
  after: number;
}

/** A zone as a file defines it (RFC 5545, 3.6.5). */
export class DefinedZone implements Zone {
  readonly name: string;
  readonly #observances: Component[];
  readonly #otherwise: Zone | undefined;
  #settings: Setting[] = [];
  #known = Number.NEGATIVE_INFINITY;

  /** `otherwise` has the times that a definition leaves open: exports define no more than some years. */
  constructor(name: string, component: Component, otherwise?: Zone) {
    this.name = name;
    this.#otherwise = otherwise;
    this.#observances = component.components.filter((one) => settingOf(one) !== undefined);
    const unread = component.components.filter((one) => !this.#observances.includes(one));
    for (const one of this.isDefined ? unread : [])
      one.tell(one.line, `${one.name} of ${name} skipped: it has no start or no offset that can be read`);
  }

  get isDefined(): boolean {
    return this.#observances.length > 0;
  }

  instantOf(wall: number): Instant {
    const offset = this.#offsetAt(wall);
    return offset === undefined && this.#otherwise ? this.#otherwise.instantOf(wall) : wall - (offset ?? 0);
  }

  soonest(wall: number): Instant {
    return this.instantOf(wall);
  }

  /** Where clocks skip the time, or show it twice, it is that before they are set. */
  #offsetAt(wall: number): number | undefined {
    this.#know(wall);
    const last = this.#settings.findLast((one) => one.wall <= wall);
    if (this.#otherwise && (!last || this.#isLeftOpen(wall, last))) return undefined;
    // Before all of them there is what the first of them ended.
    if (!last) return this.#settings[0]?.before;
    return wall < last.wall + last.after - last.before ? last.before : last.after;
  }

  /** Whether a definition of clocks that are set says nothing of a time: its years are over, or it leaves some out. */
  #isLeftOpen(wall: number, last: Setting): boolean {
    if (this.#observances.length < 2) return false;
    const isOver = last === this.#settings.at(-1) && yearOf(wall) > yearOf(last.wall);
    return isOver || wall - last.wall > 366 * DAY_MS;
  }

  #know(wall: number): void {
    if (wall < this.#known) return;
    this.#known = dayNumber(yearOf(wall) + 2, 1, 1) * DAY_MS;
    this.#settings = this.#observances
      .flatMap((one) => settingsOf(one, this.#known))
      .sort((a, b) => a.wall - b.wall);
  }
}

function yearOf(wall: number): number {
  return dateOf(wall / DAY_MS).year;
}

function settingsOf(observance: Component, until: number): Setting[] {
  const first = settingOf(observance);
  if (!first) return [];
  const walls = new Set([first.wall, ...observance.all('RDATE').flatMap(({ value }) => wallsIn(value))]);
  for (const { value, line } of observance.all('RRULE')) {
    try {
      const rule = ruleIn(value);
      const end = rule.until ? momentIn(rule.until, UTC) : undefined;
      // UNTIL is in UTC, where clocks show what they did before they were set.
      const last = end ? end.wall + (/Z$/.test(rule.until ?? '') ? first.before : 0) : until;
      for (const wall of expand(rule, first.wall, EARLIEST, Math.min(last, until))) walls.add(wall);
    } catch (error) {
      observance.tell(line, `RRULE skipped: ${(error as Error).message}`);
    }
  }
  return [...walls].map((wall) => ({ ...first, wall }));
}

function wallsIn(dates: string): number[] {
  return dates.split(',').flatMap((one) => momentIn(one.split('/')[0] ?? '', UTC)?.wall ?? []);
}

function settingOf(observance: Component): Setting | undefined {
  const start = momentIn(observance.first('DTSTART')?.value ?? '', UTC);
  const [before, after] = ['TZOFFSETFROM', 'TZOFFSETTO'].map((name) =>
    offsetOf(observance.first(name)?.value),
  );
  if (!start || after === undefined) return undefined;
  return { wall: start.wall, before: before ?? after, after };
}

/** `+0100` or `-053000`, also `+01:00`, `+01` and `+1`, in ms. */
function offsetOf(value = ''): number | undefined {
  const [, sign, hours, minutes = 0, seconds = 0] =
    /^([+-]?)(\d\d?)(?::?(\d\d))?(?::?(\d\d))?$/.exec(value.trim()) ?? [];
  if (hours === undefined) return undefined;
  const ms = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000;
  return sign === '-' ? -ms : ms;
}
