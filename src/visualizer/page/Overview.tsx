import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { cutMiddle } from './names.ts';
import { model, names, room, selectRoom, version } from './player.ts';
import { rectangle, type Scale } from './scale.ts';
import { scrubWith } from './scrub.ts';

const ROW = 16;
/** Letters that a name has here at most. */
export const LONGEST_NAME = 24;

/** All rooms, a row each: what their doors said, and when their calendars had them taken. */
export function Overview({ scale }: { scale: Scale }) {
  version.value;
  const list = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    const row = list.current?.children[room.value];
    row?.scrollIntoView?.({ block: 'nearest' });
    // Where the keys led from the name of one room to the next.
    if (list.current?.contains(document.activeElement)) row?.querySelector('button')?.focus();
  });
  return (
    <div class="overview" ref={list}>
      {model.recording.rooms.map(({ name }, index) => (
        <div key={name} class={index === room.value ? 'row selected' : 'row'}>
          <button
            type="button"
            class="name"
            aria-label={name}
            aria-pressed={index === room.value}
            tabIndex={index === room.value ? 0 : -1}
            title={name}
            onClick={() => selectRoom(index)}
          >
            {cutMiddle(names.value[index] ?? name, LONGEST_NAME)}
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
