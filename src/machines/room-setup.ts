import { assertEvent, assign, emit, enqueueActions, fromPromise, raise, setup } from 'xstate';
import { agendaOf, type GoogleEvent, type Listing, meetingOf } from '../agenda/agenda.ts';
import { occupancyAt } from '../agenda/occupancy.ts';
import { propertiesAt } from '../agenda/properties.ts';
import { delayUntil } from '../agenda/schedule.ts';
import { fitSlot, keepsSlot } from '../agenda/slots.ts';
import type { HeardMessage, ListRequest, VendorFailure, Withdrawal } from '../io/ports.ts';
import { notProvided, waitAfter } from './failure.ts';
import {
  claimed,
  disownedIn,
  hasStood,
  isSeen,
  lost,
  undoing,
  withFound,
  withoutClaim,
  withoutOwn,
} from './room-claims.ts';
import {
  coversNow,
  isFound,
  isNews,
  isOvertaken,
  isWorthKeeping,
  sinceWhen,
  taken,
} from './room-knowledge.ts';
import { isInDoubt, mayBeRepeated, weighed } from './room-requests.ts';
import type {
  Because,
  EventChange,
  RoomAnswer,
  RoomContext,
  RoomEmitted,
  RoomEvent,
  RoomInput,
} from './room-types.ts';

const NOT_READY: RoomAnswer = { type: 'refused', refusal: { code: 'NOT_READY' } };

/** What a room knows of a request before it has begun with it. */
const NOTHING_ASKED = {
  slot: { code: 'NOT_READY' as const },
  found: undefined,
  change: undefined,
  claim: undefined,
  withdrawal: undefined,
  isNoted: false,
  isNew: false,
  unseen: 0,
  hasExplored: false,
  verdict: undefined,
};

/** Ids that are kept in mind. */
const MOST_DISOWNED = 50;

/** `isNoted`: it is in the store already. */
interface Withdrawing {
  roomName: string;
  calendarId: string;
  withdrawal: Withdrawal;
  isNoted: boolean;
}

interface Inserting {
  calendarId: string;
  event: GoogleEvent;
  revive: boolean;
}

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
    insert: fromPromise<GoogleEvent, Inserting>(notProvided),
    verify: fromPromise<Listing, ListRequest>(notProvided),
    read: fromPromise<GoogleEvent | undefined, { calendarId: string; eventId: string }>(notProvided),
    change: fromPromise<GoogleEvent | undefined, EventChange & { calendarId: string }>(notProvided),
    owed: fromPromise<Withdrawal | undefined, { roomName: string }>(notProvided),
    withdraw: fromPromise<void, Withdrawing>(notProvided),
  },
  delays: {
    'next boundary': ({ context }) => delayUntil(context.occupancy!.nextBoundary, context.now()),
    'refresh due': ({ context }) => delayUntil(context.refreshAt, context.now()),
    'retry due': ({ context }) => waitAfter(context.failure!, context.attempt - 1, context.random()),
    'removal due again': 5_000,
    'list due again': 1_000,
    'recall due again': 60_000,
  },
  guards: {
    'the room is busy': ({ context }) => context.occupancy?.state === 'busy',
    'the room is free': ({ context }) => context.occupancy?.state === 'free',
    'a change came meanwhile': ({ context }) => context.dirty,
    'it is news': ({ context, event }) => event.type === 'listing.received' && isNews(context, event.listing),
    'a write of ours overtook it': ({ context, event }) =>
      event.type === 'listing.received' && isOvertaken(context, event.listing),
    'nothing is known yet': ({ context }) => context.agenda === undefined && context.attempt === 0,
    'what was kept covers now': ({ context }, listing: Listing | undefined) => coversNow(context, listing),
    'the agenda is fresh': ({ context }) => context.failure === undefined,
    'the refresh is due': ({ context }) => context.now() >= context.refreshAt,
    'someone wants to book': ({ context }) => context.waiting[0]?.type === 'book',
    'someone wants a change': ({ context }) => context.waiting.length > 0,
    'what was disowned is there': ({ context }) => disownedIn(context) !== undefined,
    'the slot is not known to its end': ({ context: { agenda, slot, hasExplored } }) =>
      !hasExplored && !('code' in slot) && slot.end > agenda!.knownUntil,
    'there is a slot': ({ context }) => !('code' in context.slot),
    'it may have been booked before': ({ context }) => context.agenda !== undefined && mayBeRepeated(context),
    'it was booked before': ({ context }, { failure }: { failure: VendorFailure }) =>
      failure.status === 409 && mayBeRepeated(context),
    'it may have been done': (_, { failure }: { failure: VendorFailure }) => isInDoubt(failure),
    'what is to be undone is ours': ({ context }) => context.withdrawal !== undefined,
    'it is new': ({ context }) => context.isNew,
    'it is there': (_, event: GoogleEvent | undefined) => event !== undefined && event.status !== 'cancelled',
    'it is over': ({ context: { found, agenda, now } }) =>
      (meetingOf(found!, agenda!.timeZone)?.end ?? 0) <= now(),
    'it has stood': ({ context }) => hasStood(context),
    'there is something to change': ({ context }) => context.change !== undefined,
    'it is longer now': ({ context }) => context.waiting[0]?.type === 'extend',
    'the extension may have been done': ({ context }, { failure }: { failure: VendorFailure }) =>
      context.waiting[0]?.type === 'extend' && isInDoubt(failure),
    'the claim holds': ({ context }, listing: Listing) =>
      isSeen(context, listing) && keepsSlot(agendaOf(listing, context.timeZone), context.claim!),
    'it is not seen yet': ({ context }, listing: Listing) => !isSeen(context, listing) && context.unseen < 2,
    'something is owed': (_, withdrawal: Withdrawal | undefined) => withdrawal !== undefined,
    'the withdrawal is tried again': ({ context }) => context.verdict === undefined,
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
    // One answer serves all who repeat a request.
    'let them wait': assign(({ context: { waiting }, event }) => {
      assertEvent(event, 'booking.requested');
      const { request } = event;
      return waiting.some(({ id }) => id === request.id) ? {} : { waiting: [...waiting, request] };
    }),
    'ask for another list': raise({ type: 'refresh.requested', because: 'changed' }),
    'fit a slot': assign({
      slot: ({ context }) => {
        const { agenda, waiting, now } = context;
        const [first] = waiting;
        if (!agenda || first?.type !== 'book') return { code: 'NOT_READY' as const };
        return fitSlot(agenda, now(), first.durationMins);
      },
    }),
    'weigh the change': assign(({ context }) => weighed(context)),
    'take what was found': assign((_, found: GoogleEvent | undefined) => ({ found })),
    'take what is there now': assign(({ context }) => ({ agenda: withFound(context) })),
    'claim it': assign(({ context }, event: GoogleEvent) => claimed(context, event)),
    'note the refusal': assign(({ context }) => ({ verdict: refusalOf(context) })),
    'note why it was lost': assign(({ context }, listing: Listing) => ({ verdict: lost(context, listing) })),
    'note that it failed': assign((_, { failure }: { failure: VendorFailure }) => ({
      verdict: { type: 'failed' as const, failure },
    })),
    'note what to undo': assign(({ context }) => ({ withdrawal: undoing(context) })),
    'note that it is new': assign({ isNew: true }),
    'note that it is not seen': assign({ unseen: ({ context }) => context.unseen + 1 }),
    'note that it was explored': assign({ hasExplored: true }),
    'own it': assign(({ context }) => ({ disowned: withoutOwn(context) })),
    'disown it': assign(({ context }) => {
      const { eventId, extended } = context.withdrawal!;
      const { disowned } = context;
      return extended ? {} : { disowned: [...disowned, eventId].slice(-MOST_DISOWNED) };
    }),
    'undo what was disowned': assign(({ context }) => ({ withdrawal: { eventId: disownedIn(context)! } })),
    'note what is owed': assign((_, withdrawal: Withdrawal) => ({ withdrawal, isNoted: true })),
    'note that it is owed': assign({ isNoted: true }),
    'recall it later': raise({ type: 'recall.due' }, { delay: 'recall due again' }),
    'take it back': assign(({ context }) => ({ agenda: withoutClaim(context) })),
    // Nobody is answered without leaving the line.
    answer: enqueueActions(({ context, enqueue }, answer: RoomAnswer | undefined) => {
      const [first, ...others] = context.waiting;
      if (first) enqueue.emit({ type: 'answered', id: first.id, answer: answer ?? NOT_READY });
      enqueue.assign({ waiting: others, ...NOTHING_ASKED });
    }),
    // Nobody waits for a removal that may take long: who asked gets the verdict, the others may ask again.
    'answer everyone': enqueueActions(({ context, enqueue }) => {
      const [first, ...others] = context.waiting;
      if (first) enqueue.emit({ type: 'answered', id: first.id, answer: context.verdict ?? NOT_READY });
      for (const { id } of others) enqueue.emit({ type: 'answered', id, answer: NOT_READY });
      enqueue.assign({ waiting: [], verdict: undefined });
    }),
    // What an earlier process owed is nobody's request.
    'answer with the verdict': enqueueActions(({ context, enqueue }) => {
      const [first, ...others] = context.waiting;
      if (first && context.verdict) {
        enqueue.emit({ type: 'answered', id: first.id, answer: context.verdict });
        enqueue.assign({ waiting: others });
      }
      enqueue.assign(NOTHING_ASKED);
    }),
    'ask to come back': emit(({ event }) => {
      assertEvent(event, 'booking.requested');
      return { type: 'answered' as const, id: event.request.id, answer: NOT_READY };
    }),
    'tell of the removal': emit((_, { failure }: { failure: VendorFailure }) => ({
      type: 'removal.failed' as const,
      failure,
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
    listedAt: 0,
    attempt: 0,
    failure: undefined,
    waiting: [],
    kept: undefined,
    swept: undefined,
    excused: [],
    disowned: [],
    ...NOTHING_ASKED,
  };
}

/** The refusal of a slot. */
export function refusalOf({ slot }: RoomContext): RoomAnswer | undefined {
  return 'code' in slot ? { type: 'refused', refusal: slot } : undefined;
}

function looked(context: RoomContext, because: Because): RoomEmitted {
  const { agenda, occupancy, since, failure, wording } = context;
  const at = context.now();
  const stale = failure !== undefined;
  const properties = agenda && occupancy && propertiesAt(agenda, occupancy, { now: at, stale, wording });
  return { type: 'looked', because, at, since, occupancy, properties, stale };
}
