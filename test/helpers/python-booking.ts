import { chosen, counts, listAt, type RoomCalendar, type Way } from './python-pair.ts';

// What a button of the Python service books: told by its rules, as in python-pair.ts.

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;

/** What was booked, with the instants of its start and end; or why not: `failed` is a 500. */
export type Booked = { title: string; start: number; end: number } | 'busy' | 'failed' | 'no time';

/** What comes of `POST /meetings`; an hour where no duration is asked for. It looks at a list made then. */
export function pairBooks(calendar: RoomCalendar, way: Way, durationMins?: number): Booked {
  const { now, mended } = way;
  const list = listAt(calendar, now, way);
  if (!list) return 'failed';
  const counted = list.filter((one) => counts(one, mended));
  if (chosen(counted, now, mended).current) return 'busy';
  const quarter = Math.floor(now / QUARTER_MS) * QUARTER_MS;
  const ended = (listAt(calendar, quarter, way) ?? [])
    .filter((one) => counts(one, mended) && one.end <= now)
    .map(({ end }) => end);
  const start = mended.has('a booking in a quarter in which a meeting ended')
    ? Math.max(quarter, ...ended)
    : quarter;
  const round = mended.has('duration at the door') ? Math.ceil : Math.floor;
  const end = start + round((durationMins ?? 60) / 15) * QUARTER_MS;
  const title = mended.has('title of a booking') ? 'Meeting' : '::Meeting::';
  const next = counted.find((one) => one.start > now)?.start ?? Number.POSITIVE_INFINITY;
  if (end <= next || !mended.has('a booking that does not fit')) return { title, start, end };
  if (durationMins === undefined && next - start >= QUARTER_MS) return { title, start, end: next };
  return 'no time';
}
