import { writeFile } from 'node:fs/promises';
import { isTimeZone } from '../agenda/local-time.ts';
import { isVendorFailure } from '../io/vendor-error.ts';
import { troubleOf } from '../operator/trouble.ts';
import { parseDay } from '../replay/day.ts';
import { exitCodeOf } from '../telemetry/exit-code.ts';
import { plain, type Terminal } from '../telemetry/terminal.ts';
import { ConfigError } from '../validation/config-error.ts';
import { unknownZone } from '../validation/explain.ts';
import { fileSource, isFile } from './file-source.ts';
import { pseudonymsBy } from './pseudonyms.ts';
import { recordedDay } from './recorded-day.ts';
import { calendarSource } from './sources.ts';

const DAY_MS = 24 * 3_600_000;
/** Farther ahead no door names a next meeting that anyone waits for; and rules may repeat without end. */
const AHEAD_MS = 32 * DAY_MS;
/** From the first zone in which a date begins to the last one. */
const ZONES_MS = 26 * 3_600_000;

/** Options of `roomcal record`; `day` is a date, `2026-11-23`, `output` a file, stdout where it is left out or `-`. */
export interface RecordOptions {
  day: string;
  output?: string;
  force?: boolean;
  withNames?: boolean;
  timeZone?: string;
  room?: string;
}

/**
 * `roomcal record`: a day of a calendar, which is Google's by id or by the name of a room in the configuration, or an
 * .ics file (here, at an address or on stdin), as a day that `roomcal replay` takes. Resolves to the exit code.
 */
export async function recordDay(
  calendar: string,
  { day: date, output, force = false, withNames = false, timeZone, room: roomName }: RecordOptions,
  env: Record<string, string | undefined>,
  terminal: Terminal,
  stdin: AsyncIterable<Uint8Array> = process.stdin,
): Promise<number> {
  const { out, err } = plain(terminal);
  return exitCodeOf(terminal, async () => {
    checkDate(date);
    if (timeZone !== undefined && !isTimeZone(timeZone))
      throw new ConfigError(`--time-zone: ${unknownZone(timeZone)}`);
    const tell = (line: string) => err(`roomcal: ${line}`);
    const source = isFile(calendar)
      ? await fileSource(calendar, { timeZone, stdin, tell })
      : await calendarSource(calendar, env);
    const { room, key, list } = source;
    const midnight = Date.parse(date);
    const listed = await list(midnight - ZONES_MS, midnight + AHEAD_MS).catch(inWords);
    const recorded = recordedDay(
      date,
      listed,
      { roomName: roomName ?? room.roomName, timeZone: timeZone ?? room.timeZone },
      withNames ? undefined : pseudonymsBy(key),
    );
    const text = `${JSON.stringify(recorded, null, 2)}\n`;
    // What is recorded must be what replay takes, or it is a mistake here.
    const toStdout = output === undefined || output === '-';
    parseDay(text, toStdout ? calendar : output);
    if (toStdout) out(text.trimEnd());
    else {
      await write(output, text, force);
      const { length } = recorded.rooms[0]?.events ?? [];
      out(`${output}: ${recorded.title}, ${length} ${length === 1 ? 'event' : 'events'}`);
    }
    return 0;
  });
}

function checkDate(date: string): void {
  // The month after a day is looked at, too, and ISO 8601 ends with the year 9999.
  const midnight = /^(?!9999)\d{4}-\d\d-\d\d$/.test(date) ? new Date(date) : new Date(Number.NaN);
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(date))
    throw new ConfigError(`--day ${date}: no date up to the year 9998; write it as 2026-11-23`);
}

async function write(file: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new ConfigError(`${file}: is there already; overwrite it with --force`);
    throw new ConfigError(`${file}: can't be written (${code})`);
  }
}

/** What a vendor refused, and how a person mends it. */
function inWords(error: unknown): never {
  if (!isVendorFailure(error)) throw error;
  const { says, mend } = troubleOf(error);
  throw new ConfigError(`${says}; ${mend}`);
}
