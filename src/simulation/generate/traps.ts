import type { Change, Fault } from '../../replay/day-shape.ts';
import type { Class } from './classes.ts';
import type { Dice } from './dice.ts';
import { type Frame, iso, SECOND_MS } from './frame.ts';

const CALLS = ['insert', 'insert', 'patch', 'patch', 'list', 'list', 'get', 'delete'] as const;
/** Whatever goes wrong in a trap is over so long after it, in ms. */
const AFTERMATH_MS = 180 * SECOND_MS;

type Trap = Omit<Fault, 'for_mins' | 'for_ms' | 'room_name'>;

export interface TrapsWanted {
  frame: Frame;
  room_name: string;
  /** Instants at which something is under way at the room's door. */
  scenes: readonly number[];
  names: readonly string[];
  much: Class;
}

/**
 * What goes wrong just where something is under way at a door, in a few seconds around it: calls of that room that take a
 * while, one or two kinds of them that fail before or after their effect, what tells of changes, and whoever works on it.
 */
export function trapsOf(dice: Dice, { frame, room_name, scenes, names, much }: TrapsWanted): Change[] {
  const changes: Change[] = [];
  const set = (at: number, for_ms: number, trap: Trap) => {
    if (at + for_ms + AFTERMATH_MS < frame.calm)
      changes.push({ at: iso(Math.max(at, frame.from)), fault: { ...trap, for_ms, room_name } });
  };
  for (const scene of scenes) {
    // Whoever has begun sleeps until nobody works on it any more, and then goes on.
    if (dice.happens(Math.min((names.length > 1 ? 0.04 : 0.01) * much.clocks, 0.3))) {
      const sleep = { process: dice.pick(names), for_mins: dice.skewed(1, 6) };
      const at = scene + dice.skewed(20, 8 * SECOND_MS);
      if (at + sleep.for_mins * 60 * SECOND_MS < frame.calm) changes.push({ at: iso(at), sleep });
    }
    const for_ms = dice.skewed(2 * SECOND_MS, 90 * SECOND_MS);
    const at = () => scene - dice.between(0, 500);
    const share = Math.min(much.calendar, 2) * 0.3;
    if (dice.happens(share)) set(scene - 500, for_ms, slow(dice));
    for (let more = share; dice.happens(more); more /= 2)
      set(at(), for_ms, { call: dice.pick(CALLS), ...ofCalls(dice), ...rate(dice) });
    if (dice.happens(Math.min(much.push, 2) * 0.1)) set(at(), for_ms, ofPushes(dice));
    if (dice.happens(Math.min(much.pubsub, 2) * 0.1)) set(at(), for_ms, ofMessages(dice));
    if (dice.happens(Math.min(much.iot, 2) * 0.1)) set(at(), for_ms, { ...ofThings(dice), ...rate(dice) });
  }
  return changes;
}

function rate(dice: Dice): Pick<Fault, 'rate'> {
  return dice.happens(0.5) ? { rate: dice.pick([0.3, 0.5, 0.8]) } : {};
}

function slow(dice: Dice): Trap {
  return { calendar: 'slow', delay_ms: dice.skewed(100, 5_000), rate: dice.pick([0.5, 1]) };
}

function ofCalls(dice: Dice): Trap {
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
      return { calendar: 'lag', call: 'list', delay_ms: dice.skewed(SECOND_MS, 40 * SECOND_MS) };
  }
}

function ofPushes(dice: Dice): Trap {
  const push = dice.pick(['drop', 'late', 'duplicate', 'reorder'] as const);
  return { push, ...(push !== 'drop' && { delay_ms: dice.skewed(100, 60 * SECOND_MS) }) };
}

function ofMessages(dice: Dice): Trap {
  const pubsub = dice.pick(['late', 'duplicate', 'drop', 'unanswered'] as const);
  const isDelayed = pubsub === 'late' || pubsub === 'duplicate';
  return { pubsub, ...(isDelayed && { delay_ms: dice.skewed(100, 60 * SECOND_MS) }) };
}

function ofThings(dice: Dice): Trap {
  const iot = dice.pick(['unanswered', 'slow', 'lose', 'drop', 500, 429] as const);
  return { iot, call: 'publish', ...(iot === 'slow' && { delay_ms: dice.skewed(200, 9_000) }) };
}
