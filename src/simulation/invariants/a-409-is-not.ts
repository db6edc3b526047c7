import type { Instant } from '../../agenda/agenda.ts';
import { BOUNDS } from '../bounds.ts';
import { isDone } from '../history.ts';
import { Ends } from '../meeting-ends.ts';
import { blocks } from '../model/door.ts';
import type { Broken, Invariant } from './invariant.ts';

const REFUSALS: unknown[] = ['ROOM_BUSY', 'NOT_ENOUGH_TIME'];

interface Refused {
  type: 'book' | 'extend';
  roomName: string;
  eventId: string;
  at: Instant;
}

/** Of what was refused nothing is left when the dust settles, unless a later try with its key was granted. */
export const a409IsNot: Invariant = {
  name: 'a-409-is-not',
  watch(history, broken) {
    const { calendars } = history.world;
    const refused = new Map<string, Refused>();
    const ends = new Ends();
    /** Somebody has ended it while it was not refused yet: then what is left of it is theirs. */
    const ended = new Set<string>();

    function check({ type, roomName, eventId, at }: Refused, say: Broken): void {
      const stored = calendars.event(roomName, eventId);
      if (!stored || !blocks(stored) || ended.has(`${roomName} ${eventId}`)) return;
      const when = new Date(at).toISOString();
      const latest = ends.latest(roomName, eventId);
      if (type === 'book') say(`${eventId}, refused at ${when}, is in the calendar`, roomName);
      else if (latest !== undefined && stored.end > latest) {
        const is = new Date(stored.end).toISOString();
        say(`${eventId} lasts until ${is}, which was refused at ${when}`, roomName);
      }
    }

    return {
      asked(asked) {
        ends.asked(asked);
        if (asked.request.type === 'end') ended.add(`${asked.room_name} ${asked.eventId}`);
        // Whoever asks again is answered anew.
        refused.delete(nameOf(asked.request.type, asked.room_name, asked.eventId));
      },
      told(told) {
        ends.told(told);
        const { asked, at, code } = told;
        const { room_name: roomName, eventId, request } = asked;
        if (request.type === 'end' || request.type === 'check_in') return;
        const name = nameOf(request.type, roomName, eventId);
        // Of what another request for the same came to nobody knows: it may have been done.
        const isInDoubt = told.status === undefined || told.status >= 500;
        if (isDone(told) || isInDoubt) refused.delete(name);
        else if (REFUSALS.includes(code)) refused.set(name, { type: request.type, roomName, eventId, at });
      },
      wrote({ calendarId, eventId, by }) {
        if (by !== undefined) return;
        ends.forget(calendarId, eventId);
        refused.delete(nameOf('book', calendarId, eventId));
      },
      settled() {
        for (const [name, one] of refused) {
          if (!history.isOverdue(one.at, BOUNDS.dust, BOUNDS.recovery)) continue;
          refused.delete(name);
          check(one, broken);
        }
      },
    };
  },
};

function nameOf(type: string, roomName: string, eventId: string): string {
  return `${type} ${roomName} ${eventId}`;
}
