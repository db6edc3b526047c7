import type { AnyStateMachine } from 'xstate';
import { STATE_HEIGHT, widthOf } from './graph.ts';
import { type Chart, type ChartNode, companionState } from './shape.ts';

/** Px between frames, and from a frame to the box in it. */
const [GAP, SIDE, ABOVE] = [8, 12, 28];

type Box = Pick<ChartNode, 'x' | 'y' | 'width' | 'height'>;

/** A chart with a place for a machine that is there only at times: a frame with one box, whichever state it is in. */
export function withCompanion(chart: Chart, { root }: AnyStateMachine): Chart {
  const width = Math.max(...Object.keys(root.states).map(widthOf));
  const size = { width: width + 2 * SIDE, height: ABOVE + STATE_HEIGHT + SIDE };
  const { x, y } = placeFor(size, chart);
  const frame: ChartNode = { id: root.id, name: root.key, kind: 'region', x, y, ...size };
  const id = companionState(root.id);
  const box: ChartNode = {
    id,
    name: '',
    kind: 'state',
    x: x + SIDE,
    y: y + ABOVE,
    width,
    height: STATE_HEIGHT,
  };
  return {
    ...chart,
    width: Math.max(chart.width, x + size.width + 4),
    height: Math.max(chart.height, y + size.height + 4),
    nodes: [...chart.nodes, frame, box],
  };
}

/** Below a region that leaves room there, or else below them all. */
function placeFor(
  size: { width: number; height: number },
  { nodes, height }: Chart,
): { x: number; y: number } {
  const regions = nodes.filter(({ kind }) => kind === 'region');
  const spots = regions.map((region) => ({ ...size, x: region.x, y: region.y + region.height + GAP }));
  const isFree = (spot: Box) =>
    spot.y + spot.height <= height && regions.every((region) => !overlap(spot, region));
  return spots.find(isFree) ?? { x: 4, y: height - 4 + GAP };
}

function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width + GAP &&
    other.x < one.x + one.width + GAP &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}
