import { closest } from 'fastest-levenshtein';
import { bookingRequest } from '../http/door/booking-requests.ts';
import { ConfigError } from '../validation/config-error.ts';
import { explain, firstOf } from '../validation/explain.ts';
import { parseJson } from '../validation/json.ts';
import { shape } from '../validation/schema.ts';
import { eventsOf, pathed, wrongEvent } from './day-events.ts';
import { type Change, type Day, DayShape } from './day-shape.ts';

/** A year too many is a slip of the pen. */
const LONGEST_MS = 400 * 24 * 3_600_000;

/** What is done to a room, and what to none. */
const ROOM_KINDS = [
  'insert',
  'update',
  'delete',
  'book',
  'extend',
  'end',
  'check_in',
  'board',
  'press',
  'channel_lost',
] as const;
const KINDS = [...ROOM_KINDS, 'fault', 'start', 'stop', 'clock', 'sleep'] as const;
const VENDORS = ['calendar', 'iot', 'push', 'pubsub', 'storage'] as const;

const schemaErrors = shape(DayShape);

/** Reads a day's text; `place` is where it lies. Throws a `ConfigError` with a line for each mistake and its JSON path. */
export function parseDay(text: string, place: string): Day {
  const written = parseJson(text, place);
  const mistakes = explain(schemaErrors(written), 'docs/replay.md');
  if (mistakes.length === 0) mistakes.push(...contradictions(written as Day));
  if (mistakes.length > 0)
    throw new ConfigError(
      firstOf(mistakes)
        .map((mistake) => `${place}: ${mistake}`)
        .join('\n'),
    );
  return written as Day;
}

/** What a schema can't say: instants out of order, rooms and events that are not there. */
function contradictions(day: Day): string[] {
  const { from, to, rooms, changes = [], expect = [] } = day;
  const names = rooms.map(({ room_name }) => room_name);
  const unknown = [...pathed('changes', changes), ...pathed('expect', expect)].flatMap(
    ([path, { at, room_name }]) => [
      ...(isWithin(at, day) ? [] : [`${path}.at: ${at} is not between from (${from}) and to (${to})`]),
      ...(room_name === undefined || names.includes(room_name)
        ? []
        : [`${path}.room_name: there is no room ${room_name}; did you mean ${closest(room_name, names)}?`]),
    ],
  );
  return [
    ...(Date.parse(from) < Date.parse(to) ? [] : [`to: must be later than from (${from})`]),
    ...(Date.parse(to) - Date.parse(from) > LONGEST_MS ? [`to: more than a year after from (${from})`] : []),
    ...pathed('rooms', names).flatMap(([path, name], index) =>
      names.indexOf(name) === index ? [] : [`${path}.room_name: ${name} stands here twice`],
    ),
    ...unknown,
    ...pathed('changes', changes).flatMap(([path, change]) => wrongKind(path, change)),
    ...eventsOf(day).flatMap(([path, event]) => wrongEvent(path, event)),
    ...wrongIds(day),
  ];
}

function isWithin(at: string, { from, to }: Day): boolean {
  return Date.parse(from) <= Date.parse(at) && Date.parse(at) <= Date.parse(to);
}

function wrongKind(path: string, change: Change): string[] {
  const kinds = KINDS.filter((kind) => change[kind] !== undefined);
  if (kinds.length !== 1)
    return [`${path}: needs one of ${KINDS.join(', ')}; has ${kinds.join(', ') || 'none'}`];
  const [kind] = kinds;
  const { fault, extend, end, start } = change;
  if (start && (start.shard ?? 0) >= (start.shards ?? 1))
    return [`${path}.start.shard: must be less than shards (${start.shards ?? 1})`];
  if (fault) {
    if (VENDORS.every((vendor) => fault[vendor] === undefined))
      return [`${path}.fault: needs a vendor: ${VENDORS.slice(0, -1).join(', ')} or ${VENDORS.at(-1)}`];
    if (fault.for_mins === undefined && fault.for_ms === undefined)
      return [`${path}.fault.for_mins: missing; add it`];
  }
  const named = extend ?? end;
  if (named && (named.booking === undefined) === (named.event === undefined))
    return [`${path}.${kind}: needs a booking, by its number, or an event, by its id`];
  const isRooms = (ROOM_KINDS as readonly string[]).includes(kind!);
  if (isRooms === (change.room_name !== undefined)) return [];
  const others = kind === 'fault' ? 'a fault is of no one room' : `${kind} is of no room`;
  return [`${path}.room_name: ${isRooms ? 'missing; add it' : `${others}; leave it out`}`];
}

/** Events that are made twice, or changed while there are none of that id. */
function wrongIds({ rooms, changes = [] }: Day): string[] {
  const mistakes: string[] = [];
  const known = new Map(rooms.map(({ room_name }) => [room_name, new Set<string>()]));
  const make = (path: string, room: string, id: string) => {
    if (known.get(room)?.has(id)) mistakes.push(`${path}.id: there is an event ${id} in ${room} already`);
    known.get(room)?.add(id);
  };
  for (const [path, { room_name, events }] of pathed('rooms', rooms))
    for (const [at, { id }] of pathed(`${path}.events`, events)) make(at, room_name, id);
  const inOrder = pathed('changes', changes).sort(([, a], [, b]) => Date.parse(a.at) - Date.parse(b.at));
  let booked = 0;
  for (const [path, change] of inOrder) {
    const { room_name = '', insert, update, book } = change;
    if (book) {
      booked += 1;
      const id = eventIdOf(room_name, book, booked);
      // A retry of a booking has its event already.
      if (book.key === undefined) make(`${path}.book`, room_name, id);
      else known.get(room_name)?.add(id);
    }
    if (insert) make(`${path}.insert`, room_name, insert.id);
    const id = update?.id ?? change.delete;
    const where = update ? `${path}.update.id` : `${path}.delete`;
    if (id !== undefined && known.get(room_name)?.has(id) === false)
      mistakes.push(`${where}: there is no event ${id} in ${room_name} then`);
    if (change.delete !== undefined) known.get(room_name)?.delete(change.delete);
  }
  return mistakes;
}

/** The id of the event that the `number`th booking of a day makes, from 1. */
export function bookingId(number: number): string {
  return `booking${number}`;
}

/** The id of the event that a booking of a day makes, the `number`th: a key names it, or the booking itself does. */
export function eventIdOf(
  roomName: string,
  { id, key }: NonNullable<Change['book']>,
  number: number,
): string {
  const mint = () => id ?? bookingId(number);
  return bookingRequest({ roomName, key, mint }, { title: '', durationMins: undefined }).id;
}
