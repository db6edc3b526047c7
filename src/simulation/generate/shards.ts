import type { Change } from '../../replay/day-shape.ts';
import type { Dice } from './dice.ts';
import { type Frame, iso, MINUTE_MS, SECOND_MS } from './frame.ts';

/** Into how many shards the rooms are divided, one number after the other. */
const NUMBERS = [[2], [4], [1, 2], [1, 4], [4, 1], [2, 4], [4, 2], [1, 4, 2], [1, 4, 2], [2, 1, 4]] as const;

/** Processes that have the rooms together, from then until then. */
interface Generation {
  from: number;
  until: number;
  starts: readonly NonNullable<Change['start']>[];
}

/**
 * Processes that divide the rooms: how many changes once or twice while they work, the new ones coming before the old ones go or
 * a little later; some are killed just where something is under way, and come again.
 */
export function shardsOf(dice: Dice, frame: Frame, anchors: readonly number[]): Change[] {
  const numbers = dice.pick(NUMBERS);
  const span = (frame.calm - frame.from - 20 * MINUTE_MS) / numbers.length;
  const generations = numbers.map((shards, index): Generation => {
    const from = frame.from + index * span;
    const starts = Array.from({ length: shards }, (_, shard) => ({
      ...{ process: `${'abc'[index]}${shard}`, shard, shards },
    }));
    return { from, until: from + span, starts };
  });
  const changes = generations.flatMap(({ from, starts }, index) => {
    const before = generations[index - 1];
    const at = before ? about(dice, from, span, anchors) : from;
    const soon = () => (before ? dice.between(0, 90 * SECOND_MS) : 0);
    const come = starts.map((start) => ({ at: iso(at + soon()), start }));
    const go = (before?.starts ?? []).map(({ process }) => ({
      at: iso(at + dice.between(-20 * SECOND_MS, 120 * SECOND_MS)),
      stop: { process, signal: dice.happens(0.75) ? ('SIGTERM' as const) : ('SIGKILL' as const) },
    }));
    return [...come, ...go];
  });
  return [...changes, ...killsOf(dice, generations, anchors)];
}

/** The instant at which a number changes: mostly where something is under way, in the first third of what follows. */
function about(dice: Dice, from: number, span: number, anchors: readonly number[]): number {
  const near = anchors.filter((anchor) => anchor > from && anchor < from + span / 3);
  return near.length > 0 && dice.happens(0.75)
    ? dice.pick(near) - dice.between(0, 60 * SECOND_MS)
    : from + dice.between(0, Math.floor(span / 3));
}

function killsOf(dice: Dice, generations: readonly Generation[], anchors: readonly number[]): Change[] {
  const changes: Change[] = [];
  for (let count = dice.between(1, 4); count > 0; count--) {
    const { from, until, starts } = dice.pick(generations);
    // While nobody comes or goes for another reason.
    const [first, last] = [from + (until - from) / 3 + 5 * MINUTE_MS, until - 5 * MINUTE_MS];
    const near = anchors.filter((anchor) => anchor > first && anchor < last);
    const at = near.length > 0 ? dice.pick(near) + dice.between(0, 5 * SECOND_MS) : (first + last) / 2;
    const start = dice.pick(starts);
    const signal = dice.happens(0.7) ? ('SIGKILL' as const) : ('SIGTERM' as const);
    changes.push(
      { at: iso(at), stop: { process: start.process, signal } },
      { at: iso(at + dice.skewed(50, 60 * SECOND_MS) + 6 * SECOND_MS), start },
    );
  }
  return changes;
}
