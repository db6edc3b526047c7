import { type ReadonlySignal, signal } from '@preact/signals';
import { type Answer, ask, newName } from './ask.ts';
import type { Times } from './local-time.ts';
import { type Action, callOf } from './offers.ts';
import { doneText, pendingText, refusedText } from './outcome.ts';
import type { Words } from './words.ts';

/** What a page says of the last press. */
export interface Outcome {
  kind: 'pending' | 'done' | 'refused';
  text: string;
}

/** Buttons, and what came of them: one press at a time. */
export interface Presses {
  outcome: ReadonlySignal<Outcome | undefined>;
  isPending(): boolean;
  /** Resolves with what the service answered; undefined where another press is not done yet. */
  press(action: Action, key: string): Promise<Answer | undefined>;
}

/** How long what was done, and what was refused, is read, in ms. */
const [DONE_MS, REFUSED_MS] = [6_000, 15_000];

/** The buttons of a `room`, whose calls begin with `base`. */
export function pressesOf(base: string, room: string, said: () => { words: Words; times: Times }): Presses {
  const outcome = signal<Outcome | undefined>(undefined);
  const isPending = () => outcome.value?.kind === 'pending';

  function say(kind: Outcome['kind'], text: string): void {
    const mine: Outcome = { kind, text };
    outcome.value = mine;
    if (kind === 'pending') return;
    const forgetIt = () => {
      if (outcome.value === mine) outcome.value = undefined;
    };
    setTimeout(forgetIt, kind === 'done' ? DONE_MS : REFUSED_MS);
  }

  return {
    outcome,
    isPending,
    async press(action, key) {
      if (isPending()) return undefined;
      const { words, times } = said();
      say('pending', pendingText(action, words));
      const { path, ...call } = callOf(action, room);
      const answer = await ask({
        ...call,
        path: `${base}${path}`,
        key,
        idempotencyKey: newName(),
        retrying: () => say('pending', words.still_trying),
      });
      if (answer.kind === 'lost') say('refused', words.no_answer);
      else if (answer.kind === 'refused') say('refused', refusedText(answer.refusal, words, times));
      else say('done', doneText(action, (answer.body as { end?: unknown } | undefined)?.end, words, times));
      return answer;
    },
  };
}
