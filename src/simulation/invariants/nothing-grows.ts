import { LIMITS } from '../bounds.ts';
import type { Invariant } from './invariant.ts';

/** At the end of a day a process holds no more than at its beginning: no timers, requests or messages pile up. */
export const nothingGrows: Invariant = {
  name: 'nothing-grows',
  watch(history, broken) {
    return {
      ended() {
        const { world, roomNames } = history;
        const may = LIMITS.timersOfProcess + LIMITS.timersOfRoom * roomNames.length;
        for (const { id, machine, building, isOver } of world.processes.all) {
          if (machine.pending > (isOver ? 0 : may)) broken(`process ${id} has ${machine.pending} timers`);
          if (!isOver && history.calmSince() !== undefined && building.bookingsWaiting > roomNames.length)
            broken(`process ${id} has ${building.bookingsWaiting} requests waiting`);
        }
        if (world.clouds.topic.waiting > roomNames.length && history.calmSince() !== undefined)
          broken(`${world.clouds.topic.waiting} messages wait on the topic`);
      },
    };
  },
};
