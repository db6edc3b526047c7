import type { Clock } from '../ports/clock.ts';

/** Resolves after `ms`, or as soon as `signal` is aborted: no timer is left then. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal?.aborted) return Promise.resolve();
  const wake = () => {
    clock.clearTimeout(timer);
    signal?.removeEventListener('abort', wake);
    resolve();
  };
  const timer = clock.setTimeout(wake, ms);
  signal?.addEventListener('abort', wake);
  return promise;
}

/** Waits for `work`, but no longer than `ms`. */
export async function atMost(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  await Promise.race([work, sleep(clock, ms, done.signal)]).finally(() => done.abort());
}
