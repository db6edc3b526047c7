import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { model, room, selectRoom, version } from './player.ts';
import { rectangle, type Scale } from './scale.ts';
import { scrubWith } from './scrub.ts';

const ROW = 16;

/** All rooms, a row each: what their doors said, and when their calendars had them taken. */
export function Overview({ scale }: { scale: Scale }) {
  version.value;
  const list = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    list.current?.children[room.value]?.scrollIntoView?.({ block: 'nearest' });
  });
  return (
    <div class="overview" ref={list}>
      {model.recording.rooms.map(({ name }, index) => (
        <div key={name} class={index === room.value ? 'row selected' : 'row'}>
          <button
            type="button"
            class="name"
            aria-pressed={index === room.value}
            onClick={() => selectRoom(index)}
          >
            {name}
          </button>
          <div class="track" {...scrubWith(scale, () => selectRoom(index))}>
            <Row room={index} scale={scale} />
          </div>
        </div>
      ))}
    </div>
  );
}

/** Drawn once; anew only where something has come to it. */
function Row({ room: own, scale }: { room: number; scale: Scale }) {
  const parts = { busy: '', free: '', unknown: '' };
  for (const { from, until, word } of model.stretches(own)) {
    const [top, height] = word === 'busy' ? [3, 10] : [10, 3];
    parts[word] += rectangle(scale.x(from), scale.x(until), top, height);
  }
  return (
    <svg class="said" width={scale.width} height={ROW} aria-hidden="true">
      {Object.entries(parts).map(([word, d]) => (
        <path key={word} class={word} d={d} />
      ))}
    </svg>
  );
}
