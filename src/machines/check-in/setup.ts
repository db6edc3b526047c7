import { assertEvent, assign, enqueueActions, fromPromise, setup } from 'xstate';
import type { GoogleEvent } from '../../agenda/agenda.ts';
import { releaseKindOf } from '../../agenda/check-in.ts';
import type { Failure } from '../../ports/failure.ts';
import { attemptsWith, isInDoubt, notProvided, waitAfter } from '../failure.ts';
import {
  counted,
  fromNow,
  isReleased,
  isSameStart,
  isTimeUp,
  nextLookIn,
  releasePatch,
  withDoor,
} from './counting.ts';
import type { CheckInContext, CheckInEmitted, CheckInEvent, CheckInInput } from './types.ts';

interface OfEvent {
  calendarId: string;
  eventId: string;
}

/** What is written over the event as it was read. */
interface Written {
  etag: string | undefined;
  patch: GoogleEvent | undefined;
}

/** The check-in's vocabulary: what its statechart names is said here. */
export const checkInSetup = setup({
  types: {
    context: {} as CheckInContext,
    input: {} as CheckInInput,
    events: {} as CheckInEvent,
    emitted: {} as CheckInEmitted,
  },
  actors: {
    read: fromPromise<GoogleEvent | undefined, OfEvent>(notProvided),
    release: fromPromise<GoogleEvent, OfEvent & Written>(notProvided),
  },
  delays: {
    'the next look': ({ context }) => nextLookIn(context),
    'retry due': ({ context }) => waitAfter(context.failure, context.attempt - 1, context.random()),
  },
  guards: {
    'a check-in is wanted': ({ context }) => context.asked !== undefined,
    'none is wanted': ({ context }) => context.asked === undefined,
    'it is about this meeting': ({ context, event }) =>
      event.type === 'somebody.is.there' && event.eventId === context.asked?.id,
    'the time is up': ({ context }) => isTimeUp(context),
    'there is time again': ({ context }) => !isTimeUp(context) && !context.noShow?.isInDoubt,
    'this attempt has released it': ({ context }) => isReleased(context),
    'nobody has come': ({ context }) => releasePatch(context) !== undefined,
    'someone changed it first': (_, { failure }: { failure: Failure }) => failure.status === 412,
  },
  actions: {
    'see the door': assign(({ context, event }) => {
      assertEvent(event, 'door.is');
      return withDoor(context, event);
    }),
    'count the time': assign(({ context }) => counted(context)),
    'give the full time': assign(({ context }) => fromNow(context)),
    // One attempt for each start of a meeting, however often it is tried: what was lost is known again by it.
    'note the no-show': assign(({ context: { asked, noShow, newAttempt } }) => {
      const isKnown = noShow?.meeting.id === asked?.id && noShow?.meeting.start === asked?.start;
      if (isKnown || noShow?.isInDoubt || !asked) return {};
      return { noShow: { meeting: asked, attempt: newAttempt(), isInDoubt: false } };
    }),
    'take what was found': assign((_, found: GoogleEvent | undefined) => ({ found })),
    'note whether it may be done': assign(({ context: { noShow } }, { failure }: { failure: Failure }) => ({
      noShow: noShow && { ...noShow, isInDoubt: noShow.isInDoubt || isInDoubt(failure) },
    })),
    'note the failure': enqueueActions(({ context, enqueue }, { failure }: { failure: Failure }) => {
      enqueue.assign({ failure, attempt: attemptsWith(failure, context) });
      enqueue.emit({ type: 'release.failed', failure });
    }),
    'forget the no-show': assign({ noShow: undefined, found: undefined }),
    'forget the failure': assign({ failure: undefined, attempt: 0 }),
    // The door may tell of another meeting by now: that one is asked for.
    'ask no more': assign(({ context: { asked, noShow } }) =>
      isSameStart(asked, noShow?.meeting) ? { asked: undefined } : {},
    ),
    'tell what was found': enqueueActions(({ context: { found, noShow }, enqueue }) => {
      const event = found ?? { id: noShow?.meeting.id ?? '', status: 'cancelled' };
      enqueue.emit({ type: 'ours.acknowledged', event });
    }),
    'tell that it was released': enqueueActions(({ context: { noShow }, enqueue }) => {
      if (!noShow) return;
      const { id, start } = noShow.meeting;
      enqueue.emit({ type: 'no_show.released', id, start, release: releaseKindOf(noShow.meeting) });
    }),
  },
});

/** Where it begins: nothing is known of the door yet. */
export function initialContext({ input }: { input: CheckInInput }): CheckInContext {
  return {
    ...input,
    ...fromNow(input),
    asked: undefined,
    timeZone: 'UTC',
    stale: false,
    noShow: undefined,
    found: undefined,
    attempt: 0,
    failure: undefined,
  };
}
