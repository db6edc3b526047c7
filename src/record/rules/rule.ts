export const FREQUENCIES = [
  'YEARLY',
  'MONTHLY',
  'WEEKLY',
  'DAILY',
  'HOURLY',
  'MINUTELY',
  'SECONDLY',
] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** Monday first, as ISO weeks have them. */
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** A day of the week, 0 (Monday) to 6; with `nth` only that one of the month or year, counted from its end where below 0. */
export interface Weekday {
  weekday: number;
  nth: number | undefined;
}

/** A recurrence rule (RFC 5545, 3.3.10). Parts that are left out are undefined. */
export interface Rule {
  frequency: Frequency;
  interval: number;
  count: number | undefined;
  /** As it stands in the file: a date or a time. */
  until: string | undefined;
  months: number[] | undefined;
  weeks: number[] | undefined;
  yearDays: number[] | undefined;
  monthDays: number[] | undefined;
  weekdays: Weekday[] | undefined;
  hours: number[] | undefined;
  minutes: number[] | undefined;
  seconds: number[] | undefined;
  positions: number[] | undefined;
  /** 0 (Monday) to 6. */
  weekStart: number;
}

/** Each numeric part: its smallest and largest value, and whether it may be negative to count from the end. */
const NUMBERS = {
  BYMONTH: ['months', 1, 12, false],
  BYWEEKNO: ['weeks', 1, 53, true],
  BYYEARDAY: ['yearDays', 1, 366, true],
  BYMONTHDAY: ['monthDays', 1, 31, true],
  BYHOUR: ['hours', 0, 23, false],
  BYMINUTE: ['minutes', 0, 59, false],
  BYSECOND: ['seconds', 0, 60, false],
  BYSETPOS: ['positions', 1, 366, true],
} as const;

/** Reads a rule. Throws an `Error` that says what is no rule in it; parts that nobody knows are passed over. */
export function ruleIn(text: string): Rule {
  const parts = new Map(
    text
      .toUpperCase()
      .replace(/\s/g, '')
      .split(';')
      .map((part) => [part.split('=')[0] ?? '', part.split('=')[1] ?? ''] as const),
  );
  const frequency = FREQUENCIES.find((one) => one === parts.get('FREQ'));
  if (!frequency) throw new Error(`FREQ=${parts.get('FREQ') ?? ''} is no frequency`);
  // RFC 7529: other calendars, and days that are moved where they do not exist.
  for (const [name, plain] of [
    ['RSCALE', 'GREGORIAN'],
    ['SKIP', 'OMIT'],
  ] as const) {
    if ((parts.get(name) || plain) !== plain) throw new Error(`${name}=${parts.get(name)} is not read`);
  }
  const numbers = Object.entries(NUMBERS).map(([name, [key, least, most, signed]]) => [
    key,
    list(name, least, most, signed),
  ]);
  return {
    frequency,
    interval: natural('INTERVAL') || 1,
    count: natural('COUNT'),
    until: parts.get('UNTIL') || undefined,
    ...(Object.fromEntries(numbers) as Record<
      (typeof NUMBERS)[keyof typeof NUMBERS][0],
      number[] | undefined
    >),
    weekdays: values('BYDAY')?.map(weekday),
    weekStart: parts.has('WKST') ? weekday(parts.get('WKST') ?? '').weekday : 0,
  };

  function values(name: string): string[] | undefined {
    const found = (parts.get(name) ?? '').split(',').filter(Boolean);
    return found.length > 0 ? found : undefined;
  }

  function natural(name: string): number | undefined {
    const value = parts.get(name);
    if (!value) return undefined;
    if (!/^[+-]?\d+$/.test(value)) throw new Error(`${name}=${value} is no number`);
    return Math.max(Number(value), 0);
  }

  function list(name: string, least: number, most: number, fromTheEnd: boolean): number[] | undefined {
    return values(name)?.map((value) => {
      const number = /^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN;
      const size = fromTheEnd ? Math.abs(number) : number;
      if (!(size >= least && size <= most))
        throw new Error(`${name}=${value} is not from ${least} to ${most}`);
      return number;
    });
  }
}

function weekday(text: string): Weekday {
  const [, nth, name = ''] = /^([+-]?\d+)?([A-Z]{2})$/.exec(text) ?? [];
  const found = WEEKDAYS.indexOf(name);
  if (found < 0) throw new Error(`${text} is no day of the week`);
  return { weekday: found, nth: nth ? Number(nth) || undefined : undefined };
}
