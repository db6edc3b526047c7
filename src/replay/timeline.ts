import { isoWithOffset } from '../agenda/local-time.ts';
import { printable, type Terminal } from '../telemetry/terminal.ts';
import type { Day } from './day-shape.ts';
import { zoneOf } from './day-zones.ts';
import type { DisplayFilter } from './display-filter.ts';
import type { Replay } from './replay.ts';
import { type Row, rowsOf } from './rows.ts';

const USUAL_COLUMNS = 100;
const LEAST_TEXT = 30;
/** Room for `unknown, stale -> free`; rarer states are longer, and the rest of their look stands below. */
const WIDEST_STATE = 22;

export interface TimelineOptions extends Pick<Terminal, 'paint' | 'columns'> {
  shown: DisplayFilter;
}

/**
 * A day for a terminal: its title, then when, which room, why, its state before and after, and what was set, for each
 * look of which something came. What was done to the rooms stands between, dimly.
 */
export function timelineOf(
  replayed: Pick<Replay, 'looks' | 'answers'> & Partial<Pick<Replay, 'told' | 'noShows'>>,
  day: Day,
  file: string,
  { shown, columns, paint = (_, text) => text }: TimelineOptions,
): string[] {
  const rows = rowsOf(replayed, day, shown);
  const times = rows.map(({ at, room }) => isoWithOffset(at, zoneOf(room, day)).slice(0, 19).split('T'));
  // Where rooms differ in their date, a line for each date would come again and again.
  const isMixed = day.rooms.some(({ time_zone }) => time_zone && time_zone !== day.time_zone);
  const cells = rows.map(({ room, why, state }, index) =>
    [isMixed ? times[index]!.join(' ') : times[index]![1]!, room, why, state].map(printable),
  );
  const widest = (column: number) => Math.max(0, ...cells.map((row) => row[column]!.length));
  const widths = [widest(0), widest(1), widest(2), Math.min(widest(3), WIDEST_STATE)];
  const margin = widths.reduce((sum, width) => sum + width + 2, 0);
  const room = Math.max((columns ?? USUAL_COLUMNS) - margin, LEAST_TEXT);
  const lines = rows.flatMap((row, index) => {
    const padded = cells[index]!.map((cell, column) => cell.padEnd(widths[column]!));
    const said = broken(row.said.map(printable), room);
    const [first = '', ...further] = row.state.length > WIDEST_STATE ? ['', ...said] : said;
    const below = further.map((line) => ' '.repeat(margin) + line);
    const date = times[index]![0]!;
    const heading = isMixed || date === times[index - 1]?.[0] ? [] : [paint('dim', date)];
    return [...heading, ...painted(row, [...padded, first], below, paint)];
  });
  const none = lines.length === 0 ? [paint('dim', 'nothing happened then')] : [];
  return [
    paint('bold', printable(day.title ?? file)),
    paint('dim', printable(zonesOf(day))),
    ...none,
    ...lines,
    '',
  ];
}

function painted(
  { state, colour }: Row,
  cells: readonly string[],
  below: readonly string[],
  paint: NonNullable<Terminal['paint']>,
): string[] {
  if (!state) return [cells.join('  ').trimEnd(), ...below].map((line) => paint(colour, line));
  const [time = '', room = '', why = '', states = '', said = ''] = cells;
  return [[time, room, paint('cyan', why), paint(colour, states), said].join('  ').trimEnd(), ...below];
}

/** Pieces in lines of at most `width`, but for a piece that is longer by itself. */
function broken(pieces: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 2 + piece.length <= width)
      lines[lines.length - 1] = `${last}  ${piece}`;
    else lines.push(piece);
  }
  return lines;
}

function zonesOf({ rooms, time_zone }: Day): string {
  const others = rooms.flatMap(({ room_name, time_zone: own }) =>
    own && own !== time_zone ? [`${room_name} in ${own}`] : [],
  );
  return [time_zone, ...others].join(', ');
}
