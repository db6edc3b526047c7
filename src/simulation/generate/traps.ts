import type { Change, Fault } from '../../replay/day-shape.ts';
import type { Class } from './classes.ts';
import type { Dice } from './dice.ts';
import { type Frame, iso, SECOND_MS } from './frame.ts';

const CALLS = ['insert', 'insert', 'patch', 'patch', 'list', 'list', 'get', 'delete'] as const;

/**
 * What goes wrong just where something is under way at a door: calls of that room that take a while, and one or two kinds
 * of them that fail before or after their effect, in a few seconds around it.
 */
export function trapsOf(
  dice: Dice,
  frame: Frame,
  { room_name, scenes }: { room_name: string; scenes: readonly number[] },
  { names, much }: { names: readonly string[]; much: Class },
): Change[] {
  const changes: Change[] = [];
  const share = Math.min(much.calendar, 2) * 0.3;
  const trap = (at: number, for_ms: number, fault: Omit<Fault, 'for_ms'>) => {
    if (at + for_ms + 180 * SECOND_MS < frame.calm)
      changes.push({ at: iso(Math.max(at, frame.from)), fault: { ...fault, for_ms, room_name } });
  };
  for (const scene of scenes) {
    // Whoever has begun sleeps until nobody works on it any more, and then goes on.
    if (dice.happens(Math.min(0.015 * much.clocks, 0.3))) {
      const sleep = { process: dice.pick(names), for_mins: dice.skewed(1, 6) };
      const at = scene + dice.skewed(20, 8 * SECOND_MS);
      if (at + sleep.for_mins * 60 * SECOND_MS < frame.calm) changes.push({ at: iso(at), sleep });
    }
    const for_ms = dice.skewed(2 * SECOND_MS, 90 * SECOND_MS);
    if (dice.happens(share))
      trap(scene - 500, for_ms, {
        calendar: 'slow',
        delay_ms: dice.skewed(100, 9_000),
        rate: dice.pick([0.5, 1]),
      });
    for (let more = share; dice.happens(more); more /= 2)
      trap(scene - dice.between(0, 500), for_ms, { ...failing(dice), call: dice.pick(CALLS), ...rate(dice) });
  }
  return changes;
}

function rate(dice: Dice): Pick<Fault, 'rate'> {
  return dice.happens(0.5) ? { rate: dice.pick([0.3, 0.5, 0.8]) } : {};
}

function failing(dice: Dice): Pick<Fault, 'calendar' | 'delay_ms' | 'after_effect'> {
  switch (dice.weighted({ unanswered: 4, done: 3, drop: 2, late: 4, hang: 1, refused: 3, lag: 2 })) {
    case 'unanswered':
      return { calendar: 'unanswered' };
    case 'done':
      return { calendar: dice.pick([500, 503]), after_effect: true };
    case 'drop':
      return { calendar: 'drop' };
    case 'late':
      return { calendar: 'late', delay_ms: dice.skewed(300, 170 * SECOND_MS) };
    case 'hang':
      return { calendar: 'hang' };
    case 'refused':
      return { calendar: dice.pick([500, 503, 429, 403, 401]) };
    default:
      return { calendar: 'lag', delay_ms: dice.skewed(SECOND_MS, 40 * SECOND_MS) };
  }
}
