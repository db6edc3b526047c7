import { isoWithMilliseconds, isoWithOffset } from '../agenda/local-time.ts';
import { printable, type Terminal } from '../telemetry/terminal.ts';
import type { Day } from './day-shape.ts';
import { zoneOf } from './day-zones.ts';
import type { Replay } from './replay.ts';

/**
 * The first expectation that does not hold, as expected against found, and what tells more of it; none where all hold.
 */
export function explainDifference(
  { looks, differences }: Pick<Replay, 'looks' | 'differences'>,
  day: Day,
  paint: NonNullable<Terminal['paint']> = (_, text) => text,
): string[] {
  const [first, ...others] = differences;
  if (!first) return [];
  const { at, room_name, path, expected, found } = first;
  const zone = zoneOf(room_name, day);
  const shown = (value: unknown) => printable(String(JSON.stringify(value)));
  const [wanted, seen] = [shown(expected), shown(found)];
  const variable = /\.set\.(\w+)$/.exec(path)?.[1];
  const setting = looks.findLast(
    (look) => look.at <= at && look.room_name === room_name && variable !== undefined && variable in look.set,
  );
  const since = setting && isoWithOffset(setting.at, zone).slice(11, 19);
  const where = printable(`${path} (${room_name}, ${isoWithMilliseconds(at, zone)})`);
  const line = `${where}: expected ${paint('green', wanted, 'err')}`;
  return [
    `${line}, found ${paint('red', found === '' && path.endsWith('.because') ? 'no look then' : seen, 'err')}`,
    ...(setting ? [`  ${variable} was set at ${since} (${setting.because})`] : []),
    ...(others.length > 0 ? [`  and ${others.length} more of what is expected does not hold`] : []),
  ];
}
