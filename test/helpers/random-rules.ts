import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface RandomRule {
  rule: string;
  /** DTSTART as clocks show it, in ms. */
  start: number;
}

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const FREQUENCIES = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY'];

/**
 * Rules drawn from `seed`, which begin up to `years` before 2027, without those in which a library is known to be wrong:
 * dateutil where days with and without numbers are mixed, of BYWEEKNO alone, and of weeks that end in another year;
 * rrule-temporal where BYMONTHDAY or BYYEARDAY limits other days of a year (docs/adr/0025).
 */
export function randomRules(number: number, seed: number, years: number): RandomRule[] {
  const random = xoroshiro128plus(seed);
  const whether = (share: number) => uniformFloat64(random) < share;
  const whole = (from: number, to: number) => from + Math.floor(uniformFloat64(random) * (to - from + 1));
  const pick = <T>(list: readonly T[]): T => list[whole(0, list.length - 1)] as T;
  const some = (most: number, one: () => string | number) =>
    [...new Set(Array.from({ length: whole(1, most) }, one))].join(',');
  const signed = (most: number) => (whether(0.3) ? -whole(1, most) : whole(1, most));
  return Array.from({ length: number }, draw);

  function draw(): RandomRule {
    const frequency = pick(FREQUENCIES);
    const finer = frequency === 'HOURLY' || frequency === 'MINUTELY';
    const parts = [`FREQ=${frequency}`];
    const maybe = (share: number, part: () => string) => {
      const taken = whether(share);
      if (taken) parts.push(part());
      return taken;
    };
    maybe(finer ? 1 : 0.5, () => `INTERVAL=${whole(...intervals(frequency))}`);
    maybe(0.3, () => `COUNT=${whole(1, 60)}`);
    const months = maybe(0.3, () => `BYMONTH=${some(4, () => whole(1, 12))}`);
    const weeks = frequency === 'YEARLY' && maybe(0.2, () => `BYWEEKNO=${some(3, () => whole(2, 51))}`);
    const byDays = daysOf();
    maybe(0.2, () => `BYHOUR=${some(3, () => whole(0, 23))}`);
    maybe(0.2, () => `BYMINUTE=${some(3, () => whole(0, 3) * 15)}`);
    if (byDays) maybe(0.25, () => `BYSETPOS=${some(2, () => signed(4))}`);
    maybe(0.2, () => `WKST=${pick(DAYS)}`);
    const away = finer ? whole(0, 10) : whole(0, years * 365);
    const start = Date.UTC(2026, 10, 1 - away, whole(6, 20), whole(0, 3) * 15);
    return { rule: parts.join(';'), start };

    function daysOf(): boolean {
      const weekdays = () => some(4, () => pick(DAYS));
      if (weeks) parts.push(`BYDAY=${weekdays()}`);
      if (weeks || frequency === 'WEEKLY') return weeks || maybe(0.7, () => `BYDAY=${weekdays()}`);
      if (frequency === 'YEARLY' && maybe(0.1, () => `BYYEARDAY=${some(9, () => signed(366))}`)) return true;
      const monthDays = maybe(0.25, () => `BYMONTHDAY=${some(4, () => signed(31))}`);
      const coarse = frequency === 'YEARLY' || frequency === 'MONTHLY';
      const most = frequency === 'YEARLY' && !months ? 52 : 5;
      const numbered = coarse && !(frequency === 'YEARLY' && monthDays) && whether(0.6);
      const days = maybe(
        0.4,
        () => `BYDAY=${numbered ? some(4, () => signed(most) + pick(DAYS)) : weekdays()}`,
      );
      return monthDays || days;
    }
  }
}

function intervals(frequency: string): [number, number] {
  if (frequency === 'MINUTELY') return [60, 200];
  return frequency === 'HOURLY' ? [3, 30] : [1, 4];
}
