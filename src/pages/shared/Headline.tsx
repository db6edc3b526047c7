import type { Look } from './look.ts';

/** How many letters of the largest size there is room for, alone and over a title or a note. */
const [ALONE, OVER] = [4.9, 7.5];

/** What is read from across the corridor; `wanted` is what somebody is to do. */
export function Headline({ look, wanted }: { look: Look; wanted?: string | undefined }) {
  const { word, detail, title, note } = look;
  const isLong = title || note || wanted;
  return (
    <section class={`headline${isLong ? ' is-long' : ''}`} aria-live="polite">
      <p class="word" style={{ fontSize: `${Math.min(1, (isLong ? OVER : ALONE) / word.length)}em` }}>
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
