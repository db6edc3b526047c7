import { assign, emit, enqueueActions, fromPromise, setup } from 'xstate';
import type { ListRequest, VendorFailure } from '../io/ports.ts';
import { notProvided, waitAfter, whatFailed } from './failure.ts';

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
  attempt: number;
  failure: VendorFailure | undefined;
}

export type RelayEmitted = { type: 'relayed' } | { type: 'relay.failed'; failure: VendorFailure };

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
  actors: { relay: fromPromise<void, { roomName: string } & ListRequest>(notProvided) },
  delays: {
    'retry due': ({ context }) => waitAfter(context.failure!, context.attempt - 1, context.random()),
  },
  guards: { 'another came meanwhile': ({ context }) => context.again },
  actions: {
    'note the failure': enqueueActions(({ context, enqueue }, { failure }: { failure: VendorFailure }) => {
      enqueue.assign({ failure, attempt: context.attempt + 1 });
      enqueue.emit({ type: 'relay.failed', failure });
    }),
  },
}).createMachine({
  id: 'relay',
  context: ({ input }) => ({ ...input, again: false, attempt: 0, failure: undefined }),
  initial: 'quiet',
  states: {
    quiet: {
      always: { guard: 'another came meanwhile', target: 'relaying' },
      on: { notified: 'relaying' },
    },
    relaying: {
      entry: assign({ again: false }),
      on: { notified: { actions: assign({ again: true }) } },
      invoke: {
        src: 'relay',
        input: ({ context: { roomName, calendarId, timeZone } }) => ({ roomName, calendarId, timeZone }),
        onDone: {
          target: 'quiet',
          actions: [assign({ attempt: 0, failure: undefined }), emit({ type: 'relayed' })],
        },
        onError: {
          target: 'waiting',
          actions: { type: 'note the failure', params: whatFailed },
        },
      },
    },
    waiting: { on: { notified: 'relaying' }, after: { 'retry due': 'relaying' } },
  },
});
