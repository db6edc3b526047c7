import type { Instant } from '../../agenda/agenda.ts';
import type { Write } from '../../stand-ins/google-calendar.ts';
import { BOUNDS } from '../bounds.ts';
import { busyFrom, type Door, doorAt, nextTurn, takenBy } from '../model/door.ts';
import type { Invariant } from './invariant.ts';

/** A room as it was seen last. */
interface Seen {
  /** Something of the calendar or the door is another since. */
  isTouched: boolean;
  turn: Instant;
  wanted: Door;
  /** Since when the door is wrong, and how long it may be for what made it so. */
  wrong: { since: Instant; bound: number } | undefined;
  cause: number | undefined;
}

/** Once faults are over a door says of the true calendar what the semantics want, all nine variables. */
export const doorEqualsCalendar: Invariant = {
  name: 'door-equals-calendar',
  watch(history, broken) {
    const { world } = history;
    const rooms = new Map<string, Seen>(
      history.roomNames.map((name) => [
        name,
        { isTouched: true, turn: 0, wanted: {}, wrong: undefined, cause: undefined },
      ]),
    );

    function touch(roomName: string, bound: number): void {
      const seen = rooms.get(roomName);
      if (!seen) return;
      seen.isTouched = true;
      seen.cause = Math.max(seen.cause ?? 0, bound);
    }

    function isSeenBySweeps({ calendarId, before, after }: Write): boolean {
      const zone = history.zoneOf(calendarId);
      const others = world.calendars.stored(calendarId).filter(({ event }) => event.id !== after.event.id);
      const busy = (one: typeof before) =>
        busyFrom(takenBy(one ? [...others, one] : others, zone), history.now);
      return busy(before) !== busy(after);
    }

    function look(roomName: string, seen: Seen): void {
      const { now } = history;
      const hasTurned = now >= seen.turn;
      if (seen.isTouched || hasTurned) {
        const zone = history.zoneOf(roomName);
        const taken = takenBy(world.calendars.stored(roomName), zone);
        const since = seen.isTouched ? now : seen.turn;
        seen.wanted = doorAt(taken, now, zone);
        seen.turn = nextTurn(taken, now, zone);
        const isWrong = difference(world.doors.of(roomName), seen.wanted) !== undefined;
        if (!isWrong) seen.wrong = undefined;
        else if (!seen.wrong) seen.wrong = { since, bound: seen.cause ?? BOUNDS.door };
        else if (seen.cause !== undefined && seen.cause > BOUNDS.door)
          seen.wrong = { since: now, bound: seen.cause };
        seen.isTouched = false;
        seen.cause = undefined;
      }
      if (!seen.wrong || !history.isOverdue(seen.wrong.since, seen.wrong.bound, BOUNDS.recovery)) return;
      const { variable, shown } = difference(world.doors.of(roomName), seen.wanted)!;
      const since = new Date(seen.wrong.since).toISOString();
      broken(
        `${variable} is ${JSON.stringify(shown)} and not ${JSON.stringify(seen.wanted[variable])} since ${since}`,
        roomName,
      );
    }

    return {
      wrote(write) {
        const { calendarId, by } = write;
        if (by !== undefined) return touch(calendarId, BOUNDS.door);
        touch(calendarId, isSeenBySweeps(write) ? BOUNDS.change : BOUNDS.unseen);
      },
      shown: ({ room_name, by }) => touch(room_name, by === undefined ? BOUNDS.board : BOUNDS.door),
      settled() {
        for (const [roomName, seen] of rooms) look(roomName, seen);
      },
    };
  },
};

/** The first variable that is wrong; what was never written reads as an empty text. */
function difference(
  door: ReadonlyMap<string, string | number>,
  wanted: Door,
): { variable: string; shown: string | number } | undefined {
  for (const variable of Object.keys(wanted)) {
    const held = door.get(variable) ?? '';
    const shown = held === 'N/A' ? '' : held;
    if (shown !== wanted[variable]) return { variable, shown };
  }
  return undefined;
}
