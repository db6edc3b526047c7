import type { Look } from './look.ts';

/** How many letters the largest word may have. */
const LETTERS = 6;

/** What is read from across the corridor; `wanted` is what somebody is to do. */
export function Headline({ look, wanted }: { look: Look; wanted?: string | undefined }) {
  const { word, detail, title, note } = look;
  const isLong = title || note || wanted;
  return (
    <section class={`headline${isLong ? ' is-long' : ''}`} aria-live="polite">
      <p class="word" style={{ fontSize: `${Math.min(1, LETTERS / word.length)}em` }}>
        {word}
      </p>
      {title && (
        <p class="title" dir="auto">
          {title}
        </p>
      )}
      {detail && <p class="detail">{detail}</p>}
      {wanted && <p class="note">{wanted}</p>}
      {note && (
        <p class="note" dir="auto">
          {note}
        </p>
      )}
    </section>
  );
}
