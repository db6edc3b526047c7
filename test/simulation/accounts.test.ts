import { describe, expect, it } from 'vitest';
import { VendorError } from '../../src/io/vendor-error.ts';
import type { Instrumentation } from '../../src/replay/world.ts';
import { CLASSES } from '../../src/simulation/generate/classes.ts';
import { generate } from '../../src/simulation/generate/generate.ts';
import { judge } from '../../src/simulation/judge.ts';
import { aDay, at, meeting } from './a-day.ts';

const FAULTS = [401, 429, 'hang'] as const;

/** Three rooms, each of another account, one of them the flat one; north fails from before the meetings until they are over. */
const aDayOf = (iot: (typeof FAULTS)[number]) =>
  aDay({
    rooms: [
      { room_name: 'room1', account: 'north', events: [meeting('a', '09:00', '10:00')] },
      { room_name: 'room2', account: 'south', events: [meeting('b', '09:00', '10:00')] },
      { room_name: 'room3', events: [meeting('c', '09:00', '10:00')] },
    ],
    changes: [{ at: at('08:50'), fault: { iot, account: 'north', for_mins: 90 } }],
  });

/** What is published to south fails as well, whatever the day says. */
const southFails: NonNullable<Instrumentation['between']> = (ports) => ({
  ...ports,
  thingsOf(account) {
    const things = ports.thingsOf(account);
    const fail = () => Promise.reject(new VendorError('iot', 'Arduino IoT Cloud: 401', { status: 401 }));
    return account === 'south' ? { ...things, publish: fail } : things;
  },
});

describe('a fault of one account', () => {
  it.each(FAULTS)('delays its own doors, and the others are right: %s', async (iot) => {
    expect(await judge(aDayOf(iot))).toEqual([]);
  });

  it.each(FAULTS)('excuses no other door: %s', async (iot) => {
    const violations = await judge(aDayOf(iot), { between: southFails });
    const inTheFault = violations.filter(({ at: when }) => when < Date.parse(at('10:20')));
    expect(inTheFault.map(({ invariant, room_name }) => [invariant, room_name])).toContainEqual([
      'door-equals-calendar',
      'room2',
    ]);
    expect(inTheFault.map(({ room_name }) => room_name)).not.toContain('room1');
  });
});

describe('days of several accounts', () => {
  const days = Array.from({ length: 40 }, (_, seed) =>
    generate(seed, { rooms: 4, days: 1, only: 'accounts' }),
  );

  it('have rooms of two at least, and faults of one', () => {
    expect(Object.keys(CLASSES)).toContain('accounts');
    for (const { rooms } of days)
      expect(new Set(rooms.map(({ account }) => account)).size).toBeGreaterThan(1);
    const struck = days.flatMap(({ changes = [] }) => changes.flatMap(({ fault }) => fault?.iot ?? []));
    for (const what of FAULTS) expect(struck).toContain(what);
  });

  it('are some of the usual ones, too', () => {
    const usual = Array.from({ length: 40 }, (_, seed) => generate(seed, { rooms: 4, days: 1 }));
    const several = usual.filter(({ rooms }) => rooms.some(({ account }) => account !== undefined));
    expect(several.length).toBeGreaterThan(4);
    expect(several.length).toBeLessThan(20);
  });
});
