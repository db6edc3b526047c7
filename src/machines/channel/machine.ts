import { whatFailed } from '../failure.ts';
import { channelSetup } from './setup.ts';
import type { ChannelEvent } from './types.ts';

const goOnWithTheFound = {
  type: 'go on with it',
  params: ({ event }: { event: ChannelEvent & { type: 'channel.found' } }) => ({ stored: event.stored }),
} as const;

/**
 * The life of a room's push channel: recalled from its record or registered, renewed at four fifths of the lifetime
 * that Google gave, the new one stored before the old one is stopped.
 */
export const channelMachine = channelSetup.createMachine({
  id: 'channel',
  context: ({ input: { was, ...input } }) => ({
    ...input,
    pending: undefined,
    stored: undefined,
    predecessor: undefined,
    replaced: undefined,
    renewAt: 0,
    notifiedAt: undefined,
    doubtedAt: undefined,
    missed: 0,
    attempt: 0,
    failure: undefined,
    ...was,
  }),
  initial: 'beginning',
  on: { notified: { actions: 'note the notification' } },
  states: {
    beginning: {
      always: [{ guard: 'it was live', target: 'live' }, { target: 'starting' }],
    },
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
            actions: { type: 'go on with it', params: ({ event }) => ({ stored: event.output }) },
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
      entry: 'make keys',
      invoke: {
        src: 'register',
        input: ({ context }) => context,
        onDone: [
          {
            guard: 'there is a channel',
            target: 'retiring',
            actions: { type: 'take the new channel', params: ({ event }) => ({ stored: event.output }) },
          },
          {
            target: 'live',
            actions: { type: 'take the new channel', params: ({ event }) => ({ stored: event.output }) },
          },
        ],
        onError: [
          {
            guard: { type: 'Google will not push', params: whatFailed },
            target: 'unsupported',
            actions: [
              { type: 'note the failure', params: whatFailed },
              'forget the keys',
              'try again in a week',
            ],
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
      invoke: {
        src: 'stop',
        input: ({ context }) => ({ record: context.replaced }),
        onDone: { target: 'live', actions: 'let the replaced one go' },
        onError: { target: 'live', actions: 'let the replaced one go' },
      },
    },
    live: {
      on: {
        'channel.unwanted': 'stopping',
        'channel.found': { target: 'live', reenter: true, actions: goOnWithTheFound },
        'clock.moved': { target: 'live', reenter: true },
      },
      after: {
        'renewal due': [
          { guard: 'a renewal is due', target: 'registering' },
          { target: 'live', reenter: true },
        ],
      },
      initial: 'trusted',
      states: {
        trusted: {
          always: { guard: 'it is in doubt', target: 'doubted' },
          on: { 'change.found': { guard: 'nobody announced it', actions: 'doubt it' } },
        },
        // Two in a row that nobody announced: Google has forgotten the channel.
        doubted: {
          on: { notified: { target: 'trusted', actions: 'note the notification' } },
          after: {
            'a push is overdue': [
              {
                guard: 'one was missed before',
                target: '#channel.registering',
                actions: 'count the missed push',
              },
              { target: 'trusted', actions: 'count the missed push' },
            ],
          },
        },
      },
    },
    waiting: {
      on: {
        'channel.wanted': 'recalling',
        'channel.found': { target: 'live', actions: goOnWithTheFound },
        // While the store is away nobody knows whether there is a channel to stop.
        'channel.unwanted': [
          { guard: 'there is a channel', target: 'stopping' },
          { guard: 'the store has answered', target: 'stopped', actions: 'let the channel go' },
        ],
      },
      after: { 'retry due': 'recalling' },
    },
    unsupported: {
      on: {
        'clock.moved': { target: 'unsupported', reenter: true },
        'channel.wanted': 'starting',
        'channel.unwanted': [
          { guard: 'there is a channel', target: 'stopping' },
          { target: 'stopped', actions: 'let the channel go' },
        ],
      },
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
        input: ({ context }) => ({ stored: context.stored }),
        onDone: { target: 'stopped', actions: 'let the channel go' },
        onError: { target: 'live', actions: { type: 'note the failure', params: whatFailed } },
      },
    },
    stopped: { on: { 'channel.wanted': 'starting' } },
  },
});
