import PQueue from 'p-queue';
import type { Clock } from '../ports/clock.ts';
import { sleep } from '../timing/sleep.ts';

/** Requests on their way at once, however many an interval has: each holds a connection, and its answer. */
const AT_ONCE = 50;
/** How early a timer may fire, in ms. */
const EARLY_MS = 5;

/** Whose turn it is among the requests of an account that allows so many of them in an interval. */
export interface RateLimiter {
  /**
   * Makes a request when its turn comes: the higher priority first, and first come, first served within it. One that
   * turns out not to be needed makes none, costs nothing, and resolves to undefined. `signal` takes it out of the line.
   */
  schedule<T>(request: () => Promise<T>, priority: number, signal?: AbortSignal): Promise<T>;
  schedule<T>(
    request: () => Promise<T> | undefined,
    priority: number,
    signal?: AbortSignal,
  ): Promise<T | undefined>;
  /**
   * Somebody else spends from the same account: everyone waits for an interval, and then half of the places are left,
   * one more each interval until all are back.
   */
  halve(): void;
  /** How many requests wait for their turn. */
  readonly waiting: number;
}

/**
 * A place in the budget is free again an interval (in ms) after the answer: however long a request was on its way, no
 * interval then sees more of them arrive than there are places. Less than one request stands for one in so much longer an
 * interval.
 */
export function rateLimiter(perInterval: number, ofMs: number, clock: Clock): RateLimiter {
  const requests = Math.max(perInterval, 1);
  const intervalMs = perInterval < 1 ? Math.ceil(ofMs / perInterval) : ofMs;
  const places = new PQueue({ concurrency: requests });
  const connections = new PQueue({ concurrency: AT_ONCE });

  /** Timers may fire a little early: it is over when the clock says so, too. A clock that was set back holds nobody. */
  async function interval(): Promise<void> {
    const due = clock.now() + intervalMs;
    await sleep(clock, intervalMs);
    for (let left = due - clock.now(); left > 0 && left <= EARLY_MS; left = due - clock.now())
      await sleep(clock, left);
  }

  async function recover(): Promise<void> {
    await interval();
    places.start();
    while (!places.isPaused && places.concurrency < requests) {
      await interval();
      if (!places.isPaused) places.concurrency += 1;
    }
  }

  return {
    get waiting() {
      return places.size + connections.size;
    },

    schedule<T>(request: () => Promise<T> | undefined, priority: number, signal?: AbortSignal) {
      return new Promise<T | undefined>((resolve, reject) => {
        const line = signal && untilLeft(signal);
        const options = { priority, ...(line && { signal: line.signal }) };
        /** Whether one was made. */
        const make = async () => {
          line?.leave();
          const answer = request();
          if (!answer) resolve(undefined);
          answer?.then(resolve, reject);
          await answer?.catch(() => undefined);
          return answer !== undefined;
        };
        const turn = async () => {
          if (await connections.add(make, options)) await interval();
        };
        places.add(turn, options).catch(reject);
      });
    },

    halve() {
      if (places.isPaused) return;
      places.pause();
      places.concurrency = Math.max(Math.floor(places.concurrency / 2), 1);
      void recover();
    },
  } as RateLimiter;
}

/** A signal that goes by another one for as long as somebody is in line: what is on its way keeps its place in the budget. */
function untilLeft(signal: AbortSignal): { signal: AbortSignal; leave: () => void } {
  const line = new AbortController();
  const follow = () => line.abort(signal.reason);
  if (signal.aborted) follow();
  else signal.addEventListener('abort', follow, { once: true });
  return { signal: line.signal, leave: () => signal.removeEventListener('abort', follow) };
}
