import type { Clock } from '../../ports/clock.ts';

/** Wakes one who waits for changes. Changes while nobody waits count as one. */
export interface ChangeSignal {
  notify: () => void;
  /** Resolves at the next change, after `ms` of silence, or when there is nothing to wait for any more. */
  next(ms: number): Promise<'change' | 'silence' | 'end'>;
}

/** Made for one waiter; it ends when `signal` is aborted. */
export function changeSignal(clock: Clock, signal: AbortSignal): ChangeSignal {
  let isNotified = false;
  let wake: ((why: 'change' | 'silence' | 'end') => void) | undefined;
  signal.addEventListener('abort', () => wake?.('end'));
  return {
    notify() {
      isNotified = true;
      wake?.('change');
    },
    async next(ms) {
      let timer: unknown;
      const woken = new Promise<'change' | 'silence' | 'end'>((resolve) => {
        wake = resolve;
        timer = clock.setTimeout(() => resolve('silence'), ms);
        if (signal.aborted) resolve('end');
        else if (isNotified) resolve('change');
      });
      const why = await woken;
      clock.clearTimeout(timer);
      isNotified = false;
      wake = undefined;
      return why;
    },
  };
}
