import { assign, enqueueActions, fromPromise, setup } from 'xstate';
import type { Instant } from '../../agenda/agenda.ts';
import { delayUntil } from '../../agenda/schedule.ts';
import type { ChannelRecord, StoredChannel, StoredPredecessor } from '../../ports/channels.ts';
import type { Failure } from '../../ports/failure.ts';
import { attemptsWith, notProvided, waitAfter } from '../failure.ts';
import type { ChannelContext, ChannelEmitted, ChannelEvent, ChannelInput } from './types.ts';

/** How much slower a notification may be than the list that found what it tells of. */
const PUSH_TAKES_MS = 60_000;
const WEEK_MS = 7 * 24 * 3_600_000;

/** Google's words for a calendar or an address to which it will not push. */
const REFUSALS = new Set([
  'pushNotSupportedForRequestedResource',
  'push.webhookUrlNotHttps',
  'push.webhookUrlUnauthorized',
  'push.channelTypeNotSupported',
]);

/** What lies at a room's name. */
type Found = StoredChannel | StoredPredecessor | undefined;

/** The channel's vocabulary: what its statechart names is said here. */
export const channelSetup = setup({
  types: {
    context: {} as ChannelContext,
    input: {} as ChannelInput,
    events: {} as ChannelEvent,
    emitted: {} as ChannelEmitted,
  },
  actors: {
    recall: fromPromise<Found, { roomName: string }>(notProvided),
    register: fromPromise<StoredChannel, ChannelContext>(notProvided),
    stop: fromPromise<void, { record: ChannelRecord | undefined }>(notProvided),
    close: fromPromise<void, { stored: StoredChannel | undefined }>(notProvided),
  },
  delays: {
    'renewal due': ({ context }) => delayUntil(context.renewAt, context.now()),
    'retry due': ({ context }) => waitAfter(context.failure, context.attempt - 1, context.random()),
    'a push is overdue': ({ context }) =>
      delayUntil((context.doubtedAt ?? context.now()) + PUSH_TAKES_MS, context.now()),
  },
  guards: {
    'it was live': ({ context }) => context.stored !== undefined,
    'there is an address': ({ context }) => context.address !== undefined,
    'it is still good': ({ context }, { stored }: { stored: Found }) =>
      // Its registration failed half way, and the channel was stopped: only the record may have been written.
      isOwn(stored) &&
      stored.record.id !== context.pending?.id &&
      context.keys.isOurs(stored.record) &&
      stored.record.address === context.address &&
      stored.record.calendar_id === context.calendarId &&
      context.now() < renewalOf(stored.record, 0),
    'Google will not push': (_, { failure }: { failure: Failure }) => REFUSALS.has(failure.reason ?? ''),
    'there is a channel': ({ context }) => context.stored !== undefined,
    'the store has answered': ({ context }) => context.failure?.vendor !== 'storage',
    'nobody announced it': ({ context, event }) =>
      event.type === 'change.found' && (context.notifiedAt ?? 0) <= event.since,
    'it is in doubt': ({ context }) => context.doubtedAt !== undefined,
    'one was missed before': ({ context }) => context.missed > 0,
    'a renewal is due': ({ context }) => context.now() >= context.renewAt,
  },
  actions: {
    'take the stored channel': assign(({ context }, { stored }: { stored: Found }) => ({
      stored: isOwn(stored) ? stored : undefined,
      predecessor: isOwn(stored) ? undefined : stored,
      renewAt: isOwn(stored) ? renewalOf(stored.record, context.random()) : 0,
    })),
    'go on with it': enqueueActions(({ context, enqueue }, { stored }: { stored: Found }) => {
      if (!isOwn(stored)) return;
      const { failure, random } = context;
      const renewAt = renewalOf(stored.record, random());
      enqueue.assign({ stored, renewAt, doubtedAt: undefined, attempt: 0, failure: undefined });
      if (failure) enqueue.emit({ type: 'channel.opened', expiration: stored.record.expiration });
    }),
    'doubt it': assign({ doubtedAt: ({ context }) => context.now() }),
    'make keys': assign({ pending: ({ context }) => context.keys.mint() }),
    'take the new channel': enqueueActions(({ context, enqueue }, { stored }: { stored: StoredChannel }) => {
      const { predecessor } = context;
      enqueue.assign({
        stored,
        predecessor: undefined,
        replaced: context.stored?.record,
        pending: undefined,
        renewAt: renewalOf(stored.record, context.random()),
        doubtedAt: undefined,
        missed: 0,
        attempt: 0,
        failure: undefined,
      });
      enqueue.emit({ type: 'channel.opened', expiration: stored.record.expiration });
      if (predecessor) enqueue.emit({ type: 'predecessor.stopped', id: predecessor.predecessor.id });
    }),
    'note the notification': assign(({ context }) => ({
      notifiedAt: context.now(),
      doubtedAt: undefined,
      missed: 0,
    })),
    'count the missed push': enqueueActions(({ context, enqueue }) => {
      const missed = context.missed + 1;
      enqueue.assign({ missed, doubtedAt: undefined });
      enqueue.emit({ type: 'push.missed', inARow: missed });
    }),
    'forget the keys': assign({ pending: undefined }),
    'let the replaced one go': assign({ replaced: undefined }),
    'let the channel go': assign({
      stored: undefined,
      predecessor: undefined,
      pending: undefined,
      failure: undefined,
      attempt: 0,
    }),
    'try again in a week': assign({ renewAt: ({ context }) => context.now() + WEEK_MS }),
    'note the failure': enqueueActions(({ context, enqueue }, { failure }: { failure: Failure }) => {
      enqueue.assign({ failure, attempt: attemptsWith(failure, context) });
      enqueue.emit({ type: 'channel.failed', failure });
    }),
  },
});

function isOwn(found: Found): found is StoredChannel {
  return found !== undefined && 'record' in found;
}

/** Four fifths of the lifetime that Google gave, or up to a twentieth of it earlier, as `random` has it. */
function renewalOf({ registered, expiration }: ChannelRecord, random: number): Instant {
  const [from, until] = [Date.parse(registered), Date.parse(expiration)];
  return from + (until - from) * (0.8 - random * 0.05);
}
