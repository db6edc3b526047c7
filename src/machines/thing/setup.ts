import { assertEvent, assign, emit, enqueueActions, fromPromise, setup } from 'xstate';
import { firstOfDiff, type Publish, rankOf } from '../../agenda/properties.ts';
import type { Failure } from '../../ports/failure.ts';
import { attemptsWith, notProvided, waitAfter } from '../failure.ts';
import { isTold, withReading, withWritten } from './observed.ts';
import type { ThingContext, ThingEmitted, ThingEvent, ThingInput } from './types.ts';

/** How long what failed for an operator's reason is left alone at least, whatever speaks for another try, in ms. */
const LEFT_ALONE_MS = 60_000;
/** How long a property that can't be written is passed over, in ms. */
const REFUSED_FOR_MS = 3_600_000;

/** One property after the other is written, each in a turn of its own, until nothing differs any more. */
export interface Writing {
  /** How early the Thing's turn comes, and as what it is known; undefined where it shows what is wanted. */
  next: () => Pick<ThingContext, 'thing' | 'priority'> | undefined;
  /** Chosen when the turn comes, for the desired state may change until then; nothing, where it no longer differs. */
  choose: () => Publish | undefined;
  /** Told of each as it is acknowledged. */
  written: (publish: Publish) => void;
}

type Failed = { failure: Failure };

/** The Thing's vocabulary: what its statechart names is said here. */
export const thingSetup = setup({
  types: {
    context: {} as ThingContext,
    input: {} as ThingInput,
    events: {} as ThingEvent,
    emitted: {} as ThingEmitted,
  },
  actors: { write: fromPromise<void, Writing>(notProvided) },
  delays: {
    'retry due': ({ context }) => waitAfter(context.failure, context.attempt - 1, context.random()),
  },
  guards: {
    'it is more urgent now': ({ context, event }) =>
      event.type === 'properties.wanted' &&
      context.publish === undefined &&
      currentPriority({ ...context, wanted: event.properties }) > context.priority,
    'it was settled': ({ context }) => context.thing !== undefined,
    'nobody knows what it shows': ({ context }) => context.doubtedAt !== undefined,
    'something differs': ({ context }) => firstDifference(context) !== undefined,
    'it was told': ({ context, event }) => event.type === 'thing.read' && isTold(context, event),
    'the token was at fault': ({ context, event }) =>
      event.type === 'thing.read' &&
      isTold(context, event) &&
      context.failure?.status === 401 &&
      context.now() - context.failedAt >= LEFT_ALONE_MS / 2,
    'it was left alone': ({ context }) => context.now() - context.failedAt >= LEFT_ALONE_MS,
    'it may have been made anew': ({ context }, { failure }: Failed) =>
      failure.status === 404 && context.attempt === 0,
    // Where nothing was on its way yet, it was the token that was refused.
    'the property is at fault': ({ context }, { failure }: Failed) =>
      context.publish !== undefined && (failure.status === 400 || failure.status === 404),
  },
  actions: {
    'take the desired state': assign(({ event }) => {
      assertEvent(event, 'properties.wanted');
      return { wanted: event.properties };
    }),
    'take what was read': assign(({ context, event }) => {
      assertEvent(event, 'thing.read');
      return withReading(context, event);
    }),
    'note why it was not read': enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'thing.read');
      if (!(event.thing instanceof Error)) return;
      const isNews = context.failure?.message !== event.thing.message;
      enqueue.assign({ failure: event.thing, failedAt: context.now() });
      if (isNews) enqueue.emit({ type: 'thing.failed', failure: event.thing });
    }),
    'take what was written': assign(({ context, event }) => {
      assertEvent(event, 'property.written');
      return withWritten(context, event.publish);
    }),
    'tell what was written': emit(({ context, event }) => {
      assertEvent(event, 'property.written');
      return { type: 'published', at: context.now(), ...event.publish } as const;
    }),
    // What was noted by a clock that was ahead would pass over all that is read until then.
    'recompute delays': assign(({ context: { doubtedAt, failedAt, refused, now } }) => ({
      writtenAt: new Map(),
      doubtedAt: doubtedAt && Math.min(doubtedAt, now()),
      failedAt: Math.min(failedAt, now()),
      refused: new Map(
        [...refused].map(([variable, { id, until }]) => [
          variable,
          { id, until: Math.min(until, now() + REFUSED_FOR_MS) },
        ]),
      ),
    })),
    // To have read it is not enough: as long as it can't be written, the waits grow.
    'note that it works': enqueueActions(({ context, enqueue }) => {
      const { attempt, failure } = context;
      if (failure) enqueue.emit({ type: 'thing.mended' });
      if (failure || attempt > 0) enqueue.assign({ attempt: 0, failure: undefined });
    }),
    'tell that it has settled': emit({ type: 'thing.settled' }),
    'ask for a reading': emit({ type: 'reading.wanted' }),
    'doubt what it shows': assign({ doubtedAt: ({ context }) => context.now(), publish: undefined }),
    'count the attempt': assign({ attempt: ({ context }) => context.attempt + 1 }),
    'get in line': assign(({ context }) => ({ priority: currentPriority(context), publish: undefined })),
    'note what is written': assign(({ event }) => {
      assertEvent(event, 'turn.came');
      return { publish: event.publish };
    }),
    'skip the property': enqueueActions(({ context, enqueue }, { failure }: Failed) => {
      const { publish, observed, refused, thing, now } = context;
      if (!publish) return;
      const { variable } = publish;
      const id = thing?.properties.get(variable)?.id ?? '';
      enqueue.assign({
        publish: undefined,
        observed: new Map([...observed].filter(([name]) => name !== variable)),
        refused: new Map(refused).set(variable, { id, until: now() + REFUSED_FOR_MS }),
      });
      enqueue.emit({ type: 'publish.failed', variable: publish.variable, failure });
    }),
    'note the failure': enqueueActions(({ context, enqueue }, { failure }: Failed) => {
      const { now } = context;
      const attempt = attemptsWith(failure, context);
      const isInDoubt = failure.status === undefined || failure.status >= 500 || failure.status === 408;
      enqueue.assign({ failure, failedAt: now(), attempt, publish: undefined });
      if (isInDoubt && context.publish) enqueue.assign({ doubtedAt: now() });
      enqueue.emit({ type: 'thing.failed', failure });
    }),
  },
});

/** What to write first so that the Thing shows what is wanted; undefined where it does. */
export function firstDifference({ wanted, observed }: ThingContext): Publish | undefined {
  return wanted && firstOfDiff(wanted, observed);
}

/** A room that has begun with the rest goes on with it before others begin. */
function currentPriority(context: ThingContext): number {
  const { publish } = context;
  const next = firstDifference(context);
  const priority = next ? rankOf(next.variable) : 0;
  const hasBegun = publish !== undefined && rankOf(publish.variable) === 0;
  return priority === 0 && hasBegun ? 1 : priority;
}
