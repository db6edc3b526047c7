import type { GoogleEvent, Instant, Zone } from '../agenda/agenda.ts';
import { instantIn } from '../agenda/agenda.ts';
import type { Release } from '../agenda/check-in.ts';
import { isoWithOffset } from '../agenda/local-time.ts';
import { bookingId } from './day.ts';
import { lengthOf, mishapsIn, narrowed } from './day-faults.ts';
import type { Change, Day } from './day-shape.ts';
import { zoneOf } from './day-zones.ts';
import type { DoorResponse } from './door-requests.ts';

const MINUTE_MS = 60_000;
/** What Google says of every event. */
const USUAL = new Set<unknown>(['confirmed', 'default']);

/** Something that was done to the rooms; a fault is of no one room. */
export interface Happening {
  at: Instant;
  room_name?: string | undefined;
  what: string;
  /** Pieces, each of which stays whole where a line is broken. */
  said: string[];
  /** Somebody did not get what was asked for. */
  refused: boolean;
}

/** What a board was told of a press. */
export interface PressTold {
  at: Instant;
  room_name: string;
  says: string;
}

/** A meeting to which nobody came, and from which a room was released. */
export interface NoShow {
  at: Instant;
  room_name: string;
  id: string;
  release: Release;
}

/** What came of a day besides what its doors show. */
export interface Happened {
  answers: readonly DoorResponse[];
  told?: readonly PressTold[];
  noShows?: readonly NoShow[];
}

/** What was done to the rooms of a day, what came of requests that were in vain, what boards were told, and to what nobody came. */
export function happeningsOf(day: Day, { answers, told = [], noShows = [] }: Happened): Happening[] {
  const { changes = [] } = day;
  const inOrder = changes.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const counts = { book: 0, extend: 0, end: 0, check_in: 0 };
  const vain = new Map(answers.filter(isInVain).map((one) => [one.asked.id, one]));
  const happenings = inOrder.flatMap((change): Happening[] => {
    const at = Date.parse(change.at);
    const { room_name = '', book, extend, end, fault } = change;
    if (fault) return faulty(at, fault, day);
    const checkIn = change.check_in !== undefined ? ('check_in' as const) : undefined;
    const what = (book && 'book') ?? (extend && 'extend') ?? (end && 'end') ?? checkIn;
    if (!what) return [{ at, ...of(room_name), ...saidOf(change, zoneOf(room_name, day)), refused: false }];
    counts[what] += 1;
    const id = what === 'book' ? bookingId(counts.book) : `${KINDS[what]}${counts[what]}`;
    const answered = vain.get(id);
    const said = [id, ...askedFor(change)];
    if (answered?.at !== at) return [{ at, room_name, what, said, refused: false }];
    vain.delete(id);
    return [refusal(answered, day, what, said)];
  });
  const late = [...vain.values()].map((one) => refusal(one, day, whatOf(one), [one.asked.id]));
  const boards = told.map(({ at, room_name, says }) => ({
    at,
    room_name,
    what: 'told',
    said: [JSON.stringify(says)],
    refused: false,
  }));
  const empty = noShows.map(({ at, room_name, id, release }) => ({
    ...{ at, room_name, what: 'no-show', said: [id, release], refused: false },
  }));
  return [...happenings, ...late, ...boards, ...empty].sort((a, b) => a.at - b.at);
}

/** What requests are called, by the change that makes them. */
const KINDS = { extend: 'extension', end: 'end', check_in: 'checkin' } as const;

function of(roomName: string): { room_name?: string } {
  return roomName ? { room_name: roomName } : {};
}

function isInVain({ status }: DoorResponse): boolean {
  return status === undefined || status >= 300;
}

function whatOf({ asked }: DoorResponse): string {
  return asked.request.type;
}

function askedFor({ book, extend, end, check_in: checkIn }: Change): string[] {
  const key = (book ?? extend)?.key;
  const process = (book ?? extend ?? end)?.process;
  return [
    ...(book?.duration_mins ? [`${book.duration_mins} min`] : []),
    ...(extend ? [meetingOf(extend), `by ${extend.extend_mins} min`] : []),
    ...(end ? [meetingOf(end)] : []),
    ...(checkIn === undefined ? [] : [checkIn]),
    ...(key ? [`key ${key}`] : []),
    ...(process ? [`at ${process}`] : []),
  ];
}

function meetingOf({ booking, event }: { booking?: number; event?: string }): string {
  return event ?? bookingId(booking ?? 0);
}

function refusal(answer: DoorResponse, day: Day, what: string, asked: string[]): Happening {
  const {
    at,
    asked: { room_name },
  } = answer;
  return { at, room_name, what, said: [...asked, whyNot(answer, zoneOf(room_name, day))], refused: true };
}

function whyNot({ answer }: DoorResponse, zone: Zone): string {
  if (!answer) return 'no answer';
  if (answer.type === 'failed') return `failed, ${answer.failure.message}`;
  if (answer.type !== 'refused') return answer.type;
  const { refusal } = answer;
  if (refusal.code === 'ROOM_BUSY') return `refused ROOM_BUSY until ${clock(refusal.busyUntil, zone)}`;
  if (refusal.code === 'NOT_ENOUGH_TIME')
    return `refused NOT_ENOUGH_TIME, ${refusal.availableMins} min are left`;
  return `refused ${refusal.code}`;
}

/** A fault begins, and ends where the day has not ended before. */
function faulty(at: Instant, fault: NonNullable<Change['fault']>, { to }: Day): Happening[] {
  const over = at + lengthOf(fault);
  const span = fault.for_mins === undefined ? `${fault.for_ms} ms` : `${fault.for_mins} min`;
  const more = narrowed(fault);
  const room = of(fault.room_name ?? '');
  return mishapsIn(fault).flatMap(([vendor, status]) => [
    {
      at,
      ...room,
      what: 'fault',
      said: [`${vendor} ${status} for ${span}`, ...(more ? [more] : [])],
      refused: false,
    },
    ...(over <= Date.parse(to)
      ? [{ at: over, ...room, what: 'fault', said: [`${vendor} ${status} is over`], refused: false }]
      : []),
  ]);
}

/** What was done, in pieces; of bookings and faults more can be told. */
export function saidOf(change: Change, zone: Zone): { what: string; said: string[] } {
  const { insert, update, delete: id, board, channel_lost, start, stop, clock: jump, sleep } = change;
  if (change.extend) return { what: 'extend', said: askedFor(change) };
  if (change.end) return { what: 'end', said: askedFor(change) };
  if (change.check_in !== undefined) return { what: 'check_in', said: askedFor(change) };
  if (insert) return { what: 'insert', said: described(insert, zone) };
  if (update) return { what: 'update', said: described(update, zone) };
  if (id !== undefined) return { what: 'delete', said: [id] };
  if (board)
    return {
      what: 'board',
      said: Object.entries(board.set).map(([name, value]) => `${name}=${JSON.stringify(value)}`),
    };
  if (change.press !== undefined) return { what: 'press', said: [JSON.stringify(change.press)] };
  if (channel_lost) return { what: 'channel', said: ['Google forgets it'] };
  if (start) return { what: 'start', said: [`process ${start.process}`, ...partOf(start)] };
  if (stop) return { what: 'stop', said: [`process ${stop.process}`, stop.signal] };
  if (jump) return { what: 'clock', said: [`process ${jump.process}`, `${jump.jump_ms / MINUTE_MS} min`] };
  return { what: 'sleep', said: [`process ${sleep?.process}`, `for ${sleep?.for_mins} min`] };
}

/** Which part of the rooms a process has that has not all. */
function partOf({ shard = 0, shards = 1 }: NonNullable<Change['start']>): string[] {
  return shards === 1 ? [] : [`shard ${shard} of ${shards}`];
}

/** The id, when it is, its title, and what else is out of the ordinary. */
function described(
  { id, summary, start, end, created, updated, organizer, ...others }: GoogleEvent,
  zone: Zone,
): string[] {
  const time = (one: GoogleEvent['start']) => {
    const instant = one?.dateTime ? instantIn(one, zone) : undefined;
    return instant === undefined ? (one?.date ?? '') : clock(instant, zone);
  };
  const times = start || end ? [`${time(start)}-${time(end)}`] : [];
  const title = summary == null ? [] : [JSON.stringify(summary)];
  const more = Object.entries(others)
    .filter(([, value]) => !USUAL.has(value))
    .map(([key, value]) => (typeof value === 'string' ? `${key}=${value}` : key));
  return [id ?? '', ...times, ...title, ...more];
}

function clock(instant: Instant, zone: Zone): string {
  return isoWithOffset(instant, zone).slice(11, 16);
}
