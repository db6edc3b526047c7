import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PYTHON } from '../helpers/known-differences.ts';
import { lookAt } from '../helpers/looks.ts';
import {
  byPython,
  byRecord,
  differences,
  type Look,
  pythonWithCalendars,
} from '../helpers/other-libraries.ts';
import { randomRules } from '../helpers/random-rules.ts';
import { ours, theirs } from '../helpers/rrule-temporal.ts';

const python = pythonWithCalendars();

describe.skipIf(python === undefined)('recurring_ical_events', () => {
  it('agrees on every file of fixtures/ics and of its own tests, or is known not to', () => {
    const looks = [...globSync('fixtures/ics/*.ics').map(lookAt), ...itsOwn()];
    const answers = byPython(python ?? '', looks);
    const found = looks
      .map((look, index) => ({ look, found: differences(look, byRecord(look), answers[index] ?? 'nothing') }))
      .filter(({ found }) => found.length > 0)
      .map(({ look, found }) => ({ name: basename(look.file, '.ics'), found }));
    expect(found.filter(({ name }) => !(name in PYTHON))).toEqual([]);
    expect(looks.length).toBeGreaterThan(30);
  });
});

/** The first days and those in the middle of each file that it is tested with, where its package has them. */
function itsOwn(): Look[] {
  const where = 'import recurring_ical_events as r, os; print(os.path.dirname(r.__file__))';
  const folder = String(spawnSync(python ?? '', ['-c', where]).stdout).trim();
  return globSync(`${folder}/test/calendars/*.ics`).flatMap((file) => {
    const starts = [...readFileSync(file, 'utf8').matchAll(/^DTSTART[^:\n]*:((?:19[7-9]|2)\d+)/gm)];
    const dates = starts
      .map(([, date = '']) => `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}`)
      .sort();
    const from = new Set([dates[0], dates[Math.floor(dates.length / 2)]]);
    return [...from].flatMap((date) => {
      if (!date) return [];
      const until = new Date(Date.parse(date) + 400 * 86_400_000).toISOString().slice(0, 10);
      return { file, from: date, until, zone: 'Europe/Rome' };
    });
  });
}

it('25,000 rules mean what rrule-temporal takes them to mean', () => {
  const different = randomRules(25_000, 2, 15).filter((one) => ours(one).join() !== theirs(one).join());
  expect(different).toEqual([]);
});
