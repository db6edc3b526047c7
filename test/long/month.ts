import { describe, expect, it } from 'vitest';
import { parseDay } from '../../src/replay/day.ts';
import { World } from '../../src/replay/world.ts';
import { event } from '../helpers/events.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FROM = Date.parse('2026-11-02T00:00:00+01:00');
const ROOMS = Array.from({ length: 20 }, (_, index) => `room_${index + 1}`);

const iso = (instant: number) => new Date(instant).toISOString();

/** Twenty rooms for some days; the first two are booked by somebody each day at 08:10, 10:10 and 14:10 of UTC. */
function aMonth(days: number, changes: object[] = []) {
  const booked = ROOMS.slice(0, 2).flatMap((room_name) =>
    Array.from({ length: days * 3 }, (_, index) => {
      const at = FROM + Math.floor(index / 3) * DAY_MS + [9, 11, 15][index % 3]! * HOUR_MS + HOUR_MS / 6;
      const insert = event(`e${index}`, iso(at + HOUR_MS / 3), iso(at + HOUR_MS));
      return { at: iso(at), room_name, insert };
    }),
  );
  return parseDay(
    JSON.stringify({
      time_zone: 'Europe/Rome',
      from: iso(FROM),
      to: iso(FROM + days * DAY_MS),
      rooms: ROOMS.map((room_name) => ({ room_name, events: [] })),
      changes: [...booked, ...changes],
    }),
    'month.json',
  );
}

/** Replays a month, and looks at every room whenever anything has happened. */
async function live(day: ReturnType<typeof aMonth>, look: (world: World, now: number) => void) {
  const world = new World(day, 1);
  const changes = (day.changes ?? []).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  for (const change of changes) if (change.fault) world.make(change);
  world.start();
  const end = Date.parse(day.to);
  for (let now = FROM; now <= end; now += HOUR_MS / 12) {
    await world.catchUp(now);
    while (changes[0] && Date.parse(changes[0].at) <= now) {
      world.make(changes.shift()!);
      await world.catchUp(now);
    }
    look(world, now);
  }
  world.stop();
  return world;
}

describe('thirty days of twenty rooms', () => {
  it('no room is ever without a live channel, and no call is made without a cause', async () => {
    const dark: string[] = [];
    const { calls } = await live(aMonth(30), (world, now) => {
      for (const room of ROOMS)
        if (world.clouds.pushes.liveChannels(room).length === 0) dark.push(`${room} at ${iso(now)}`);
    });
    expect(dark).toEqual([]);
    const changes = 2 * 3 * 30;
    const [lists, sweeps, watches] = ['calendar.list', 'calendar.freeBusy', 'calendar.watch'].map(
      (call) => calls[call]!,
    );
    // A room is listed at the start, at its own minute of each hour, and once for each change.
    expect(lists).toBe(20 * (24 * 30 + 1) + changes);
    // Once when the topic is first heard, then every five minutes.
    expect(sweeps).toBe(1 + 288 * 30);
    // A channel of a week is renewed after four fifths of it, or a little earlier.
    expect(watches).toBeGreaterThanOrEqual(20 * Math.ceil(30 / (7 * 0.8)));
    expect(watches).toBeLessThanOrEqual(20 * Math.ceil(30 / (7 * 0.75)));
  }, 60_000);

  it('where Google refuses to push, each room is swept every half minute, and tried again after a week', async () => {
    const refused = { at: iso(FROM), fault: { push: 400, for_mins: 3 * 24 * 60 } };
    const { calls } = await live(aMonth(2, [refused]), (world) => {
      for (const room of ROOMS)
        expect(world.processes.leading.building.status(room).channel.state).toBe('unsupported');
    });
    expect(calls['calendar.freeBusy']).toBe(1 + 2 * 2_880);
    expect(calls['calendar.watch']).toBe(20);
    const changes = 2 * 3 * 2;
    // A change costs a list here, too: the sweep that finds it asks for one.
    expect(calls['calendar.list']).toBeLessThanOrEqual(20 * (24 * 2 + 1) + changes);
  }, 60_000);
});
