import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { type Arrow, childrenOf } from './arrows.ts';
import { optionsOf, padding } from './layout-options.ts';
import type { ChartForm, ChartNode } from './shape.ts';

const LETTER_WIDTH = 7.4;
const LABEL_LETTER_WIDTH = 5.8;
const LABEL_LINE_HEIGHT = 13;
export const STATE_HEIGHT = 24;
const DOT = 8;

type Kind = ChartNode['kind'];

/** A machine as ELK is given it; a node has its name and its kind as labels. */
export function graphOf(
  { root }: AnyStateMachine,
  edges: ReadonlyMap<string, Edge>,
  form: ChartForm,
): ElkNode {
  const { ofRoot, ofGroups } = optionsOf(form, root.type === 'parallel');
  return { ...groupOf(root, edges, ofGroups), layoutOptions: { ...ofRoot, 'elk.padding': padding(4, 4) } };
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
  const start = `${node.id}.start`;
  const isOwn = ({ source }: Edge) => parentOf(source) === node.id;
  return {
    ...boxOf(node.id, node.key, node.parent?.type === 'parallel' ? 'region' : 'group'),
    layoutOptions: { ...layered, 'elk.padding': padding(28, 12) },
    children: [
      ...(initial ? [dotOf(start, 'start')] : []),
      ...(any ? [dotOf(`${node.id}.*`, 'any')] : []),
      ...children,
    ],
    edges: [
      ...(initial ? [{ id: `${start}>${initial.id}`, sources: [start], targets: [initial.id] }] : []),
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
  return { id, width: widthOf(name), height: STATE_HEIGHT, labels: [{ text: name }, { text: kind }] };
}

/** Px of the box of a state. */
export function widthOf(name: string): number {
  return Math.max(64, Math.round(name.length * LETTER_WIDTH) + 24);
}

function dotOf(id: string, kind: Kind): ElkNode {
  return { id, width: DOT, height: DOT, labels: [{ text: '' }, { text: kind }] };
}
