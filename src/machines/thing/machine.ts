import { whatFailed } from '../failure.ts';
import { firstDifference, thingSetup } from './setup.ts';

/**
 * A Thing, reconciled with the last desired state: what it shows is compared with what is wanted, and the difference is written,
 * one property after the other, each in a turn of its own. What it lacks or refuses is passed over. It is read each minute with
 * all others, for someone else may write to it, or make it anew; and at once where a publish got no answer, for then nobody knows
 * what it shows.
 */
export const thingMachine = thingSetup.createMachine({
  id: 'thing',
  context: ({ input: { was, ...input } }) => ({
    ...input,
    wanted: undefined,
    thing: undefined,
    observed: new Map(),
    writtenAt: new Map(),
    doubtedAt: undefined,
    publish: undefined,
    priority: 0,
    refused: new Map(),
    attempt: 0,
    failure: undefined,
    failedAt: 0,
    ...was,
  }),
  initial: 'beginning',
  on: {
    'properties.wanted': { actions: 'take the desired state' },
    'thing.read': { actions: 'take what was read' },
    'clock.moved': { actions: 'recompute delays' },
  },
  states: {
    beginning: {
      always: [{ guard: 'it was settled', target: 'settled' }, { target: 'resolving' }],
    },
    resolving: {
      entry: 'ask for a reading',
      on: {
        'thing.read': [
          { guard: 'it was told', target: 'comparing', actions: 'take what was read' },
          { actions: ['take what was read', 'note why it was not read'] },
        ],
      },
    },
    comparing: {
      always: [
        { guard: 'nobody knows what it shows', target: 'resolving' },
        { guard: 'something differs', target: 'writing' },
        { target: 'settled', actions: ['note that it works', 'tell that it has settled'] },
      ],
    },
    settled: {
      on: {
        'properties.wanted': { target: 'comparing', actions: 'take the desired state' },
        'thing.read': [
          { guard: 'it was told', target: 'comparing', actions: 'take what was read' },
          { actions: 'note why it was not read' },
        ],
      },
    },
    writing: {
      entry: 'get in line',
      on: {
        'properties.wanted': {
          guard: 'it is more urgent now',
          target: 'writing',
          reenter: true,
          actions: 'take the desired state',
        },
        'turn.came': { actions: 'note what is written' },
        'property.written': {
          actions: ['take what was written', 'tell what was written', 'note that it works', 'get in line'],
        },
      },
      invoke: {
        src: 'write',
        input: ({ self }) => ({
          next() {
            const { context: known } = self.getSnapshot();
            return firstDifference(known) && { thing: known.thing, priority: known.priority };
          },
          choose() {
            const { status, context: known } = self.getSnapshot();
            // Whoever has stopped meanwhile writes nothing: the Thing may be another's.
            if (status !== 'active') return undefined;
            const publish = firstDifference(known);
            if (publish) self.send({ type: 'turn.came', publish });
            return publish;
          },
          written: (publish) => self.send({ type: 'property.written', publish }),
        }),
        onDone: 'comparing',
        onError: [
          {
            guard: { type: 'it may have been made anew', params: whatFailed },
            target: 'resolving',
            actions: ['count the attempt', 'doubt what it shows'],
          },
          {
            guard: { type: 'the property is at fault', params: whatFailed },
            target: 'comparing',
            actions: { type: 'skip the property', params: whatFailed },
          },
          {
            target: 'waiting',
            actions: { type: 'note the failure', params: whatFailed },
          },
        ],
      },
    },
    waiting: {
      on: {
        'other.thing.written': { guard: 'it was left alone', target: 'comparing' },
        // What can be read shows that we are let in again, though not that we may write.
        'thing.read': [
          { guard: 'the token was at fault', target: 'comparing', actions: 'take what was read' },
          { actions: 'take what was read' },
        ],
      },
      after: { 'retry due': 'comparing' },
    },
  },
});
