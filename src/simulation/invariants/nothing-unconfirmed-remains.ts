import type { Instant } from '../../agenda/agenda.ts';
import { BOUNDS } from '../bounds.ts';
import { isPending } from '../own-events.ts';
import type { Invariant } from './invariant.ts';

/** What roomcal has written and not confirmed is confirmed, or gone, when the dust settles. */
export const nothingUnconfirmedRemains: Invariant = {
  name: 'nothing-unconfirmed-remains',
  watch(history, broken) {
    const pending = new Map<string, { since: Instant; roomName: string; eventId: string }>();
    return {
      wrote({ calendarId, eventId, after, at }) {
        const name = `${calendarId} ${eventId}`;
        const isLeft = after.event.status !== 'cancelled' && isPending(after);
        if (!isLeft) pending.delete(name);
        else if (!pending.has(name)) pending.set(name, { since: at, roomName: calendarId, eventId });
      },
      settled() {
        for (const [name, { since, roomName, eventId }] of pending) {
          if (!history.isOverdue(since, BOUNDS.dust, BOUNDS.recovery)) continue;
          pending.delete(name);
          broken(`${eventId} is not confirmed since ${new Date(since).toISOString()}`, roomName);
        }
      },
    };
  },
};
