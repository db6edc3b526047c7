import { assign, enqueueActions, fromPromise, setup } from 'xstate';
import type { Instant } from '../agenda/agenda.ts';
import { diff, type Properties, type Publish, rankOf } from '../agenda/properties.ts';
import { delayUntil, nextRefresh } from '../agenda/schedule.ts';
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
  /** What is on its way, or was last; undefined while the Thing is in line. */
  publish: Publish | undefined;
  /** How early the Thing's turn comes among those of all rooms. */
  rank: number;
  readAt: Instant;
  attempt: number;
  failure: VendorFailure | undefined;
}

export type ThingEvent =
  | { type: 'properties.wanted'; properties: Properties }
  /** The turn has come, and this is on its way now. */
  | { type: 'turn.came'; publish: Publish };

export type ThingEmitted =
  | { type: 'thing.mended' }
  | ({ type: 'published' } & Publish)
  | { type: 'publish.failed'; variable: string; failure: VendorFailure }
  | { type: 'thing.failed'; failure: VendorFailure };

/** What to write is chosen when the turn comes, for the wish may change until then; nothing, where it no longer differs. */
interface Writing {
  thing: Thing;
  rank: number;
  choose: () => Publish | undefined;
}

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
    publish: fromPromise<Publish | undefined, Writing>(notProvided),
  },
  delays: {
    'reading due': ({ context }) => delayUntil(context.readAt, context.now()),
    'retry due': ({ context }) => waitAfter(context.failure!, context.attempt - 1, context.random()),
  },
  guards: {
    'it is more urgent now': ({ context, event }) =>
      event.type === 'properties.wanted' && rankNow({ ...context, wanted: event.properties }) > context.rank,
    'it was only turned away': ({ context }) => context.failure?.status === 429,
    'something differs': ({ context }) => firstDifference(context) !== undefined,
    'a reading is due': ({ context }) => context.now() >= context.readAt,
    'it may have been made anew': ({ context }, { failure }: { failure: VendorFailure }) =>
      failure.status === 404 && context.attempt === 0,
    // Where nothing was on its way yet, it was the token that was refused.
    'the property is at fault': ({ context }, { failure }: { failure: VendorFailure }) =>
      context.publish !== undefined && (failure.status === 400 || failure.status === 404),
  },
  actions: {
    'take the wish': assign({
      wanted: ({ context, event }) =>
        event.type === 'properties.wanted' ? event.properties : context.wanted,
    }),
    'take what was read': assign(({ context }, { thing }: { thing: Thing }) => ({
      thing,
      observed: new Map([...thing.properties].map(([variable, { value }]) => [variable, value])),
      // All Things at the same minute: one reading serves them all.
      readAt: nextRefresh('things', context.now(), READ_EVERY_MS),
    })),
    'take what was written': enqueueActions(({ context, enqueue }, publish: Publish | undefined) => {
      if (!publish) return;
      enqueue.assign({ observed: new Map(context.observed).set(publish.variable, publish.value) });
      enqueue.emit({ type: 'published', ...publish });
    }),
    // To have read it is not enough: as long as it can't be written, the waits grow.
    'note that it works': enqueueActions(({ context, enqueue }) => {
      if (context.failure) enqueue.emit({ type: 'thing.mended' });
      enqueue.assign({ attempt: 0, failure: undefined });
    }),
    'count the attempt': assign({ attempt: ({ context }) => context.attempt + 1 }),
    'get in line': assign(({ context }) => ({ rank: rankNow(context), publish: undefined })),
    'note what is written': assign({
      publish: ({ context, event }) => (event.type === 'turn.came' ? event.publish : context.publish),
    }),
    'forget what was written': assign({ publish: undefined }),
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
        { target: 'settled', actions: ['note that it works', 'forget what was written'] },
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

function firstDifference({ wanted, observed }: ThingContext): Publish | undefined {
  return wanted && diff(wanted, observed)[0];
}

/** A room that has begun with the rest goes on with it before others begin. */
function rankNow(context: ThingContext): number {
  const { publish } = context;
  const next = firstDifference(context);
  const rank = next ? rankOf(next.variable) : 0;
  const hasBegun = publish !== undefined && rankOf(publish.variable) === 0;
  return rank === 0 && hasBegun ? 1 : rank;
}
