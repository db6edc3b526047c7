import type { Change } from '../../replay/day-shape.ts';
import { kind, timed } from './calendars.ts';
import type { Dice } from './dice.ts';
import { type Event, type Frame, HOUR_MS, iso, MINUTE_MS, moment } from './frame.ts';

const QUARTER_MS = 15 * MINUTE_MS;

/** What people do to a room's calendar in the course of the day. */
export function peopleOf(
  dice: Dice,
  frame: Frame,
  { room_name, events }: { room_name: string; events: readonly Event[] },
  much: number,
): Change[] {
  const count = Math.round(dice.between(2, 9) * much);
  const times = Array.from({ length: count }, () => moment(dice, frame, frame.to - 20 * MINUTE_MS));
  const there = new Map(events.map((event) => [event.id, event]));
  const number = Number(room_name.replace('room', ''));
  let made = 0;

  function insert(at: number): Change {
    made += 1;
    const start = startFrom(dice, at);
    const length = dice.pick([QUARTER_MS, 2 * QUARTER_MS, HOUR_MS, 2 * HOUR_MS]);
    const event = { id: `r${number}p${made}`, ...timed(start, start + length), ...kind(dice) };
    there.set(event.id, event);
    return { at: iso(at), room_name, insert: event };
  }

  function change(at: number): Change {
    // Rather what runs now, or soon.
    const near = [...there.values()].filter(({ end }) => Date.parse(end?.dateTime ?? '') > at).slice(0, 5);
    if (near.length === 0 || dice.happens(0.45)) return insert(at);
    const event = dice.pick(near);
    const { id } = event;
    if (dice.happens(0.35)) {
      there.delete(id);
      return { at: iso(at), room_name, delete: id };
    }
    const update = { id, ...another(dice, event, at) };
    there.set(id, { ...event, ...update });
    return { at: iso(at), room_name, update };
  }

  return times.sort((a, b) => a - b).map(change);
}

function another(dice: Dice, { start, end }: Event, at: number): Partial<Event> {
  const [from, until] = [start, end].map((time) => Date.parse(time?.dateTime ?? ''));
  const length = Math.max(until! - from!, QUARTER_MS);
  switch (dice.weighted({ moved: 3, now: 2, longer: 2, shorter: 2, renamed: 2, declined: 1 })) {
    case 'moved':
      return timed(from! + dice.between(-4, 8) * QUARTER_MS, from! + dice.between(9, 12) * QUARTER_MS);
    case 'now':
      return timed(startFrom(dice, at), startFrom(dice, at) + length + HOUR_MS);
    case 'longer':
      return timed(from!, until! + dice.between(1, 4) * QUARTER_MS);
    case 'shorter':
      return timed(from!, Math.max(from! + MINUTE_MS, Math.min(until! - QUARTER_MS, at)));
    case 'renamed':
      return { summary: `Renamed ${dice.between(1, 99)}` };
    default:
      return { attendees: [{ self: true, responseStatus: dice.pick(['declined', 'accepted']) }] };
  }
}

/** Just now, at the quarter that runs or begins next, or in the hours to come. */
export function startFrom(dice: Dice, at: number): number {
  const quarter = Math.floor(at / QUARTER_MS) * QUARTER_MS;
  switch (dice.weighted({ now: 2, quarter: 3, next: 3, later: 3 })) {
    case 'now':
      return Math.floor(at / MINUTE_MS) * MINUTE_MS;
    case 'quarter':
      return quarter;
    case 'next':
      return quarter + QUARTER_MS;
    default:
      return quarter + dice.between(2, 24) * QUARTER_MS;
  }
}
