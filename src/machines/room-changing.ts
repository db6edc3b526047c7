import { raise } from 'xstate';
import { asFailure, whatFailed } from './failure.ts';
import { asFailed, changeFailed, eventWanted, fulfilled } from './room-requests.ts';
import { roomSetup } from './room-setup.ts';

/** Whose meeting it is, and whether it still is there, Google knows best. */
export const reading = roomSetup.createStateConfig({
  invoke: {
    src: 'read',
    input: ({ context }) => eventWanted(context),
    onDone: {
      target: 'weighing',
      actions: { type: 'take what was found', params: ({ event }) => event.output },
    },
    onError: { target: 'open', actions: { type: 'answer', params: asFailed } },
  },
});

export const weighing = roomSetup.createStateConfig({
  entry: 'weigh the change',
  always: [
    { guard: 'there is something to change', target: 'changing', actions: 'note what to undo' },
    { target: 'open', actions: { type: 'answer', params: ({ context }) => context.verdict } },
  ],
});

/** What is longer must be verified as a new meeting must; what is over needs no one's leave. */
export const changing = roomSetup.createStateConfig({
  invoke: {
    src: 'change',
    input: ({ context: { calendarId, change } }) => ({ calendarId, ...change! }),
    onDone: [
      {
        guard: 'it is longer now',
        target: 'verifying',
        actions: [
          { type: 'claim it', params: ({ event }) => event.output! },
          'take what is there now',
          { type: 'look', params: { because: 'booked' } },
        ],
      },
      {
        target: 'open',
        actions: [
          { type: 'take what was found', params: ({ event }) => event.output },
          'take what is there now',
          { type: 'look', params: { because: 'booked' } },
          { type: 'answer', params: ({ context }) => fulfilled(context) },
        ],
      },
    ],
    onError: [
      {
        guard: { type: 'the extension may have been done', params: whatFailed },
        target: 'withdrawing',
        actions: { type: 'note that it failed', params: whatFailed },
      },
      {
        target: 'open',
        actions: [
          { type: 'answer', params: ({ event }) => changeFailed(asFailure(event.error)) },
          raise({ type: 'refresh.requested', because: 'booked' }),
        ],
      },
    ],
  },
});
