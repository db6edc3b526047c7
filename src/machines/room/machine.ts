import { raise } from 'xstate';
import type { ListRequest } from '../../ports/calendar.ts';
import { whatFailed } from '../failure.ts';
import { initialContext, roomSetup } from './setup.ts';
import type { RoomContext, RoomEvent } from './types.ts';

type Heard = RoomEvent & { type: 'listing.received' };

const sleepUntilBoundary = {
  'next boundary': { actions: { type: 'reconcile', params: { because: 'boundary' } } },
} as const;

/**
 * Whether the room is free: by the clock and by every new agenda. It looks, tells the door, and sleeps until the next
 * instant at which the answer changes.
 */
const occupancy = roomSetup.createStateConfig({
  initial: 'unknown',
  on: {
    reconcile: { actions: { type: 'reconcile', params: ({ event }) => ({ because: event.because }) } },
    'occupancy.known': [
      { guard: 'the room is busy', target: '.busy' },
      { guard: 'the room is free', target: '.free' },
      { target: '.unknown' },
    ],
  },
  states: {
    unknown: {
      always: [
        { guard: 'the room is busy', target: 'busy' },
        { guard: 'the room is free', target: 'free' },
      ],
    },
    free: { after: sleepUntilBoundary },
    busy: { after: sleepUntilBoundary },
  },
});

const takeTheMessage = [
  { type: 'emit listing news', params: ({ event }: { event: Heard }) => event.listing },
  { type: 'take the listing', params: ({ event }: { event: Heard }) => event.listing },
  { type: 'reconcile', params: { because: 'changed' } },
  'list further if need be',
] as const;

/**
 * What has changed is waited for; otherwise there is time to look for what an attempt has left. Of what a sweep has found
 * the door is wrong already.
 */
function howToList({ because, swept }: RoomContext): Pick<ListRequest, 'urgent' | 'looksBack'> {
  const isTold = because === 'changed' || because === 'booked';
  return { urgent: isTold || (because === 'refresh' && swept !== undefined), looksBack: !isTold };
}

const reconcileAsAsked = {
  type: 'reconcile',
  params: ({ context }: { context: RoomContext }) => ({ because: context.because }),
} as const;

/** How the agenda is kept true: one list at a time, and what is signalled meanwhile becomes one more. */
const sync = roomSetup.createStateConfig({
  initial: 'beginning',
  on: {
    'refresh.requested': {
      target: '.refreshing',
      actions: { type: 'note why', params: ({ event }) => ({ because: event.because }) },
    },
    'listing.received': [
      { guard: 'it is news', actions: takeTheMessage },
      { guard: 'it may be news', actions: raise({ type: 'refresh.requested', because: 'changed' }) },
    ],
    'ours.acknowledged': {
      actions: ['take what was acknowledged', { type: 'reconcile', params: { because: 'booked' } }],
    },
    'ours.listed': {
      actions: [
        { type: 'emit listing news', params: ({ event }) => event.listing },
        { type: 'take the listing', params: ({ event }) => event.listing },
        { type: 'reconcile', params: { because: 'booked' } },
      ],
    },
    'ours.doubted': { actions: 'note the doubt' },
    notified: { actions: 'note the notification' },
    swept: { actions: 'keep what was swept' },
    'clock.moved': { actions: ['recompute delays', { type: 'reconcile', params: { because: 'boundary' } }] },
  },
  states: {
    beginning: {
      always: [
        { guard: 'it was current', target: 'current' },
        { guard: 'it begins with what was kept', target: 'recalling' },
        { target: 'refreshing' },
      ],
    },
    refreshing: {
      on: {
        'refresh.requested': { actions: 'note the change' },
        // The list that is on its way may have been sent before the sweep.
        swept: { actions: ['keep what was swept', 'note the change'] },
      },
      invoke: {
        src: 'list',
        input: ({ context }) => ({
          calendarId: context.calendarId,
          timeZone: context.timeZone,
          ...howToList(context),
        }),
        onDone: {
          target: 'current',
          actions: [
            { type: 'tell of a found change', params: ({ event }) => event.output },
            { type: 'emit listing news', params: ({ event }) => event.output },
            { type: 'take the listing', params: ({ event }) => event.output },
            reconcileAsAsked,
          ],
        },
        onError: [
          {
            guard: 'nothing is known yet',
            target: 'recalling',
            actions: { type: 'note the failure', params: whatFailed },
          },
          {
            target: 'stale',
            actions: [{ type: 'note the failure', params: whatFailed }, reconcileAsAsked],
          },
        ],
      },
    },
    // What was known last may still cover now: of thousands of rooms that start at once, few have changed; and Google may not answer.
    recalling: {
      exit: 'tell that it was recalled',
      invoke: {
        src: 'recall',
        input: ({ context: { roomName, calendarId } }) => ({ roomName, calendarId }),
        onDone: [
          {
            guard: { type: 'a sweep can confirm what was saved', params: ({ event }) => event.output },
            target: 'confirming',
            actions: [{ type: 'take what was saved', params: ({ event }) => event.output }, reconcileAsAsked],
          },
          {
            guard: { type: 'what was saved covers now', params: ({ event }) => event.output },
            target: 'refreshing',
            actions: [{ type: 'take what was saved', params: ({ event }) => event.output }, reconcileAsAsked],
          },
          { guard: 'nothing is known yet', target: 'refreshing' },
          { target: 'stale', actions: reconcileAsAsked },
        ],
        onError: [
          { guard: 'nothing is known yet', target: 'refreshing' },
          { target: 'stale', actions: reconcileAsAsked },
        ],
      },
      after: { 'the store is late': 'refreshing' },
    },
    // One call tells of 50 rooms whether they have changed: only those are listed that have.
    confirming: {
      always: { guard: 'the last list has failed', target: 'stale' },
      on: {
        swept: [
          {
            guard: 'the sweep found something else',
            target: 'refreshing',
            actions: ['keep what was swept', { type: 'note why', params: { because: 'changed' } }],
          },
          { target: 'current', actions: 'note that it is confirmed' },
        ],
        'not.swept': {
          target: 'stale',
          actions: [
            { type: 'note the failure', params: ({ event }) => ({ failure: event.failure }) },
            reconcileAsAsked,
          ],
        },
      },
      after: { 'the sweep is late': 'refreshing' },
    },
    current: {
      always: {
        guard: 'a change came meanwhile',
        target: 'refreshing',
        actions: { type: 'note why', params: { because: 'changed' } },
      },
      // The new agenda may end sooner than the old one: the timer must be set anew.
      on: {
        'listing.received': [
          {
            guard: 'it is news',
            target: 'current',
            reenter: true,
            actions: takeTheMessage,
          },
        ],
        swept: {
          target: 'refreshing',
          actions: ['keep what was swept', { type: 'note why', params: { because: 'refresh' } }],
        },
        'clock.moved': {
          target: 'current',
          reenter: true,
          actions: ['recompute delays', { type: 'reconcile', params: { because: 'boundary' } }],
        },
      },
      after: {
        'refresh due': [
          {
            guard: 'the refresh is due',
            target: 'refreshing',
            actions: { type: 'note why', params: { because: 'refresh' } },
          },
          { target: 'current', reenter: true },
        ],
      },
    },
    stale: {
      // Others have told what the room is now: what an attempt has left they do not look for.
      always: { guard: 'the agenda is fresh', target: 'current', actions: 'look back soon' },
      on: {
        swept: {
          guard: 'Google answers again',
          target: 'refreshing',
          actions: ['keep what was swept', { type: 'note why', params: { because: 'retry' } }],
        },
        'clock.moved': {
          target: 'stale',
          reenter: true,
          actions: ['recompute delays', { type: 'reconcile', params: { because: 'boundary' } }],
        },
      },
      after: {
        'retry due': {
          target: 'refreshing',
          actions: { type: 'note why', params: { because: 'retry' } },
        },
      },
    },
  },
});

/**
 * A room: two parallel regions, so that a slow Google never delays a boundary and a refresh never blanks a door. It emits
 * `reconciled` each time it looked again, and `refresh.failed`.
 */
export const roomMachine = roomSetup.createMachine({
  id: 'room',
  type: 'parallel',
  context: initialContext,
  states: { occupancy, sync },
});
