import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Dim, isDark } from './dim.ts';
import { minuteOfDay } from './local-time.ts';
import type { Instant } from './state.ts';
import type { Words } from './words.ts';

/** How long a touch lights up a dark screen, in ms. */
const LIT_MS = 30_000;

interface Props {
  dim: Dim | undefined;
  now: Instant | undefined;
  zone: string;
  words: Words;
}

/**
 * Darkens the screen at night, in the room's time. What is behind stays as it is; the touch that lights it up presses nothing
 * else.
 */
export function Dimmed({ dim, now, zone, words }: Props) {
  const isLit = useSignal(false);
  const isNight = dim !== undefined && now !== undefined && isDark(dim, minuteOfDay(now, zone));
  useEffect(() => {
    if (!isNight) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const light = (event: Event) => {
      if (!isLit.value) {
        event.preventDefault();
        event.stopPropagation();
      }
      isLit.value = true;
      clearTimeout(timer);
      timer = setTimeout(() => {
        isLit.value = false;
      }, LIT_MS);
    };
    // The click, with which a touch ends: until then the cover is there to take it.
    const events = ['click', 'keydown'] as const;
    for (const event of events) document.addEventListener(event, light, true);
    return () => {
      clearTimeout(timer);
      for (const event of events) document.removeEventListener(event, light, true);
      isLit.value = false;
    };
  }, [isNight, isLit]);
  if (!isNight || isLit.value) return null;
  return <button type="button" class="dimmed" aria-label={words.wake} />;
}
