import type { Instant } from '../agenda/agenda.ts';
import type { RoomState } from '../machines/building-types.ts';
import type { Colour } from '../telemetry/terminal.ts';
import { type Day, hasProcesses } from './day-shape.ts';
import type { DisplayFilter } from './display-filter.ts';
import { type Happening, happeningsOf } from './happenings.ts';
import type { Look } from './reconciliation-log.ts';
import type { Replay } from './replay.ts';

/** Reasons of looks that come of what was done at the same instant, and stand below it. */
const CONSEQUENCES: readonly string[] = ['changed', 'booked'];

/** What a timeline tells: a look, or something that was done to the rooms. */
export interface Row {
  at: Instant;
  /** Empty where it is of no one room. */
  room: string;
  why: string;
  /** The state of the room before and after; empty where it is no look. */
  state: string;
  /** Pieces, each of which stays whole where a line is broken. */
  said: string[];
  /** Of the state; where it is no look, of all. */
  colour: Colour;
}

/** The rows of what is shown of a replayed day, in the order in which it happened. */
export function rowsOf(
  replayed: Pick<Replay, 'looks' | 'answers'> & Partial<Pick<Replay, 'told' | 'noShows'>>,
  day: Day,
  shown: DisplayFilter,
): Row[] {
  const { looks } = replayed;
  const happenings = happeningsOf(day, replayed).filter(shown);
  const ranked = [
    ...lookRows(looks, day, shown).map((row) => ({ row, rank: CONSEQUENCES.includes(row.why) ? 3 : 1 })),
    ...happenings.map((one) => ({ row: happeningRow(one), rank: rankOf(one, day) })),
  ];
  return ranked.sort((a, b) => a.row.at - b.row.at || a.rank - b.rank).map(({ row }) => row);
}

/** What is due at an instant happens before what is done at it; but at the very start vendors are away already. */
function rankOf({ at, what }: Happening, { from }: Day): number {
  return what === 'fault' && at === Date.parse(from) ? 0 : 2;
}

/** The state before is told also where that look is not shown. */
function lookRows(looks: readonly Look[], day: Day, shown: DisplayFilter): Row[] {
  const states = new Map<string, RoomState | undefined>();
  const isOfMany = hasProcesses(day);
  return looks.flatMap((look) => {
    const { at, because: why, set } = look;
    const room = isOfMany ? `${look.room_name} ${look.process}` : look.room_name;
    const [before, after] = [states.get(room), look.state].map(wordsOf);
    states.set(room, look.state);
    const state = before === undefined || before === after ? after! : `${before} -> ${after}`;
    const said = Object.entries(set).map(([variable, value]) => `${variable}=${JSON.stringify(value)}`);
    return shown(look) ? [{ at, room, why, state, said, colour: colourOf(look.state) }] : [];
  });
}

function happeningRow({ at, room_name: room = '', what: why, said, refused }: Happening): Row {
  return { at, room, why, state: '', said, colour: refused ? 'yellow' : 'dim' };
}

/** That a room is fresh, and that nobody books, goes without saying. */
function wordsOf(state: RoomState | undefined): string | undefined {
  if (!state) return undefined;
  const { occupancy, sync, booking } = state;
  return [occupancy, ...(sync === 'stale' ? [sync] : []), ...(booking === 'open' ? [] : [booking])].join(
    ', ',
  );
}

function colourOf(state: RoomState | undefined): Colour {
  if (state?.sync === 'stale' || state?.occupancy === 'unknown') return 'yellow';
  return state?.occupancy === 'busy' ? 'red' : 'green';
}
