/** How long a page believes what it was told last, in ms: the service says something every 15 s. */
export const BELIEF_MS = 45_000;
/** After how much silence a stream is given up and opened anew, in ms. */
export const SILENCE_MS = 35_000;
/** How long it may take until a stream begins, in ms. */
export const OPENING_MS = 10_000;
/** How soon one that was refused asks again, in ms: its key may be put into the configuration. */
export const REFUSED_MS = 60_000;
const LONGEST_MS = 15_000;

/** How long to wait before trying again for the `attempt`-th time, from 1; `random` is in [0, 1). */
export function backoffMs(attempt: number, random: number): number {
  return Math.min(500 * 2 ** attempt, LONGEST_MS) * (0.5 + random / 2);
}

/** How far the connection is to be believed: `heardAt` and `now` are of the same clock, in ms. */
export function isBelieved(heardAt: number, now: number): boolean {
  return now - heardAt < BELIEF_MS;
}
