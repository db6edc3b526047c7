import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDay } from '../replay/day.ts';
import type { Day } from '../replay/day-shape.ts';
import { exitCodeOf } from '../telemetry/exit-code.ts';
import { printable, type Terminal } from '../telemetry/terminal.ts';
import { ConfigError } from '../validation/config-error.ts';
import { CLASSES } from './generate/classes.ts';
import { generate } from './generate/generate.ts';
import { judge } from './judge.ts';
import type { SimulateOptions } from './options.ts';
import { shrink } from './shrink.ts';
import { summaryOf, type Tally, tally } from './summary.ts';
import type { Violation } from './violation.ts';
import { inWorkers } from './workers.ts';

/** Of each promise so many violations are shrunk and written, in one call. */
const MOST_WRITTEN = 3;

/**
 * `roomcal simulate`: lets seeded days pass, judges each, and writes those that break a promise, shrunk. Resolves to the
 * exit code: 1 where something broke, or where a person has to mend something.
 */
export async function simulate(options: SimulateOptions, terminal: Terminal): Promise<number> {
  const { out } = terminal;
  return exitCodeOf(
    terminal,
    async () => {
      if (options.only !== undefined && !(options.only in CLASSES))
        throw new ConfigError(
          `--only ${options.only}: there is no such class, but ${Object.keys(CLASSES).join(', ')}`,
        );
      const seeds = seedsIn(options.seeds);
      const found =
        options.workers > 1 && !options.day
          ? await inWorkers(seeds, options, terminal)
          : await here(options.day ? await daysIn(options.day) : daysOf(seeds, options), options, terminal);
      out(options.json ? JSON.stringify(summaryOf(found)) : summaryOf(found).says);
      return Object.keys(found.broken).length > 0 ? 1 : 0;
    },
    '',
  );
}

function* daysOf(seeds: readonly number[], { rooms, days, only }: SimulateOptions): Generator<Day> {
  for (const seed of seeds) yield generate(seed, { rooms, days, only });
}

async function daysIn(files: readonly string[]): Promise<Day[]> {
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8').catch(({ code }) => {
        throw new ConfigError(`${file}: can't be read (${code}); name the file of a day`);
      });
      return parseDay(text, file);
    }),
  );
}

async function here(days: Iterable<Day>, options: SimulateOptions, { out }: Terminal): Promise<Tally> {
  const found = tally();
  const written = new Map<string, number>();
  let unhandled: unknown;
  const catchUnhandled = (error: unknown) => {
    unhandled ??= error;
  };
  // Nobody waits for a promise of the machines': what it is rejected with is a mistake.
  process.on('unhandledRejection', catchUnhandled);
  try {
    for (const day of days) {
      const violations = await judge(day);
      if (unhandled !== undefined)
        violations.push({
          invariant: 'no-mistake-of-ours',
          at: Date.parse(day.to),
          says: `unhandled: ${unhandled}`,
        });
      unhandled = undefined;
      found.count(day, violations);
      for (const violation of firstOfEach(violations)) {
        const count = (written.get(violation.invariant) ?? 0) + 1;
        written.set(violation.invariant, count);
        const file = count <= MOST_WRITTEN && !options.day ? await write(day, violation, options) : undefined;
        out(oneLine(day, violation, file, options.json));
      }
    }
  } finally {
    process.off('unhandledRejection', catchUnhandled);
  }
  return found.done();
}

function firstOfEach(violations: readonly Violation[]): Violation[] {
  return [...new Map(violations.toReversed().map((one) => [one.invariant, one])).values()].reverse();
}

async function write(
  day: Day,
  violation: Violation,
  { out, shrink: tries }: SimulateOptions,
): Promise<string> {
  const { day: shrunk, violation: left } =
    tries > 0 ? await shrink(day, violation, { judge: (one) => judge(one), tries }) : { day, violation };
  const { invariant, at, room_name, says } = left;
  const title = `Seed ${day.seed} breaks ${invariant} at ${new Date(at).toISOString()}${room_name ? ` of ${room_name}` : ''}: ${says}`;
  const file = join(out, `seed-${day.seed}-${invariant}.json`);
  await mkdir(out, { recursive: true });
  await writeFile(file, `${JSON.stringify({ ...shrunk, title: title.split('\n', 1)[0] }, null, 2)}\n`);
  return file;
}

function oneLine(day: Day, violation: Violation, file: string | undefined, json: boolean): string {
  const { invariant, at, room_name, says } = violation;
  const when = new Date(at).toISOString();
  if (json) return JSON.stringify({ seed: day.seed, invariant, at: when, room_name, says, file });
  const where = file ? `; ${file}` : '';
  return printable(
    `seed ${day.seed}: ${invariant} at ${when}${room_name ? ` of ${room_name}` : ''}: ${says}${where}`,
  );
}

/** Throws a `ConfigError` where `text` names no seeds. */
export function seedsIn(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [, first, last = first] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part.trim()) ?? [];
    if (first === undefined || Number(last) < Number(first))
      throw new ConfigError(`--seeds ${text}: write 1-100, or 7, or both with a comma between`);
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index);
  });
}
