import { assign, emit, enqueueActions, fromPromise, setup } from 'xstate';
import type { Listing } from '../../agenda/agenda.ts';
import type { ListRequest } from '../../ports/calendar.ts';
import type { Announcement } from '../../ports/events.ts';
import type { Failure } from '../../ports/failure.ts';
import type { RelayFact } from '../facts.ts';
import { attemptsWith, notProvided, waitAfter, whatFailed } from '../failure.ts';

/** `timeZone` (IANA) is the room's, where it has one of its own. */
export interface RelayInput {
  roomName: string;
  calendarId: string;
  timeZone: string | undefined;
  random: () => number;
  /** By which channels Google has told of it, where the room is another process's. */
  announcedBy?: (() => readonly Announcement[]) | undefined;
}

/** What is to be published. */
export interface PublishInput {
  roomName: string;
  listing: Listing | undefined;
  announcedBy: readonly Announcement[] | undefined;
}

export interface RelayContext extends RelayInput {
  /** Another notification came while a list was on its way: that list may not have seen it. */
  again: boolean;
  /** What was listed last and is not published yet. */
  listing: Listing | undefined;
  attempt: number;
  failure: Failure | undefined;
}

/**
 * A notification on its way to Pub/Sub: the calendar is listed and the listing published, and once more for however many
 * notifications came meanwhile. It exists until that is done. One that was answered is not lost: what fails is tried again.
 */
export const relayMachine = setup({
  types: {
    context: {} as RelayContext,
    input: {} as RelayInput,
    events: {} as { type: 'notified' },
    emitted: {} as RelayFact,
  },
  actors: {
    list: fromPromise<Listing, ListRequest>(notProvided),
    publish: fromPromise<void, PublishInput>(notProvided),
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
    'note that another came': assign({ again: true }),
    'forget the listing': assign({ again: false, listing: undefined }),
    'note that it works': assign({ attempt: 0, failure: undefined }),
    'emit relayed': emit({ type: 'relayed' }),
    'emit the listing': enqueueActions(({ context: { listing }, enqueue }) => {
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
  initial: 'listing',
  states: {
    listing: {
      // What was listed before is too old for whoever has notified now.
      entry: 'forget the listing',
      on: { notified: { actions: 'note that another came' } },
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
      on: { notified: { actions: 'note that another came' } },
      invoke: {
        src: 'publish',
        input: ({ context: { roomName, listing, announcedBy } }) => ({
          roomName,
          listing,
          announcedBy: announcedBy?.(),
        }),
        onDone: [
          {
            guard: 'another came meanwhile',
            target: 'listing',
            actions: ['note that it works', 'emit relayed'],
          },
          { target: 'done', actions: ['note that it works', 'emit relayed'] },
        ],
        onError: {
          target: 'waiting',
          actions: ['emit the listing', { type: 'note the failure', params: whatFailed }],
        },
      },
    },
    waiting: {
      on: { notified: 'listing' },
      after: { 'retry due': [{ guard: 'it was listed', target: 'publishing' }, { target: 'listing' }] },
    },
    done: { type: 'final' },
  },
});
