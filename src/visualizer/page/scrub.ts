import { scrubTo } from './player.ts';
import type { Scale } from './scale.ts';

/** The handlers that take the playhead to where a pointer points; `begun` is called first. */
export function scrubWith(scale: Scale, begun?: () => void) {
  const scrub = (event: PointerEvent) => {
    const { left } = (event.currentTarget as Element).getBoundingClientRect();
    scrubTo(scale.instant(event.clientX - left));
  };
  return {
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0) return;
      begun?.();
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      scrub(event);
    },
    onPointerMove(event: PointerEvent) {
      if ((event.currentTarget as Element).hasPointerCapture(event.pointerId)) scrub(event);
    },
  };
}
