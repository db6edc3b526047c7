import type { Instant } from '../../agenda/agenda.ts';
import { BOUNDS } from '../bounds.ts';
import { type Door, doorAt, nextChange, nextTurn, type Taken } from '../model/door.ts';
import { DAY_MS } from '../model/zone.ts';
import type { Invariant } from './invariant.ts';

/** A room as it was seen last. */
interface Seen {
  /** Something of the calendar or the door is another since. */
  isTouched: boolean;
  turn: Instant;
  wanted: Door;
  /** When it was looked at, and when the door changes next: in between lies what `nextchange` must tell. */
  change: { after: Instant; until: Instant };
  /** Since when the door is wrong, and how long it may be for what made it so. */
  wrong: { since: Instant; bound: number } | undefined;
  cause: number | undefined;
}

/**
 * Once faults are over a door says of the true calendar what the semantics want, all nine variables; and `nextchange`, where the
 * Thing has it, is never too late: where a list was cut, it may be earlier.
 */
export const doorEqualsCalendar: Invariant = {
  name: 'door-equals-calendar',
  watch(history, broken) {
    const { world } = history;
    const taken = new Map(history.roomNames.map((name) => [name, history.takenOf(name)]));
    const heardBy = new Map<string, Instant>();
    const rooms = new Map<string, Seen>(
      history.roomNames.map((name) => [
        name,
        {
          ...{ isTouched: true, turn: 0, wanted: {}, wrong: undefined, cause: undefined },
          change: { after: 0, until: 0 },
        },
      ]),
    );

    function touch(roomName: string, bound: number): void {
      const seen = rooms.get(roomName);
      if (!seen) return;
      seen.isTouched = true;
      seen.cause = Math.max(seen.cause ?? 0, bound);
    }

    function look(roomName: string, seen: Seen): void {
      const { now } = history;
      const hasTurned = now >= seen.turn;
      if (seen.isTouched || hasTurned) {
        const zone = history.zoneOf(roomName);
        const taken = history.takenOf(roomName);
        const since = seen.isTouched ? now : seen.turn;
        seen.wanted = doorAt(taken, now, zone);
        seen.turn = nextTurn(taken, now, zone);
        seen.change = { after: now, until: nextChange(taken, now, zone) };
        const isWrong = difference(world.doors.of(roomName), seen) !== undefined;
        if (!isWrong) seen.wrong = undefined;
        else if (!seen.wrong) {
          // What nobody has heard of yet may come to be seen only when its time comes.
          const unheard = (heardBy.get(roomName) ?? 0) - since;
          seen.wrong = { since, bound: Math.max(seen.cause ?? BOUNDS.door, unheard) };
        } else if (seen.cause !== undefined && seen.cause > BOUNDS.door)
          seen.wrong = { since: now, bound: seen.cause };
        seen.isTouched = false;
        seen.cause = undefined;
      }
      if (!seen.wrong || !history.isOverdue(seen.wrong.since, seen.wrong.bound, BOUNDS.recovery, roomName))
        return;
      const { variable, shown, wanted } = difference(world.doors.of(roomName), seen)!;
      const since = new Date(seen.wrong.since).toISOString();
      broken(
        `${variable} is ${JSON.stringify(shown)} and not ${JSON.stringify(wanted)} since ${since}`,
        roomName,
      );
    }

    /** How long it may take to hear of what somebody has done to a calendar. */
    function hearsayOf(roomName: string): number {
      const [before, after] = [taken.get(roomName) ?? [], history.takenOf(roomName)];
      taken.set(roomName, after);
      const knows = (id: string) => world.processes.up.some(({ building }) => building.channel(id));
      const isAnnounced =
        history.calmSince() !== undefined && world.clouds.pushes.liveChannels(roomName).some(knows);
      if (isAnnounced) return BOUNDS.announced;
      const span = [history.now, history.now + DAY_MS] as const;
      const isSeen = unionOf(before, ...span) !== unionOf(after, ...span);
      return isSeen ? BOUNDS.swept : BOUNDS.listed;
    }

    return {
      wrote({ calendarId, by }) {
        const bound = hearsayOf(calendarId);
        const isAlone = world.processes.owners(calendarId).length === 1;
        const own = by !== undefined && isAlone ? BOUNDS.door : bound;
        heardBy.set(calendarId, history.now + own);
        touch(calendarId, own);
      },
      shown({ room_name, by }) {
        // Of two processes one may have heard, and the other write what it takes for true.
        const own = Math.max(BOUNDS.door, (heardBy.get(room_name) ?? 0) - history.now);
        touch(room_name, by === undefined ? BOUNDS.board : own);
      },
      settled() {
        for (const [roomName, seen] of rooms) look(roomName, seen);
      },
    };
  },
};

/** When a room is taken, whatever by: what a sweep tells. */
function unionOf(taken: readonly Taken[], from: Instant, until: Instant): string {
  const joined: { start: number; end: number }[] = [];
  for (const { start, end } of taken) {
    const last = joined.at(-1);
    if (end <= from || start >= until) continue;
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else joined.push({ start: Math.max(start, from), end });
  }
  return joined.map(({ start, end }) => `${start}-${Math.min(end, until)}`).join(' ');
}

/** The first variable that is wrong; what was never written reads as an empty text. */
function difference(
  door: ReadonlyMap<string, string | number>,
  { wanted, change }: Seen,
): { variable: string; shown: string | number; wanted: string | number | undefined } | undefined {
  for (const variable of Object.keys(wanted)) {
    const held = door.get(variable) ?? '';
    const shown = held === 'N/A' ? '' : held;
    if (shown !== wanted[variable]) return { variable, shown, wanted: wanted[variable] };
  }
  const told = door.get('nextchange');
  const until = Math.ceil(change.until / 1_000);
  if (told !== undefined && !(Number(told) * 1_000 > change.after && Number(told) <= until))
    return { variable: 'nextchange', shown: told, wanted: String(until) };
  return undefined;
}
