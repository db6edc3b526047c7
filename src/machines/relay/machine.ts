import { assign, emit, enqueueActions, fromPromise, setup } from 'xstate';
import type { Listing } from '../../agenda/agenda.ts';
import type { ListRequest } from '../../ports/calendar.ts';
import type { Failure } from '../../ports/failure.ts';
import type { RelayFact } from '../facts.ts';
import { attemptsWith, notProvided, waitAfter, whatFailed } from '../failure.ts';

/** `timeZone` (IANA) is the room's, where it has one of its own. */
export interface RelayInput {
  roomName: string;
  calendarId: string;
  timeZone: string | undefined;
  random: () => number;
}

export interface RelayContext extends RelayInput {
  /** Another notification came while a list was on its way: that list may not have seen it. */
  again: boolean;
  /** What was listed last and is not published yet. */
  listing: Listing | undefined;
  attempt: number;
  failure: Failure | undefined;
}

export type RelayEmitted = RelayFact;

/**
 * A room's notifications on their way to Pub/Sub: the calendar is listed and the listing published, once for a
 * notification and once more for however many came meanwhile. A notification that was answered is not lost: what
 * fails is tried again.
 */
export const relayMachine = setup({
  types: {
    context: {} as RelayContext,
    input: {} as RelayInput,
    events: {} as { type: 'notified' },
    emitted: {} as RelayEmitted,
  },
  actors: {
    list: fromPromise<Listing, ListRequest>(notProvided),
    publish: fromPromise<void, { roomName: string; listing: Listing | undefined }>(notProvided),
  },
  delays: {
    'retry due': ({ context }) => waitAfter(context.failure, context.attempt - 1, context.random()),
  },
  guards: {
    'another came meanwhile': ({ context }) => context.again,
    'it was listed': ({ context }) => context.listing !== undefined,
  },
  actions: {
    'take the listing': assign((_, { listing }: { listing: Listing }) => ({ listing })),
    'tell what was listed': enqueueActions(({ context: { listing }, enqueue }) => {
      if (listing) enqueue.emit({ type: 'relay.listed', listing });
    }),
    'note the failure': enqueueActions(({ context, enqueue }, { failure }: { failure: Failure }) => {
      enqueue.assign({ failure, attempt: attemptsWith(failure, context) });
      enqueue.emit({ type: 'relay.failed', failure });
    }),
  },
}).createMachine({
  id: 'relay',
  context: ({ input }) => ({ ...input, again: false, listing: undefined, attempt: 0, failure: undefined }),
  initial: 'quiet',
  states: {
    quiet: {
      always: { guard: 'another came meanwhile', target: 'listing' },
      on: { notified: 'listing' },
    },
    listing: {
      // What was listed before is too old for whoever has notified now.
      entry: assign({ again: false, listing: undefined }),
      on: { notified: { actions: assign({ again: true }) } },
      invoke: {
        src: 'list',
        input: ({ context: { calendarId, timeZone } }) => ({ calendarId, timeZone }),
        onDone: {
          target: 'publishing',
          actions: { type: 'take the listing', params: ({ event }) => ({ listing: event.output }) },
        },
        onError: { target: 'waiting', actions: { type: 'note the failure', params: whatFailed } },
      },
    },
    publishing: {
      on: { notified: { actions: assign({ again: true }) } },
      invoke: {
        src: 'publish',
        input: ({ context: { roomName, listing } }) => ({ roomName, listing }),
        onDone: {
          target: 'quiet',
          actions: [
            assign({ attempt: 0, failure: undefined, listing: undefined }),
            emit({ type: 'relayed' }),
          ],
        },
        onError: {
          target: 'waiting',
          actions: ['tell what was listed', { type: 'note the failure', params: whatFailed }],
        },
      },
    },
    waiting: {
      on: { notified: 'listing' },
      after: { 'retry due': [{ guard: 'it was listed', target: 'publishing' }, { target: 'listing' }] },
    },
  },
});
