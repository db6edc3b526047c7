import { clockText } from '../shared/local-time.ts';
import { fill } from '../shared/words.ts';
import { look, state, times, words } from './model.ts';

/** The room for the word, in widths of a letter. */
const LETTERS = 6;

/** What is read from across the corridor. */
export function Headline() {
  const { word, detail, title, note } = look.value;
  const checkIn = state.value?.check_in === 'wanted' && !note ? checkInTime() : undefined;
  return (
    <section class={`headline${title || note ? ' is-long' : ''}`} aria-live="polite">
      <p class="word" style={{ fontSize: `${Math.min(1, LETTERS / word.length)}em` }}>
        <span>{word}</span>
      </p>
      {title && (
        <p class="title" dir="auto">
          {title}
        </p>
      )}
      {detail && <p class="detail">{detail}</p>}
      {checkIn && <p class="note">{fill(words.value.check_in_until, { time: checkIn })}</p>}
      {note && (
        <p class="note" dir="auto">
          {note}
        </p>
      )}
    </section>
  );
}

/** By when somebody has to check in, as an instant or as the door says it. */
function checkInTime(): string | undefined {
  const until = state.value?.check_in_until;
  if (typeof until === 'string') return clockText(Date.parse(until), times.value);
  return until?.time;
}
