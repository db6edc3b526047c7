import type { Instant } from '../../agenda/agenda.ts';
import type { DoorRequest } from '../../replay/door-requests.ts';
import { BOUNDS } from '../bounds.ts';
import type { Invariant } from './invariant.ts';

/** No actor stays dead, nobody waits for an answer for ever, and each room tells how it is. */
export const nothingDead: Invariant = {
  name: 'nothing-dead',
  watch(history, broken) {
    const dead = new Map<string, { at: Instant; roomName: string; why: string }>();
    const waiting = new Map<DoorRequest, Instant>();
    return {
      died: true,
      hear(fact, { id }) {
        const { room_name: roomName, type } = fact as { room_name: string; type: string };
        const name = `${id} ${roomName}`;
        if (fact.type === 'actor.died')
          dead.set(name, { at: history.now, roomName, why: String(fact.error) });
        if (type === 'actor.restarted') dead.delete(name);
      },
      stopped({ id }) {
        for (const name of dead.keys()) if (name.startsWith(`${id} `)) dead.delete(name);
      },
      asked: (asked) => void waiting.set(asked, history.now),
      told: ({ asked }) => void waiting.delete(asked),
      settled() {
        const { now } = history;
        for (const [name, { at, roomName, why }] of dead) {
          if (now < at + BOUNDS.rebirth) continue;
          dead.delete(name);
          broken(
            `an actor of process ${name.split(' ')[0]} died at ${new Date(at).toISOString()}: ${why}`,
            roomName,
          );
        }
        for (const [asked, at] of waiting) {
          if (now < at + BOUNDS.answer) continue;
          // A machine that slept answers when it wakes.
          const calm = history.calmSince('process');
          if (calm === undefined || now < Math.max(at, calm) + BOUNDS.answer) continue;
          waiting.delete(asked);
          broken(`${asked.id}, asked at ${new Date(at).toISOString()}, has no answer`, asked.room_name);
        }
      },
      ended() {
        for (const roomName of history.roomNames) {
          for (const { building } of history.world.processes.owners(roomName)) {
            try {
              building.status(roomName);
            } catch (error) {
              broken(`its status can't be told: ${error}`, roomName);
            }
          }
        }
      },
    };
  },
};
