import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { AnyStateMachine } from 'xstate';
import { arrowsOf } from './arrows.ts';
import { type Edge, edgesOf, graphOf } from './chart-graph.ts';
import type { Chart, ChartEdge, ChartForm, ChartNode } from './recording.ts';

type Kind = ChartNode['kind'];
type Point = { x: number; y: number };
interface Layout {
  layout(graph: ElkNode): Promise<ElkNode>;
}

/** A machine drawn by `elk` in one of the forms in which the page shows it. */
export async function chartOf(machine: AnyStateMachine, form: ChartForm, elk: Layout): Promise<Chart> {
  const edges = edgesOf(arrowsOf(machine), form === 'labelled');
  const graph = graphOf(machine, edges, form);
  // What ELK is given for the root is its frame: of that nothing is drawn.
  const { children = [], width = 0, height = 0, ...rest } = await elk.layout(graph);
  const nodes = children.flatMap((child) => placed(child));
  const drawn = [...(rest.edges ?? []), ...children.flatMap(edgesIn)].map((edge) => drawnEdge(edge, edges));
  return { width: Math.ceil(width), height: Math.ceil(height), nodes, edges: drawn };
}

function placed({ id, x = 0, y = 0, width = 0, height = 0, labels, children = [] }: ElkNode): ChartNode[] {
  const [name, kind] = labels!.map(({ text }) => text!);
  const node = { id, name: name!, kind: kind as Kind, ...rounded({ x, y }), width, height };
  return [
    { ...node, width: round(width), height: round(height) },
    ...children.flatMap((child) => placed(child)),
  ];
}

function edgesIn({ edges = [], children = [] }: ElkNode): ElkExtendedEdge[] {
  return [...edges, ...children.flatMap(edgesIn)];
}

function drawnEdge(
  { id, sections = [], labels }: ElkExtendedEdge,
  edges: ReadonlyMap<string, Edge>,
): ChartEdge {
  const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ]);
  const [place] = labels ?? [];
  return {
    id,
    labels: edges.get(id)?.labels ?? [],
    path: pathThrough(points),
    ...(place && { label: rounded({ x: place.x ?? 0, y: place.y ?? 0 }) }),
  };
}

/** Straight lines with rounded corners. */
function pathThrough(points: readonly Point[]): string {
  const parts = points.map((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (!before) return `M${say(point)}`;
    if (!after) return `L${say(point)}`;
    const [into, out] = [towards(point, before), towards(point, after)];
    return `L${say(into)}Q${say(point)} ${say(out)}`;
  });
  return parts.join('');
}

function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const step = Math.min(5, length / 2) / length;
  return { x: from.x + (to.x - from.x) * step, y: from.y + (to.y - from.y) * step };
}

const say = (point: Point) => {
  const { x, y } = rounded(point);
  return `${x},${y}`;
};
const round = (value: number) => Math.round(value * 10) / 10;
const rounded = ({ x, y }: Point): Point => ({ x: round(x), y: round(y) });
