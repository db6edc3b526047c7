import type { Instant } from '../../agenda/agenda.ts';
import type { StoredEvent } from '../../sandbox/calendar/stored-event.ts';
import { BOUNDS } from '../bounds.ts';
import { blocks } from '../model/door.ts';
import { isOurs } from '../own-events.ts';
import type { Invariant } from './invariant.ts';

/** Time that an event takes, and since when it does. */
interface Piece {
  start: Instant;
  end: Instant;
  since: Instant;
}

/**
 * When the dust settles no two meetings of roomcal's overlap, and one of roomcal's takes no time that somebody else had
 * taken before.
 */
export const noOverlapOfOurs: Invariant = {
  name: 'no-overlap-of-ours',
  watch(history, broken) {
    const { calendars } = history.world;
    const pieces = new Map<string, Piece[]>();
    const over = new Map<string, { since: Instant; roomName: string; ours: string; other: string }>();
    const touched = new Set<string>();

    const piecesOf = (roomName: string, { event, start, end }: StoredEvent): Piece[] =>
      (pieces.get(`${roomName} ${event.id}`) ?? [{ start, end, since: 0 }])
        .map((piece) => ({ ...piece, start: Math.max(piece.start, start), end: Math.min(piece.end, end) }))
        .filter((piece) => piece.start < piece.end);

    /** Of two, the one of roomcal's that should not be there. */
    function wrong(roomName: string, one: StoredEvent, other: StoredEvent): boolean {
      if (one.start >= other.end || other.start >= one.end) return false;
      if (isOurs(other)) return one.event.id < other.event.id;
      const theirs = piecesOf(roomName, other);
      return piecesOf(roomName, one).some((piece) =>
        theirs.some(({ start, end, since }) => piece.start < end && start < piece.end && since < piece.since),
      );
    }

    function look(roomName: string): void {
      const events = calendars
        .stored(roomName)
        .filter((stored) => blocks(stored) && stored.start < stored.end);
      const found = new Set<string>();
      for (const one of events.filter(isOurs))
        for (const other of events) {
          if (one === other || !wrong(roomName, one, other)) continue;
          const [ours, theirs] = [one.event.id, other.event.id];
          const name = `${roomName} ${ours} ${theirs}`;
          found.add(name);
          if (!over.has(name)) over.set(name, { since: history.now, roomName, ours, other: theirs });
        }
      for (const [name, one] of over) if (one.roomName === roomName && !found.has(name)) over.delete(name);
    }

    return {
      wrote({ calendarId, eventId, before, after, at, by }) {
        touched.add(calendarId);
        const name = `${calendarId} ${eventId}`;
        const { start, end } = after;
        const isNew = !before || !blocks(before) || before.start !== start;
        // What somebody does to a meeting of roomcal's is not roomcal's to answer for.
        const since = by === undefined && isOurs(after) ? 0 : at;
        if (isNew || by === undefined) pieces.set(name, [{ start, end, since }]);
        else if (before.end < end) pieces.get(name)?.push({ start: before.end, end, since });
      },
      settled() {
        for (const roomName of touched) look(roomName);
        touched.clear();
        for (const [name, { since, roomName, ours, other }] of over) {
          if (!history.isOverdue(since, BOUNDS.dust, BOUNDS.recovery)) continue;
          over.delete(name);
          broken(`${ours} overlaps ${other} since ${new Date(since).toISOString()}`, roomName);
        }
      },
    };
  },
};
