import type { Instant } from '../agenda/agenda.ts';
import type { RoomState } from '../machines/building-types.ts';
import type { Expectation } from './day-shape.ts';
import type { Look } from './reconciliation-log.ts';

/** The first thing that an expectation names and that does not hold. */
export interface Difference {
  at: Instant;
  room_name: string;
  /** JSON path into the day, `expect[2].set.busynow`. */
  path: string;
  expected: unknown;
  found: unknown;
}

export interface Found {
  /** What the door shows, and the state of the room, once everything of that instant was done. */
  door: ReadonlyMap<string, string | number>;
  state: RoomState;
  /** The looks of that instant of which something came. */
  looks: readonly Look[];
}

/** How what was found departs from an expectation, `index` being its place in the day; undefined where it holds. */
export function differenceFrom(
  expectation: Expectation,
  index: number,
  { door, state, looks }: Found,
): Difference | undefined {
  const { at, room_name, because, set = {}, state: expectedState = {}, calls = {} } = expectation;
  const look = looks.find((one) => !because || one.because === because);
  const [first] = [
    ...(because && !look ? [['because', because, looks.map((one) => one.because).join(', ')]] : []),
    ...unlike('state', expectedState, (region) => state[region as keyof RoomState]),
    ...unlike('set', set, (variable) => shown(door.get(variable))),
    ...unlike('calls', calls, (call) => look?.calls[call] ?? 0),
  ];
  if (!first) return undefined;
  const [path, expected, found] = first;
  return { at: Date.parse(at), room_name, path: `expect[${index}].${path}`, expected, found };
}

function unlike(
  key: string,
  expected: Record<string, unknown>,
  found: (name: string) => unknown,
): unknown[][] {
  return Object.entries(expected)
    .filter(([name, value]) => found(name) !== value)
    .map(([name, value]) => [`${key}.${name}`, value, found(name)]);
}

/** What was never written reads as an empty text. */
function shown(value: string | number | undefined): string | number | undefined {
  return value === 'N/A' ? '' : value;
}
