import { whatFailed } from './failure.ts';
import { firstDifference, thingSetup } from './thing-setup.ts';

/**
 * A Thing, kept equal to the last wish: what it shows is compared with what is wanted, and the difference is written,
 * one property after the other. What it lacks or refuses is passed over. It is read again each hour, for someone else
 * may write to it, or make it anew.
 */
export const thingMachine = thingSetup.createMachine({
  id: 'thing',
  context: ({ input }) => ({
    ...input,
    wanted: undefined,
    thing: undefined,
    observed: new Map(),
    publish: undefined,
    rank: 0,
    readAt: 0,
    attempt: 0,
    failure: undefined,
  }),
  initial: 'resolving',
  on: { 'properties.wanted': { actions: 'take the wish' } },
  states: {
    resolving: {
      invoke: {
        src: 'find',
        input: ({ context }) => ({ thingName: context.thingName }),
        onDone: {
          target: 'comparing',
          actions: { type: 'take what was read', params: ({ event }) => ({ thing: event.output }) },
        },
        onError: {
          target: 'waiting',
          actions: { type: 'note the failure', params: whatFailed },
        },
      },
    },
    comparing: {
      always: [
        { guard: 'something differs', target: 'writing' },
        {
          target: 'settled',
          actions: ['note that it works', 'forget what was written', 'tell that it has settled'],
        },
      ],
    },
    settled: {
      on: { 'properties.wanted': { target: 'comparing', actions: 'take the wish' } },
      after: {
        'reading due': [
          { guard: 'a reading is due', target: 'resolving' },
          { target: 'settled', reenter: true },
        ],
      },
    },
    writing: {
      entry: 'get in line',
      initial: 'queued',
      states: {
        queued: {
          on: {
            'properties.wanted': [
              {
                guard: 'it is more urgent now',
                target: '#thing.writing',
                reenter: true,
                actions: 'take the wish',
              },
              { actions: 'take the wish' },
            ],
            'turn.came': { target: 'sending', actions: 'note what is written' },
          },
        },
        sending: {},
      },
      invoke: {
        src: 'publish',
        input: ({ context, self }) => ({
          thing: context.thing!,
          rank: context.rank,
          choose() {
            const publish = firstDifference(self.getSnapshot().context);
            if (publish) self.send({ type: 'turn.came', publish });
            return publish;
          },
        }),
        onDone: {
          target: 'comparing',
          actions: [
            { type: 'take what was written', params: ({ event }) => event.output },
            'note that it works',
          ],
        },
        onError: [
          {
            guard: { type: 'it may have been made anew', params: whatFailed },
            target: 'resolving',
            actions: 'count the attempt',
          },
          {
            guard: { type: 'the property is at fault', params: whatFailed },
            target: 'comparing',
            actions: { type: 'pass over the property', params: whatFailed },
          },
          {
            target: 'waiting',
            actions: { type: 'note the failure', params: whatFailed },
          },
        ],
      },
    },
    waiting: {
      after: {
        'retry due': [
          // Not a word of it was read: nothing can have been written.
          { guard: 'it was only turned away', target: 'comparing' },
          { target: 'resolving' },
        ],
      },
    },
  },
});
