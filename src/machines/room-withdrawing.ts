import { emit } from 'xstate';
import { whatFailed } from './failure.ts';
import { roomSetup } from './room-setup.ts';

/** An earlier process may have left something in the calendar that it had refused. */
export const recalling = roomSetup.createStateConfig({
  invoke: {
    src: 'owed',
    input: ({ context: { roomName } }) => ({ roomName }),
    onDone: [
      {
        guard: { type: 'something is owed', params: ({ event }) => event.output },
        target: 'withdrawing',
        actions: { type: 'note what is owed', params: ({ event }) => event.output! },
      },
      { target: 'open' },
    ],
    // Whoever stands at the door need not wait for the store.
    onError: {
      target: 'open',
      actions: [{ type: 'tell of the removal', params: whatFailed }, 'recall it later'],
    },
  },
});

/** The first try, and every other one: who asked may wait for the first, and is told to come back during the others. */
export const withdrawing = roomSetup.createStateConfig({
  on: {
    'booking.requested': [
      { guard: 'the withdrawal is tried again', actions: 'ask to come back' },
      { actions: 'let them wait' },
    ],
  },
  invoke: {
    src: 'withdraw',
    input: ({ context: { roomName, calendarId, withdrawal, isNoted } }) => ({
      roomName,
      calendarId,
      withdrawal: withdrawal!,
      isNoted,
    }),
    onDone: {
      target: 'open',
      actions: [
        'take it back',
        'disown it',
        { type: 'look', params: { because: 'booked' } },
        'answer with the verdict',
        emit({ type: 'removed' }),
      ],
    },
    onError: {
      target: 'owing',
      actions: [
        'answer everyone',
        'note that it is owed',
        { type: 'tell of the removal', params: whatFailed },
      ],
    },
  },
});

/** Not left before the withdrawal holds: a meeting that was refused must not stay in the calendar. */
export const owing = roomSetup.createStateConfig({
  on: { 'booking.requested': { actions: 'ask to come back' } },
  after: { 'removal due again': 'withdrawing' },
});
