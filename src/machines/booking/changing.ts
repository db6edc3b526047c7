import type { GoogleEvent } from '../../agenda/agenda.ts';
import { asFailure, whatFailed } from '../failure.ts';
import { eventIdOf } from './finding.ts';
import { bookingSetup, failedAnswer } from './setup.ts';
import { changedAnswer, changeFailed } from './task.ts';

/** Whose meeting it is, and whether it still is there, Google knows best. */
export const reading = bookingSetup.createStateConfig({
  invoke: {
    src: 'read',
    input: ({ context: { calendarId, task } }) => ({ calendarId, eventId: eventIdOf(task) }),
    onDone: {
      target: 'deciding',
      actions: { type: 'take what was found', params: ({ event }) => event.output },
    },
    onError: { target: 'open', actions: { type: 'answer', params: failedAnswer } },
  },
});

export const deciding = bookingSetup.createStateConfig({
  entry: 'decide the change',
  always: [
    { guard: 'there is something to change', target: 'changing' },
    { target: 'open', actions: { type: 'answer', params: ({ context }) => context.task.verdict } },
  ],
});

/** An extension is pending until it is verified, as a new meeting is; what is over needs no one's leave. */
export const changing = bookingSetup.createStateConfig({
  invoke: {
    src: 'change',
    input: ({ context: { calendarId, task } }) => ({ calendarId, change: task.change }),
    onDone: [
      {
        guard: 'it is to be longer',
        target: 'judging',
        actions: [
          'note that it was written',
          { type: 'take what was found', params: ({ event }) => event.output },
        ],
      },
      {
        target: 'open',
        actions: [
          {
            type: 'tell what is there now',
            params: ({ event }: { event: { output: GoogleEvent } }) => event.output,
          },
          'tell that somebody has come',
          { type: 'answer', params: ({ context, event }) => changedAnswer(context, event.output) },
        ],
      },
    ],
    onError: [
      {
        guard: { type: 'the extension may have been done', params: whatFailed },
        target: 'recollecting',
        actions: ['note that it was written', { type: 'note that it failed', params: whatFailed }],
      },
      {
        guard: { type: 'someone changed it first', params: whatFailed },
        target: 'reading',
        actions: ['note the surprise', 'forget the change'],
      },
      // The event itself tells.
      {
        guard: { type: 'the check-in may have been done', params: whatFailed },
        target: 'reading',
        actions: ['note the surprise', 'forget the change'],
      },
      {
        target: 'open',
        actions: [
          'tell that nobody knows',
          { type: 'answer', params: ({ event }) => changeFailed(asFailure(event.error)) },
        ],
      },
    ],
  },
});
