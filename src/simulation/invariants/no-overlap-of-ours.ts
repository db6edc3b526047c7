import type { Instant } from '../../agenda/agenda.ts';
import type { StoredEvent } from '../../sandbox/events.ts';
import { BOUNDS } from '../bounds.ts';
import { blocks } from '../model/door.ts';
import { isOurs } from '../ours.ts';
import type { Invariant } from './invariant.ts';

/** Time that an event has taken at the instant `since`. */
interface Part {
  start: Instant;
  end: Instant;
  since: Instant;
}

/**
 * When the dust settles no two meetings of roomcal's overlap, and one of roomcal's overlaps somebody else's only where that
 * took its time later.
 */
export const noOverlapOfOurs: Invariant = {
  name: 'no-overlap-of-ours',
  watch(history, broken) {
    const { calendars } = history.world;
    /** By event: which time it takes since when. What was made longer has taken the one part before the other. */
    const taken = new Map<string, Part[]>();
    const over = new Map<string, { since: Instant; roomName: string; ours: string; other: string }>();
    const touched = new Set<string>();

    const partsOf = (roomName: string, { event, start, end }: StoredEvent): readonly Part[] =>
      taken.get(`${roomName} ${event.id}`) ?? [{ start, end, since: 0 }];

    /** Of two, the one of roomcal's that should not be there. */
    function wrong(roomName: string, one: StoredEvent, other: StoredEvent): boolean {
      if (!isOurs(one) || one.start >= other.end || other.start >= one.end) return false;
      if (isOurs(other)) return one.event.id < other.event.id;
      return partsOf(roomName, one).some((ours) =>
        partsOf(roomName, other).some(
          (theirs) => ours.start < theirs.end && theirs.start < ours.end && theirs.since < ours.since,
        ),
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
      wrote({ calendarId, eventId, before, after, at }) {
        touched.add(calendarId);
        const name = `${calendarId} ${eventId}`;
        const { start, end } = after;
        const isLonger = before && blocks(before) && before.start === start && before.end < end;
        const stays = before && blocks(before) && before.start === start && before.end >= end;
        if (isLonger)
          taken.set(name, [...partsOf(calendarId, before), { start: before.end, end, since: at }]);
        else if (!stays) taken.set(name, [{ start, end, since: at }]);
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
