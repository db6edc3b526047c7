import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Chart, type ChartEdge, MACHINES, type MachineName } from '../recording.ts';
import { labelled, machine, model, moves, step, zone } from './player.ts';
import { clock } from './time.ts';

const SMALLEST_SCALE = 0.72;
const NARROW = 480;
const LABEL_LINE = 13;
const TITLES: Record<MachineName, string> = { room: 'Room', thing: 'Thing', channel: 'Channel' };

/** The statechart of one of the room's machines: where it is, and the way it took to get there. */
export function Statechart() {
  const frame = useRef<HTMLElement>(null);
  const size = useSignal({ width: 600, height: 400 });
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      size.value = { width, height };
    });
    observer.observe(frame.current!);
    return () => observer.disconnect();
  }, []);
  const chart = useComputed(() => {
    const { wide, tall, labelled: full } = model.recording.charts[machine.value];
    if (labelled.value) return full;
    // On a phone one scrolls down, not to the side.
    if (size.value.width < NARROW) return tall;
    return scaleOf(wide, size.value) >= scaleOf(tall, size.value) ? wide : tall;
  });
  const lit = new Set(model.recording.lights[step.value?.lit ?? -1]);
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
          aria-pressed={labelled.value}
          onClick={() => {
            labelled.value = !labelled.value;
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
      <Way />
    </section>
  );
}

function scaleOf({ width, height }: Chart, room: { width: number; height: number }): number {
  const byWidth = room.width / width;
  return room.width < NARROW ? byWidth : Math.min(byWidth, room.height / height);
}

/** The innermost states in which a machine is, `busy · current · open`. */
function leavesOf(lit: ReadonlySet<string>, name: MachineName): string {
  const own = [...lit].filter((id) => id.startsWith(`${name}.`));
  const leaves = own.filter((id) => !own.some((other) => other.startsWith(`${id}.`)));
  return leaves.map((id) => id.split('.').at(-1)).join(' · ') || '—';
}

function isFrame({ kind }: Chart['nodes'][number]): boolean {
  return kind === 'group' || kind === 'region';
}

function box(
  { id, name, kind, x, y, width, height }: Chart['nodes'][number],
  lit: ReadonlySet<string>,
  passed: ReadonlySet<string>,
) {
  if (kind === 'start' || kind === 'any')
    return <circle key={id} class={`dot ${kind}`} cx={x + width / 2} cy={y + height / 2} r={width / 2} />;
  const isOuter = kind === 'group' || kind === 'region';
  const classes = kind === 'region' ? 'group region' : kind;
  const is = lit.has(id) ? ' lit' : passed.has(id) ? ' passed' : '';
  return (
    <g key={id} class={classes + is} data-state={id} data-name={name}>
      <rect x={x} y={y} width={width} height={height} rx={isOuter ? 8 : 6} />
      <text
        x={isOuter ? x + 12 : x + width / 2}
        y={y + (isOuter ? 19 : height / 2 + 4)}
        text-anchor={isOuter ? 'start' : 'middle'}
      >
        {name}
      </text>
    </g>
  );
}

function arrow({ id, labels, path, label }: ChartEdge, isTaken: boolean) {
  return (
    <g key={id} class={`edge${isTaken ? ' taken' : ''}`}>
      <title>{[id.replace('>', ' → '), ...labels].join('\n')}</title>
      <path d={path} marker-end={`url(#${isTaken ? 'taken' : 'head'})`} />
      {label &&
        labels.map((text, line) => (
          <text key={text} x={label.x + 2} y={label.y + 10 + line * LABEL_LINE}>
            {text}
          </text>
        ))}
    </g>
  );
}

function Arrowheads() {
  return (
    <defs>
      {['head', 'taken'].map((id) => (
        <marker
          key={id}
          id={id}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto"
          markerUnits="userSpaceOnUse"
        >
          <path class={id} d="M0,0.5L8,4L0,7.5z" />
        </marker>
      ))}
    </defs>
  );
}

/** The way in words: what led from where to where, and on which condition. */
function Way() {
  const own = moves.value.filter(({ edge }) => edge.split(/[.>]/)[0] === machine.value);
  return (
    <div class="way">
      <h3>
        {step.value ? `The way there, ${clock(step.value.at, zone.value)}` : 'Nothing has happened yet'}
      </h3>
      <ol>
        {step.value && own.length === 0 && <li class="none">no transition</li>}
        {own.map(({ edge, label }) => {
          const [source, target] = edge.split('>').map((id) => id.split('.').slice(1).join('.'));
          return (
            <li key={edge + label}>
              {source || machine.value} → <b>{target || machine.value}</b> {label && <i>{label}</i>}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
