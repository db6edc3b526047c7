import type { Instant } from '../agenda/agenda.ts';
import { isoWithOffset, localDate } from '../agenda/local-time.ts';
import type { RoomState } from '../machines/building-types.ts';
import type { Colour, Terminal } from '../terminal.ts';
import { type Day, zoneOf } from './day-shape.ts';
import { type Happening, happeningsOf } from './happenings.ts';
import type { Look } from './ledger.ts';
import type { Replay } from './replay.ts';
import type { Shown } from './shown.ts';

const USUAL_COLUMNS = 100;
const LEAST_TEXT = 30;
/** Reasons of looks that come of what was done at the same instant, and stand below it. */
const CONSEQUENCES: readonly string[] = ['changed', 'booked'];

interface Row {
  at: Instant;
  room: string;
  why: string;
  /** Before and after; of a happening, which is no look, undefined. */
  states: [before: RoomState | undefined, after: RoomState | undefined] | undefined;
  /** Pieces that stay whole where a line is broken. */
  said: string[];
  colour: Colour | undefined;
}

export interface TimelineOptions extends Pick<Terminal, 'paint' | 'columns'> {
  shown: Shown;
}

/**
 * A day for a terminal: its title, then when, which room, why, its state before and after, and what was set, for each
 * look of which something came. What was done to the rooms stands between, dimly.
 */
export function timelineOf(
  { looks, answers }: Pick<Replay, 'looks' | 'answers'>,
  day: Day,
  file: string,
  { shown, columns, paint = (_, text) => text }: TimelineOptions,
): string[] {
  const rows = [...lookRows(looks, shown), ...happeningsOf(day, answers).filter(shown).map(happeningRow)];
  const inOrder = rows
    .map((row) => ({ row, rank: rankOf(row, day) }))
    .sort((a, b) => a.row.at - b.row.at || a.rank - b.rank)
    .map(({ row }) => row);
  const dates = new Set(inOrder.map(({ at, room }) => localDate(at, zoneOf(room, day))));
  const timeOf = ({ at, room }: Row) => {
    const iso = isoWithOffset(at, zoneOf(room, day)).slice(0, 19).replace('T', ' ');
    return dates.size > 1 ? iso : iso.slice(11);
  };
  const cells = inOrder.map((row) => [timeOf(row), row.room, row.why, stateTextOf(row)]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...cells.map((row) => row[column]!.length)));
  const margin = widths.reduce((sum, width) => sum + width + 2, 0);
  const room = Math.max((columns ?? USUAL_COLUMNS) - margin, LEAST_TEXT);
  const lines = inOrder.flatMap((row, index) => {
    const padded = cells[index]!.map((cell, column) => printable(cell).padEnd(widths[column]!));
    const [time, name, why, state] = padded as [string, string, string, string];
    const [first = '', ...further] = broken(row.said.map(printable), room);
    if (!row.states) return painted([time, name, why, state, first], further, margin, row.colour, paint);
    const colour = colourOf(row.states[1]);
    const head = [time, name, paint('cyan', why), colour ? paint(colour, state) : state, first];
    return painted(head, further, margin, undefined, paint);
  });
  const heading = [...(dates.size === 1 ? dates : []), zonesOf(day)].join(', ');
  const none = lines.length === 0 ? [paint('dim', 'nothing happened then')] : [];
  return [paint('bold', printable(day.title ?? file)), paint('dim', heading), ...none, ...lines, ''];
}

function painted(
  cells: readonly string[],
  further: readonly string[],
  margin: number,
  colour: Colour | undefined,
  paint: NonNullable<Terminal['paint']>,
): string[] {
  const lines = [cells.join('  ').trimEnd(), ...further.map((line) => ' '.repeat(margin) + line)];
  return colour ? lines.map((line) => paint(colour, line)) : lines;
}

/** States are told of a room's looks before, too, that are not shown. */
function lookRows(looks: readonly Look[], shown: Shown): Row[] {
  const states = new Map<string, RoomState | undefined>();
  return looks.flatMap((look) => {
    const { at, room_name: room, because: why, state, set } = look;
    const before = states.get(room);
    states.set(room, state);
    const said = Object.entries(set).map(([variable, value]) => `${variable}=${JSON.stringify(value)}`);
    return shown(look) ? [{ at, room, why, states: [before, state], said, colour: undefined }] : [];
  });
}

function happeningRow({ at, room_name: room = '', what: why, said, refused }: Happening): Row {
  return { at, room, why, states: undefined, said, colour: refused ? 'yellow' : 'dim' };
}

/** What is due at an instant happens before what is done at it; at the very start vendors may be away before. */
function rankOf({ at, why, states }: Row, { from }: Day): number {
  if (!states) return why === 'fault' && at === Date.parse(from) ? 0 : 2;
  return CONSEQUENCES.includes(why) ? 3 : 1;
}

function stateTextOf({ states }: Row): string {
  if (!states) return '';
  const [before, after] = states.map(wordsOf);
  return before === undefined || before === after ? after! : `${before} -> ${after}`;
}

/** What is out of the ordinary: fresh, and nobody books, goes without saying. */
function wordsOf(state: RoomState | undefined): string | undefined {
  if (!state) return undefined;
  const { occupancy, sync, booking } = state;
  return [occupancy, ...(sync === 'stale' ? [sync] : []), ...(booking === 'open' ? [] : [booking])].join(
    ', ',
  );
}

function colourOf(state: RoomState | undefined): Colour | undefined {
  if (state?.sync === 'stale' || state?.occupancy === 'unknown') return 'yellow';
  return state?.occupancy === 'busy' ? 'red' : 'green';
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

/** A title must not speak to the terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
