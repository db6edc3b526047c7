import { eventIdOf } from '../../replay/day.ts';
import type { Change } from '../../replay/day-shape.ts';
import { timed } from './calendars.ts';
import type { Dice } from './dice.ts';
import { type Event, type Frame, iso, MINUTE_MS, SECOND_MS } from './frame.ts';
import { freeMoment } from './gaps.ts';
import { startFrom } from './people.ts';

const DURATIONS = [15, 20, 30, 45, 60, 90] as const;

export interface DoorsWanted {
  frame: Frame;
  room: { room_name: string; events: readonly Event[] };
  processes: readonly string[];
  much: number;
}

/** What is asked for at a room's door, and when something is under way there. */
export interface Doors {
  changes: Change[];
  scenes: number[];
}

/** What is asked for at a room's door: bookings, their retries and rivals, extensions and ends. */
export function doorsOf(dice: Dice, { frame, room, processes, much }: DoorsWanted): Doors {
  const { room_name, events } = room;
  const changes: Change[] = [];
  const scenes: number[] = [];
  const number = Number(room_name.replace('room', ''));
  const add = (at: number, change: Omit<Change, 'at' | 'room_name'>) => {
    if (at < frame.to) changes.push({ at: iso(at), room_name, ...change });
  };
  /** Whom to ask: mostly whoever answers. */
  const whom = () => (processes.length > 1 && dice.happens(0.6) ? { process: dice.pick(processes) } : {});
  const later = () => dice.skewed(100, dice.pick([5, 120]) * SECOND_MS);

  function book(index: number): void {
    const when = freeMoment(dice, frame, events, frame.to - 30 * MINUTE_MS) + dice.between(0, 999);
    scenes.push(when);
    const named = dice.happens(0.7) ? { key: `k${number}.${index}` } : { id: `r${number}b${index}x` };
    const length = dice.happens(0.6) ? { duration_mins: dice.pick(DURATIONS) } : {};
    const book = { ...length, ...named };
    const eventId = eventIdOf(room_name, book, 0);
    add(when, { book: { ...book, ...whom() } });
    if ('key' in named)
      for (let again = when + later(); dice.happens(0.45); again += later())
        add(again, { book: { ...book, ...whom() } });
    if (dice.happens(0.25)) rival(when, index);
    if (dice.happens(0.25)) person(when, index);
    if (dice.happens(0.5)) extend(when, eventId, index);
    if (dice.happens(0.2))
      add(when + dice.skewed(100, 60 * MINUTE_MS), { end: { event: eventId, ...whom() } });
    if (dice.happens(0.06)) add(when + dice.skewed(100, 60 * MINUTE_MS), { delete: eventId });
  }

  /** Somebody else presses the button, at the same moment or nearly. */
  function rival(when: number, index: number): void {
    const named = dice.happens(0.5) ? { key: `k${number}.${index}r` } : { id: `r${number}b${index}r` };
    const at = when + dice.pick([0, 0, dice.between(0, 2_000), dice.between(0, 20_000)]);
    add(at, { book: { duration_mins: 30, ...named, ...whom() } });
  }

  /** Somebody makes a meeting in the calendar, at the same moment or nearly. */
  function person(when: number, index: number): void {
    const start = startFrom(dice, when);
    const event = { id: `r${number}q${index}`, summary: 'At once', ...timed(start, start + 30 * MINUTE_MS) };
    add(when + dice.pick([0, 0, dice.between(-3_000, 3_000), dice.between(0, 15_000)]), { insert: event });
  }

  function extend(booked: number, event: string, index: number): void {
    const when = booked + dice.skewed(100, 25 * MINUTE_MS);
    scenes.push(when);
    const key = dice.happens(0.7) ? { key: `x${number}.${index}` } : {};
    const extend = { event, extend_mins: dice.pick([10, 15, 30]), ...key };
    add(when, { extend: { ...extend, ...whom() } });
    for (let again = when + later(); 'key' in key && dice.happens(0.45); again += later())
      add(again, { extend: { ...extend, ...whom() } });
  }

  const count = Math.round(dice.between(2, 5) * much);
  for (let index = 1; index <= count; index++) book(index);
  return { changes, scenes };
}
