import type { Instant } from '../../agenda/agenda.ts';
import { isDone } from '../history.ts';
import { blocks } from '../model/door.ts';
import type { Invariant } from './invariant.ts';

interface Promised {
  start: Instant;
  end: Instant;
  told: Instant;
}

/** A meeting that a client was told of is in the calendar from then on, until somebody ends it. */
export const a201Stays: Invariant = {
  name: 'a-201-stays',
  watch(history, broken) {
    const { calendars } = history.world;
    const promised = new Map<string, Promised>();
    /** Somebody may have ended them, or changed them in the calendar: their times are no longer roomcal's to promise. */
    const released = new Set<string>();
    const release = (key: string) => {
      released.add(key);
      promised.delete(key);
    };

    function check(roomName: string, eventId: string, { start, end, told }: Promised): void {
      const stored = calendars.event(roomName, eventId);
      const when = `told at ${new Date(told).toISOString()}`;
      if (!stored || !blocks(stored)) broken(`${eventId}, ${when}, is not in the calendar`, roomName);
      else if (stored.start !== start || stored.end < end) {
        const [from, to] = [stored.start, stored.end].map((instant) => new Date(instant).toISOString());
        broken(
          `${eventId}, ${when} to last until ${new Date(end).toISOString()}, is ${from} to ${to}`,
          roomName,
        );
      }
    }

    return {
      asked({ request, room_name, eventId }) {
        if (request.type === 'end') release(`${room_name} ${eventId}`);
      },
      wrote({ calendarId, eventId, by }) {
        const key = `${calendarId} ${eventId}`;
        if (by === undefined) return release(key);
        const one = promised.get(key);
        if (one) check(calendarId, eventId, one);
      },
      told(told) {
        const { asked, answer, at } = told;
        const key = `${asked.room_name} ${asked.eventId}`;
        if (!isDone(told) || released.has(key) || !answer || !('meeting' in answer)) return;
        const { start, end } = answer.meeting;
        const before = promised.get(key);
        const one = { start, end: Math.max(end, before?.end ?? 0), told: at };
        promised.set(key, one);
        check(asked.room_name, asked.eventId, one);
      },
    };
  },
};
