import type { Change } from '../../replay/day-shape.ts';
import type { Class } from './classes.ts';
import type { Dice } from './dice.ts';
import { type Frame, iso, MINUTE_MS, SECOND_MS } from './frame.ts';

/** The processes that are there from the beginning. */
export function namesOf(dice: Dice, { restarts }: Class): string[] {
  return dice.happens(restarts > 0 ? 0.4 : 0.15) ? ['a', 'b'] : ['a'];
}

export interface ProcessesWanted {
  frame: Frame;
  names: readonly string[];
  /** Instants at which something is under way: most of what happens to processes happens there. */
  anchors: readonly number[];
  much: Class;
}

/** What becomes of processes: restarts, rollouts, clocks that jump and machines that sleep. */
export function processesOf(dice: Dice, { frame, names, anchors, much }: ProcessesWanted): Change[] {
  const { restarts, clocks } = much;
  const changes: Change[] = [];
  for (const process of names)
    if (names.length > 1) changes.push({ at: iso(frame.from), start: { process } });
  const when = () => near(dice, frame, anchors);

  if (dice.happens(Math.min(0.5 * restarts, 1))) {
    for (let count = dice.between(1, Math.ceil(3 * restarts)); count > 0; count--) {
      const process = dice.pick(names);
      const at = when();
      const isRollout = dice.happens(0.4);
      const gap = dice.happens(0.3) ? 0 : dice.skewed(50, 90 * SECOND_MS);
      const signal = dice.happens(0.6) ? ('SIGTERM' as const) : ('SIGKILL' as const);
      const stop = { at: iso(at), stop: { process, signal } };
      if (isRollout) {
        changes.push({ at: iso(at - gap), start: { process: `${process}x${count}` } }, stop);
        changes.push({ at: iso(at + 10 * MINUTE_MS), start: { process } });
        changes.push({
          at: iso(at + 10 * MINUTE_MS + gap),
          stop: { process: `${process}x${count}`, signal: 'SIGTERM' },
        });
      } else changes.push(stop, { at: iso(at + gap + 6_000), start: { process } });
    }
  }
  if (dice.happens(Math.min(0.15 * clocks, 1))) {
    for (let count = dice.between(1, Math.ceil(clocks)); count > 0; count--)
      clock(dice, frame, dice.pick(names), when(), changes);
  }
  return changes.filter(({ at }) => Date.parse(at) <= frame.calm);
}

function clock(dice: Dice, { calm }: Frame, process: string, at: number, changes: Change[]): void {
  if (dice.happens(0.5)) {
    const for_mins = dice.skewed(1, 90);
    if (at + for_mins * MINUTE_MS < calm) changes.push({ at: iso(at), sleep: { process, for_mins } });
    return;
  }
  const jump_ms = dice.pick([-1, 1]) * dice.skewed(SECOND_MS, 90 * MINUTE_MS);
  const back = at + dice.skewed(5 * SECOND_MS, 40 * MINUTE_MS);
  if (back >= calm) return;
  changes.push(
    { at: iso(at), clock: { process, jump_ms } },
    { at: iso(back), clock: { process, jump_ms: -jump_ms } },
  );
}

/** An instant before the calm, half the time just about something that happens. */
export function near(dice: Dice, { from, calm }: Frame, anchors: readonly number[]): number {
  const before = anchors.filter((anchor) => anchor < calm - 20 * MINUTE_MS);
  const at =
    before.length > 0 && dice.happens(0.75)
      ? dice.pick(before) + dice.pick([-1, 1]) * dice.skewed(50, 30 * SECOND_MS)
      : from + dice.share() * (calm - from - 20 * MINUTE_MS);
  return Math.max(Math.floor(at), from + SECOND_MS);
}
