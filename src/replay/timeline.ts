import { isoWithOffset } from '../agenda/local-time.ts';
import { type Day, zoneOf } from './day-shape.ts';
import type { Look } from './ledger.ts';

/** A day for a terminal: its title, then a line for each look of which something came. */
export function timelineOf(looks: readonly Look[], day: Day, file: string): string[] {
  const width = Math.max(...day.rooms.map(({ room_name }) => room_name.length));
  const before = new Map<string, string>();
  const lines = looks.map(({ at, room_name, because, state, set }) => {
    const [date, time] = isoWithOffset(at, zoneOf(room_name, day)).slice(0, 19).split('T');
    const was = before.get(room_name);
    const is = `${state?.occupancy}${state?.sync === 'stale' ? ', stale' : ''}`;
    before.set(room_name, is);
    const given = Object.entries(set).map(([variable, value]) => `${variable}=${JSON.stringify(value)}`);
    const change = was === undefined || was === is ? is : `${was} -> ${is}`;
    return [`${date} ${time}`, room_name.padEnd(width), because.padEnd(8), change, ...given].join('  ');
  });
  return [day.title ?? file, ...lines].map(printable).concat('');
}

/** A title must not speak to the terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
