import { setFlagsFromString } from 'node:v8';

/**
 * V8's own habits are those of a machine that has memory to spare: new objects get two rooms of 64 MB, and the rest may double before
 * anybody tidies up. Here new objects keep the room that they have, and the rest grows by half. Called before much is made.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=50');
}

/**
 * Has V8 give back what nobody holds any more: some seconds after each collection it then collects once more, in steps, and lets go of
 * the pages that it emptied. Otherwise it keeps them for the next time, 200 MB after an hour at which 10,000 doors changed. Called once
 * a start is over, which it would cost seconds: from then on little grows old, and the rest grows by a quarter.
 */
export function giveBackMemory(): void {
  setFlagsFromString('--heap-growing-percent=25');
  setFlagsFromString('--optimize-for-size');
}
