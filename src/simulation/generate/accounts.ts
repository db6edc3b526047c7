import type { Change, Fault } from '../../replay/day-shape.ts';
import type { Class } from './classes.ts';
import type { Dice } from './dice.ts';
import { type Frame, iso, MINUTE_MS, SECOND_MS } from './frame.ts';
import { near } from './processes.ts';

const NAMES = ['north', 'south'] as const;

/** The Arduino account of each room, where the day has several: the flat one of some rooms, others of the rest. */
export function accountsOf(
  dice: Dice,
  { roomNames }: Frame,
  { accounts }: Class,
): ReadonlyMap<string, string> {
  if (roomNames.length < 2 || !dice.happens(Math.min(0.25 * accounts, 1))) return new Map();
  const [first, second, ...others] = roomNames;
  // Two at least are of two accounts.
  const chosen = others.flatMap((name) => (dice.happens(0.3) ? [] : [[name, dice.pick(NAMES)] as const]));
  const ofFirst = dice.happens(0.5) ? [[first!, NAMES[0]] as const] : [];
  return new Map([...ofFirst, [second!, NAMES[1]], ...chosen]);
}

/** What befalls one account while the others are well. All of it is over before the calm. */
export function accountFaultsOf(
  dice: Dice,
  { frame, accounts, anchors, much }: AccountFaultsWanted,
): Change[] {
  if (accounts.length === 0) return [];
  const changes: Change[] = [];
  for (let count = dice.between(1, Math.ceil(2 * much.accounts)); count > 0; count--) {
    const at = near(dice, frame, anchors);
    const for_ms = dice.skewed(SECOND_MS, 60 * MINUTE_MS);
    const what: Fault['iot'] = dice.pick([401, 429, 'hang', 503, 'slow'] as const);
    const delay = what === 'slow' ? { delay_ms: dice.skewed(200, 9_500) } : {};
    const fault = { iot: what, account: dice.pick(accounts), for_ms, ...delay };
    if (at + for_ms < frame.calm) changes.push({ at: iso(at), fault });
  }
  return changes;
}

export interface AccountFaultsWanted {
  frame: Frame;
  /** The names of those that rooms have. */
  accounts: readonly string[];
  /** Instants at which something is under way. */
  anchors: readonly number[];
  much: Class;
}
