import { assign, enqueueActions, fromPromise, setup } from 'xstate';
import type { Instant } from '../agenda/agenda.ts';
import { delayUntil } from '../agenda/schedule.ts';
import type { ChannelKeys, ChannelRecord, StoredChannel, VendorFailure } from '../io/ports.ts';
import { notProvided, waitAfter, whatFailed } from './failure.ts';

const WEEK_MS = 7 * 24 * 3_600_000;

/** Google's words for a calendar or an address to which it will not push. */
const REFUSALS = new Set([
  'pushNotSupportedForRequestedResource',
  'push.webhookUrlNotHttps',
  'push.webhookUrlUnauthorized',
  'push.channelTypeNotSupported',
]);

/** `address` is where Google is to push; undefined where roomcal has no public address. */
export interface ChannelInput {
  roomName: string;
  calendarId: string;
  address: string | undefined;
  mint: () => ChannelKeys;
  now: () => Instant;
  random: () => number;
}

export interface ChannelContext extends ChannelInput {
  /** Keys of the channel that is being registered: its first notification may come before Google's answer. */
  pending: ChannelKeys | undefined;
  stored: StoredChannel | undefined;
  /** The channel that was replaced and still notifies. */
  replaced: ChannelRecord | undefined;
  renewAt: Instant;
  attempt: number;
  failure: VendorFailure | undefined;
}

export type ChannelEvent = { type: 'channel.wanted' } | { type: 'channel.unwanted' };

/** `expiration` is an ISO instant. */
export type ChannelEmitted =
  | { type: 'channel.opened'; expiration: string }
  | { type: 'channel.failed'; failure: VendorFailure };

/**
 * The life of a room's push channel: recalled from its record or registered, renewed at four fifths of the lifetime
 * that Google gave, the new one stored before the old one is stopped.
 */
export const channelMachine = setup({
  types: {
    context: {} as ChannelContext,
    input: {} as ChannelInput,
    events: {} as ChannelEvent,
    emitted: {} as ChannelEmitted,
  },
  actors: {
    recall: fromPromise<StoredChannel | undefined, { roomName: string }>(notProvided),
    register: fromPromise<StoredChannel, ChannelContext>(notProvided),
    stop: fromPromise<void, { record: ChannelRecord }>(notProvided),
    close: fromPromise<void, { stored: StoredChannel }>(notProvided),
  },
  delays: {
    'renewal due': ({ context }) => delayUntil(context.renewAt, context.now()),
    'retry due': ({ context }) => waitAfter(context.failure!, context.attempt - 1, context.random()),
  },
  guards: {
    'there is an address': ({ context }) => context.address !== undefined,
    'it is still good': ({ context }, { stored }: { stored: StoredChannel | undefined }) =>
      stored?.record.address === context.address &&
      stored?.record.calendar_id === context.calendarId &&
      context.now() < renewalOf(stored.record, 0),
    'Google will not push': (_, { failure }: { failure: VendorFailure }) =>
      REFUSALS.has(failure.reason ?? ''),
    'one was replaced': ({ context }) => context.replaced !== undefined,
    'there is a channel': ({ context }) => context.stored !== undefined,
    'a renewal is due': ({ context }) => context.now() >= context.renewAt,
  },
  actions: {
    'take the stored channel': assign(({ context }, { stored }: { stored: StoredChannel | undefined }) => ({
      stored,
      renewAt: stored ? renewalOf(stored.record, context.random()) : 0,
    })),
    'mint keys': assign({ pending: ({ context }) => context.mint() }),
    'take the new channel': enqueueActions(({ context, enqueue }, { stored }: { stored: StoredChannel }) => {
      enqueue.assign({
        stored,
        replaced: context.stored?.record,
        pending: undefined,
        renewAt: renewalOf(stored.record, context.random()),
        attempt: 0,
        failure: undefined,
      });
      enqueue.emit({ type: 'channel.opened', expiration: stored.record.expiration });
    }),
    'let the replaced one go': assign({ replaced: undefined }),
    'let the channel go': assign({ stored: undefined, pending: undefined, failure: undefined, attempt: 0 }),
    'try again in a week': assign({ renewAt: ({ context }) => context.now() + WEEK_MS }),
    'note the failure': enqueueActions(({ context, enqueue }, { failure }: { failure: VendorFailure }) => {
      enqueue.assign({ failure, attempt: context.attempt + 1 });
      enqueue.emit({ type: 'channel.failed', failure });
    }),
  },
}).createMachine({
  id: 'channel',
  context: ({ input }) => ({
    ...input,
    pending: undefined,
    stored: undefined,
    replaced: undefined,
    renewAt: 0,
    attempt: 0,
    failure: undefined,
  }),
  initial: 'starting',
  states: {
    starting: {
      always: [
        { guard: 'there is an address', target: 'recalling' },
        { target: 'unsupported', actions: 'try again in a week' },
      ],
    },
    recalling: {
      invoke: {
        src: 'recall',
        input: ({ context }) => ({ roomName: context.roomName }),
        onDone: [
          {
            guard: { type: 'it is still good', params: ({ event }) => ({ stored: event.output }) },
            target: 'live',
            actions: { type: 'take the stored channel', params: ({ event }) => ({ stored: event.output }) },
          },
          {
            target: 'registering',
            actions: { type: 'take the stored channel', params: ({ event }) => ({ stored: event.output }) },
          },
        ],
        onError: {
          target: 'waiting',
          actions: { type: 'note the failure', params: whatFailed },
        },
      },
    },
    registering: {
      entry: 'mint keys',
      invoke: {
        src: 'register',
        input: ({ context }) => context,
        onDone: {
          target: 'retiring',
          actions: { type: 'take the new channel', params: ({ event }) => ({ stored: event.output }) },
        },
        onError: [
          {
            guard: { type: 'Google will not push', params: whatFailed },
            target: 'unsupported',
            actions: [{ type: 'note the failure', params: whatFailed }, 'try again in a week'],
          },
          {
            target: 'waiting',
            actions: { type: 'note the failure', params: whatFailed },
          },
        ],
      },
    },
    // Both are accepted until the old one is stopped; one that will not be stopped ends by itself.
    retiring: {
      always: { guard: ({ context }) => context.replaced === undefined, target: 'live' },
      invoke: {
        src: 'stop',
        input: ({ context }) => ({ record: context.replaced! }),
        onDone: { target: 'live', actions: 'let the replaced one go' },
        onError: { target: 'live', actions: 'let the replaced one go' },
      },
    },
    live: {
      on: { 'channel.unwanted': 'stopping' },
      after: {
        'renewal due': [
          { guard: 'a renewal is due', target: 'registering' },
          { target: 'live', reenter: true },
        ],
      },
    },
    waiting: {
      on: {
        'channel.unwanted': [{ guard: 'there is a channel', target: 'stopping' }, { target: 'stopped' }],
      },
      after: { 'retry due': 'recalling' },
    },
    unsupported: {
      on: { 'channel.wanted': 'starting', 'channel.unwanted': 'stopped' },
      after: {
        'renewal due': [
          { guard: 'a renewal is due', target: 'starting' },
          { target: 'unsupported', reenter: true },
        ],
      },
    },
    stopping: {
      invoke: {
        src: 'close',
        input: ({ context }) => ({ stored: context.stored! }),
        onDone: { target: 'stopped', actions: 'let the channel go' },
        onError: { target: 'live', actions: { type: 'note the failure', params: whatFailed } },
      },
    },
    stopped: { on: { 'channel.wanted': 'starting' } },
  },
});

/** Four fifths of the lifetime that Google gave, spread over a further twentieth by `random`. */
function renewalOf({ registered, expiration }: ChannelRecord, random: number): Instant {
  const [from, until] = [Date.parse(registered), Date.parse(expiration)];
  return from + (until - from) * (0.8 - random * 0.05);
}
