import PQueue from 'p-queue';
import type { Clock } from './ports.ts';

/** Whose turn it is among the requests of an account that allows so many of them a second. */
export interface RequestBudget {
  /** Makes a request when its turn comes: the higher priority first. */
  spend<T>(request: () => Promise<T>, priority: number): Promise<T>;
  /** Lets everyone wait for a second: somebody else spends from the same account. */
  rest(): void;
}

/**
 * A place in the budget is free again a second after the answer: however long a request was on its way, no second then
 * sees more of them arrive than there are places.
 */
export function requestBudget(requestsPerSecond: number, clock: Clock): RequestBudget {
  const places = new PQueue({ concurrency: requestsPerSecond });

  function second(): Promise<void> {
    return new Promise((resolve) => {
      clock.setTimeout(() => resolve(), 1_000);
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
            await second();
          },
          { priority },
        );
      });
    },

    rest() {
      places.pause();
      void second().then(() => places.start());
    },
  };
}
