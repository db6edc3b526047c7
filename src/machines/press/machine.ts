import { assign, emit, enqueueActions, fromPromise, setup } from 'xstate';
import { ACTION, ACTION_RESULT } from '../../agenda/press.ts';
import type { Publish } from '../../agenda/properties.ts';
import type { Failure } from '../../ports/failure.ts';
import type { Thing } from '../../ports/things.ts';
import type { PressAnswer, RoomAnswer } from '../door.ts';
import type { PressFact } from '../facts.ts';
import { asFailure, attemptsWith, notProvided, waitAfter, whatFailed } from '../failure.ts';
import { answerNow, decide, isOpen } from './decision.ts';
import type { PressContext, PressInput } from './types.ts';
import { wordsOf } from './words.ts';

/** Nobody waits for hours at a door, though only an operator can mend what prevents an answer. In ms. */
const LONGEST_WAIT_MS = 60_000;

/** What to write is chosen when the turn comes; nothing, where there is nothing left to write. */
interface Writing {
  thing: Thing;
  choose: () => Publish | undefined;
}

/**
 * A press at a Thing, from when it was read until the Thing was told what came of it. The order is what makes it safe: what is
 * asked for is done once, for the request has the press's name; only then `actionresult` is written, and last `action` is
 * emptied. Whatever is lost on the way, or ends between two steps, is done again with the same answer.
 *
 * - `deciding`: does it ask for anything?
 * - `asking`: the room is asked, as by HTTP.
 * - `answering`, `emptying`: the Thing is told, and may be pressed again.
 * - `waiting`: the room is not known yet, nobody knows what came of it, or the Thing could not be written. A press that is gone meanwhile is left.
 */
export const pressMachine = setup({
  types: {
    context: {} as PressContext,
    input: {} as PressInput,
    events: {} as { type: 'press.gone' },
    emitted: {} as PressFact,
  },
  actors: {
    ask: fromPromise<RoomAnswer, PressContext>(async ({ input: { decision, ask } }) => {
      if (!decision || !('request' in decision)) throw new Error('there is nothing to ask');
      return ask(decision.request);
    }),
    publish: fromPromise<void, Writing>(notProvided),
  },
  delays: {
    'retry due': ({ context: { failure, attempt, random } }) =>
      Math.min(waitAfter(failure, attempt - 1, random()), LONGEST_WAIT_MS),
  },
  guards: {
    'somebody has answered': ({ context }) => context.isTold,
    'it is gone': ({ context }) => context.attempt > 0 && !context.isStill(),
    'the answer is known': ({ context }) => context.answer !== undefined,
    'it is answered without asking': ({ context }) =>
      context.decision !== undefined && 'answer' in context.decision,
    'there is something to ask': ({ context }) => context.decision !== undefined,
    'it is open still': ({ context }, { answer }: { answer: RoomAnswer }) => isOpen(context, answer),
    // What the Thing lacks or refuses must not keep the button from being pressed again.
    'the property is at fault': (_, { failure }: { failure: Failure }) =>
      failure.status === 400 || failure.status === 404,
  },
  actions: {
    decide: assign(({ context }) => ({ decision: decide(context) })),
    'take the answer': enqueueActions(({ context, enqueue }, { answer }: { answer: PressAnswer }) => {
      enqueue.assign({ answer, attempt: 0, failure: undefined });
      const { text, at } = context.press;
      enqueue.emit({ type: 'pressed', text, at, says: saidOf(context, answer), answer });
    }),
    'note that it was told': assign({ isTold: true, attempt: 0, failure: undefined }),
    'count the attempt': assign({ attempt: ({ context }) => context.attempt + 1 }),
    'note the failure': enqueueActions(({ context, enqueue }, { failure }: { failure: Failure }) => {
      enqueue.assign({ failure, attempt: attemptsWith(failure, context) });
      enqueue.emit({ type: 'press.failed', failure });
    }),
    'tell that it failed': emit((_, { failure }: { failure: Failure }) => ({
      type: 'press.failed' as const,
      failure,
    })),
    'tell that it is answered': emit({ type: 'press.answered' }),
  },
}).createMachine({
  id: 'press',
  context: ({ input }) => ({ ...input, decision: undefined, attempt: 0, failure: undefined }),
  initial: 'deciding',
  states: {
    deciding: {
      entry: 'decide',
      always: [
        { guard: 'it is gone', target: 'done' },
        { guard: 'somebody has answered', target: 'emptying' },
        { guard: 'the answer is known', target: 'answering' },
        {
          guard: 'it is answered without asking',
          target: 'answering',
          actions: { type: 'take the answer', params: ({ context }) => ({ answer: ownAnswer(context) }) },
        },
        { guard: 'there is something to ask', target: 'asking' },
        { target: 'waiting', actions: 'count the attempt' },
      ],
    },
    asking: {
      invoke: {
        src: 'ask',
        input: ({ context }) => context,
        onDone: [
          {
            guard: { type: 'it is open still', params: ({ event }) => ({ answer: event.output }) },
            target: 'waiting',
            actions: 'count the attempt',
          },
          {
            target: 'answering',
            actions: { type: 'take the answer', params: ({ event }) => ({ answer: event.output }) },
          },
        ],
        onError: {
          target: 'answering',
          actions: {
            type: 'take the answer',
            params: ({ event }) => ({ answer: { type: 'failed', failure: asFailure(event.error) } }),
          },
        },
      },
    },
    answering: {
      invoke: {
        src: 'publish',
        input: ({ context }) => ({
          thing: context.thing,
          choose() {
            const answer = answerNow(context);
            return answer && { variable: ACTION_RESULT, value: saidOf(context, answer) };
          },
        }),
        onDone: { target: 'emptying', actions: 'note that it was told' },
        onError: [
          {
            guard: { type: 'the property is at fault', params: whatFailed },
            target: 'emptying',
            actions: [{ type: 'tell that it failed', params: whatFailed }, 'note that it was told'],
          },
          { target: 'waiting', actions: { type: 'note the failure', params: whatFailed } },
        ],
      },
    },
    emptying: {
      invoke: {
        src: 'publish',
        input: ({ context: { thing, isStill } }) => ({
          thing,
          // A press that came meanwhile is not wiped out.
          choose: () => (isStill() ? { variable: ACTION, value: '' } : undefined),
        }),
        onDone: { target: 'done', actions: 'tell that it is answered' },
        onError: [
          {
            guard: { type: 'the property is at fault', params: whatFailed },
            target: 'done',
            actions: { type: 'tell that it failed', params: whatFailed },
          },
          { target: 'waiting', actions: { type: 'note the failure', params: whatFailed } },
        ],
      },
    },
    waiting: {
      on: { 'press.gone': 'done' },
      after: { 'retry due': 'deciding' },
    },
    done: { type: 'final' },
  },
});

function ownAnswer({ decision }: PressContext): PressAnswer {
  if (!decision || !('answer' in decision)) throw new Error('there is no answer yet');
  return decision.answer;
}

function saidOf({ agenda, wording, now }: PressContext, answer: PressAnswer): string {
  return wordsOf(answer, { zone: agenda()?.timeZone ?? 'UTC', wording, now: now() });
}
