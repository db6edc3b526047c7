import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import type { RefObject } from 'preact';

export interface Size {
  width: number;
  height: number;
}

/** The size of the inside of an element in px, followed as it changes; `first` until it is known. */
export function useSize(element: RefObject<Element | null>, first: Size): Signal<Size> {
  const size = useSignal(first);
  useSignalEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver((entries) => {
      for (const { contentRect } of entries) size.value = contentRect;
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  });
  return size;
}
