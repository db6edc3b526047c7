import type { Day } from '../../replay/day-shape.ts';
import { type Event, HOUR_MS } from './frame.ts';

/** Days on which the law has set a zone's clocks otherwise than Node 24.21 thinks, and how many hours they are ahead of UTC then. */
export const LAWS: readonly (readonly [zone: string, date: string, hours: number])[] = [
  ['America/Winnipeg', '2026-11-25', -5],
  ['America/Havana', '2026-12-02', -4],
  ['America/Inuvik', '2026-11-18', -6],
];

/** A day as Google tells it, which knows the law: its events have that offset, and are kept in the calendars' zone. */
export function toldByLaw(day: Day, hours: number): Day {
  const { rooms, changes = [], time_zone: timeZone } = day;
  const time = (one: NonNullable<Event['start']>) => {
    if (!one.dateTime) return one;
    const clock = new Date(Date.parse(one.dateTime) + hours * HOUR_MS).toISOString().slice(0, 19);
    return { dateTime: `${clock}-0${-hours}:00`, timeZone };
  };
  const told = (event: Event): Event => {
    const { start, end } = event;
    return { ...event, ...(start && { start: time(start) }), ...(end && { end: time(end) }) };
  };
  return {
    ...day,
    rooms: rooms.map((room) => ({ ...room, events: room.events.map(told) })),
    changes: changes.map((change) => ({
      ...change,
      ...(change.insert && { insert: told(change.insert) }),
      ...(change.update && { update: told(change.update) }),
    })),
  };
}
