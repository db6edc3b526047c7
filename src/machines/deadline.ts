import type { Clock } from '../ports/clock.ts';
import { failureOf } from './failure.ts';

/**
 * What a call of Google's comes to, or a failure after `ms`; what it comes to later is nobody's business. With `signal` nobody
 * waits any more, and no timer is left.
 */
export async function deadline<T>(
  clock: Clock,
  ms: number,
  call: Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  let timer: unknown;
  const stop = () => clock.clearTimeout(timer);
  const late = new Promise<never>((_, reject) => {
    timer = clock.setTimeout(
      () => reject(failureOf('calendar', `Google Calendar: no answer within ${ms / 1_000} s`)),
      ms,
    );
  });
  signal?.addEventListener('abort', stop);
  try {
    return await Promise.race([call, late]);
  } finally {
    stop();
    signal?.removeEventListener('abort', stop);
  }
}
