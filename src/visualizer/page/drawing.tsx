import type { Chart, ChartEdge } from '../charts/shape.ts';

const LABEL_LINE = 13;

/** Whether a node only frames others, and is drawn below them. */
export function isFrame({ kind }: Chart['nodes'][number]): boolean {
  return kind === 'group' || kind === 'region';
}

/** A state: lit where it is `active`, `passed` where it has just been. */
export function box(
  { id, name, kind, x, y, width, height }: Chart['nodes'][number],
  active: ReadonlySet<string>,
  passed: ReadonlySet<string>,
) {
  if (kind === 'start' || kind === 'any')
    return <circle key={id} class={`dot ${kind}`} cx={x + width / 2} cy={y + height / 2} r={width / 2} />;
  const isOuter = kind === 'group' || kind === 'region';
  const classes = kind === 'region' ? 'group region' : kind;
  const is = active.has(id) ? ' lit' : passed.has(id) ? ' passed' : '';
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

/** An arrow, with its labels where the chart has a place for them. */
export function arrow({ id, labels, path, label }: ChartEdge, wasTaken: boolean) {
  return (
    <g key={id} class={`edge${wasTaken ? ' taken' : ''}`}>
      <title>{[id.replace('>', ' → '), ...labels].join('\n')}</title>
      <path d={path} marker-end={`url(#${wasTaken ? 'taken' : 'head'})`} />
      {label &&
        labels.map((text, line) => (
          <text key={text} x={label.x + 2} y={label.y + 10 + line * LABEL_LINE}>
            {text}
          </text>
        ))}
    </g>
  );
}

export function Arrowheads() {
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
