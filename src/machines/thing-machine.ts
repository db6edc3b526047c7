import { assign, enqueueActions, fromPromise, setup } from 'xstate';
import type { Instant } from '../agenda/agenda.ts';
import { diff, type Properties, type Publish } from '../agenda/properties.ts';
import { delayUntil } from '../agenda/schedule.ts';
import type { Thing, VendorFailure } from '../io/ports.ts';
import { notProvided, waitAfter, whatFailed } from './failure.ts';

const READ_EVERY_MS = 3_600_000;

export interface ThingInput {
  thingName: string;
  now: () => Instant;
  random: () => number;
}

export interface ThingContext extends ThingInput {
  wanted: Properties | undefined;
  thing: Thing | undefined;
  /** What each variable shows: as it was read back, or as the cloud acknowledged it since. */
  observed: ReadonlyMap<string, unknown>;
  /** What is being written, or was last: the wish may change while it is on its way. */
  publish: Publish | undefined;
  readAt: Instant;
  attempt: number;
  failure: VendorFailure | undefined;
}

export type ThingEvent = { type: 'properties.wanted'; properties: Properties };

export type ThingEmitted =
  | { type: 'thing.mended' }
  | ({ type: 'published' } & Publish)
  | { type: 'publish.failed'; variable: string; failure: VendorFailure }
  | { type: 'thing.failed'; failure: VendorFailure };

/**
 * A Thing, kept equal to the last wish: what it shows is compared with what is wanted, and the difference is written,
 * one property after the other. What it lacks or refuses is passed over. It is read again each hour, for someone else
 * may write to it, or make it anew.
 */
export const thingMachine = setup({
  types: {
    context: {} as ThingContext,
    input: {} as ThingInput,
    events: {} as ThingEvent,
    emitted: {} as ThingEmitted,
  },
  actors: {
    find: fromPromise<Thing, { thingName: string }>(notProvided),
    publish: fromPromise<Publish, { thing: Thing; publish: Publish }>(notProvided),
  },
  delays: {
    'reading due': ({ context }) => delayUntil(context.readAt, context.now()),
    'retry due': ({ context }) => waitAfter(context.failure!, context.attempt - 1, context.random()),
  },
  guards: {
    'something differs': ({ context }) => firstDifference(context) !== undefined,
    'a reading is due': ({ context }) => context.now() >= context.readAt,
    'it may have been made anew': ({ context }, { failure }: { failure: VendorFailure }) =>
      failure.status === 404 && context.attempt === 0,
    'the property is at fault': (_, { failure }: { failure: VendorFailure }) =>
      failure.status === 400 || failure.status === 404,
  },
  actions: {
    'take the wish': assign({ wanted: ({ event }) => event.properties }),
    'take what was read': assign(({ context }, { thing }: { thing: Thing }) => ({
      thing,
      observed: new Map([...thing.properties].map(([variable, { value }]) => [variable, value])),
      readAt: context.now() + READ_EVERY_MS,
    })),
    'take what was written': enqueueActions(({ context, enqueue }, publish: Publish) => {
      enqueue.assign({ observed: new Map(context.observed).set(publish.variable, publish.value) });
      enqueue.emit({ type: 'published', ...publish });
    }),
    // To have read it is not enough: as long as it can't be written, the waits grow.
    'note that it works': enqueueActions(({ context, enqueue }) => {
      if (context.failure) enqueue.emit({ type: 'thing.mended' });
      enqueue.assign({ attempt: 0, failure: undefined });
    }),
    'count the attempt': assign({ attempt: ({ context }) => context.attempt + 1 }),
    'choose what to write': assign({ publish: ({ context }) => firstDifference(context) }),
    'pass over the property': enqueueActions(
      ({ context, enqueue }, { failure }: { failure: VendorFailure }) => {
        const { variable } = context.publish!;
        enqueue.assign({ observed: new Map([...context.observed].filter(([name]) => name !== variable)) });
        enqueue.emit({ type: 'publish.failed', variable, failure });
      },
    ),
    'note the failure': enqueueActions(({ context, enqueue }, { failure }: { failure: VendorFailure }) => {
      enqueue.assign({ failure, attempt: context.attempt + 1 });
      enqueue.emit({ type: 'thing.failed', failure });
    }),
  },
}).createMachine({
  id: 'thing',
  context: ({ input }) => ({
    ...input,
    wanted: undefined,
    thing: undefined,
    observed: new Map(),
    publish: undefined,
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
        { target: 'settled', actions: 'note that it works' },
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
      entry: 'choose what to write',
      invoke: {
        src: 'publish',
        input: ({ context }) => ({ thing: context.thing!, publish: context.publish! }),
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
    waiting: { after: { 'retry due': 'resolving' } },
  },
});

function firstDifference({ wanted, observed }: ThingContext): Publish | undefined {
  return wanted && diff(wanted, observed)[0];
}
