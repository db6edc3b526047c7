import { eventIdOf } from '../replay/day.ts';
import type { Change, Day } from '../replay/day-shape.ts';

/** The day without what makes no sense any more once other things were taken away: a day that can be read. */
export function consistent(day: Day): Day {
  const known = new Map(
    day.rooms.map(({ room_name, events }) => [room_name, new Set(events.map(({ id }) => id))]),
  );
  const inOrder = (day.changes ?? []).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  let booked = 0;
  const makesSense = ({ room_name, insert, update, delete: deleted, book }: Change) => {
    if (room_name === undefined) return true;
    const ids = known.get(room_name);
    if (!ids) return false;
    if (book) ids.add(eventIdOf(room_name, book, ++booked));
    if (insert) ids.add(insert.id);
    const id = update?.id ?? deleted;
    const isThere = id === undefined || ids.has(id);
    if (deleted !== undefined) ids.delete(deleted);
    return isThere;
  };
  return { ...day, changes: inOrder.filter(makesSense) };
}
