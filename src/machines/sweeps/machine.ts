import { assign, enqueueActions, fromPromise, setup } from 'xstate';
import type { Instant } from '../../agenda/agenda.ts';
import type { Interval } from '../../agenda/busy.ts';
import type { FreeBusyRequest } from '../../ports/calendar.ts';
import type { Failure } from '../../ports/failure.ts';
import { attemptsWith, notProvided, waitAfter, whatFailed } from '../failure.ts';

/** `calendarIds` names whom to sweep now; `everyMs` is the time between two sweeps. */
export interface SweepInput {
  everyMs: number;
  calendarIds: () => readonly string[];
  now: () => Instant;
  random: () => number;
}

interface SweepContext extends SweepInput {
  /** A sweep was asked for while one was on its way. */
  again: boolean;
  attempt: number;
  failure: Failure | undefined;
}

/** When each of the calendars is taken from the instant of asking on, or why that can't be told. */
export interface Swept {
  from: Instant;
  until: Instant;
  busy: ReadonlyMap<string, readonly Interval[] | Failure>;
}

export type SweepEmitted = ({ type: 'swept' } & Swept) | { type: 'sweep.failed'; failure: Failure };

/** Longer than any local day, so that each room's midnight is within it. */
const REACH_MS = 26 * 3_600_000;
/** How long sweeps rest at most once they fail, in ms, or as long as they rest anyway. */
const LONGEST_WAIT_MS = 5 * 60_000;

/**
 * Asks now and then when calendars are taken, many in one call, so that a change which nobody announced is found for a
 * fraction of the price of a list.
 */
export const sweepMachine = setup({
  types: {
    context: {} as SweepContext,
    input: {} as SweepInput,
    events: {} as
      | { type: 'sweep.wanted' }
      /** Changes may have gone unheard: all are to be swept at once. */
      | { type: 'sweep.now' },
    emitted: {} as SweepEmitted,
  },
  actors: { sweep: fromPromise<Swept, FreeBusyRequest>(notProvided) },
  delays: {
    'sweep due': ({ context }) => context.everyMs,
    // What an operator has to mend is tried more often than elsewhere: one call for all shows that Google lets us in again.
    'retry due': ({ context: { failure, attempt, random, everyMs } }) => {
      const wait = waitAfter(failure, attempt - 1, random());
      return failure?.operator ? Math.min(wait, Math.max(everyMs, LONGEST_WAIT_MS)) : wait;
    },
  },
  guards: {
    'there is someone to sweep': ({ context }) => context.calendarIds().length > 0,
    'it was asked for meanwhile': ({ context }) => context.again,
  },
  actions: {
    tell: enqueueActions(({ enqueue }, swept: Swept) => {
      enqueue.assign({ attempt: 0, failure: undefined });
      enqueue.emit({ type: 'swept', ...swept });
    }),
    'note the failure': enqueueActions(({ context, enqueue }, { failure }: { failure: Failure }) => {
      enqueue.assign({ failure, attempt: attemptsWith(failure, context) });
      enqueue.emit({ type: 'sweep.failed', failure });
    }),
  },
}).createMachine({
  id: 'sweep',
  context: ({ input }) => ({ ...input, again: false, attempt: 0, failure: undefined }),
  initial: 'waiting',
  states: {
    waiting: {
      always: { guard: 'it was asked for meanwhile', target: 'sweeping' },
      on: { 'sweep.now': { guard: 'there is someone to sweep', target: 'sweeping' } },
      after: {
        'sweep due': [{ guard: 'there is someone to sweep', target: 'sweeping' }, { target: 'idle' }],
      },
    },
    idle: { on: { 'sweep.wanted': 'waiting' } },
    sweeping: {
      entry: assign({ again: false }),
      on: { 'sweep.now': { actions: assign({ again: true }) } },
      invoke: {
        src: 'sweep',
        input: ({ context: { calendarIds, now } }) => ({
          calendarIds: calendarIds(),
          from: now(),
          until: now() + REACH_MS,
        }),
        onDone: { target: 'waiting', actions: { type: 'tell', params: ({ event }) => event.output } },
        onError: { target: 'failing', actions: { type: 'note the failure', params: whatFailed } },
      },
    },
    failing: { after: { 'retry due': 'sweeping' } },
  },
});
