import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { jumpTo, listedSteps, model, place, scrubTo, selectRoom, showsAllRooms, zone } from './player.ts';
import { px } from './scale.ts';
import { useSize } from './size.ts';
import { summaryOf } from './summary.ts';
import { clock } from './time.ts';

const ROW = 30;
const SPARE = 3;

/** Everything that happened, each line a jump. Only the lines in sight are made: there may be thousands. */
export function Happenings() {
  const list = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const size = useSize(list, { width: 330, height: 600 });
  // While the playhead is dragged nothing is measured, nor scrolled before all is written: a frame is laid out once.
  useSignalEffect(() => {
    const wanted = place.value * ROW;
    const [seen, room] = [top.peek(), size.peek().height];
    if (wanted >= seen && wanted + ROW <= seen + room) return;
    const most = Math.max(0, listedSteps.value.length * ROW - room);
    top.value = Math.round(Math.min(Math.max(0, wanted - room / 2), most));
    requestAnimationFrame(() => list.current?.scrollTo({ top: top.peek(), behavior: 'instant' }));
  });
  const steps = listedSteps.value;
  const first = Math.max(0, Math.floor(top.value / ROW) - SPARE);
  const inSight = steps.slice(first, first + Math.ceil(size.value.height / ROW) + 2 * SPARE);
  const at = place.value;
  return (
    <section class="happenings" aria-labelledby="happenings-title">
      <header>
        <h2 id="happenings-title">What happened</h2>
        <span class="count">
          {at + 1} of {steps.length}
        </span>
        {model.recording.rooms.length > 1 && (
          <button
            type="button"
            class="quiet"
            aria-pressed={showsAllRooms.value}
            onClick={() => {
              showsAllRooms.value = !showsAllRooms.value;
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
        <ol style={{ height: px(steps.length * ROW) }}>
          {inSight.map((number, offset) => {
            const own = first + offset;
            const when = own === at ? 'now' : own > at ? 'ahead' : 'past';
            return (
              <Line
                key={number}
                number={number}
                place={own}
                of={steps.length}
                when={when}
                zone={zone.value}
                isNamed={showsAllRooms.value}
              />
            );
          })}
        </ol>
      </div>
    </section>
  );
}

interface LineProps {
  number: number;
  place: number;
  of: number;
  when: 'past' | 'now' | 'ahead';
  zone: string;
  /** Whether the name of the room is on the line. */
  isNamed: boolean;
}

function Line({ number, place: own, of, when, zone: local, isNamed }: LineProps) {
  const step = model.step(number);
  if (!step) return null;
  const { kind, cause, word, text } = summaryOf(step, model.recording.moves);
  return (
    <li style={{ top: px(own * ROW), height: px(ROW) }} aria-setsize={of} aria-posinset={own + 1}>
      <button
        type="button"
        class={`is-${kind} is-${when}`}
        aria-current={when === 'now' ? 'step' : undefined}
        title={[cause, word, text].filter(Boolean).join(' ')}
        onClick={() => jumpTo(number)}
      >
        <time>{clock(step.at, local)}</time>
        {isNamed && <span class="room">{model.recording.rooms[step.room]?.name ?? 'all rooms'}</span>}
        <span class="text">
          {cause} {word ? <i class={`word ${word}`}>{word}</i> : cause && text && '· '}
          {text}
        </span>
      </button>
    </li>
  );
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
