import type { Instant } from '../../agenda/agenda.ts';
import { checkInOf } from '../../replay/day-shape.ts';
import type { StoredEvent } from '../../sandbox/calendar/stored-event.ts';
import { BOUNDS } from '../bounds.ts';
import { isAttended, isReleasable, releaseMarkOf } from '../model/check-in.ts';
import type { Invariant } from './invariant.ts';

/** A meeting that everybody knows to run, and nobody has come to, since the instant `since`. */
interface Empty {
  what: string;
  since: Instant;
}

/** A room is released from a meeting to which nobody comes, once faults are over and it was given its time. */
export const nobodyCameIsReleased: Invariant = {
  name: 'nobody-came-is-released',
  watch(history, broken) {
    const { world } = history;
    const rooms = history.roomNames.flatMap((roomName) => {
      const asking = checkInOf(roomName, history.day);
      return asking ? [{ roomName, asking }] : [];
    });
    const empty = new Map<string, Empty>();
    const told = new Set<string>();

    /**
     * The meeting that all processes that have the room take for the one that runs, and know as it is. Who has not heard of another
     * end may take it for one that is too long to be released, though it is over.
     */
    function currentIn(roomName: string): StoredEvent | undefined {
      const [first, ...others] = world.processes.owners(roomName).map(({ building, isAsleep }) => {
        const view = isAsleep ? undefined : building.view(roomName);
        return view?.stale ? undefined : view?.occupancy.current;
      });
      const stored = first && world.calendars.event(roomName, first.id);
      const isAsItIs = (one: typeof first) =>
        one?.id === first?.id && one?.start === stored?.start && one?.end === stored?.end;
      return [first, ...others].every(isAsItIs) ? stored : undefined;
    }

    function look({ roomName, asking }: (typeof rooms)[number]): void {
      const stored = currentIn(roomName);
      const isEmpty =
        stored && isReleasable(stored, asking) && !isAttended(stored) && releaseMarkOf(stored) === undefined;
      if (!isEmpty) return void empty.delete(roomName);
      const what = `${stored.event.id} ${stored.start}`;
      const known = empty.get(roomName);
      const since = known?.what === what ? known.since : history.now;
      empty.set(roomName, { what, since });
      if (told.has(`${roomName} ${what}`)) return;
      if (!history.isOverdue(since, asking.withinMs + BOUNDS.released, BOUNDS.recovery)) return;
      told.add(`${roomName} ${what}`);
      broken(`nobody has come to ${what} since ${new Date(since).toISOString()}, and it goes on`, roomName);
    }

    let looked = 0;
    return {
      // Whoever asks for something there is there.
      asked: ({ room_name }) => void empty.delete(room_name),
      wrote: ({ calendarId }) => void empty.delete(calendarId),
      settled() {
        if (rooms.length === 0 || history.now < looked + 10_000) return;
        looked = history.now;
        for (const room of rooms) look(room);
      },
    };
  },
};
