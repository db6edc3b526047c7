import PQueue from 'p-queue';
import type { Clock } from './ports.ts';

/** Whose turn it is among the requests of an account that allows so many of them in an interval. */
export interface RequestBudget {
  /** Makes a request when its turn comes: the higher priority first. */
  spend<T>(request: () => Promise<T>, priority: number): Promise<T>;
  /** Lets everyone wait for an interval: somebody else spends from the same account. */
  rest(): void;
}

/**
 * A place in the budget is free again an interval (in ms) after the answer: however long a request was on its way, no
 * interval then sees more of them arrive than there are places.
 */
export function requestBudget(requests: number, intervalMs: number, clock: Clock): RequestBudget {
  const places = new PQueue({ concurrency: requests });

  function interval(): Promise<void> {
    return new Promise((resolve) => {
      clock.setTimeout(() => resolve(), intervalMs);
    });
  }

  return {
    spend(request, priority) {
      return new Promise((resolve, reject) => {
        void places.add(
          async () => {
            const answer = request();
            answer.then(resolve, reject);
            await answer.catch(() => undefined);
            await interval();
          },
          { priority },
        );
      });
    },

    rest() {
      places.pause();
      void interval().then(() => places.start());
    },
  };
}
