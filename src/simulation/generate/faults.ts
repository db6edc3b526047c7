import type { Change, Fault } from '../../replay/day-shape.ts';
import type { Class } from './classes.ts';
import type { Dice } from './dice.ts';
import { type Frame, iso, MINUTE_MS, SECOND_MS } from './frame.ts';
import { near } from './processes.ts';

type Vendor = 'calendar' | 'iot' | 'push' | 'pubsub' | 'storage';
type Made = Pick<Fault, 'rate' | 'call' | 'delay_ms' | 'after_effect' | 'reason'> & {
  what: NonNullable<Fault[Vendor]>;
};

const CALLS: Partial<Record<Vendor, readonly string[]>> = {
  calendar: ['list', 'insert', 'get', 'patch', 'delete', 'freeBusy', 'watch', 'stop'],
  iot: ['things', 'publish', 'publish', 'token'],
  storage: ['read', 'write', 'delete'],
};

/** What goes wrong in the course of a day. All of it is over before the calm. */
export function faultsOf(dice: Dice, frame: Frame, anchors: readonly number[], much: Class): Change[] {
  const changes: Change[] = [];
  const add = (at: number, for_ms: number, fault: Omit<Fault, 'for_mins' | 'for_ms'>) => {
    if (at + for_ms < frame.calm) changes.push({ at: iso(at), fault: { ...fault, for_ms } });
  };
  // Answers that take a while, most of the day: what is under way can be met by something else.
  const hours = frame.calm - frame.from - 1;
  if (much.calendar > 0 && dice.happens(0.6))
    add(frame.from, hours, {
      calendar: 'slow',
      delay_ms: dice.skewed(50, 3_000),
      rate: dice.pick([0.2, 0.5, 1]),
    });
  if (much.iot > 0 && dice.happens(0.4))
    add(frame.from, hours, { iot: 'slow', delay_ms: dice.skewed(50, 3_000), rate: dice.pick([0.2, 0.5, 1]) });
  for (const vendor of ['calendar', 'iot', 'push', 'pubsub', 'storage'] as const) {
    const most = (vendor === 'calendar' ? 5 : 3) * much[vendor];
    for (let count = dice.between(0, Math.round(most)); count > 0; count--) {
      const { what, ...more } = made(dice, vendor);
      const room_name = dice.happens(0.25) ? { room_name: dice.pick(frame.roomNames) } : {};
      // Mostly a blip, now and then an outage.
      const for_ms = dice.skewed(SECOND_MS, 40 * MINUTE_MS);
      add(near(dice, frame, anchors), for_ms, { [vendor]: what, ...more, ...room_name });
    }
  }
  return changes;
}

function made(dice: Dice, vendor: Vendor): Made {
  const calls = CALLS[vendor];
  const more = {
    ...(calls && dice.happens(0.5) && { call: dice.pick(calls) }),
    ...(dice.happens(0.4) && { rate: dice.pick([0.2, 0.5, 0.8]) }),
  };
  const slow = { delay_ms: dice.skewed(200, 9_500) };
  const late = { delay_ms: dice.skewed(11_000, 180_000) };
  switch (vendor) {
    case 'push':
      return push(dice, more);
    case 'pubsub':
      return pubsub(dice, more);
    default: {
      const kinds = { refused: 4, done: 2, drop: 2, unanswered: 3, hang: 2, late: 2, slow: 2, own: 2 };
      const kind = dice.weighted(kinds);
      if (kind === 'refused') return { what: dice.pick([500, 503, 503, 429, 401, 403]), ...more };
      if (kind === 'done') return { what: dice.pick([500, 503]), after_effect: true, ...more };
      if (kind === 'slow') return { what: 'slow', ...slow, ...more };
      if (kind === 'late') return { what: 'late', ...late, ...more };
      if (kind !== 'own') return { what: kind, ...more };
      if (vendor === 'calendar')
        return { what: 'lag', delay_ms: dice.skewed(SECOND_MS, 60 * SECOND_MS), ...more };
      return vendor === 'iot' ? { what: 'lose', ...more } : { what: 503, ...more };
    }
  }
}

function push(dice: Dice, more: Pick<Made, 'rate'>): Made {
  const what = dice.pick(['drop', 'drop', 'duplicate', 'reorder', 'late', 503] as const);
  const delay_ms = dice.skewed(100, 60 * SECOND_MS);
  return { what, ...(typeof what !== 'number' && what !== 'drop' && { delay_ms }), ...more };
}

function pubsub(dice: Dice, more: Pick<Made, 'rate'>): Made {
  const kinds = [
    'drop',
    'hang',
    'unanswered',
    'slow',
    'duplicate',
    'reorder',
    'late',
    'away',
    'deaf',
    'deaf',
    14,
    7,
  ] as const;
  const what = dice.pick(kinds);
  if (what === 'away' || what === 'deaf') return { what };
  const isDelayed = what === 'slow' || what === 'duplicate' || what === 'reorder' || what === 'late';
  const delay_ms = dice.skewed(100, what === 'slow' ? 4_500 : 60 * SECOND_MS);
  return { what, ...(isDelayed && { delay_ms }), ...more };
}
