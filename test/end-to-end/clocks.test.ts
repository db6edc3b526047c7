import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/ports/clock.ts';
import { MachineClock, WorldClock } from '../helpers/world-clock.ts';
import { aStage, CALLS, HOUR_MS, MINUTE_MS, SECOND_MS } from './a-stage.ts';
import { book, isAtRest, isFree, roomOnce } from './at-the-door.ts';

/** Longer than between two looks at the clock. */
const A_LOOK_MS = 11 * SECOND_MS;
const PACE = 4;

/** A room with a meeting that ends in two minutes, one in an hour and one an hour ago, and a machine with a clock of its own. */
async function aMachine({ aheadMs = 0, config = {} }) {
  const stage = await aStage({ rooms: ['attic', 'lobby'], pace: PACE });
  stage.meet('attic', 'Over', -70 * MINUTE_MS);
  stage.meet('attic', 'Now', -18 * MINUTE_MS);
  stage.meet('attic', 'To come', 50 * MINUTE_MS);
  const machine = new MachineClock(stage.clock, aheadMs);
  const { gateway, env } = await stage.gated(config);
  const open = async (clock: Clock = machine) => {
    const { url } = await stage.start({ ...env, ...stage.pushed }, { clock });
    return url;
  };
  return { stage, machine, gateway, open };
}

const titleOf = (meeting: unknown) => (meeting as { title: string } | null)?.title;

describe.each([
  ['an hour ahead', HOUR_MS, 'curevmtg', 'To come'],
  ['an hour behind', -HOUR_MS, 'busynow', 0],
])('a machine whose clock is %s', (_, aheadMs, variable, wrong) => {
  it("shows doors by Google's time, and books by it", async () => {
    const { stage, open } = await aMachine({ aheadMs });
    const url = await open();
    await stage.shows('attic', 'Now');
    const { next } = await roomOnce(url, 'attic', isAtRest);
    expect(titleOf(next)).toBe('To come');
    stage.clock.leap(2 * MINUTE_MS);
    await stage.shows('attic', 0, 'busynow');
    await roomOnce(url, 'attic', isFree);
    const { status, body } = await book(url, 'attic', { duration_mins: 15 });
    expect(status).toBe(201);
    const bookedFrom = Date.parse(String(body.start));
    expect(bookedFrom).toBeLessThanOrEqual(stage.clock.now());
    expect(bookedFrom).toBeGreaterThan(stage.clock.now() - 15 * MINUTE_MS);
  });

  it('since a moment ago is noticed at the next look at it, before the next sweep', async () => {
    const { stage, machine, open } = await aMachine({});
    const url = await open();
    await stage.shows('attic', 'Now');
    await roomOnce(url, 'attic', isAtRest);
    machine.aheadMs = aheadMs;
    stage.clock.leap(A_LOOK_MS);
    await roomOnce(url, 'attic', ({ current }) => titleOf(current) === 'Now');
    stage.clock.leap(2 * MINUTE_MS);
    await stage.shows('attic', 0, 'busynow');
    await roomOnce(url, 'attic', isFree);
    expect((await book(url, 'attic', { duration_mins: 15 })).status).toBe(201);
  });

  it('since a moment ago makes no door wrong for longer than until Google says anything to any room', async () => {
    const { stage, machine, gateway, open } = await aMachine({});
    const url = await open();
    await stage.shows('attic', 'Now');
    await roomOnce(url, 'attic', isAtRest);
    // The answer does not tell when it was made: the clock was set while it was on its way.
    const listing = gateway.next(CALLS.list('attic'));
    stage.meet('attic', 'Later', 40 * MINUTE_MS, 5 * MINUTE_MS);
    const call = await listing;
    machine.aheadMs = aheadMs;
    await call.pass();
    await stage.shows('attic', wrong, variable);
    await book(url, 'lobby');
    await stage.shows('attic', 'Now');
  });
});

it('a machine that slept while a meeting began shows it at its next look at the clock, before the next sweep', async () => {
  const { stage, open } = await aMachine({});
  const awake = new WorldClock(PACE);
  const url = await open(new MachineClock(stage.clock, 0, awake));
  await stage.shows('attic', 'Now');
  await roomOnce(url, 'attic', isAtRest);
  stage.clock.leap(HOUR_MS);
  awake.leap(A_LOOK_MS);
  await stage.shows('attic', 'To come');
});

it('a clock that was ahead where nobody tells the time keeps no change from the door once it is right', async () => {
  const { stage, machine, gateway, open } = await aMachine({
    aheadMs: HOUR_MS,
    config: { poll_seconds: 5, gcal_watch_function_url: undefined },
  });
  gateway.isTimeless = true;
  const url = await open();
  await stage.shows('attic', 'To come');
  machine.aheadMs = 0;
  stage.clock.leap(A_LOOK_MS);
  await stage.shows('attic', 'Now');
  // Not within one that is known: a sweep tells but when a room is taken.
  stage.meet('attic', 'Soon', 20 * MINUTE_MS);
  stage.clock.leap(A_LOOK_MS);
  await roomOnce(url, 'attic', ({ next }) => titleOf(next) === 'Soon');
});
