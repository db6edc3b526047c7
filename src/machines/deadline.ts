import type { Clock } from '../io/ports.ts';
import { failureOf } from './failure.ts';

/** What a call of Google's comes to, or a failure after `ms`; what it comes to later is nobody's business. */
export async function deadline<T>(clock: Clock, ms: number, call: Promise<T>): Promise<T> {
  let timer: unknown;
  const late = new Promise<never>((_, reject) => {
    timer = clock.setTimeout(
      () => reject(failureOf('calendar', `Google Calendar: no answer within ${ms / 1_000} s`)),
      ms,
    );
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clock.clearTimeout(timer);
  }
}
