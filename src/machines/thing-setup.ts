import { assertEvent, assign, emit, enqueueActions, fromPromise, setup } from 'xstate';
import type { Instant } from '../agenda/agenda.ts';
import { diff, type Properties, type Publish, rankOf } from '../agenda/properties.ts';
import { delayUntil, nextRefresh } from '../agenda/schedule.ts';
import type { Thing, VendorFailure } from '../io/ports.ts';
import { notProvided, waitAfter } from './failure.ts';

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
  /** Acknowledged at the instant `at`. */
  | ({ type: 'published'; at: Instant } & Publish)
  /** The Thing shows what is wanted, but for what it lacks or refuses. */
  | { type: 'thing.settled' }
  | { type: 'publish.failed'; variable: string; failure: VendorFailure }
  | { type: 'thing.failed'; failure: VendorFailure };

/** What to write is chosen when the turn comes, for the wish may change until then; nothing, where it no longer differs. */
interface Writing {
  thing: Thing;
  rank: number;
  choose: () => Publish | undefined;
}

/** The Thing's vocabulary: what its statechart names is said here. */
export const thingSetup = setup({
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
    'take the wish': assign(({ event }) => {
      assertEvent(event, 'properties.wanted');
      return { wanted: event.properties };
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
      enqueue.emit({ type: 'published', at: context.now(), ...publish });
    }),
    // To have read it is not enough: as long as it can't be written, the waits grow.
    'note that it works': enqueueActions(({ context, enqueue }) => {
      if (context.failure) enqueue.emit({ type: 'thing.mended' });
      enqueue.assign({ attempt: 0, failure: undefined });
    }),
    'tell that it has settled': emit({ type: 'thing.settled' }),
    'count the attempt': assign({ attempt: ({ context }) => context.attempt + 1 }),
    'get in line': assign(({ context }) => ({ rank: rankNow(context), publish: undefined })),
    'note what is written': assign(({ event }) => {
      assertEvent(event, 'turn.came');
      return { publish: event.publish };
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
});

/** What to write first so that the Thing shows what is wanted; undefined where it does. */
export function firstDifference({ wanted, observed }: ThingContext): Publish | undefined {
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
