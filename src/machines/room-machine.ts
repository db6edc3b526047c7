import { raise } from 'xstate';
import { asFailure, whatFailed } from './failure.ts';
import {
  type BookingRefusal,
  booked,
  bookedBefore,
  initialContext,
  insertion,
  roomSetup,
} from './room-setup.ts';

const sleepUntilBoundary = {
  'next boundary': { actions: { type: 'look', params: { because: 'boundary' } } },
} as const;

/**
 * Whether the room is free: by the clock and by every new agenda. It looks, tells the door, and sleeps until the next
 * instant at which the answer changes.
 */
const occupancy = roomSetup.createStateConfig({
  initial: 'unknown',
  on: { look: '.looking' },
  states: {
    looking: {
      entry: ['see what the room is', 'tell the door'],
      always: [
        { guard: 'the room is busy', target: 'busy' },
        { guard: 'the room is free', target: 'free' },
        { target: 'unknown' },
      ],
    },
    unknown: {},
    free: { after: sleepUntilBoundary },
    busy: { after: sleepUntilBoundary },
  },
});

const takeWhatWasHeard = ['take what was heard', { type: 'look', params: { because: 'changed' } }] as const;

/** How the agenda is kept true: one list at a time, and what is signalled meanwhile becomes one more. */
const sync = roomSetup.createStateConfig({
  initial: 'refreshing',
  on: {
    'refresh.requested': {
      target: '.refreshing',
      actions: { type: 'note the cause', params: { cause: 'changed' } },
    },
    'listing.received': { guard: 'it is news', actions: takeWhatWasHeard },
  },
  states: {
    refreshing: {
      on: { 'refresh.requested': { actions: 'note the change' } },
      invoke: {
        src: 'list',
        input: ({ context }) => ({ calendarId: context.calendarId }),
        onDone: {
          target: 'current',
          actions: [
            { type: 'take the listing', params: ({ event }) => event.output },
            { type: 'look', params: ({ context }) => ({ because: context.cause }) },
          ],
        },
        onError: {
          target: 'stale',
          actions: [
            { type: 'note the failure', params: whatFailed },
            { type: 'look', params: ({ context }) => ({ because: context.cause }) },
          ],
        },
      },
    },
    current: {
      always: {
        guard: 'a change came meanwhile',
        target: 'refreshing',
        actions: { type: 'note the cause', params: { cause: 'changed' } },
      },
      // The new agenda may end sooner than the old one: the timer must be set anew.
      on: {
        'listing.received': {
          guard: 'it is news',
          target: 'current',
          reenter: true,
          actions: takeWhatWasHeard,
        },
      },
      after: {
        'refresh due': [
          {
            guard: 'the refresh is due',
            target: 'refreshing',
            actions: { type: 'note the cause', params: { cause: 'refresh' } },
          },
          { target: 'current', reenter: true },
        ],
      },
    },
    stale: {
      always: { guard: 'the agenda is fresh', target: 'current' },
      after: {
        'retry due': {
          target: 'refreshing',
          actions: { type: 'note the cause', params: { cause: 'retry' } },
        },
      },
    },
  },
});

/** One instant meeting at a time: who asks meanwhile waits in line. */
const booking = roomSetup.createStateConfig({
  initial: 'open',
  on: { 'booking.requested': { actions: 'let them wait' } },
  states: {
    open: { always: { guard: 'someone wants to book', target: 'fitting' } },
    fitting: {
      entry: 'fit a slot',
      always: [
        {
          guard: 'it is booked already',
          target: 'open',
          actions: {
            type: 'answer and call the next',
            params: ({ context }) => booked(context, bookedBefore(context)),
          },
        },
        { guard: 'there is a slot', target: 'inserting' },
        {
          target: 'open',
          actions: {
            type: 'answer and call the next',
            params: ({ context }) => ({ type: 'refused', refusal: context.slot as BookingRefusal }),
          },
        },
      ],
    },
    inserting: {
      invoke: {
        src: 'insert',
        input: ({ context }) => insertion(context),
        onDone: {
          target: 'verifying',
          actions: [
            { type: 'take our meeting in', params: ({ event }) => ({ event: event.output }) },
            { type: 'look', params: { because: 'booked' } },
          ],
        },
        // Only the answer may have been lost: look whether the meeting is there.
        onError: {
          target: 'open',
          actions: [
            {
              type: 'answer and call the next',
              params: ({ event }) => ({ type: 'failed', failure: asFailure(event.error) }),
            },
            raise({ type: 'refresh.requested' }),
          ],
        },
      },
    },
    verifying: {
      invoke: {
        src: 'verify',
        input: ({ context }) => ({ calendarId: context.calendarId, until: context.ours!.end }),
        onDone: [
          {
            guard: { type: 'the slot is ours', params: ({ event }) => ({ listing: event.output }) },
            target: 'open',
            actions: [
              { type: 'take the listing', params: ({ event }) => event.output },
              { type: 'look', params: { because: 'booked' } },
              { type: 'answer and call the next', params: ({ context }) => booked(context) },
            ],
          },
          {
            target: 'withdrawing',
            actions: [
              { type: 'take the listing', params: ({ event }) => event.output },
              { type: 'note why it was lost', params: ({ event }) => ({ listing: event.output }) },
            ],
          },
        ],
        onError: {
          target: 'withdrawing',
          actions: { type: 'note that it failed', params: whatFailed },
        },
      },
    },
    // Not left before the removal holds: a meeting that was refused must not stay in the calendar.
    withdrawing: {
      invoke: {
        src: 'remove',
        input: ({ context }) => ({ calendarId: context.calendarId, eventId: context.ours!.id }),
        onDone: {
          target: 'open',
          actions: [
            'take our meeting out',
            { type: 'look', params: { because: 'booked' } },
            { type: 'answer and call the next', params: ({ context }) => context.verdict! },
          ],
        },
        onError: {},
      },
      after: { 'removal due again': { target: 'withdrawing', reenter: true } },
    },
  },
});

/**
 * A room: three parallel regions, so that a slow Google never delays a boundary and a refresh never blanks a door.
 * It emits `looked` each time it looked again, `refresh.failed`, and `answered` for each booking that was asked for.
 */
export const roomMachine = roomSetup.createMachine({
  id: 'room',
  type: 'parallel',
  context: initialContext,
  states: { occupancy, sync, booking },
});
