import { describe, expect, it } from 'vitest';
import { MachineClock } from '../helpers/world-clock.ts';
import { aStage, HOUR_MS, MINUTE_MS, SECOND_MS, type Stage } from './a-stage.ts';
import { book, isFree, roomOnce } from './at-the-door.ts';

/** Longer than between two looks at the clock. */
const A_LOOK_MS = 11 * SECOND_MS;

/** A room with a meeting that runs, one in an hour and one an hour ago, and a machine whose clock is ahead by so much. */
async function aMachine(aheadMs: number, more: object = {}) {
  const stage = await aStage({ rooms: ['attic'], pace: 4 });
  stage.meet('attic', 'Over', -70 * MINUTE_MS);
  stage.meet('attic', 'Now', -10 * MINUTE_MS);
  stage.meet('attic', 'To come', 50 * MINUTE_MS);
  const machine = new MachineClock(stage.clock, aheadMs);
  const { gateway, env } = await stage.gated(more);
  const open = () => stage.start({ ...env, ...stage.pushed }, { clock: machine });
  return { stage, machine, gateway, open };
}

const titleOf = (meeting: unknown) => (meeting as { title: string } | null)?.title;

/** Somebody is to come soon; the room is told. */
async function someoneIsToCome({ meet }: Stage, url: string): Promise<void> {
  meet('attic', 'Soon', 20 * MINUTE_MS, 10 * MINUTE_MS);
  await roomOnce(url, 'attic', ({ current, next }) => titleOf(current) === 'Now' && titleOf(next) === 'Soon');
}

describe.each([
  ['an hour ahead', HOUR_MS],
  ['an hour behind', -HOUR_MS],
])('a machine whose clock is %s', (_, aheadMs) => {
  it("shows doors by Google's time, and books by it", async () => {
    const { stage, open } = await aMachine(aheadMs);
    const { url } = await open();
    await stage.shows('attic', 'Now');
    const { next } = await roomOnce(url, 'attic', ({ occupancy }) => occupancy === 'busy');
    expect(titleOf(next)).toBe('To come');
    stage.clock.leap(10 * MINUTE_MS);
    await stage.shows('attic', 0, 'busynow');
    await roomOnce(url, 'attic', isFree);
    const { status, body } = await book(url, 'attic', { duration_mins: 15 });
    expect(status).toBe(201);
    const bookedFrom = Date.parse(String(body.start));
    expect(bookedFrom).toBeLessThanOrEqual(stage.clock.now());
    expect(bookedFrom).toBeGreaterThan(stage.clock.now() - 15 * MINUTE_MS);
  });

  it.each([
    ['once Google says something', someoneIsToCome],
    ['when it next looks at the clock', async ({ clock }: Stage) => clock.leap(A_LOOK_MS)],
  ])('is noticed while the service runs, and the door is right %s', async (_when, then) => {
    const { stage, machine, open } = await aMachine(0);
    const { url } = await open();
    await stage.shows('attic', 'Now');
    await roomOnce(url, 'attic', ({ channel_state }) => channel_state === 'live');
    machine.aheadMs = aheadMs;
    await then(stage, url);
    stage.clock.leap(10 * MINUTE_MS);
    await stage.shows('attic', 0, 'busynow');
    await roomOnce(url, 'attic', ({ occupancy, next }) => {
      return occupancy === 'free' && ['Soon', 'To come'].includes(titleOf(next)!);
    });
    expect((await book(url, 'attic')).body.code ?? 'booked').toMatch(/booked|NOT_ENOUGH_TIME/);
  });
});

it('a clock that was ahead where nobody tells the time keeps no change from the door once it is right', async () => {
  const { stage, machine, gateway, open } = await aMachine(HOUR_MS, {
    poll_seconds: 5,
    gcal_watch_function_url: undefined,
  });
  gateway.isTimeless = true;
  const { url } = await open();
  await stage.shows('attic', 'To come');
  machine.aheadMs = 0;
  stage.clock.leap(A_LOOK_MS);
  await stage.shows('attic', 'Now');
  // Not within one that is known: a sweep tells but when a room is taken.
  stage.meet('attic', 'Soon', 20 * MINUTE_MS);
  stage.clock.leap(A_LOOK_MS);
  await roomOnce(url, 'attic', ({ next }) => titleOf(next) === 'Soon');
});
