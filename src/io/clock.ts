import type { Clock } from '../ports/clock.ts';

/** The machine's own clock: the one file of roomcal that reads it. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (id) => clearTimeout(id as NodeJS.Timeout),
};
