import { assertEvent, assign, emit, enqueueActions, fromPromise, raise, setup } from 'xstate';
import {
  agendaOf,
  asMeeting,
  type GoogleEvent,
  type Listing,
  type Meeting,
  meetingOf,
  withMeeting,
  withoutMeeting,
} from '../agenda/agenda.ts';
import { occupancyAt } from '../agenda/occupancy.ts';
import { propertiesAt } from '../agenda/properties.ts';
import { delayUntil } from '../agenda/schedule.ts';
import { fitSlot, instantEvent, keepsSlot, type Slot, USUAL_MS, whyLost } from '../agenda/slots.ts';
import type { HeardMessage, ListRequest, VendorFailure } from '../io/ports.ts';
import { notProvided, waitAfter } from './failure.ts';
import { coversNow, isFound, isNews, isWorthKeeping, sinceWhen, taken } from './room-knowledge.ts';
import type { Because, BookingAnswer, RoomContext, RoomEmitted, RoomEvent, RoomInput } from './room-types.ts';

const NOT_READY: BookingAnswer = { type: 'refused', refusal: { code: 'NOT_READY' } };

/** The room's vocabulary: what its statechart names is said here. */
export const roomSetup = setup({
  types: {
    context: {} as RoomContext,
    input: {} as RoomInput,
    events: {} as RoomEvent,
    emitted: {} as RoomEmitted,
  },
  actors: {
    list: fromPromise<Listing, ListRequest>(notProvided),
    recall: fromPromise<Listing | undefined, { roomName: string }>(notProvided),
    insert: fromPromise<GoogleEvent, { calendarId: string; event: GoogleEvent }>(notProvided),
    verify: fromPromise<Listing, ListRequest>(notProvided),
    remove: fromPromise<void, { calendarId: string; eventId: string }>(notProvided),
  },
  delays: {
    'next boundary': ({ context }) => delayUntil(context.occupancy!.nextBoundary, context.now()),
    'refresh due': ({ context }) => delayUntil(context.refreshAt, context.now()),
    'retry due': ({ context }) => waitAfter(context.failure!, context.attempt - 1, context.random()),
    'removal due again': 5_000,
  },
  guards: {
    'the room is busy': ({ context }) => context.occupancy?.state === 'busy',
    'the room is free': ({ context }) => context.occupancy?.state === 'free',
    'a change came meanwhile': ({ context }) => context.dirty,
    'it is news': ({ context, event }) => event.type === 'listing.received' && isNews(context, event.listing),
    'nothing is known yet': ({ context }) => context.agenda === undefined && context.attempt === 0,
    'what was kept covers now': ({ context }, listing: Listing | undefined) => coversNow(context, listing),
    'the agenda is fresh': ({ context }) => context.failure === undefined,
    'the refresh is due': ({ context }) => context.now() >= context.refreshAt,
    'someone wants to book': ({ context }) => context.waiting.length > 0,
    'it is booked already': ({ context }) => bookedBefore(context) !== undefined,
    'there is a slot': ({ context }) => !('code' in context.slot),
    'it blocks the room': ({ context }, { event }: { event: GoogleEvent }) =>
      meetingOf(event, context.agenda!.timeZone) !== undefined,
    'the removal is tried again': ({ context }) => context.verdict === undefined,
    'the slot is ours': ({ context }, { listing }: { listing: Listing }) =>
      keepsSlot(agendaOf(listing, context.timeZone), context.ours!),
  },
  actions: {
    look: raise((_, { because }: { because: Because }) => ({ type: 'look' as const, because })),
    'see what the room is': assign(({ context, event }) => {
      assertEvent(event, 'look');
      const occupancy = context.agenda && occupancyAt(context.agenda, context.now());
      return { ...sinceWhen(context, event.because), occupancy };
    }),
    'tell the door': emit(({ context, event }) => {
      assertEvent(event, 'look');
      return looked(context, event.because);
    }),
    'take the listing': assign(({ context }, listing: Listing) => taken(context, listing)),
    'take what was heard': assign(({ context, event }) => {
      assertEvent(event, 'listing.received');
      return taken(context, event.listing);
    }),
    'tell of a found change': enqueueActions(({ context, enqueue }, listing: Listing) => {
      if (isFound(context, listing)) enqueue.emit({ type: 'change.found', since: context.agenda!.asOf });
    }),
    'hand it on to be kept': enqueueActions(
      ({ context, enqueue }, { timeZone, ...listing }: HeardMessage['listing']) => {
        if (timeZone === undefined) return;
        const agenda = agendaOf({ ...listing, timeZone }, context.timeZone);
        if (!isWorthKeeping(context, agenda)) return;
        enqueue.assign({ kept: agenda });
        enqueue.emit({ type: 'listing.news', listing: { ...listing, timeZone } });
      },
    ),
    'take what was kept': assign(({ context }, listing: Listing) => ({
      agenda: agendaOf(listing, context.timeZone),
    })),
    'note the notification': assign({
      notifiedAt: ({ context: { notifiedAt, now } }) => notifiedAt ?? now(),
    }),
    'keep what was swept': assign(({ event }) => {
      assertEvent(event, 'swept');
      return { swept: event };
    }),
    'note the cause': assign((_, { cause }: { cause: Because }) => ({ cause, dirty: false })),
    'note the change': assign({ dirty: true }),
    'note the failure': enqueueActions(({ context, enqueue }, { failure }: { failure: VendorFailure }) => {
      enqueue.assign({ failure, attempt: context.attempt + 1, swept: undefined });
      enqueue.emit({ type: 'refresh.failed', failure });
    }),
    'let them wait': assign(({ context, event }) => {
      assertEvent(event, 'booking.requested');
      return { waiting: [...context.waiting, event.request] };
    }),
    'fit a slot': assign({
      slot: ({ context }) =>
        context.agenda
          ? fitSlot(context.agenda, context.now(), context.waiting[0]!.durationMins)
          : { code: 'NOT_READY' as const },
    }),
    'take our meeting in': assign(({ context }, { event }: { event: GoogleEvent }) => {
      const ours = meetingOf(event, context.agenda!.timeZone)!;
      return { ours, agenda: withMeeting(context.agenda!, ours, context.now()) };
    }),
    'take our meeting out': assign(({ context }) => ({
      agenda: withoutMeeting(context.agenda!, context.ours!.id, context.now()),
    })),
    'note why it was lost': assign(({ context }, { listing }: { listing: Listing }) => ({
      verdict: {
        type: 'refused' as const,
        refusal: whyLost(agendaOf(listing, context.timeZone), context.ours!, context.now()),
      },
    })),
    'note that it failed': assign((_, { failure }: { failure: VendorFailure }) => ({
      verdict: { type: 'failed' as const, failure },
    })),
    answer: enqueueActions(({ context, enqueue }, answer: BookingAnswer | undefined) => {
      const [first] = context.waiting;
      if (first && answer) enqueue.emit({ type: 'answered', id: first.id, answer });
    }),
    // Nobody waits for a removal that may take long: who asked gets the verdict, the others may ask again.
    'answer everyone': enqueueActions(({ context, enqueue }) => {
      const [first, ...others] = context.waiting;
      if (first && context.verdict) enqueue.emit({ type: 'answered', id: first.id, answer: context.verdict });
      for (const { id } of others) enqueue.emit({ type: 'answered', id, answer: NOT_READY });
      enqueue.assign({ waiting: [], verdict: undefined });
    }),
    'ask to come back': emit(({ event }) => {
      assertEvent(event, 'booking.requested');
      return { type: 'answered' as const, id: event.request.id, answer: NOT_READY };
    }),
    'tell of the removal': emit((_, { failure }: { failure: VendorFailure }) => ({
      type: 'removal.failed' as const,
      failure,
    })),
    'call the next': assign(({ context }) => ({
      waiting: context.waiting.slice(1),
      ours: undefined,
      verdict: undefined,
    })),
  },
});

/** Where a machine starts: nothing is known, and the first refresh is under way. */
export function initialContext({ input }: { input: RoomInput }): RoomContext {
  return {
    ...input,
    agenda: undefined,
    occupancy: undefined,
    since: 0,
    notifiedAt: undefined,
    cause: 'start',
    dirty: false,
    refreshAt: 0,
    attempt: 0,
    failure: undefined,
    waiting: [],
    slot: { code: 'NOT_READY' },
    ours: undefined,
    kept: undefined,
    swept: undefined,
    excused: [],
    verdict: undefined,
  };
}

/** What to insert for the first in line. */
export function insertion({ calendarId, agenda, slot, waiting }: RoomContext) {
  const { id, title } = waiting[0]!;
  return { calendarId, event: instantEvent(slot as Slot, agenda!.timeZone, id, title) };
}

/**
 * What to answer where the id was taken by a meeting that no longer blocks the room: an earlier request has made it,
 * and someone has ended it since.
 */
export function bookedOnce(context: RoomContext, event: GoogleEvent): BookingAnswer {
  const meeting = asMeeting(event, context.agenda!.timeZone);
  return meeting ? booked(context, meeting) : NOT_READY;
}

/** What to answer the first in line once the meeting stands. */
export function booked({ waiting, ours }: RoomContext, meeting: Meeting = ours!): BookingAnswer {
  const shortened = waiting[0]!.durationMins === undefined && meeting.end - meeting.start < USUAL_MS;
  return { type: 'booked', meeting, shortened };
}

/** The meeting that this very request has made before, when its answer was lost on the way. */
export function bookedBefore({ agenda, waiting }: RoomContext): Meeting | undefined {
  return agenda?.meetings.find(({ id }) => id === waiting[0]!.id);
}

function looked(context: RoomContext, because: Because): RoomEmitted {
  const { agenda, occupancy, since, failure, wording } = context;
  const at = context.now();
  const stale = failure !== undefined;
  const properties = agenda && occupancy && propertiesAt(agenda, occupancy, { now: at, stale, wording });
  return { type: 'looked', because, at, since, occupancy, properties, stale };
}
