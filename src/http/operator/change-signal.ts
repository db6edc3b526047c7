import type { Clock } from '../../ports/clock.ts';

/** Wakes one who waits. Rings while nobody waits count as one. */
export interface Bell {
  ring: () => void;
  /** Resolves at the next ring, after `ms` of silence, or when there is nothing to wait for any more. */
  next(ms: number): Promise<'ring' | 'silence' | 'end'>;
}

/** A bell that ends with `signal`. */
export function bell(clock: Clock, signal: AbortSignal): Bell {
  let rung = false;
  let wake: ((why: 'ring' | 'silence' | 'end') => void) | undefined;
  signal.addEventListener('abort', () => wake?.('end'));
  return {
    ring() {
      rung = true;
      wake?.('ring');
    },
    async next(ms) {
      let timer: unknown;
      const woken = new Promise<'ring' | 'silence' | 'end'>((resolve) => {
        wake = resolve;
        timer = clock.setTimeout(() => resolve('silence'), ms);
        if (signal.aborted) resolve('end');
        else if (rung) resolve('ring');
      });
      const why = await woken;
      clock.clearTimeout(timer);
      rung = false;
      wake = undefined;
      return why;
    },
  };
}
