import { whatFailed } from './failure.ts';
import { changing, reading, weighing } from './room-changing.ts';
import { asFailed, booked, eventWanted, fulfilled, insertion } from './room-requests.ts';
import { refusalOf, roomSetup } from './room-setup.ts';
import type { RoomContext } from './room-types.ts';
import { owing, recalling, withdrawing } from './room-withdrawing.ts';

const fitting = roomSetup.createStateConfig({
  entry: 'fit a slot',
  always: [
    { guard: 'the slot is not known to its end', target: 'exploring' },
    { guard: 'there is a slot', target: 'inserting', actions: 'note what to undo' },
    { guard: 'it may have been booked before', target: 'recollecting', actions: 'note the refusal' },
    { target: 'open', actions: { type: 'answer', params: ({ context }) => refusalOf(context) } },
  ],
});

/** Beyond what is listed a slot is no slot. */
const exploring = roomSetup.createStateConfig({
  entry: 'note that it was explored',
  invoke: {
    src: 'verify',
    input: ({ context: { calendarId, timeZone, slot } }) => ({
      calendarId,
      timeZone,
      until: 'end' in slot ? slot.end : undefined,
      awaited: true,
    }),
    onDone: {
      target: 'fitting',
      actions: [
        { type: 'take the listing', params: ({ event }) => event.output },
        { type: 'look', params: { because: 'refresh' } },
      ],
    },
    onError: { target: 'open', actions: { type: 'answer', params: asFailed } },
  },
});

const inserting = roomSetup.createStateConfig({
  invoke: {
    src: 'insert',
    input: ({ context }) => insertion(context),
    onDone: {
      target: 'judging',
      actions: ['note that it is new', { type: 'take what was found', params: ({ event }) => event.output }],
    },
    onError: [
      {
        guard: { type: 'it was booked before', params: whatFailed },
        target: 'recollecting',
        actions: { type: 'note that it failed', params: whatFailed },
      },
      {
        guard: { type: 'it may have been done', params: whatFailed },
        target: 'recollecting',
        actions: ['note that it is new', { type: 'note that it failed', params: whatFailed }],
      },
      { target: 'open', actions: { type: 'answer', params: asFailed } },
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
        guard: 'it is new',
        target: 'open',
        // It may still be on its way.
        actions: ['disown it', { type: 'answer', params: ({ context }) => context.verdict }],
      },
      { target: 'open', actions: { type: 'answer', params: ({ context }) => context.verdict } },
    ],
    onError: [
      { guard: 'it is new', target: 'withdrawing' },
      { target: 'open', actions: { type: 'answer', params: asFailed } },
    ],
  },
});

const takeItIn = [
  { type: 'claim it', params: ({ context }: { context: RoomContext }) => context.found! },
  'own it',
  'take what is there now',
  { type: 'look', params: { because: 'booked' } },
] as const;

/** The meeting is in the calendar: made just now, or by an earlier request, and then it may be over. */
const judging = roomSetup.createStateConfig({
  always: [
    {
      guard: 'it is over',
      target: 'open',
      actions: { type: 'answer', params: ({ context }) => booked(context) },
    },
    {
      guard: 'it has stood',
      target: 'open',
      actions: [...takeItIn, { type: 'answer', params: ({ context }) => booked(context) }],
    },
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
      awaited: true,
    }),
    onDone: [
      {
        guard: { type: 'the claim holds', params: ({ event }) => event.output },
        target: 'open',
        actions: [
          { type: 'hand it on to be kept', params: ({ event }) => event.output },
          { type: 'take the listing', params: ({ event }) => event.output },
          { type: 'look', params: { because: 'booked' } },
          { type: 'answer', params: ({ context }) => fulfilled(context) },
        ],
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
          { type: 'take the listing', params: ({ event }) => event.output },
          'note what to undo',
        ],
      },
    ],
    onError: [
      {
        guard: 'what is to be undone is ours',
        target: 'withdrawing',
        actions: { type: 'note that it failed', params: whatFailed },
      },
      // An earlier request may have verified it.
      { target: 'open', actions: { type: 'answer', params: asFailed } },
    ],
  },
});

/** A list lags behind what Google has acknowledged. */
const doubting = roomSetup.createStateConfig({ after: { 'list due again': 'verifying' } });

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
      on: { 'recall.due': 'recalling' },
      always: [
        { guard: 'someone wants to book', target: 'fitting' },
        { guard: 'someone wants a change', target: 'reading' },
        { guard: 'what was disowned is there', target: 'withdrawing', actions: 'undo what was disowned' },
      ],
    },
    fitting,
    exploring,
    inserting,
    recollecting,
    judging,
    reading,
    weighing,
    changing,
    verifying,
    doubting,
    withdrawing,
    owing,
  },
});
