import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * V8's own habits are those of a machine that has memory to spare: new objects get two rooms of 64 MB, and the rest may double before
 * anybody tidies up. Here new objects keep the room that they have, and the rest grows by a quarter. Called before much is made.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=25');
}

/**
 * Gives back what a start has used and nobody holds any more. From then on little grows old, and V8 may add a tenth to what is alive:
 * during a start, while all of it grows, that would cost seconds. It holds the event loop while it lasts: some tenths of a second where
 * there are thousands of rooms.
 */
export function collectGarbage(): void {
  setFlagsFromString('--heap-growing-percent=10');
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}
