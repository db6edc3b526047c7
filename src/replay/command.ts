import { isoWithMilliseconds } from '../agenda/local-time.ts';
import type { BuildingOptions } from '../machines/building-types.ts';
import { exitCodeOf } from '../telemetry/exit-code.ts';
import { printable, type Terminal } from '../telemetry/terminal.ts';
import { dayIn } from './day-file.ts';
import { type Day, hasProcesses } from './day-shape.ts';
import { zoneOf } from './day-zones.ts';
import { checkRooms, type DisplayOptions, displayFilterOf } from './display-filter.ts';
import { explainDifference } from './explain-difference.ts';
import type { Look } from './reconciliation-log.ts';
import { replay } from './replay.ts';
import { timelineOf } from './timeline.ts';

/** What `DisplayOptions` has limits what is printed, not what is replayed nor what is expected. */
export interface ReplayOptions extends DisplayOptions {
  json: boolean;
  /** That of the day where it is left out, or 1. */
  seed?: number | undefined;
  /** Hears what each actor is sent and becomes. */
  inspect?: BuildingOptions['inspect'] | undefined;
}

/**
 * `roomcal replay`: replays the days in `files` and resolves to the exit code, 1 where a day is malformed or an
 * expectation does not hold. All days are read before the first is replayed.
 */
export async function replayDays(
  files: readonly string[],
  { json, seed, inspect, ...wanted }: ReplayOptions,
  terminal: Terminal,
): Promise<number> {
  const { out, err, paint, columns } = terminal;
  return exitCodeOf(
    terminal,
    async () => {
      const read = await Promise.all(files.map(async (file) => ({ file, day: await dayIn(file) })));
      checkRooms(
        wanted.room,
        read.map(({ day }) => day),
      );
      const days = read.map((one) => ({ ...one, shown: displayFilterOf(one.day, wanted) }));
      let code = 0;
      for (const { file, day, shown } of days) {
        const replayed = await replay(day, seed ?? day.seed ?? 1, { inspect });
        if (json) {
          const named = files.length > 1 ? file : undefined;
          for (const look of replayed.looks.filter(shown)) out(oneLine(look, day, named));
        } else {
          for (const line of timelineOf(replayed, day, file, { shown, paint, columns })) out(line);
        }
        const [first, ...further] = explainDifference(replayed, day, paint);
        if (first === undefined) continue;
        err(`${printable(file)}: ${first}`);
        for (const line of further) err(line);
        code = 1;
      }
      return code;
    },
    '',
  );
}

function oneLine(
  { at, room_name, process, because, state, set, calls }: Look,
  day: Day,
  file: string | undefined,
): string {
  const iso = isoWithMilliseconds(at, zoneOf(room_name, day));
  const whose = hasProcesses(day) ? { room_name, process } : { room_name };
  return JSON.stringify({ ...(file && { day: file }), at: iso, ...whose, because, state, set, calls });
}
