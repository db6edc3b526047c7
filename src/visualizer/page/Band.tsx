import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Lane } from './Lane.tsx';
import { Overview } from './Overview.tsx';
import { at, model, scrubTo, version, zone } from './player.ts';
import { px, type Scale, scaleOf } from './scale.ts';
import { clock, ticks } from './time.ts';

const PX_A_LABEL = 64;

/** The day from left to right: the room that is shown, all rooms below it where there are several, and the playhead. */
export function Band() {
  const track = useRef<HTMLDivElement>(null);
  const width = useSignal(800);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      width.value = entry!.contentRect.width;
    });
    observer.observe(track.current!);
    return () => observer.disconnect();
  }, []);
  const scale = useComputed(() => {
    version.value;
    return scaleOf(model.recording, width.value);
  });
  return (
    <div class="band">
      <Axis scale={scale.value} track={track} />
      <div class="lanes">
        <Lane scale={scale.value} />
        {model.recording.rooms.length > 1 && <Overview scale={scale.value} />}
        <Playhead scale={scale.value} />
      </div>
    </div>
  );
}

/** Takes the playhead to where a pointer points; `begun` is called first. */
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

function Axis({ scale, track }: { scale: Scale; track: { current: HTMLDivElement | null } }) {
  const { from, to } = model.recording;
  const labels = ticks(from, to, zone.value, Math.max(2, scale.width / PX_A_LABEL));
  useSignalEffect(() => {
    track.current?.setAttribute('aria-valuenow', String(Math.round(at.value / 1_000)));
    track.current?.setAttribute('aria-valuetext', clock(at.value, zone.value));
  });
  return (
    <div class="axis">
      <div
        class="track"
        ref={track}
        role="slider"
        tabIndex={0}
        aria-label="Time"
        aria-valuemin={Math.round(from / 1_000)}
        aria-valuemax={Math.round(to / 1_000)}
        aria-valuenow={Math.round(at.peek() / 1_000)}
        {...scrubWith(scale)}
      >
        {labels.map(({ at: instant, label }) => (
          <span key={instant} class="tick" style={{ left: px(scale.x(instant)) }}>
            {label}
          </span>
        ))}
      </div>
    </div>
  );
}

function Playhead({ scale }: { scale: Scale }) {
  const line = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    version.value;
    if (line.current) line.current.style.transform = `translateX(${scale.x(at.value)}px)`;
  });
  useEffect(() => {
    if (line.current) line.current.style.transform = `translateX(${scale.x(at.peek())}px)`;
  }, [scale]);
  return <div class="playhead" ref={line} />;
}
