import { couldBeFull, fillScreen } from './screen.ts';

/** Fills the screen: a browser lets only a press do that. */
export function FullScreen({ label }: { label: string }) {
  if (!couldBeFull.value) return null;
  return (
    <button type="button" class="full-screen" aria-label={label} title={label} onClick={fillScreen}>
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <path d="M3 8V3h5M12 3h5v5M17 12v5h-5M8 17H3v-5" />
      </svg>
    </button>
  );
}
