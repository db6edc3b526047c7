import { useComputed } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { type Chart, MACHINES, type MachineName } from '../charts/shape.ts';
import { BookingBox } from './BookingBox.tsx';
import { booking } from './booking.ts';
import { Arrowheads, arrow, box, isFrame } from './drawing.tsx';
import { machine, model, moves, showsTriggers, states } from './player.ts';
import { useSize } from './size.ts';
import { innermost } from './states.ts';
import { Transitions } from './Transitions.tsx';

/** What is smaller can't be read: with triggers beside the arrows one scrolls rather; without, the whole chart is to be seen. */
const SMALLEST_SCALE = { labelled: 0.72, plain: 0.5 };
const NARROW = 480;
const TITLES: Record<MachineName, string> = {
  room: 'Room',
  booking: 'Booking',
  check_in: 'Check-in',
  thing: 'Thing',
  press: 'Press',
  channel: 'Channel',
};

/** The statechart of one of the room's machines: where it is, and the way it took to get there. */
export function Statechart() {
  const frame = useRef<HTMLElement>(null);
  const size = useSize(frame, { width: 600, height: 400 });
  const chart = useComputed(() => {
    const { wide, tall, labelled } = model.recording.charts[machine.value];
    if (showsTriggers.value) return labelled;
    // On a phone one scrolls down, not to the side.
    if (size.value.width < NARROW) return tall;
    return scaleOf(wide, size.value) >= scaleOf(tall, size.value) ? wide : tall;
  });
  const active = states.value;
  const takenEdges = new Set(moves.value.map(({ edge }) => edge));
  const passed = new Set([...takenEdges].flatMap((edge) => edge.split('>')));
  const { width, height, nodes, edges } = chart.value;
  const smallest = SMALLEST_SCALE[showsTriggers.value ? 'labelled' : 'plain'];
  const scale = Math.min(1.25, Math.max(smallest, scaleOf(chart.value, size.value)));
  // The booking has a chart of its own; beside the room only where it is, is drawn.
  const own = nodes.filter(({ id }) => id.split('.')[0] === machine.value);
  const described = describe();
  return (
    <section class="statechart" aria-labelledby="statechart-title">
      <header>
        <h2 id="statechart-title" class="hidden">
          States
        </h2>
        <fieldset class="tabs" aria-label="Machine">
          {MACHINES.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={machine.value === name}
              onClick={() => {
                machine.value = name;
              }}
            >
              {TITLES[name]} <span class="now">{innermost(active, name) || '—'}</span>
            </button>
          ))}
        </fieldset>
        <button
          type="button"
          class="quiet"
          aria-pressed={showsTriggers.value}
          onClick={() => {
            showsTriggers.value = !showsTriggers.value;
          }}
        >
          Triggers
        </button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section class="frame" ref={frame} tabIndex={0} aria-label="Statechart">
        <svg
          width={width * scale}
          height={height * scale}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={described}
        >
          <Arrowheads />
          {own.filter(isFrame).map((node) => box(node, active, passed))}
          {edges.map((edge) => arrow(edge, takenEdges.has(edge.id)))}
          {own.filter((node) => !isFrame(node)).map((node) => box(node, active, passed))}
          {machine.value !== 'booking' && <BookingBox nodes={nodes} />}
        </svg>
      </section>
      <Transitions />
    </section>
  );
}

function scaleOf({ width, height }: Chart, room: { width: number; height: number }): number {
  const byWidth = room.width / width;
  return room.width < NARROW ? byWidth : Math.min(byWidth, room.height / height);
}

/** Where the machine is, in words. */
function describe(): string {
  const name = machine.value;
  const { state, hasEnded } = (name === 'room' && booking.value) || {};
  const beside = state && `; booking: ${state}${hasEnded ? ', and over' : ''}`;
  return `${TITLES[name]}: ${innermost(states.value, name) || '—'}${beside ?? ''}`;
}
