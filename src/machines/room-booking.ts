import { asFailure, whatFailed } from './failure.ts';
import { changing, reading, weighing } from './room-changing.ts';
import { booked, eventWanted, fulfilled, insertion } from './room-requests.ts';
import { refusalOf, roomSetup } from './room-setup.ts';
import type { RoomContext } from './room-types.ts';
import { recalling, withdrawing } from './room-withdrawing.ts';

/** Answers the first in line, and calls the next. */
const done = [
  { type: 'answer', params: ({ context }: { context: RoomContext }) => fulfilled(context) },
  'call the next',
] as const;

const fitting = roomSetup.createStateConfig({
  entry: 'fit a slot',
  always: [
    { guard: 'there is a slot', target: 'inserting' },
    { guard: 'it may have been booked before', target: 'recollecting', actions: 'note the refusal' },
    {
      target: 'open',
      actions: [{ type: 'answer', params: ({ context }) => refusalOf(context) }, 'call the next'],
    },
  ],
});

const inserting = roomSetup.createStateConfig({
  invoke: {
    src: 'insert',
    input: ({ context }) => insertion(context),
    onDone: {
      target: 'judging',
      actions: { type: 'take what was found', params: ({ event }) => event.output },
    },
    onError: [
      {
        guard: { type: 'it may have been done', params: whatFailed },
        target: 'recollecting',
        actions: { type: 'note that it failed', params: whatFailed },
      },
      {
        target: 'open',
        actions: [
          { type: 'answer', params: ({ event }) => ({ type: 'failed', failure: asFailure(event.error) }) },
          'call the next',
        ],
      },
    ],
  },
});

/** Only an answer may have been lost, ours or Google's: is the meeting there? */
const recollecting = roomSetup.createStateConfig({
  invoke: {
    src: 'read',
    input: ({ context }) => eventWanted(context),
    onDone: [
      {
        guard: { type: 'it is there', params: ({ event }) => event.output },
        target: 'judging',
        actions: { type: 'take what was found', params: ({ event }) => event.output },
      },
      {
        target: 'open',
        actions: [{ type: 'answer', params: ({ context }) => context.verdict }, 'call the next'],
      },
    ],
    onError: [
      { guard: 'it was tried', target: 'withdrawing', actions: 'note what is in doubt' },
      {
        target: 'open',
        actions: [
          { type: 'answer', params: ({ event }) => ({ type: 'failed', failure: asFailure(event.error) }) },
          'call the next',
        ],
      },
    ],
  },
});

const takeItIn = [
  { type: 'claim it', params: ({ context }: { context: RoomContext }) => context.found! },
  'take what is there now',
  { type: 'look', params: { because: 'booked' } },
] as const;

/** The meeting is in the calendar: made just now, or by an earlier request, and then it may be over. */
const judging = roomSetup.createStateConfig({
  always: [
    {
      guard: 'it is over',
      target: 'open',
      actions: [{ type: 'answer', params: ({ context }) => booked(context) }, 'call the next'],
    },
    { guard: 'it has stood', target: 'open', actions: [...takeItIn, ...done] },
    { target: 'verifying', actions: takeItIn },
  ],
});

const verifying = roomSetup.createStateConfig({
  invoke: {
    src: 'verify',
    input: ({ context: { calendarId, timeZone, claim } }) => ({
      calendarId,
      timeZone,
      until: claim!.end,
      urgent: true,
    }),
    onDone: [
      {
        guard: { type: 'the claim holds', params: ({ event }) => event.output },
        target: 'open',
        actions: [
          { type: 'hand it on to be kept', params: ({ event }) => event.output },
          { type: 'take the listing', params: ({ event }) => event.output },
          { type: 'look', params: { because: 'booked' } },
          ...done,
        ],
      },
      {
        target: 'withdrawing',
        actions: [
          { type: 'hand it on to be kept', params: ({ event }) => event.output },
          { type: 'take the listing', params: ({ event }) => event.output },
          { type: 'note why it was lost', params: ({ event }) => event.output },
        ],
      },
    ],
    onError: {
      target: 'withdrawing',
      actions: { type: 'note that it failed', params: whatFailed },
    },
  },
});

/** One request at a time: who asks meanwhile waits in line. */
export const booking = roomSetup.createStateConfig({
  initial: 'recalling',
  on: {
    'booking.requested': { actions: 'let them wait' },
    'recall.due': { actions: 'recall it later' },
  },
  states: {
    recalling,
    open: {
      always: [
        { guard: 'someone wants to book', target: 'fitting' },
        { guard: 'someone wants a change', target: 'reading' },
      ],
      on: { 'recall.due': 'recalling' },
    },
    fitting,
    inserting,
    recollecting,
    judging,
    reading,
    weighing,
    changing,
    verifying,
    withdrawing,
  },
});
