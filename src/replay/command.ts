import { readFile } from 'node:fs/promises';
import { isoWithMilliseconds } from '../agenda/local-time.ts';
import { ConfigError } from '../io/config-error.ts';
import type { Terminal } from '../terminal.ts';
import { parseDay } from './day.ts';
import { type Day, zoneOf } from './day-shape.ts';
import type { Difference } from './expectations.ts';
import type { Look } from './ledger.ts';
import { replay } from './replay.ts';
import { timelineOf } from './timeline.ts';

export interface ReplayOptions {
  json: boolean;
  seed: number;
}

/**
 * `roomcal replay`: replays the days in `files` and resolves to the exit code, 1 where a day is malformed or an
 * expectation does not hold. All days are read before the first is replayed.
 */
export async function replayDays(
  files: readonly string[],
  { json, seed }: ReplayOptions,
  { out, err }: Terminal,
): Promise<number> {
  let days: Day[];
  try {
    days = await Promise.all(files.map(async (file) => parseDay(await textOf(file), file)));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    err(error.message);
    return 1;
  }
  let code = 0;
  for (const [index, day] of days.entries()) {
    const file = files[index]!;
    const { looks, differences } = await replay(day, seed);
    if (json) for (const look of looks) out(lineOf(look, day, files.length > 1 ? file : undefined));
    else for (const line of timelineOf(looks, day, file)) out(line);
    if (differences[0]) {
      err(`${file}: ${explained(differences[0], day)}`);
      code = 1;
    }
  }
  return code;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'there is no such file' : `can't be read (${code}); name the file of a day`;
    throw new ConfigError(`${file}: ${why}`);
  }
}

function lineOf(
  { at, room_name, because, state, set, calls }: Look,
  day: Day,
  file: string | undefined,
): string {
  const iso = isoWithMilliseconds(at, zoneOf(room_name, day));
  return JSON.stringify({ ...(file && { day: file }), at: iso, room_name, because, state, set, calls });
}

function explained({ at, room_name, path, expected, found }: Difference, day: Day): string {
  const iso = isoWithMilliseconds(at, zoneOf(room_name, day));
  return `${path} (${room_name}, ${iso}): expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`;
}
