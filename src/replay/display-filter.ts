import { closest } from 'fastest-levenshtein';
import type { Instant } from '../agenda/agenda.ts';
import { instantOf, localDate } from '../agenda/local-time.ts';
import { ConfigError } from '../validation/config-error.ts';
import type { Day } from './day-shape.ts';
import { calendarZoneOf } from './day-zones.ts';

const DAY_MS = 24 * 3_600_000;
const OFFSET = /(Z|[+-]\d\d:\d\d)$/;

/**
 * What somebody wants to see: `room` are names, `from` and `to` instants with their offset, or local times of the day,
 * `10:20` or `2026-11-23T10:20`. What is left out limits nothing.
 */
export interface DisplayOptions {
  room?: readonly string[] | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** Whether something that happened is shown; what concerns no one room has no `room_name`. */
export type DisplayFilter = (one: { at: Instant; room_name?: string | undefined }) => boolean;

/** Throws a `ConfigError` where a room is in none of the days. */
export function checkRooms(rooms: readonly string[] = [], days: readonly Day[]): void {
  const names = [...new Set(days.flatMap((day) => day.rooms.map(({ room_name }) => room_name)))];
  const stranger = rooms.find((name) => !names.includes(name));
  if (stranger === undefined) return;
  const near = names.length > 1 ? `; did you mean ${closest(stranger, names)}?` : '';
  throw new ConfigError(`--room ${stranger}: there is no such room, but ${names.join(', ')}${near}`);
}

/** What is shown of a day. Throws a `ConfigError` where `wanted` is no time, or ends before it begins. */
export function displayFilterOf(day: Day, wanted: DisplayOptions): DisplayFilter {
  const { room } = wanted;
  const from = timeOf('--from', wanted.from, day) ?? Number.NEGATIVE_INFINITY;
  const to = timeOf('--to', wanted.to, day) ?? Number.POSITIVE_INFINITY;
  if (to < from) throw new ConfigError(`--to ${wanted.to}: must not be earlier than --from ${wanted.from}`);
  return ({ at, room_name }) =>
    from <= at && at <= to && (!room?.length || room_name === undefined || room.includes(room_name));
}

function timeOf(option: string, text: string | undefined, day: Day): Instant | undefined {
  if (text === undefined) return undefined;
  const instant = OFFSET.test(text) ? Date.parse(text) : localTime(text, day);
  if (/^(\d{4}-\d\d-\d\dT)?\d\d:\d\d/.test(text) && !Number.isNaN(instant)) return instant;
  throw new ConfigError(
    `${option} ${text}: no time; write 10:20, 2026-11-23T10:20 or 2026-11-23T10:20:00+01:00`,
  );
}

/** A time without a date is the first one that clocks show in the course of the day. */
function localTime(text: string, day: Day): Instant {
  const zone = calendarZoneOf(day);
  if (text.includes('T')) return instantOf(text, zone);
  const begins = Date.parse(day.from);
  const [today, tomorrow] = [0, DAY_MS].map((ms) =>
    instantOf(`${localDate(begins + ms, zone)}T${text}`, zone),
  );
  return today! < begins ? tomorrow! : today!;
}
