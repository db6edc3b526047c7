import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { AnyStateMachine } from 'xstate';
import { arrowsOf } from './arrows.ts';
import { type Edge, edgesOf, graphOf } from './graph.ts';
import type { Chart, ChartEdge, ChartForm, ChartNode } from './shape.ts';

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
  const nodes = children.flatMap(nodesIn);
  const placedEdges = [...(rest.edges ?? []), ...children.flatMap(edgesIn)].map((edge) =>
    withPath(edge, edges),
  );
  return { width: Math.ceil(width), height: Math.ceil(height), nodes, edges: placedEdges };
}

/** A node with its place, and those inside it. */
function nodesIn({ id, x = 0, y = 0, width = 0, height = 0, labels, children = [] }: ElkNode): ChartNode[] {
  const [name = '', kind] = (labels ?? []).map(({ text }) => text);
  const node = { id, name, kind: kind as ChartNode['kind'], ...roundPoint({ x, y }) };
  return [{ ...node, width: round(width), height: round(height) }, ...children.flatMap(nodesIn)];
}

function edgesIn({ edges = [], children = [] }: ElkNode): ElkExtendedEdge[] {
  return [...edges, ...children.flatMap(edgesIn)];
}

/** An edge with the path that ELK found for it. */
function withPath(
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
    ...(place && { label: roundPoint({ x: place.x ?? 0, y: place.y ?? 0 }) }),
  };
}

/** Straight lines with rounded corners. */
function pathThrough(points: readonly Point[]): string {
  const parts = points.map((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (!before) return `M${textOf(point)}`;
    if (!after) return `L${textOf(point)}`;
    const [into, out] = [stepTowards(point, before), stepTowards(point, after)];
    return `L${textOf(into)}Q${textOf(point)} ${textOf(out)}`;
  });
  return parts.join('');
}

function stepTowards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const step = Math.min(5, length / 2) / length;
  return { x: from.x + (to.x - from.x) * step, y: from.y + (to.y - from.y) * step };
}

const textOf = (point: Point) => {
  const { x, y } = roundPoint(point);
  return `${x},${y}`;
};
const round = (value: number) => Math.round(value * 10) / 10;
const roundPoint = ({ x, y }: Point): Point => ({ x: round(x), y: round(y) });
