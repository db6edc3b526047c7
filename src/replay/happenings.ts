import { type GoogleEvent, type Instant, instantIn } from '../agenda/agenda.ts';
import { isoWithOffset } from '../agenda/local-time.ts';
import type { RoomAnswer } from '../machines/booking/types.ts';
import { bookingId } from './day.ts';
import { type Change, type Day, zoneOf } from './day-shape.ts';

const MINUTE_MS = 60_000;
/** What Google says of every event. */
const USUAL = new Set<unknown>(['confirmed', 'default']);

/** How a booking of a day ended, and when. */
export interface Answered {
  at: Instant;
  room_name: string;
  /** Of the event that it makes, see `bookingId`. */
  id: string;
  answer: RoomAnswer;
}

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

/** What was done to the rooms of a day, and what came of bookings that made no meeting, in order. */
export function happeningsOf(day: Day, answers: readonly Answered[]): Happening[] {
  const { changes = [] } = day;
  const inOrder = changes.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const bookings = inOrder.filter(({ book }) => book);
  const vain = new Map(answers.filter(({ answer }) => answer.type !== 'booked').map((one) => [one.id, one]));
  const happenings = inOrder.flatMap((change): Happening[] => {
    const at = Date.parse(change.at);
    if (change.fault) return faulty(at, change.fault, day);
    const { room_name = '' } = change;
    if (!change.book) return [{ at, room_name, ...saidOf(change, zoneOf(room_name, day)), refused: false }];
    const id = bookingId(bookings.indexOf(change) + 1);
    const answered = vain.get(id);
    const said = [id, ...(change.book.duration_mins ? [`${change.book.duration_mins} min`] : [])];
    if (answered?.at !== at) return [{ at, room_name, what: 'book', said, refused: false }];
    vain.delete(id);
    return [refusal(answered, day, said)];
  });
  const late = [...vain.values()].map((one) => refusal(one, day, [one.id]));
  return [...happenings, ...late].sort((a, b) => a.at - b.at);
}

function refusal({ at, room_name, answer }: Answered, day: Day, asked: string[]): Happening {
  return {
    at,
    room_name,
    what: 'book',
    said: [...asked, whyNot(answer, zoneOf(room_name, day))],
    refused: true,
  };
}

function whyNot(answer: RoomAnswer, zone: string): string {
  if (answer.type === 'failed') return `failed, ${answer.failure.message}`;
  if (answer.type !== 'refused') return answer.type;
  const { refusal } = answer;
  if (refusal.code === 'ROOM_BUSY') return `refused ROOM_BUSY until ${clock(refusal.busyUntil, zone)}`;
  if (refusal.code === 'NOT_ENOUGH_TIME')
    return `refused NOT_ENOUGH_TIME, ${refusal.availableMins} min are left`;
  return `refused ${refusal.code}`;
}

/** A fault begins, and ends where the day has not ended before. */
function faulty(
  at: Instant,
  { for_mins, ...vendors }: NonNullable<Change['fault']>,
  { to }: Day,
): Happening[] {
  const over = at + for_mins * MINUTE_MS;
  return Object.entries(vendors).flatMap(([vendor, status]) => [
    { at, what: 'fault', said: [`${vendor} ${status} for ${for_mins} min`], refused: false },
    ...(over <= Date.parse(to)
      ? [{ at: over, what: 'fault', said: [`${vendor} ${status} is over`], refused: false }]
      : []),
  ]);
}

function saidOf({ insert, update, delete: id }: Change, zone: string): { what: string; said: string[] } {
  if (insert) return { what: 'insert', said: described(insert, zone) };
  if (update) return { what: 'update', said: described(update, zone) };
  return { what: 'delete', said: [id ?? ''] };
}

/** The id, when it is, its title, and what else is out of the ordinary. */
function described(
  { id, summary, start, end, created, updated, organizer, ...others }: GoogleEvent,
  zone: string,
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

function clock(instant: Instant, zone: string): string {
  return isoWithOffset(instant, zone).slice(11, 16);
}
