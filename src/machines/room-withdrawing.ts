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

/** Not left before the withdrawal holds: a meeting that was refused must not stay in the calendar. */
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
        { type: 'look', params: { because: 'booked' } },
        'answer with the verdict',
        emit({ type: 'removed' }),
      ],
    },
    onError: {
      actions: [
        'answer everyone',
        'note that it is owed',
        { type: 'tell of the removal', params: whatFailed },
      ],
    },
  },
  after: { 'removal due again': { target: 'withdrawing', reenter: true } },
});
