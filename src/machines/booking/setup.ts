import { assertEvent, assign, emit, enqueueActions, fromPromise, setup } from 'xstate';
import { agendaOf, type GoogleEvent, type Listing, withEvent } from '../../agenda/agenda.ts';
import { delayUntil } from '../../agenda/schedule.ts';
import type { ListRequest } from '../../ports/calendar.ts';
import type { VendorFailure } from '../../ports/failure.ts';
import { asFailure, attemptsWith, notProvided, waitAfter } from '../failure.ts';
import { weighed } from './change-decision.ts';
import { hasPending, leftoverIn, nextLeftoverAt, withOwed } from './compensations.ts';
import {
  ASK_AGAIN,
  begun,
  claimOf,
  type Finding,
  findingOf,
  holds,
  isHopeful,
  isInDoubt,
  isSeen,
  isThereAlready,
  lost,
  mayBeLost,
  mayBeRepeated,
  mayLag,
  NO_TASK,
  ownLeftover,
  promised,
  slotFor,
  takenOver,
} from './task.ts';
import type {
  BookingContext,
  BookingEmitted,
  BookingEvent,
  BookingInput,
  EventChange,
  Leftover,
  RoomAnswer,
  RoomRequest,
  Task,
} from './types.ts';

interface OfCalendar {
  calendarId: string;
}

/** How a withdrawal ended: the event as it is now, and whether it was another attempt's by then. */
export interface Withdrawn {
  event: GoogleEvent;
  isOthers: boolean;
}

/** How soon what may have been left is looked at again, in ms. */
const LEFTOVER_PAUSE_MS = 5_000;

/** The booking's vocabulary: what its statechart names is said here. */
export const bookingSetup = setup({
  types: {
    context: {} as BookingContext,
    input: {} as BookingInput & { request: RoomRequest | undefined },
    events: {} as BookingEvent,
    emitted: {} as BookingEmitted,
  },
  actors: {
    list: fromPromise<Listing, ListRequest>(notProvided),
    insert: fromPromise<GoogleEvent, OfCalendar & { event: GoogleEvent }>(notProvided),
    read: fromPromise<GoogleEvent | undefined, OfCalendar & { eventId: string }>(notProvided),
    change: fromPromise<GoogleEvent, OfCalendar & { change: EventChange | undefined }>(notProvided),
    withdraw: fromPromise<Withdrawn, OfCalendar & { leftover: Leftover | undefined }>(notProvided),
  },
  delays: {
    'list due again': 1_000,
    'reading due again': 1_000,
    'leftover due': ({ context }) => {
      const { removal, now } = context;
      return delayUntil(Math.max(nextLeftoverAt(context) ?? now(), removal.dueAt), now());
    },
  },
  guards: {
    'someone wants to book': ({ context }) => context.waiting[0]?.type === 'book',
    'someone wants a change': ({ context }) => context.waiting.length > 0,
    'something left is due': ({ context }) =>
      leftoverIn(context) !== undefined && context.removal.dueAt <= context.now(),
    'nothing is left': ({ context }) => !hasPending(context) && context.owed.length === 0,
    'it is there already': ({ context }) => isThereAlready(context),
    'the slot is not known to its end': ({ context: { agenda, task } }) =>
      agenda !== undefined && !task.hasExplored && 'end' in task.slot && task.slot.end > agenda.knownUntil,
    'there is a slot': ({ context }) => 'end' in context.task.slot,
    'it may have been booked before': ({ context }) => mayBeRepeated(context.task),
    'the id is taken': (_, { failure }: { failure: VendorFailure }) => failure.status === 409,
    'it may have been done': (_, { failure }: { failure: VendorFailure }) => isInDoubt(failure),
    'it was changed meanwhile': ({ context }, { failure }: { failure: VendorFailure }) =>
      failure.status === 412 ? isHopeful(context) : isInDoubt(failure) && mayBeLost(context),
    'it is gone': (_, { failure }: { failure: VendorFailure }) =>
      failure.status === 404 || failure.status === 410,
    'someone changed it first': ({ context }, { failure }: { failure: VendorFailure }) =>
      isHopeful(context) && failure.status === 412,
    'it is': ({ context }, finding: Finding) => findingOf(context.task, context.task.found) === finding,
    'it can be taken over': ({ context }) => canBeTakenOver(context),
    // What the room knows of may be gone without a trace.
    'it can be made': ({ context: { task } }) =>
      'end' in task.slot &&
      !task.hasWritten &&
      task.surprises === 0 &&
      findingOf(task, task.found) === 'missing',
    'its owner may be about to answer': ({ context }) =>
      findingOf(context.task, context.task.found) === 'others' && isHopeful(context),
    'there is hope': ({ context }) => isHopeful(context),
    'there is something to change': ({ context }) => context.task.change !== undefined,
    'it is to be longer': ({ context }) => context.task.request.type === 'extend',
    'the extension may have been done': ({ context }, { failure }: { failure: VendorFailure }) =>
      context.task.request.type === 'extend' && isInDoubt(failure),
    'the claim holds': ({ context }, listing: Listing) => holds(context, listing),
    'it is not seen yet': ({ context }, listing: Listing) => !isSeen(context, listing) && mayLag(context),
    'it was replaced': (_, withdrawn: Withdrawn) => withdrawn.isOthers,
  },
  actions: {
    'let them wait': assign(({ context: { waiting }, event }) => {
      assertEvent(event, 'booking.requested');
      // One answer serves all who repeat a request.
      const isKnown = waiting.some(({ id }) => id === event.request.id);
      return isKnown ? {} : { waiting: [...waiting, event.request] };
    }),
    // What is worked on is never given up: whoever asked would not know what came of it.
    'send away who waits too long': enqueueActions(({ context: { waiting }, event, enqueue }) => {
      assertEvent(event, 'request.overdue');
      if (!waiting.slice(1).some(({ id }) => id === event.id)) return;
      enqueue.assign({ waiting: waiting.filter(({ id }) => id !== event.id) });
      enqueue.emit({ type: 'answered', id: event.id, answer: ASK_AGAIN });
    }),
    'take the agenda': assign(({ event }) => {
      assertEvent(event, 'agenda.changed');
      return { agenda: event.agenda };
    }),
    'count anew': assign(({ context: { removal, now } }) => ({
      removal: { ...removal, dueAt: Math.min(removal.dueAt, now()) },
    })),
    begin: assign(({ context }) => ({ task: begun(context) })),
    'fit a slot': assign(({ context }) => inTask(context, { slot: slotFor(context) })),
    'note the refusal': assign(({ context }) => {
      const { slot } = context.task;
      return 'code' in slot ? inTask(context, { verdict: { type: 'refused', refusal: slot } }) : {};
    }),
    'take what was explored': assign(({ context }, listing: Listing) => ({
      agenda: agendaOf(listing, context.timeZone),
      task: { ...context.task, hasExplored: true },
    })),
    'take what was found': assign(({ context }, found: GoogleEvent | undefined) =>
      inTask(context, { found }),
    ),
    'note that it was written': assign(({ context }) => inTask(context, { hasWritten: true })),
    'note the verdict': assign(({ context }, verdict: RoomAnswer) => inTask(context, { verdict })),
    'note that it failed': assign(({ context }, { failure }: { failure: VendorFailure }) =>
      inTask(context, { verdict: { type: 'failed', failure } }),
    ),
    'note the surprise': assign(({ context }) => inTask(context, { surprises: context.task.surprises + 1 })),
    'note that it is not seen': assign(({ context }) => inTask(context, { unseen: context.task.unseen + 1 })),
    'note that it was taken over': assign(({ context }) => inTask(context, { change: takenOver(context) })),
    'forget the change': assign(({ context }) => inTask(context, { change: undefined })),
    'weigh the change': assign(({ context }) => inTask(context, weighed(context))),
    'claim it': assign(({ context }) => {
      const { found } = context.task;
      return inTask(context, { claim: found && claimOf(context, found) });
    }),
    'note why it was lost': assign(({ context }, listing: Listing) =>
      inTask(context, { verdict: lost(context, listing) }),
    ),
    'tell what is there': enqueueActions(({ context, enqueue }) => {
      const { agenda, task } = context;
      if (!task.found) return;
      enqueue.assign({ agenda: agenda && withEvent(agenda, task.found) });
      enqueue.emit({ type: 'ours.acknowledged', event: task.found });
    }),
    'tell what is there now': enqueueActions(({ context: { agenda }, enqueue }, event: GoogleEvent) => {
      enqueue.assign({ agenda: agenda && withEvent(agenda, event) });
      enqueue.emit({ type: 'ours.acknowledged', event });
    }),
    'tell the listing': emit((_, listing: Listing) => ({ type: 'ours.listed' as const, listing })),
    'tell that nobody knows': emit({ type: 'ours.doubted' }),
    'owe what may be there': assign(({ context }) => {
      const { task, removal, now } = context;
      if (!task.hasWritten) return {};
      const dueAt = Math.max(removal.dueAt, now() + LEFTOVER_PAUSE_MS);
      return { owed: withOwed(context, ownLeftover(context)), removal: { ...removal, dueAt } };
    }),
    'owe nothing more of it': assign(({ context }, { eventId }: { eventId: string }) => ({
      owed: context.owed.filter((one) => one.eventId !== eventId),
    })),
    // Nobody is answered without leaving the line.
    answer: enqueueActions(({ context, enqueue }, answer: RoomAnswer) => {
      const [first, ...others] = context.waiting;
      if (first) enqueue.emit({ type: 'answered', id: first.id, answer });
      enqueue.assign({ waiting: others, task: NO_TASK });
    }),
    'note that it was removed': enqueueActions(({ context, enqueue }) => {
      enqueue.assign({
        removal: { attempt: 0, failure: undefined, dueAt: context.now() + LEFTOVER_PAUSE_MS },
      });
      enqueue.emit({ type: 'removed' });
    }),
    'note that it was not removed': enqueueActions(
      ({ context, enqueue }, { failure }: { failure: VendorFailure }) => {
        const { removal, now, random } = context;
        const attempt = attemptsWith(failure, removal);
        const dueAt = now() + Math.max(waitAfter(failure, attempt - 1, random()), LEFTOVER_PAUSE_MS);
        enqueue.assign({ removal: { attempt, failure, dueAt } });
        enqueue.emit({ type: 'removal.failed', failure });
      },
    ),
  },
});

/** Where a booking begins: with the request that it is made for, or with what an attempt has left. */
export function initialContext({
  input: { request, ...input },
}: {
  input: BookingInput & { request: RoomRequest | undefined };
}): BookingContext {
  return {
    ...input,
    waiting: request ? [request] : [],
    task: NO_TASK,
    owed: [],
    removal: { attempt: 0, failure: undefined, dueAt: 0 },
  };
}

/** What to answer where an invoked actor failed. */
export function asFailed({ event }: { event: { error: unknown } }): RoomAnswer {
  return { type: 'failed', failure: asFailure(event.error) };
}

export { ASK_AGAIN, promised };

function inTask({ task }: BookingContext, change: Partial<Task>): Pick<BookingContext, 'task'> {
  return { task: { ...task, ...change } };
}

/** Whether a booking may go on with the event of an attempt that came to nothing, or does not come to an end. */
function canBeTakenOver(context: BookingContext): boolean {
  const { task } = context;
  if (task.request.type !== 'book' || !isHopeful(context)) return false;
  const finding = findingOf(task, task.found);
  if (finding === 'free') return 'end' in task.slot;
  return finding === 'others' && !task.hasWritten && task.surprises >= PATIENT_SURPRISES;
}

/** How often the attempt of another process is read again before it counts as given up. */
const PATIENT_SURPRISES = 3;
