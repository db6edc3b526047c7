import { useSignal } from '@preact/signals';
import { clockText, type Times } from './local-time.ts';
import type { Action } from './offers.ts';
import { fill, type Words } from './words.ts';

interface Props {
  label: string;
  offers: readonly Action[];
  isPending: boolean;
  words: Words;
  times: Times;
  onPress: (action: Action) => void;
}

/** How long the question stands whether a meeting is to end, in ms. */
const QUESTION_MS = 5_000;

/** The buttons of a page. They stay where they are while one is pressed: what vanishes takes the focus with it. */
export function Actions({ label, offers, isPending, words, times, onPress }: Props) {
  const pressed = useSignal<string | undefined>(undefined);
  const isAsking = useSignal(false);
  const press = (action: Action) => {
    if (isPending) return;
    if (action.kind === 'end' && !isAsking.value) {
      isAsking.value = true;
      setTimeout(() => {
        isAsking.value = false;
      }, QUESTION_MS);
      return;
    }
    isAsking.value = false;
    pressed.value = nameOf(action);
    onPress(action);
  };
  if (offers.length === 0) return null;
  return (
    <section class={`actions${offers.length > 3 ? ' many' : ''}`} aria-label={label}>
      {offers.map((action) => {
        const name = nameOf(action);
        const { verb, before, text, more } = sayingOf(action, words, times, isAsking.value);
        const isDown = isPending && pressed.value === name;
        return (
          <button
            key={name}
            type="button"
            class={`${action.kind}${isDown ? ' down' : ''}${isAsking.value && action.kind === 'end' ? ' sure' : ''}`}
            aria-disabled={isPending}
            aria-busy={isDown}
            onClick={() => press(action)}
          >
            {verb && <span class="hidden">{verb}</span>}
            {before && <span>{before}</span>}
            <b>{text}</b>
            {more && <span>{more}</span>}
          </button>
        );
      })}
    </section>
  );
}

function nameOf(action: Action): string {
  if (action.kind === 'book') return action.isUntilNext ? 'book until next' : `book ${action.mins}`;
  return action.kind === 'extend' ? `extend ${action.mins}` : action.kind;
}

interface Saying {
  /** Read aloud before the rest. */
  verb?: string;
  before?: string;
  text: string;
  more?: string;
}

/** What stands on a button. */
function sayingOf(action: Action, words: Words, times: Times, isAsking: boolean): Saying {
  if (action.kind === 'end') return { text: isAsking ? words.end_sure : words.end };
  if (action.kind === 'check_in') return { text: words.check_in };
  const time = clockText(action.until, times);
  if (action.kind === 'book' && action.isUntilNext)
    return { verb: words.book, before: words.until_next, text: time };
  const [verb, text] = action.kind === 'book' ? [words.book, words.minutes] : [words.extend, words.extend_by];
  return { verb, text: fill(text, { mins: action.mins ?? 0 }), more: fill(words.until, { time }) };
}
