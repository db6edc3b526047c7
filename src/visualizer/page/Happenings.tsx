import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Step } from '../recording.ts';
import { everyRoom, jumpTo, listed, model, place, scrubTo, selectRoom, zone } from './player.ts';
import { clock } from './time.ts';

const ROW = 30;
const SPARE = 8;

/** Everything that happened, each line a jump. Only the lines in sight are made: there may be thousands. */
export function Happenings() {
  const list = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  useSignalEffect(() => {
    const { current } = list;
    const wanted = place.value * ROW;
    if (!current || (wanted >= current.scrollTop && wanted + ROW <= current.scrollTop + current.clientHeight))
      return;
    current.scrollTop = wanted - current.clientHeight / 2;
  });
  const steps = listed.value;
  const height = list.current?.clientHeight || 600;
  const first = Math.max(0, Math.floor(top.value / ROW) - SPARE);
  const inSight = steps.slice(first, first + Math.ceil(height / ROW) + 2 * SPARE);
  return (
    <section class="happenings" aria-labelledby="happenings-title">
      <header>
        <h2 id="happenings-title">What happened</h2>
        <span class="count">
          {place.value + 1} of {steps.length}
        </span>
        {model.recording.rooms.length > 1 && (
          <button
            type="button"
            class="quiet"
            aria-pressed={everyRoom.value}
            onClick={() => {
              everyRoom.value = !everyRoom.value;
            }}
          >
            All rooms
          </button>
        )}
      </header>
      <Differences />
      <div
        class="list"
        ref={list}
        onScroll={({ currentTarget }) => {
          top.value = currentTarget.scrollTop;
        }}
      >
        <ol style={{ height: steps.length * ROW }}>
          {inSight.map((number, offset) => (
            <Line key={number} number={number} place={first + offset} />
          ))}
        </ol>
      </div>
    </section>
  );
}

function Line({ number, place: own }: { number: number; place: number }) {
  const step = model.step(number)!;
  const isCurrent = own === place.value;
  const { kind, text } = summary(step);
  return (
    <li style={{ top: own * ROW, height: ROW }} aria-setsize={listed.value.length} aria-posinset={own + 1}>
      <button
        type="button"
        class={`${kind}${own > place.value ? ' ahead' : ''}`}
        aria-current={isCurrent ? 'step' : undefined}
        title={text}
        onClick={() => jumpTo(number)}
      >
        <time>{clock(step.at, zone.value)}</time>
        {everyRoom.value && <span class="room">{model.recording.rooms[step.room]?.name ?? 'all rooms'}</span>}
        <span class="text">{text}</span>
      </button>
    </li>
  );
}

/** A step in a line: what somebody did, what failed, what the door says now, or why it looked. */
function summary({ because, set, notes }: Step): { kind: string; text: string } {
  const told = notes.map(({ text }) => text).join('; ');
  const kind =
    notes.find((note) => note.kind !== 'note')?.kind ?? (set.busynow === undefined ? 'note' : 'door');
  const word = set.busynow === undefined ? '' : set.busynow === 1 ? 'busy' : 'free';
  const door = [word, set.curevmtg].filter(Boolean).join(': ');
  const rest = Object.keys(set).length > 0 && !door ? `next ${set.nextevmtg || set.nextevtm || '—'}` : door;
  const why = because.join(', ');
  const parts = [told, rest || (told ? '' : why), rest && why !== 'boundary' ? why : ''];
  return { kind, text: parts.filter(Boolean).join(' · ') };
}

function Differences() {
  const { differences, rooms } = model.recording;
  if (differences.length === 0) return null;
  return (
    <ul class="differences" aria-label="What was expected and did not hold">
      {differences.map(({ at, room, path, expected, found }) => (
        <li key={path}>
          <button type="button" onClick={() => jumpToDifference(at, room)}>
            <b>≠ {path}</b> {rooms[room]?.name}, {clock(at, zone.value)}: expected {expected}, found {found}
          </button>
        </li>
      ))}
    </ul>
  );
}

function jumpToDifference(at: number, room: number): void {
  selectRoom(room);
  scrubTo(at);
}
