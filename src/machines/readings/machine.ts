import { assign, enqueueActions, fromPromise, setup } from 'xstate';
import type { Instant } from '../../agenda/agenda.ts';
import type { Thing, VendorFailure } from '../../io/ports.ts';
import { notProvided, waitAfter, whatFailed } from '../failure.ts';

/** How often all Things are read, in ms: a board that boots may have written its defaults over what they show. */
const READ_EVERY_MS = 60_000;

export interface ReadingsInput {
  now: () => Instant;
  random: () => number;
}

interface ReadingsContext extends ReadingsInput {
  askedAt: Instant;
  /** Somebody asked while a reading was on its way, which may not have seen what is to be seen. */
  again: boolean;
  attempt: number;
  failure: VendorFailure | undefined;
}

/** All Things as they were when asked for at `askedAt`, or why they could not be read. */
export type ReadingsEmitted =
  | { type: 'things.read'; askedAt: Instant; things: readonly Thing[] }
  | { type: 'reading.failed'; askedAt: Instant; failure: VendorFailure };

/** Reads all Things of the account each minute, in one request, and whenever one of them is in doubt. */
export const readingsMachine = setup({
  types: {
    context: {} as ReadingsContext,
    input: {} as ReadingsInput,
    /** What was so before the instant `at` is to be seen. */
    events: {} as { type: 'reading.wanted'; at: Instant },
    emitted: {} as ReadingsEmitted,
  },
  actors: { read: fromPromise<readonly Thing[]>(notProvided) },
  delays: {
    'reading due': READ_EVERY_MS,
    'retry due': ({ context: { failure, attempt, random } }) =>
      Math.min(waitAfter(failure, attempt - 1, random()), READ_EVERY_MS),
  },
  guards: { 'somebody asked meanwhile': ({ context }) => context.again },
  actions: {
    ask: assign({ askedAt: ({ context }) => context.now(), again: false }),
    'ask again then': assign({ again: ({ context, event }) => context.again || event.at > context.askedAt }),
    tell: enqueueActions(({ context, enqueue }, { things }: { things: readonly Thing[] }) => {
      enqueue.assign({ attempt: 0, failure: undefined });
      enqueue.emit({ type: 'things.read', askedAt: context.askedAt, things });
    }),
    'note the failure': enqueueActions(({ context, enqueue }, { failure }: { failure: VendorFailure }) => {
      enqueue.assign({ failure, attempt: context.attempt + 1 });
      enqueue.emit({ type: 'reading.failed', askedAt: context.askedAt, failure });
    }),
  },
}).createMachine({
  id: 'readings',
  context: ({ input }) => ({ ...input, askedAt: 0, again: false, attempt: 0, failure: undefined }),
  initial: 'waiting',
  states: {
    reading: {
      entry: 'ask',
      on: { 'reading.wanted': { actions: 'ask again then' } },
      invoke: {
        src: 'read',
        onDone: {
          target: 'waiting',
          actions: { type: 'tell', params: ({ event }) => ({ things: event.output }) },
        },
        onError: { target: 'failing', actions: { type: 'note the failure', params: whatFailed } },
      },
    },
    waiting: {
      always: { guard: 'somebody asked meanwhile', target: 'reading' },
      on: { 'reading.wanted': 'reading' },
      after: { 'reading due': 'reading' },
    },
    failing: { after: { 'retry due': 'reading' } },
  },
});
