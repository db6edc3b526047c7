import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import ical, { type VEvent } from 'node-ical';
import { eventsOf } from '../../src/record/icalendar.ts';

const DAY_MS = 86_400_000;

/** Where to look in a file: two dates, the second not included, and the zone of times that name none. */
export interface Look {
  file: string;
  from: string;
  until: string;
  zone: string;
}

/** What takes place, a line each with start, end and title in order; or why a file is refused. */
export type Found = string[] | string;

/** Starts as instants in ISO 8601, whole days as dates. */
type Told = [start: string, end: string, title: string];

export function byRecord({ file, from, until, zone }: Look): Found {
  const bounds = { from: Date.parse(from) - 2 * DAY_MS, until: Date.parse(until) + 2 * DAY_MS };
  return orWhy(() =>
    eventsOf(readFileSync(file), { ...bounds, timeZone: zone }).events.map(({ start, end, summary }) => {
      const [begins, ends] = [start, end].map((one) => one?.date ?? iso(new Date(one?.dateTime ?? '')));
      return [begins ?? '', ends ?? '', summary ?? ''];
    }),
  );
}

export function byNodeIcal({ file, from, until }: Look): Found {
  const range = {
    from: new Date(Date.parse(from) - 2 * DAY_MS),
    to: new Date(Date.parse(until) + 2 * DAY_MS),
  };
  return orWhy(() => {
    const parsed = Object.values(ical.sync.parseICS(readFileSync(file, 'utf8')));
    const events = parsed.filter((one): one is VEvent => one?.type === 'VEVENT');
    return events.flatMap((event) =>
      ical
        .expandRecurringEvent(event, { ...range, expandOngoing: true })
        .map(({ start, end, summary, isFullDay }) => {
          const told = (date: Date) => (isFullDay ? localDate(date) : iso(date));
          const title = typeof summary === 'string' ? summary : summary?.val;
          return [told(start), told(end), title ?? ''] as Told;
        }),
    );
  });
}

/** The interpreter that has recurring_ical_events, `PYTHON` or python3; undefined where there is none. */
export function pythonWithCalendars(): string | undefined {
  const python = process.env.PYTHON || 'python3';
  const { status } = spawnSync(python, ['-c', 'import recurring_ical_events']);
  return status === 0 ? python : undefined;
}

export function byPython(python: string, looks: readonly Look[]): Found[] {
  // Its days begin by the clock of the calendar: a day more on both sides has them all.
  const dayFrom = (date: string, days: number) =>
    new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
  const wider = looks.map((look) => ({
    ...look,
    from: dayFrom(look.from, -1),
    until: dayFrom(look.until, 1),
  }));
  const input = JSON.stringify(wider);
  // The zones of its own package, for a machine's are often older.
  const env = { ...process.env, PYTHONTZPATH: '' };
  const { stdout } = spawnSync(python, ['test/long/occurrences.py'], { input, env, maxBuffer: 2 ** 30 });
  const answers: (Told[] | string)[] = JSON.parse(String(stdout));
  return answers.map((one) => (typeof one === 'string' ? one : lines(one)));
}

/** What is found of both within the dates, where neither is refused, and only by one of them. */
export function differences({ from, until }: Look, ours: Found, theirs: Found): string[] {
  if (typeof ours === 'string' || typeof theirs === 'string')
    return ours.toString() === theirs.toString() ? [] : [`ours ${brief(ours)}`, `theirs ${brief(theirs)}`];
  const within = (found: readonly string[]) =>
    found.filter((one) => one.slice(0, 10) >= from && one.slice(0, 10) < until);
  const [mine, other] = [within(ours), within(theirs)];
  return [
    ...mine.filter((one) => !other.includes(one)).map((one) => `ours ${one}`),
    ...other.filter((one) => !mine.includes(one)).map((one) => `theirs ${one}`),
  ];
}

function brief(found: Found): string {
  return typeof found === 'string' ? 'refuse it' : `find ${found.length}`;
}

function orWhy(read: () => Told[]): Found {
  try {
    return lines(read());
  } catch (error) {
    return String(error);
  }
}

function lines(told: readonly Told[]): string[] {
  return told.map((one) => one.join(' ').trim()).sort();
}

function iso(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}

/** node-ical has whole days at midnight by the clock of the machine. */
function localDate(date: Date): string {
  const [year, month, day] = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return [year, String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}
