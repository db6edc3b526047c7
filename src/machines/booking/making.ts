import { whatFailed } from '../failure.ts';
import { eventIdOf } from './finding.ts';
import { ASK_AGAIN, bookingSetup, failedAnswer, promised } from './setup.ts';
import { deletedAnswer, insertionOf, refusedWith, takeoverChange } from './task.ts';

/** A slot for the booking; without one only what the same request has made before can be told. */
export const fitting = bookingSetup.createStateConfig({
  entry: 'fit a slot',
  always: [
    { guard: 'it is there already', target: 'recollecting', actions: 'note the refusal' },
    { guard: 'the slot is not known to its end', target: 'exploring' },
    { guard: 'there is a slot', target: 'inserting' },
    { guard: 'it may have been booked before', target: 'recollecting', actions: 'note the refusal' },
    {
      target: 'open',
      actions: ['note the refusal', { type: 'answer', params: ({ context }) => context.task.verdict }],
    },
  ],
});

/** What lies beyond the list is not free: it is listed up to the end of the slot, once. */
export const exploring = bookingSetup.createStateConfig({
  invoke: {
    src: 'list',
    input: ({ context: { calendarId, timeZone, task } }) => ({
      calendarId,
      timeZone,
      until: 'end' in task.slot ? task.slot.end : undefined,
      awaited: true,
    }),
    onDone: {
      target: 'fitting',
      actions: [
        { type: 'take what was explored', params: ({ event }) => event.output },
        { type: 'tell the listing', params: ({ event }) => event.output },
      ],
    },
    onError: { target: 'open', actions: { type: 'answer', params: failedAnswer } },
  },
});

/** The event is written with the mark of this attempt: pending, and promised to nobody. */
export const inserting = bookingSetup.createStateConfig({
  invoke: {
    src: 'insert',
    input: ({ context }) => ({ calendarId: context.calendarId, event: insertionOf(context) ?? {} }),
    onDone: {
      target: 'judging',
      actions: [
        'note that it was written',
        { type: 'take what was found', params: ({ event }) => event.output },
      ],
    },
    onError: [
      {
        guard: { type: 'the id is taken', params: whatFailed },
        target: 'recollecting',
        actions: { type: 'note the verdict', params: refusedWith('KEY_USED') },
      },
      {
        guard: { type: 'it may have been done', params: whatFailed },
        target: 'recollecting',
        actions: ['note that it was written', { type: 'note that it failed', params: whatFailed }],
      },
      { target: 'open', actions: { type: 'answer', params: failedAnswer } },
    ],
  },
});

/** Google knows best what is there under the id: an answer may have been lost, ours or Google's. */
export const recollecting = bookingSetup.createStateConfig({
  invoke: {
    src: 'read',
    input: ({ context: { calendarId, task } }) => ({ calendarId, eventId: eventIdOf(task) }),
    onDone: {
      target: 'judging',
      actions: { type: 'take what was found', params: ({ event }) => event.output },
    },
    onError: {
      target: 'open',
      actions: ['plan a compensation', 'tell that nobody knows', { type: 'answer', params: failedAnswer }],
    },
  },
});

/** Who has written what was found, and what that means for whoever asks. */
export const judging = bookingSetup.createStateConfig({
  always: [
    {
      guard: { type: 'it is', params: 'mine' },
      target: 'verifying',
      actions: ['claim it', 'tell what is there'],
    },
    {
      guard: { type: 'it is', params: 'promised' },
      target: 'open',
      actions: ['tell what is there', { type: 'answer', params: ({ context }) => promised(context) }],
    },
    { guard: 'it can be taken over', target: 'takingOver' },
    { guard: 'its owner may be about to answer', target: 'pausing', actions: 'note the surprise' },
    { guard: 'it can be made', target: 'inserting', actions: 'note the surprise' },
    {
      guard: { type: 'it is', params: 'others' },
      target: 'open',
      actions: { type: 'answer', params: ASK_AGAIN },
    },
    {
      guard: { type: 'it is', params: 'used' },
      target: 'open',
      actions: { type: 'answer', params: ({ context }) => deletedAnswer(context) },
    },
    // Where an insert got no answer it may still be on its way.
    {
      target: 'open',
      actions: ['tell that nobody knows', { type: 'answer', params: ({ context }) => context.task.verdict }],
    },
  ],
});

/** What an attempt has taken back, or has not brought to an end, is made ours: from then on it can't undo it any more. */
export const takingOver = bookingSetup.createStateConfig({
  invoke: {
    src: 'change',
    input: ({ context }) => ({ calendarId: context.calendarId, change: takeoverChange(context) }),
    onDone: {
      target: 'judging',
      actions: [
        'note that it was written',
        'note that it was taken over',
        { type: 'take what was found', params: ({ event }) => event.output },
      ],
    },
    onError: [
      {
        guard: { type: 'it was changed meanwhile', params: whatFailed },
        target: 'recollecting',
        actions: ['note the surprise', { type: 'note that it failed', params: whatFailed }],
      },
      { target: 'open', actions: { type: 'answer', params: failedAnswer } },
    ],
  },
});

/** Another process works on the same request: it may be about to answer. */
export const pausing = bookingSetup.createStateConfig({ after: { 'reading due again': 'recollecting' } });
