import { useComputed } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { type Chart, MACHINES, type MachineName } from '../charts/shape.ts';
import { Arrowheads, arrow, box, isFrame } from './drawing.tsx';
import { machine, model, moves, showsTriggers, states } from './player.ts';
import { useSize } from './size.ts';
import { Transitions } from './Transitions.tsx';

const SMALLEST_SCALE = 0.72;
const NARROW = 480;
const TITLES: Record<MachineName, string> = {
  room: 'Room',
  booking: 'Booking',
  thing: 'Thing',
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
  const lit = states.value;
  const taken = new Set(moves.value.map(({ edge }) => edge));
  const passed = new Set([...taken].flatMap((edge) => edge.split('>')));
  const { width, height, nodes, edges } = chart.value;
  const scale = Math.min(1.25, Math.max(SMALLEST_SCALE, scaleOf(chart.value, size.value)));
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
              {TITLES[name]} <span class="now">{leavesOf(lit, name)}</span>
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
          aria-label={`${TITLES[machine.value]}: ${leavesOf(lit, machine.value)}`}
        >
          <Arrowheads />
          {nodes.filter(isFrame).map((node) => box(node, lit, passed))}
          {edges.map((edge) => arrow(edge, taken.has(edge.id)))}
          {nodes.filter((node) => !isFrame(node)).map((node) => box(node, lit, passed))}
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

/** The innermost states in which a machine is, `busy · current`; a dash where there is none of it now. */
function leavesOf(lit: ReadonlySet<string>, name: MachineName): string {
  const own = [...lit].filter((id) => id.startsWith(`${name}.`));
  const leaves = own.filter((id) => !own.some((other) => other.startsWith(`${id}.`)));
  return leaves.map((id) => id.split('.').at(-1)).join(' · ') || '—';
}
