import type { ChartForm } from './shape.ts';

type Options = Record<string, string>;

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
const IN_MODEL_ORDER = { 'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER' };

/** The regions of a parallel machine: in a row, one below the other, or as they fit. */
const PROPORTIONS: Record<ChartForm, string> = { wide: '1.6', tall: '0.1', labelled: '1.5' };

const PACKED = {
  'elk.algorithm': 'rectpacking',
  'elk.rectpacking.trybox': 'true',
  'elk.spacing.nodeNode': '8',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
};

/** What ELK is told of a whole chart and of the groups in it; the regions of a parallel machine are only packed. */
export function optionsOf(form: ChartForm, isParallel: boolean): { ofRoot: Options; ofGroups: Options } {
  if (form === 'tall' && !isParallel) return { ofRoot: { ...NARROW, ...IN_MODEL_ORDER }, ofGroups: NARROW };
  const direction = form === 'wide' && !isParallel ? 'RIGHT' : 'DOWN';
  const layered = { ...LAYERED, 'elk.direction': direction };
  const packed = { ...PACKED, 'elk.aspectRatio': PROPORTIONS[form] };
  return { ofRoot: isParallel ? packed : layered, ofGroups: layered };
}

/** How far what is inside keeps from the frame around it, in px. */
export function padding(top: number, rest: number): string {
  return `[top=${top},left=${rest},bottom=${rest},right=${rest}]`;
}
