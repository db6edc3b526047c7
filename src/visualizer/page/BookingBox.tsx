import { type ChartNode, companionState } from '../charts/shape.ts';
import { booking } from './booking.ts';
import { box } from './drawing.tsx';

const NONE: ReadonlySet<string> = new Set();

/** The booking in the chart of its room, while there is one: which state it is in, or with a broken border where it ended. */
export function BookingBox({ nodes }: { nodes: readonly ChartNode[] }) {
  if (!booking.value) return null;
  const { state, hasEnded } = booking.value;
  const now = companionState('booking');
  const own = nodes.filter(({ id }) => id === 'booking' || id === now);
  const here = new Set([`booking.${state}`]);
  return (
    <g class="beside">
      {own.map((node) => {
        const named = node.id === now ? { ...node, id: `booking.${state}`, name: state } : node;
        return box(named, hasEnded ? NONE : here, hasEnded ? here : NONE);
      })}
    </g>
  );
}
