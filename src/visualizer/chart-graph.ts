import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { type Arrow, childrenOf } from './arrows.ts';
import type { ChartForm, ChartNode } from './recording.ts';

const LETTER_WIDTH = 7.4;
const LABEL_LETTER_WIDTH = 5.8;
const LABEL_LINE_HEIGHT = 13;
const STATE_HEIGHT = 24;
const DOT = 8;

type Kind = ChartNode['kind'];

const padding = (top: number, rest: number) => `[top=${top},left=${rest},bottom=${rest},right=${rest}]`;

const LAYERED = {
  'elk.algorithm': 'layered',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.spacing.nodeNode': '18',
  'elk.spacing.edgeNode': '10',
  'elk.spacing.edgeEdge': '7',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': '19',
  'elk.layered.spacing.edgeNodeBetweenLayers': '9',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '6',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
};

/** Two states beside each other at most, close together: what is to be as narrow as a phone. */
const NARROW = {
  ...LAYERED,
  'elk.direction': 'DOWN',
  'elk.spacing.nodeNode': '10',
  'elk.spacing.edgeNode': '6',
  'elk.spacing.edgeEdge': '5',
  'elk.layered.spacing.nodeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeNodeBetweenLayers': '7',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '5',
  'elk.layered.layering.strategy': 'COFFMAN_GRAHAM',
  'elk.layered.layering.coffmanGraham.layerBound': '2',
  'elk.layered.compaction.postCompaction.strategy': 'EDGE_LENGTH',
};

/** In the order in which the machine has its states: a new arrow does not turn the chart around. Of groups ELK can't do that. */
const AS_TOLD = { 'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER' };

/** The regions of a parallel machine: in a row, one below the other, or as they fit. */
const PROPORTIONS: Record<ChartForm, string> = { wide: '1.6', tall: '0.1', labelled: '1.5' };

const PACKED = {
  'elk.algorithm': 'rectpacking',
  'elk.rectpacking.trybox': 'true',
  'elk.spacing.nodeNode': '8',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
};

/** A machine as ELK is given it; a node has its name and its kind as labels. */
export function graphOf(
  { root }: AnyStateMachine,
  edges: ReadonlyMap<string, Edge>,
  form: ChartForm,
): ElkNode {
  const isParallel = root.type === 'parallel';
  const layered =
    form === 'tall' && !isParallel
      ? NARROW
      : { ...LAYERED, 'elk.direction': form === 'wide' && !isParallel ? 'RIGHT' : 'DOWN' };
  return {
    ...groupOf(root, edges, layered),
    layoutOptions: {
      ...(isParallel ? { ...PACKED, 'elk.aspectRatio': PROPORTIONS[form] } : layered),
      ...(layered === NARROW && AS_TOLD),
      'elk.padding': padding(4, 4),
    },
  };
}

/** Arrows of the same ends are one edge; one that leads from a state into itself begins at a dot inside it. */
export function edgesOf(arrows: readonly Arrow[], labelled: boolean): Map<string, Edge> {
  const edges = new Map<string, Edge>();
  for (const { source, target, label } of arrows) {
    const id = edgeId(source, target);
    const edge = edges.get(id) ?? {
      id,
      source: source.id,
      target: target.id,
      labels: [],
      isLabelled: labelled,
    };
    if (isInside(target, source)) edge.source = `${source.id}.*`;
    if (isInside(source, target)) edge.source = target.id;
    if (label && !edge.labels.includes(label)) edge.labels.push(label);
    edges.set(id, edge);
  }
  return edges;
}

/** All arrows from a state to another; labels are what triggers them, a line each. */
export interface Edge {
  id: string;
  source: string;
  target: string;
  labels: string[];
  isLabelled: boolean;
}

/** What names the edge between two states, here and in a recording. */
export function edgeId(source: { id: string }, target: { id: string }): string {
  return `${source.id}>${target.id}`;
}

function isInside(inner: AnyStateNode, outer: AnyStateNode): boolean {
  return inner.path.length > outer.path.length && outer.path.every((key, index) => inner.path[index] === key);
}

function groupOf(
  node: AnyStateNode,
  edges: ReadonlyMap<string, Edge>,
  layered: Record<string, string>,
): ElkNode {
  const children = childrenOf(node).map((child) =>
    childrenOf(child).length > 0 ? groupOf(child, edges, layered) : boxOf(child.id, child.key, 'state'),
  );
  const any = [...edges.values()].some(({ source }) => source === `${node.id}.*`);
  const initial = node.type === 'parallel' ? undefined : node.initial?.target[0];
  const start = initial && `${node.id}.start`;
  const isOwn = ({ source }: Edge) => parentOf(source) === node.id;
  return {
    ...boxOf(node.id, node.key, node.parent?.type === 'parallel' ? 'region' : 'group'),
    layoutOptions: { ...layered, 'elk.padding': padding(28, 12) },
    children: [
      ...(start ? [dotOf(start, 'start')] : []),
      ...(any ? [dotOf(`${node.id}.*`, 'any')] : []),
      ...children,
    ],
    edges: [
      ...(initial ? [{ id: `${start}>${initial.id}`, sources: [start!], targets: [initial.id] }] : []),
      ...[...edges.values()].filter(isOwn).map(elkEdge),
    ],
  } as ElkNode;
}

function parentOf(id: string): string {
  return id.split('.').slice(0, -1).join('.');
}

function elkEdge({ id, source, target, labels, isLabelled }: Edge): ElkExtendedEdge {
  const longest = Math.max(0, ...labels.map(({ length }) => length));
  const label = {
    text: id,
    width: longest * LABEL_LETTER_WIDTH + 4,
    height: labels.length * LABEL_LINE_HEIGHT,
  };
  return { id, sources: [source], targets: [target], ...(isLabelled && longest > 0 && { labels: [label] }) };
}

function boxOf(id: string, name: string, kind: Kind): ElkNode {
  const width = Math.max(64, Math.round(name.length * LETTER_WIDTH) + 24);
  return { id, width, height: STATE_HEIGHT, labels: [{ text: name }, { text: kind }] };
}

function dotOf(id: string, kind: Kind): ElkNode {
  return { id, width: DOT, height: DOT, labels: [{ text: '' }, { text: kind }] };
}
