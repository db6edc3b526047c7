import type { Clock } from '../ports/clock.ts';

/**
 * Makes a call that ends within `ms`: with what it comes to, or with the error that `late` makes. `call` is told by its signal
 * to give up then, and what it comes to later is nobody's. Once `signal` is aborted nobody waits any more: no timer is left.
 */
export async function deadline<T>(
  clock: Clock,
  ms: number,
  call: (signal: AbortSignal) => Promise<T>,
  late: () => Error,
  signal?: AbortSignal,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const givingUp = new AbortController();
  const timer = clock.setTimeout(() => {
    reject(late());
    givingUp.abort();
  }, ms);
  const stop = () => clock.clearTimeout(timer);
  signal?.addEventListener('abort', stop);
  const made = async () => call(givingUp.signal);
  void made()
    .then(resolve, reject)
    .finally(() => {
      stop();
      signal?.removeEventListener('abort', stop);
    });
  return promise;
}
