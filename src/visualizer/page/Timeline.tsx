import { useComputed, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { LONGEST_NAME, Overview } from './Overview.tsx';
import { at, model, names, version, zone } from './player.ts';
import { RoomTimeline } from './RoomTimeline.tsx';
import { px, type Scale, scaleOf } from './scale.ts';
import { scrubWith } from './scrub.ts';
import { useSize } from './size.ts';
import { clock, ticks } from './time.ts';

const PX_A_LABEL = 64;
const PX_A_LETTER = 7;
const LEAST_NAMES_WIDTH = 110;

/** The day from left to right: the room that is shown, all rooms below it where there are several, and the playhead. */
export function Timeline() {
  const track = useRef<HTMLDivElement>(null);
  const size = useSize(track, { width: 800, height: 0 });
  const scale = useComputed(() => {
    version.value;
    return scaleOf(model.recording, size.value.width);
  });
  const namesWidth = useComputed(() => {
    const longest = Math.max(...names.value.map(({ length }) => Math.min(length, LONGEST_NAME)));
    return Math.max(LEAST_NAMES_WIDTH, longest * PX_A_LETTER + 8);
  });
  return (
    <div class="timeline" style={{ '--longest-name': px(namesWidth.value) }}>
      <Axis scale={scale.value} track={track} />
      <div class="lanes">
        <RoomTimeline scale={scale.value} />
        {model.recording.rooms.length > 1 && <Overview scale={scale.value} />}
        <Playhead scale={scale.value} />
      </div>
    </div>
  );
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
