import { assertEvent, assign, emit, enqueueActions, fromPromise, setup } from 'xstate';
import { type GoogleEvent, type Listing, withEvent } from '../../agenda/agenda.ts';
import { delayUntil } from '../../agenda/schedule.ts';
import type { ListRequest } from '../../ports/calendar.ts';
import type { Failure } from '../../ports/failure.ts';
import type { RoomAnswer, RoomRequest } from '../door.ts';
import { asFailure, attemptsWith, isInDoubt, notProvided, waitAfter } from '../failure.ts';
import { decideChange } from './change-decision.ts';
import { dueCompensation, hasPending, nextCompensationAt, withCompensation } from './compensations.ts';
import { type Finding, findingOf } from './finding.ts';
import {
  ASK_AGAIN,
  claimOf,
  holds,
  isHopeful,
  isSeen,
  isThereAlready,
  listedAgenda,
  lossReason,
  mayBeLost,
  mayBeRepeated,
  mayLag,
  NO_TASK,
  newTask,
  ownCompensation,
  promised,
  slotFor,
  takeoverChange,
} from './task.ts';
import type {
  BookingContext,
  BookingEmitted,
  BookingEvent,
  BookingInput,
  Compensation,
  EventChange,
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
const COMPENSATION_PAUSE_MS = 5_000;

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
    withdraw: fromPromise<Withdrawn, OfCalendar & { compensation: Compensation | undefined }>(notProvided),
  },
  delays: {
    'list due again': 1_000,
    'reading due again': 1_000,
    'compensation due': ({ context }) => {
      const { retry, now } = context;
      return delayUntil(Math.max(nextCompensationAt(context) ?? now(), retry.dueAt), now());
    },
  },
  guards: {
    'someone wants to book': ({ context }) => context.waiting[0]?.type === 'book',
    'someone wants a change': ({ context }) => context.waiting.length > 0,
    'a compensation is due': ({ context }) =>
      dueCompensation(context) !== undefined && context.retry.dueAt <= context.now(),
    'nothing is to be compensated': ({ context }) =>
      !hasPending(context) && context.compensations.length === 0,
    'it is there already': ({ context }) => isThereAlready(context),
    'the slot is not known to its end': ({ context: { agenda, task } }) =>
      agenda !== undefined && !task.hasExplored && 'end' in task.slot && task.slot.end > agenda.knownUntil,
    'there is a slot': ({ context }) => 'end' in context.task.slot,
    'it may have been booked before': ({ context }) => mayBeRepeated(context.task),
    'the id is taken': (_, { failure }: { failure: Failure }) => failure.status === 409,
    'it may have been done': (_, { failure }: { failure: Failure }) => isInDoubt(failure),
    'it was changed meanwhile': ({ context }, { failure }: { failure: Failure }) =>
      failure.status === 412 ? isHopeful(context) : isInDoubt(failure) && mayBeLost(context),
    'it is gone': (_, { failure }: { failure: Failure }) => failure.status === 404 || failure.status === 410,
    'someone changed it first': ({ context }, { failure }: { failure: Failure }) =>
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
    'there is something to change': ({ context }) => context.task.change !== undefined,
    'it is to be longer': ({ context }) => context.task.request.type === 'extend',
    'the extension may have been done': ({ context }, { failure }: { failure: Failure }) =>
      context.task.request.type === 'extend' && isInDoubt(failure),
    'the check-in may have been done': ({ context }, { failure }: { failure: Failure }) =>
      context.task.request.type === 'check_in' && isInDoubt(failure) && mayBeLost(context),
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
    'recompute delays': assign(({ context: { retry, now } }) => ({
      retry: { ...retry, dueAt: Math.min(retry.dueAt, now()) },
    })),
    begin: assign(({ context }) => ({ task: newTask(context) })),
    'fit a slot': assign(({ context }) => inTask(context, { slot: slotFor(context) })),
    'note the refusal': assign(({ context }) => {
      const { slot } = context.task;
      return 'code' in slot ? inTask(context, { verdict: { type: 'refused', refusal: slot } }) : {};
    }),
    'take what was explored': assign(({ context }, listing: Listing) => ({
      agenda: listedAgenda(context, listing),
      task: { ...context.task, hasExplored: true },
    })),
    'take what was found': assign(({ context }, found: GoogleEvent | undefined) =>
      inTask(context, { found }),
    ),
    'note that it was written': assign(({ context }) => inTask(context, { hasWritten: true })),
    'note the verdict': assign(({ context }, verdict: RoomAnswer) => inTask(context, { verdict })),
    'note that it failed': assign(({ context }, { failure }: { failure: Failure }) =>
      inTask(context, { verdict: { type: 'failed', failure } }),
    ),
    'note the surprise': assign(({ context }) => inTask(context, { surprises: context.task.surprises + 1 })),
    'note that it is not seen': assign(({ context }) => inTask(context, { unseen: context.task.unseen + 1 })),
    'note that it was taken over': assign(({ context }) =>
      inTask(context, { change: takeoverChange(context) }),
    ),
    'forget the change': assign(({ context }) => inTask(context, { change: undefined })),
    'decide the change': assign(({ context }) => inTask(context, decideChange(context))),
    'claim it': assign(({ context }) => {
      const { found } = context.task;
      return inTask(context, { claim: found && claimOf(context, found) });
    }),
    'note why it was lost': assign(({ context }, listing: Listing) =>
      inTask(context, { verdict: lossReason(context, listing) }),
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
    'tell that somebody has come': enqueueActions(({ context: { task }, enqueue }) => {
      const { type, who } = task.request;
      if (type === 'check_in') enqueue.emit({ type: 'checked_in', id: task.request.eventId, who });
    }),
    'tell the listing': emit((_, listing: Listing) => ({ type: 'ours.listed' as const, listing })),
    'tell that nobody knows': emit({ type: 'ours.doubted' }),
    'plan a compensation': assign(({ context }) => {
      const { task, retry, now } = context;
      if (!task.hasWritten) return {};
      const dueAt = Math.max(retry.dueAt, now() + COMPENSATION_PAUSE_MS);
      return {
        compensations: withCompensation(context, ownCompensation(context)),
        retry: { ...retry, dueAt },
      };
    }),
    'drop the compensation': assign(({ context }, { eventId }: { eventId: string }) => ({
      compensations: context.compensations.filter((one) => one.eventId !== eventId),
    })),
    // Nobody is answered without leaving the line.
    answer: enqueueActions(({ context, enqueue }, answer: RoomAnswer) => {
      const [first, ...others] = context.waiting;
      if (first) enqueue.emit({ type: 'answered', id: first.id, who: first.who, answer });
      enqueue.assign({ waiting: others, task: NO_TASK });
    }),
    'note that it was compensated': enqueueActions(({ context, enqueue }) => {
      enqueue.assign({
        retry: { attempt: 0, failure: undefined, dueAt: context.now() + COMPENSATION_PAUSE_MS },
      });
      enqueue.emit({ type: 'compensated' });
    }),
    'note that compensation failed': enqueueActions(
      ({ context, enqueue }, { failure }: { failure: Failure }) => {
        const { retry, now, random } = context;
        const attempt = attemptsWith(failure, retry);
        const dueAt = now() + Math.max(waitAfter(failure, attempt - 1, random()), COMPENSATION_PAUSE_MS);
        enqueue.assign({ retry: { attempt, failure, dueAt } });
        enqueue.emit({ type: 'compensation.failed', failure });
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
    compensations: [],
    retry: { attempt: 0, failure: undefined, dueAt: 0 },
  };
}

/** What to answer where an invoked actor failed. */
export function failedAnswer({ event }: { event: { error: unknown } }): RoomAnswer {
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
