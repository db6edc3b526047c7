import { whatFailed } from '../failure.ts';
import { bookingSetup, promised } from './setup.ts';
import { ASK_AGAIN, confirmation, ownCompensation, refusedWith } from './task.ts';

/** Nobody else's meeting may stand in the way, as a list shows that shows ours as well. */
export const verifying = bookingSetup.createStateConfig({
  invoke: {
    src: 'list',
    input: ({ context: { calendarId, timeZone, task } }) => ({
      calendarId,
      timeZone,
      until: task.claim?.end,
      awaited: true,
    }),
    onDone: [
      {
        guard: { type: 'the claim holds', params: ({ event }) => event.output },
        target: 'confirming',
        actions: { type: 'tell the listing', params: ({ event }) => event.output },
      },
      {
        guard: { type: 'it is not seen yet', params: ({ event }) => event.output },
        target: 'doubting',
        actions: 'note that it is not seen',
      },
      {
        target: 'withdrawing',
        actions: [
          { type: 'note why it was lost', params: ({ event }) => event.output },
          { type: 'tell the listing', params: ({ event }) => event.output },
        ],
      },
    ],
    onError: { target: 'withdrawing', actions: { type: 'note that it failed', params: whatFailed } },
  },
});

/** A list lags behind what Google has acknowledged. */
export const doubting = bookingSetup.createStateConfig({ after: { 'list due again': 'verifying' } });

/** The mark of the attempt goes: from now on the meeting is promised, and nobody takes it back. */
export const confirming = bookingSetup.createStateConfig({
  invoke: {
    src: 'change',
    input: ({ context }) => ({ calendarId: context.calendarId, change: confirmation(context) }),
    onDone: {
      target: 'open',
      actions: [
        { type: 'take what was found', params: ({ event }) => event.output },
        'tell what is there',
        { type: 'answer', params: ({ context }) => promised(context) },
      ],
    },
    onError: [
      {
        guard: { type: 'it was changed meanwhile', params: whatFailed },
        target: 'recollecting',
        actions: ['note the surprise', { type: 'note that it failed', params: whatFailed }],
      },
      {
        guard: { type: 'it is gone', params: whatFailed },
        target: 'open',
        actions: ['tell that nobody knows', { type: 'answer', params: refusedWith('MEETING_CHANGED') }],
      },
      { target: 'withdrawing', actions: { type: 'note that it failed', params: whatFailed } },
    ],
  },
});

/** What this attempt has written goes before anyone is told that it came to nothing. */
export const withdrawing = bookingSetup.createStateConfig({
  invoke: {
    src: 'withdraw',
    input: ({ context }) => ({ calendarId: context.calendarId, compensation: ownCompensation(context) }),
    onDone: [
      {
        guard: { type: 'it was replaced', params: ({ event }) => event.output },
        target: 'open',
        actions: [
          { type: 'tell what is there now', params: ({ event }) => event.output.event },
          { type: 'answer', params: ASK_AGAIN },
        ],
      },
      {
        target: 'open',
        actions: [
          { type: 'tell what is there now', params: ({ event }) => event.output.event },
          'note that it was compensated',
          { type: 'answer', params: ({ context }) => context.task.verdict },
        ],
      },
    ],
    // It is pending still, and goes as what was left.
    onError: {
      target: 'open',
      actions: [
        { type: 'note that compensation failed', params: whatFailed },
        'plan a compensation',
        'tell that nobody knows',
        { type: 'answer', params: ({ context }) => context.task.verdict },
      ],
    },
  },
});
