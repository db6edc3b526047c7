import { eventIdOf } from '../../replay/day.ts';
import type { Change } from '../../replay/day-shape.ts';
import { timed } from './calendars.ts';
import type { Dice } from './dice.ts';
import { type Frame, iso, MINUTE_MS, moment, SECOND_MS } from './frame.ts';
import { startFrom } from './people.ts';

const DURATIONS = [15, 20, 30, 45, 60, 90] as const;

/** What is asked for at a room's door: bookings, their retries and rivals, extensions and ends. */
export function doorsOf(
  dice: Dice,
  frame: Frame,
  roomName: string,
  processes: readonly string[],
  much: number,
): Change[] {
  const changes: Change[] = [];
  const number = Number(roomName.replace('room', ''));
  const add = (at: number, change: Omit<Change, 'at' | 'room_name'>) => {
    if (at < frame.to) changes.push({ at: iso(at), room_name: roomName, ...change });
  };
  /** Whom to ask: mostly whoever answers. */
  const at = () => (processes.length > 1 && dice.happens(0.6) ? { process: dice.pick(processes) } : {});
  const later = () => dice.skewed(200, 120 * SECOND_MS);

  function book(index: number): void {
    const when = moment(dice, frame, frame.to - 30 * MINUTE_MS) + dice.between(0, 999);
    const id = `r${number}b${index}x`;
    const key = dice.happens(0.65) ? { key: `k${number}.${index}` } : {};
    const book = {
      ...(dice.happens(0.7) && { duration_mins: dice.pick(DURATIONS) }),
      ...('key' in key ? key : { id }),
    };
    const eventId = eventIdOf(roomName, book, 0);
    add(when, { book: { ...book, ...at() } });
    if ('key' in key) {
      for (let again = when + later(); dice.happens(0.4); again += later())
        add(again, { book: { ...book, ...at() } });
    }
    if (dice.happens(0.25)) rival(when, index);
    if (dice.happens(0.2)) {
      const start = startFrom(dice, when);
      const event = {
        id: `r${number}q${index}`,
        summary: 'At the same time',
        ...timed(start, start + 30 * MINUTE_MS),
      };
      add(when + dice.pick([0, 0, dice.between(-3_000, 3_000)]), { insert: event });
    }
    if (dice.happens(0.45)) extend(when, eventId, index);
    if (dice.happens(0.25))
      add(when + dice.skewed(1_000, 60 * MINUTE_MS), { end: { event: eventId, ...at() } });
    if (dice.happens(0.08)) add(when + dice.skewed(1_000, 60 * MINUTE_MS), { delete: eventId });
  }

  /** Somebody else presses the button, at the same moment or nearly. */
  function rival(when: number, index: number): void {
    const key = dice.happens(0.5) ? { key: `k${number}.${index}r` } : { id: `r${number}b${index}r` };
    add(when + dice.pick([0, 0, dice.between(0, 2_000)]), { book: { duration_mins: 30, ...key, ...at() } });
  }

  function extend(booked: number, event: string, index: number): void {
    const when = booked + dice.skewed(SECOND_MS, 40 * MINUTE_MS);
    const key = dice.happens(0.65) ? { key: `x${number}.${index}` } : {};
    const extend = { event, extend_mins: dice.pick([10, 15, 30]), ...key };
    add(when, { extend: { ...extend, ...at() } });
    for (let again = when + later(); 'key' in key && dice.happens(0.4); again += later())
      add(again, { extend: { ...extend, ...at() } });
  }

  const count = Math.round(dice.between(1, 4) * much);
  for (let index = 1; index <= count; index++) book(index);
  return changes;
}
