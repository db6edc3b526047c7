import type { Outcome } from './press.ts';

/** What came of the last press. It is there before it says something, or nobody would read it aloud. */
export function OutcomeLine({ outcome }: { outcome: Outcome | undefined }) {
  return (
    <p class={`outcome ${outcome?.kind ?? 'none'}`} role="status" aria-live="polite">
      {outcome && <span>{outcome.text}</span>}
    </p>
  );
}
