import { emit, raise } from 'xstate';
import { asFailure, whatFailed } from './failure.ts';
import { booked, bookedBefore, bookedOnce, insertion, roomSetup } from './room-setup.ts';
import type { BookingRefusal } from './room-types.ts';

/** One instant meeting at a time: who asks meanwhile waits in line. */
export const booking = roomSetup.createStateConfig({
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
          actions: [
            { type: 'answer', params: ({ context }) => booked(context, bookedBefore(context)) },
            'call the next',
          ],
        },
        { guard: 'there is a slot', target: 'inserting' },
        {
          target: 'open',
          actions: [
            {
              type: 'answer',
              params: ({ context }) => ({ type: 'refused', refusal: context.slot as BookingRefusal }),
            },
            'call the next',
          ],
        },
      ],
    },
    inserting: {
      invoke: {
        src: 'insert',
        input: ({ context }) => insertion(context),
        onDone: [
          {
            guard: { type: 'it blocks the room', params: ({ event }) => ({ event: event.output }) },
            target: 'verifying',
            actions: [
              { type: 'take our meeting in', params: ({ event }) => ({ event: event.output }) },
              { type: 'look', params: { because: 'booked' } },
            ],
          },
          {
            target: 'open',
            actions: [
              { type: 'answer', params: ({ context, event }) => bookedOnce(context, event.output) },
              'call the next',
            ],
          },
        ],
        // Only the answer may have been lost: look whether the meeting is there.
        onError: {
          target: 'open',
          actions: [
            { type: 'answer', params: ({ event }) => ({ type: 'failed', failure: asFailure(event.error) }) },
            'call the next',
            raise({ type: 'refresh.requested', because: 'booked' }),
          ],
        },
      },
    },
    verifying: {
      invoke: {
        src: 'verify',
        input: ({ context: { calendarId, timeZone, ours } }) => ({
          calendarId,
          timeZone,
          until: ours!.end,
          urgent: true,
        }),
        onDone: [
          {
            guard: { type: 'the slot is ours', params: ({ event }) => ({ listing: event.output }) },
            target: 'open',
            actions: [
              { type: 'hand it on to be kept', params: ({ event }) => event.output },
              { type: 'take the listing', params: ({ event }) => event.output },
              { type: 'look', params: { because: 'booked' } },
              { type: 'answer', params: ({ context }) => booked(context) },
              'call the next',
            ],
          },
          {
            target: 'withdrawing',
            actions: [
              { type: 'hand it on to be kept', params: ({ event }) => event.output },
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
      on: {
        'booking.requested': [
          { guard: 'the removal is tried again', actions: 'ask to come back' },
          { actions: 'let them wait' },
        ],
      },
      invoke: {
        src: 'remove',
        input: ({ context }) => ({ calendarId: context.calendarId, eventId: context.ours!.id }),
        onDone: {
          target: 'open',
          actions: [
            'take our meeting out',
            { type: 'look', params: { because: 'booked' } },
            { type: 'answer', params: ({ context }) => context.verdict },
            'call the next',
            emit({ type: 'removed' }),
          ],
        },
        onError: {
          actions: ['answer everyone', { type: 'tell of the removal', params: whatFailed }],
        },
      },
      after: { 'removal due again': { target: 'withdrawing', reenter: true } },
    },
  },
});
