import type { Instant } from '../../agenda/agenda.ts';
import { BOUNDS } from '../bounds.ts';
import type { Invariant } from './invariant.ts';

const LOOK_EACH_MS = 60_000;
/** Why a room looks again that has just been listed. */
const LISTED: unknown[] = ['start', 'changed', 'refresh', 'retry'];

/** Each room is swept again and again, whether or not Google pushes: a change that nobody announces is found. */
export const liveChannelOrSweepDue: Invariant = {
  name: 'live-channel-or-sweep-due',
  watch(history, broken) {
    const swept = new Map<string, Instant>();
    const told = new Set<string>();
    let looked = 0;
    return {
      hear(fact) {
        const isListed = fact.type === 'reconciled' && !fact.stale && LISTED.includes(fact.because);
        if (fact.type === 'swept' || isListed) swept.set(fact.room_name, history.now);
      },
      settled() {
        if (history.now < looked + LOOK_EACH_MS) return;
        looked = history.now;
        for (const roomName of history.roomNames) {
          const last = swept.get(roomName) ?? Date.parse(history.day.from);
          if (told.has(roomName) || !history.isOverdue(last, BOUNDS.sweep, BOUNDS.recovery)) continue;
          told.add(roomName);
          broken(`nobody has looked at the calendar since ${new Date(last).toISOString()}`, roomName);
        }
      },
    };
  },
};
