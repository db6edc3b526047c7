import { assertEvent, assign, emit, enqueueActions, fromPromise, setup } from 'xstate';
import type { Listing } from '../../agenda/agenda.ts';
import { occupancyAt } from '../../agenda/occupancy.ts';
import { propertiesAt } from '../../agenda/properties.ts';
import { delayUntil } from '../../agenda/schedule.ts';
import type { ListRequest } from '../../ports/calendar.ts';
import type { IncomingMessage } from '../../ports/events.ts';
import type { Failure } from '../../ports/failure.ts';
import type { Because } from '../facts.ts';
import { attemptsWith, notProvided, waitAfter } from '../failure.ts';
import { coversNow, hadPending, isWorthSaving, withConfirmed, withKept } from './kept.ts';
import {
  isFound,
  isNews,
  listedAgenda,
  lookingBack,
  mayBeNews,
  recomputeDelays,
  sinceWhen,
  withAcknowledged,
  withListing,
} from './knowledge.ts';
import { hasNewDifference, provesRecovery } from './sweeping.ts';
import type { RoomContext, RoomEmitted, RoomEvent, RoomInput } from './types.ts';
import { newsOfZone } from './zone-news.ts';

/** How long a start waits for what was kept, and then for a sweep, before it lists, in ms. */
const RECALLED_WITHIN_MS = 120_000;
const CONFIRMED_WITHIN_MS = 120_000;

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
    recall: fromPromise<Listing | undefined, { roomName: string; calendarId: string }>(notProvided),
  },
  delays: {
    'next boundary': ({ context: { occupancy, now } }) => delayUntil(occupancy?.nextBoundary ?? now(), now()),
    'refresh due': ({ context }) => delayUntil(context.refreshAt, context.now()),
    'retry due': ({ context }) => waitAfter(context.failure, context.attempt - 1, context.random()),
    'the store is late': RECALLED_WITHIN_MS,
    'the sweep is late': CONFIRMED_WITHIN_MS,
  },
  guards: {
    'the room is busy': ({ context }) => context.occupancy?.state === 'busy',
    'the room is free': ({ context }) => context.occupancy?.state === 'free',
    'a change came meanwhile': ({ context }) => context.dirty,
    'it is news': ({ context, event }) => event.type === 'listing.received' && isNews(context, event.listing),
    'nothing is known yet': ({ context }) => context.agenda === undefined && context.attempt === 0,
    'it was current': ({ context }) => context.agenda !== undefined && context.refreshAt > 0,
    'it begins with what was kept': ({ context }) => context.beginsWithKept ?? false,
    'the last list has failed': ({ context }) => context.failure !== undefined,
    'the sweep found something else': ({ context, event }) =>
      event.type === 'swept' && hasNewDifference(context, event),
    'it may be news': ({ context, event }) =>
      event.type === 'listing.received' && mayBeNews(context, event.listing),
    'what was saved covers now': ({ context }, listing: Listing | undefined) => coversNow(context, listing),
    'a sweep can confirm what was saved': ({ context }, listing: Listing | undefined) =>
      coversNow(context, listing) && listing !== undefined && !hadPending(listing),
    'the agenda is fresh': ({ context }) => context.failure === undefined,
    'the refresh is due': ({ context }) => context.now() >= context.refreshAt,
    'Google answers again': ({ context }) => provesRecovery(context),
  },
  actions: {
    reconcile: enqueueActions(({ context, enqueue }, { because }: { because: Because }) => {
      const now = context.now();
      const occupancy = context.agenda && occupancyAt(context.agenda, now);
      const { zoneTold, facts } = newsOfZone(context);
      const seen = { ...sinceWhen(context, because), occupancy, zoneTold };
      enqueue.assign(seen);
      for (const fact of facts) enqueue.emit(fact);
      enqueue.emit(reconciled({ ...context, ...seen }, because));
      enqueue.raise({ type: 'occupancy.known' });
    }),
    'take the listing': assign(({ context }, listing: IncomingMessage['listing']) =>
      withListing(context, listing),
    ),
    'take what was acknowledged': assign(({ context, event }) => {
      assertEvent(event, 'ours.acknowledged');
      return withAcknowledged(context, event.event);
    }),
    'look back soon': assign(({ context }) => lookingBack(context)),
    'note the doubt': assign({ doubtedAt: ({ context }) => context.now() }),
    'tell of a found change': enqueueActions(({ context, enqueue }, listing: Listing) => {
      if (context.agenda && isFound(context, listing))
        enqueue.emit({ type: 'change.found', since: context.agenda.asOf });
    }),
    'emit listing news': enqueueActions(
      ({ context, enqueue }, { timeZone, ...listing }: IncomingMessage['listing']) => {
        if (timeZone === undefined) return;
        const agenda = listedAgenda(context, { ...listing, timeZone });
        if (!isWorthSaving(context, agenda)) return;
        enqueue.assign({ saved: agenda });
        enqueue.emit({ type: 'listing.news', listing: { ...listing, timeZone } });
      },
    ),
    'take what was saved': assign(({ context }, listing: Listing | undefined) =>
      listing ? withKept(context, listing) : {},
    ),
    'tell that it was recalled': emit({ type: 'recalled' }),
    'note that it is confirmed': assign(({ context, event }) => {
      assertEvent(event, 'swept');
      return withConfirmed(context, event.from);
    }),
    'recompute delays': assign(({ context }) => recomputeDelays(context)),
    'note the notification': assign({
      notifiedAt: ({ context: { notifiedAt, now } }) => notifiedAt ?? now(),
    }),
    'keep what was swept': assign(({ event }) => {
      assertEvent(event, 'swept');
      return { swept: event };
    }),
    'note why': assign((_, { because }: { because: Because }) => ({ because, dirty: false })),
    'note the change': assign({ dirty: true }),
    // Others publish ten events, whatever the door needs.
    'list further if need be': enqueueActions(({ context: { agenda, now }, enqueue }) => {
      if (agenda && !occupancyAt(agenda, now()).nextIsKnown)
        enqueue.raise({ type: 'refresh.requested', because: 'changed' });
    }),
    'note the failure': enqueueActions(({ context, enqueue }, { failure }: { failure: Failure }) => {
      const attempt = attemptsWith(failure, context);
      enqueue.assign({ failure, failedAt: context.now(), attempt, swept: undefined });
      enqueue.emit({ type: 'refresh.failed', failure });
    }),
  },
});

/** Where a machine starts: nothing is known, and the first refresh is under way; one that has rested goes on with what it knew. */
export function initialContext({ input: { knowledge, was, ...input } }: { input: RoomInput }): RoomContext {
  return {
    ...input,
    agenda: knowledge?.agenda,
    calendarZone: knowledge?.calendarZone,
    zoneTold: { errorMs: 0, unknown: undefined },
    occupancy: undefined,
    acknowledged: knowledge?.acknowledged ?? [],
    since: 0,
    notifiedAt: undefined,
    because: 'start',
    dirty: false,
    refreshAt: 0,
    doubtedAt: undefined,
    kept: undefined,
    attempt: 0,
    failure: undefined,
    failedAt: 0,
    saved: undefined,
    swept: undefined,
    acceptedDifference: { parts: [], until: 0 },
    ...was,
  };
}

function reconciled(context: RoomContext, because: Because): RoomEmitted {
  const { agenda, occupancy, since, failure, wording, checkIn } = context;
  const at = context.now();
  const stale = failure !== undefined;
  const properties =
    agenda && occupancy && propertiesAt(agenda, occupancy, { now: at, stale, wording, checkIn });
  return { type: 'reconciled', because, at, since, occupancy, properties, stale };
}
