import { whatFailed } from '../failure.ts';
import { releasePatch } from './counting.ts';
import { checkInSetup, initialContext } from './setup.ts';

/**
 * Whether anybody has come to the meeting that a door tells of. It exists where check-ins are asked for.
 *
 * Nothing is released that the door has not asked for during the whole time, while this process could hear whoever came:
 * after a start, a sleep, a clock that was set, or a calendar that could not be refreshed the full time is given anew. The
 * event is read before it is written, and written on the condition that it still is as it was read, so that whoever checks
 * in at the same moment, here or at another process, wins.
 *
 * - `idle`: nobody is asked.
 * - `asking`: the time runs, and is looked at again and again.
 * - `reading`, `deciding`: it is up. Has anybody come, as Google knows? Whoever asks for something at the door ends that.
 * - `releasing`, `done`: the write is under way, and can't be taken back.
 * - `waiting`: Google did not answer, or refused.
 */
export const checkInMachine = checkInSetup.createMachine({
  id: 'check_in',
  context: initialContext,
  initial: 'idle',
  on: {
    'door.is': { actions: 'see the door' },
    'somebody.is.there': { guard: 'it is about this meeting', actions: 'give the full time' },
    'clock.moved': { actions: 'give the full time' },
  },
  states: {
    idle: {
      entry: ['forget the no-show', 'forget the failure'],
      always: { guard: 'a check-in is wanted', target: 'asking' },
    },
    asking: {
      entry: 'forget the no-show',
      always: [
        { guard: 'none is wanted', target: 'idle' },
        { guard: 'the time is up', target: 'reading' },
      ],
      after: { 'the next look': { target: 'asking', reenter: true, actions: 'count the time' } },
    },
    reading: {
      entry: 'note the no-show',
      always: { guard: 'there is time again', target: 'asking' },
      invoke: {
        src: 'read',
        input: ({ context: { calendarId, noShow } }) => ({ calendarId, eventId: noShow?.meeting.id ?? '' }),
        onDone: {
          target: 'deciding',
          actions: { type: 'take what was found', params: ({ event }) => event.output },
        },
        onError: { target: 'waiting', actions: { type: 'note the failure', params: whatFailed } },
      },
    },
    deciding: {
      always: [
        { guard: 'this attempt has released it', target: 'done' },
        { guard: 'nobody has come', target: 'releasing' },
        { target: 'asking', actions: ['give the full time', 'tell what was found'] },
      ],
    },
    releasing: {
      invoke: {
        src: 'release',
        input: ({ context }) => ({
          calendarId: context.calendarId,
          eventId: context.noShow?.meeting.id ?? '',
          etag: context.found?.etag ?? undefined,
          patch: releasePatch(context),
        }),
        onDone: {
          target: 'done',
          actions: { type: 'take what was found', params: ({ event }) => event.output },
        },
        onError: [
          { guard: { type: 'someone changed it first', params: whatFailed }, target: 'reading' },
          {
            target: 'waiting',
            actions: [
              { type: 'note whether it may be done', params: whatFailed },
              { type: 'note the failure', params: whatFailed },
            ],
          },
        ],
      },
    },
    done: {
      always: [
        {
          guard: 'this attempt has released it',
          target: 'idle',
          actions: ['ask no more', 'tell what was found', 'tell that it was released'],
        },
        // What was acknowledged and not done is not done at once again.
        { target: 'asking', actions: ['give the full time', 'tell what was found'] },
      ],
    },
    waiting: {
      always: { guard: 'there is time again', target: 'asking' },
      after: { 'retry due': { target: 'reading', actions: 'count the time' } },
    },
  },
});
