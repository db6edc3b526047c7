import { whatFailed } from '../failure.ts';
import { changing, deciding, reading } from './changing.ts';
import { dueCompensation } from './compensations.ts';
import { exploring, fitting, inserting, judging, pausing, recollecting, takingOver } from './making.ts';
import { confirming, doubting, verifying, withdrawing } from './promising.ts';
import { bookingSetup, initialContext } from './setup.ts';

/**
 * What is asked for at a room's door, one request at a time: who asks meanwhile waits in line. It exists while somebody asks
 * or something is left to take back.
 *
 * Nothing is promised before it is sure. What an attempt writes into the calendar carries its mark, `roomcal_pending`; a
 * list must then show that nobody else's meeting is in the way; and only when the mark is gone again is anyone told that it
 * is done. Whoever finds a mark knows therefore that nobody was promised anything, and once a minute is over that nobody
 * works on it any more: any process takes it back then. Nothing is undone that carries the mark of another attempt, and
 * each write is made on the condition that the event still is as it was read.
 *
 * - `open`: nothing is under way. Requests go first, then what was left.
 * - `fitting`, `exploring`, `inserting`: a new meeting is written, pending.
 * - `recollecting`, `judging`, `pausing`, `takingOver`: an answer was lost, or the request was made before: what is there?
 * - `reading`, `deciding`, `changing`: a meeting is extended (pending) or ended.
 * - `verifying`, `doubting`, `confirming`: it becomes a promise.
 * - `withdrawing`: it can't become one, and goes.
 * - `compensating`: what an attempt has left goes.
 */
export const bookingMachine = bookingSetup.createMachine({
  id: 'booking',
  context: initialContext,
  initial: 'open',
  on: {
    'booking.requested': { actions: 'let them wait' },
    'request.overdue': { actions: 'send away who waits too long' },
    'agenda.changed': { actions: 'take the agenda' },
    'clock.moved': { actions: 'recompute delays' },
  },
  states: {
    open: {
      always: [
        { guard: 'someone wants to book', target: 'fitting', actions: 'begin' },
        { guard: 'someone wants a change', target: 'reading', actions: 'begin' },
        { guard: 'a compensation is due', target: 'compensating' },
        { guard: 'nothing is to be compensated', target: 'gone' },
      ],
      on: {
        'agenda.changed': { target: 'open', reenter: true, actions: 'take the agenda' },
        'clock.moved': { target: 'open', reenter: true, actions: 'recompute delays' },
      },
      after: { 'compensation due': { target: 'open', reenter: true } },
    },
    fitting,
    exploring,
    inserting,
    recollecting,
    judging,
    pausing,
    takingOver,
    reading,
    deciding,
    changing,
    verifying,
    doubting,
    confirming,
    withdrawing,
    compensating: {
      invoke: {
        src: 'withdraw',
        input: ({ context }) => ({ calendarId: context.calendarId, compensation: dueCompensation(context) }),
        onDone: {
          target: 'open',
          actions: [
            { type: 'tell what is there now', params: ({ event }) => event.output.event },
            {
              type: 'drop the compensation',
              params: ({ event }) => ({ eventId: event.output.event.id ?? '' }),
            },
            'note that it was compensated',
          ],
        },
        onError: {
          target: 'open',
          actions: { type: 'note that compensation failed', params: whatFailed },
        },
      },
    },
    gone: { type: 'final' },
  },
});
