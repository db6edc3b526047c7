import { useComputed } from '@preact/signals';
import type { CalendarEvent, Step } from '../recording/recording.ts';
import { cutMiddle } from './names.ts';
import { at, model, names, room, shownRoom, version } from './player.ts';
import { px, rectangle, type Scale } from './scale.ts';
import { scrubWith } from './scrub.ts';

const EVENT_HEIGHT = 22;
const MOST_ROWS = 4;
const DOOR_HEIGHT = 20;
const MARKS_HEIGHT = 14;
/** Letters that have room in the two lines beside the calendar. */
const LONGEST_NAME = 30;

/** The room that is shown: its calendar as it was at the playhead, what the door said all day, and what happened. */
export function RoomTimeline({ scale }: { scale: Scale }) {
  const rows = useComputed(() => {
    version.value;
    return rowsOf(model.events(room.value).filter(isAtPlayhead));
  });
  // A room's calendar changes seldom, the playhead always.
  const key = useComputed(() => JSON.stringify(rows.value)).value;
  const height = Math.max(1, rows.peek().length) * EVENT_HEIGHT;
  return (
    <div class="lane">
      <div class="name" title={shownRoom.value.name}>
        {cutMiddle(names.value[room.value] ?? '', LONGEST_NAME)}
      </div>
      <div class="track" {...scrubWith(scale)}>
        <div class="events" style={{ height: px(height) }} key={key}>
          {rows.peek().flatMap((events, row) => events.map((event) => block(event, row, scale)))}
        </div>
        <Said scale={scale} room={room.value} />
        <Marks scale={scale} room={room.value} />
        <Faults scale={scale} />
      </div>
    </div>
  );
}

/** Whether the calendar had an event as it is at the playhead. */
function isAtPlayhead({ since, until }: CalendarEvent): boolean {
  return since <= at.value && (until === null || at.value < until);
}

/** Events that overlap, one below the other. */
function rowsOf(events: readonly CalendarEvent[]): CalendarEvent[][] {
  const rows: CalendarEvent[][] = [];
  for (const event of events.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const free = rows.find((row) => row.every(({ end }) => end <= event.start));
    if (free) free.push(event);
    else if (rows.length < MOST_ROWS) rows.push([event]);
  }
  return rows;
}

function block({ title, start, end, blocks }: CalendarEvent, row: number, scale: Scale) {
  const [left, right] = [scale.x(start), scale.x(end)];
  if (right <= left) return null;
  const style = { left: px(left), width: px(Math.max(right - left - 1, 2)), top: px(row * EVENT_HEIGHT) };
  return (
    <span
      key={`${title} ${start} ${row}`}
      class={blocks ? 'event' : 'event idle'}
      style={style}
      title={title}
    >
      {title}
    </span>
  );
}

/** What the door said: busy is a block, free a line, unknown a broken one. */
function Said({ scale, room: own }: { scale: Scale; room: number }) {
  const parts = { busy: '', free: '', unknown: '' };
  for (const { from, until, word } of model.stretches(own)) {
    const [top, height] = word === 'busy' ? [1, DOOR_HEIGHT - 2] : [DOOR_HEIGHT - 5, 4];
    parts[word] += rectangle(scale.x(from), scale.x(until), top, height);
  }
  return (
    <svg class="said" width={scale.width} height={DOOR_HEIGHT} aria-hidden="true">
      <path class="busy" d={parts.busy} />
      <path class="free" d={parts.free} />
      <path class="unknown" d={parts.unknown} />
    </svg>
  );
}

function Marks({ scale, room: own }: { scale: Scale; room: number }) {
  const paths = { refresh: '', change: '', wrong: '', difference: '' };
  for (const index of model.steps(own)) {
    const step = model.step(index);
    if (!step) continue;
    const x = scale.x(step.at);
    if (isRefresh(step)) paths.refresh += `M${x.toFixed(1)},2V${MARKS_HEIGHT - 2}`;
    if (step.notes.some(({ kind }) => kind === 'change')) paths.change += diamond(x);
    if (step.notes.some(({ kind }) => kind === 'wrong')) paths.wrong += cross(x);
  }
  for (const { at: instant, room: other } of model.recording.differences)
    if (other === own) paths.difference += triangle(scale.x(instant));
  return (
    <svg class="marks" width={scale.width} height={MARKS_HEIGHT} aria-hidden="true">
      {Object.entries(paths).map(([kind, d]) => (
        <path key={kind} class={kind} d={d} />
      ))}
    </svg>
  );
}

const refreshing = new Map<number, boolean>();

/** Whether the calendar was listed at a step: the machine went through `refreshing`. */
function isRefresh({ moves }: Step): boolean {
  return moves.some((move) => {
    const known =
      refreshing.get(move) ?? model.recording.moves[move]?.edge.endsWith('>room.sync.current') ?? false;
    refreshing.set(move, known);
    return known;
  });
}

const MIDDLE = MARKS_HEIGHT / 2;
const diamond = (x: number) => `M${x.toFixed(1)},${MIDDLE - 5}l5,5l-5,5l-5,-5z`;
const cross = (x: number) => `M${(x - 4).toFixed(1)},${MIDDLE - 4}l8,8m0,-8l-8,8`;
const triangle = (x: number) => `M${x.toFixed(1)},1l6,11h-12z`;

function Faults({ scale }: { scale: Scale }) {
  return (
    <>
      {model.recording.faults.map(({ vendor, answer, from, until }) => {
        const left = scale.x(from);
        const style = { left: px(left), width: px(Math.max(scale.x(until) - left, 2)) };
        const text = `${vendor} ${answer}`;
        return (
          <span key={text + from} class="fault" style={style} title={text}>
            <b>{text}</b>
          </span>
        );
      })}
    </>
  );
}
