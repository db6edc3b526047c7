import type { Change, Config, Day } from '../src/replay/day-shape.ts';
import { live } from '../src/replay/replay.ts';
import { World } from '../src/replay/world.ts';
import { DoorLag } from '../src/telemetry/door-lag.ts';
import { percentile } from './percentile.ts';

// What a day of many rooms costs a process, and how late doors are on it: clock, clouds and all are in memory. The counts are
// those of docs/scaling.md. Usage: node bench/simulated-day.ts [rooms ...]; `node bench/scale.ts` runs it, too.

const DATE = '2026-11-23';
const MEETINGS = 8;
const CHANGES = 6;
/** From eight on; of an Arduino account's 400 rooms a fifth begin at the same quarter of an hour, and a fifth end. */
const [FIRST, EVERY, LASTS] = [8 * 60, 75, 45];
const ROOMS_OF_ACCOUNT = 400;
const CONFIG: Config = {
  iot_requests_per_second: 10,
  gcal_requests_per_minute: 300,
  // Of 300 calls a minute an hour's lists of 10,000 rooms would leave too few for their changes.
  refresh_mins: 240,
  calendar_latency_ms: 200,
};

const nameOf = (room: number) => `room-${room}`;
const instantOf = (minutes: number) => new Date(Date.parse(`${DATE}T00:00:00+01:00`) + minutes * 60_000);

function meeting(room: number, index: number, summary: string) {
  const from = FIRST + index * EVERY + (room % 5) * 15;
  const [start, end] = [from, from + LASTS].map((at) => ({ dateTime: instantOf(at).toISOString() }));
  return { id: `r${room}m${index}`, summary, start: start!, end: end! };
}

/** While eight meetings pass somebody gives six of them another title, each before it is over. */
function changesOf(room: number): Change[] {
  return Array.from({ length: CHANGES }, (_, change) => {
    const minutes = FIRST + change * EVERY + ((room * 7_919 + change * 104_729) % 3_600) / 60;
    const update = meeting(room, change, `Another title ${change}`);
    return { at: instantOf(minutes).toISOString(), room_name: nameOf(room), update };
  });
}

function dayOf(rooms: number): Day {
  const all = Array.from({ length: rooms }, (_, room) => room);
  return {
    config: CONFIG,
    time_zone: 'Europe/Rome',
    from: `${DATE}T00:00:00+01:00`,
    to: '2026-11-24T00:00:00+01:00',
    rooms: all.map((room) => ({
      room_name: nameOf(room),
      ...(room >= ROOMS_OF_ACCOUNT && { account: `account-${Math.floor(room / ROOMS_OF_ACCOUNT)}` }),
      events: Array.from({ length: MEETINGS }, (_, index) => meeting(room, index, `Meeting ${index}`)),
    })),
    changes: all.flatMap(changesOf),
  };
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

function percentiles(lags: number[]): string {
  const at = (share: number) => seconds(percentile(lags, share));
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, at most ${at(1)}`;
}

/** A day of so many rooms; prints what it comes to, and gives the ms of CPU that a room took. */
export async function simulateDay(rooms: number): Promise<number> {
  const lags = { changed: [] as number[], boundary: [] as number[] };
  const lag = new DoorLag((because, ms) => {
    if (because === 'changed' || because === 'boundary') lags[because].push(ms);
  });
  const day = dayOf(rooms);
  const world = new World(day, 1, {
    observerOf: () => ({ hear: (fact) => lag.observe(fact) }),
    mayRest: true,
  });
  const spent = process.cpuUsage();
  await live(world, day);
  const cpuMs = process.cpuUsage(spent).user / 1_000;
  const calls = (name: string) => ((world.calls[name] ?? 0) / rooms).toFixed(1);
  process.stdout.write(
    `a simulated day of ${rooms} rooms: ${seconds(cpuMs)} of CPU, ${(cpuMs / rooms).toFixed(1)} ms a room; a room made ` +
      `${calls('calendar.list')} lists, ${calls('calendar.freeBusy')} sweeps, ${calls('iot.publish')} writes\n` +
      `  variables after a change: ${percentiles(lags.changed)}; where a meeting begins or ends: ${percentiles(lags.boundary)}\n`,
  );
  return cpuMs / rooms;
}

/** Days of so many rooms each, one after the other, and how much more a room costs than on the first of them. */
export async function simulateDays(counts: readonly number[]): Promise<void> {
  // What is compiled once is not the first day's.
  await live(new World(dayOf(100), 1), dayOf(100));
  const costs: number[] = [];
  for (const rooms of counts) costs.push(await simulateDay(rooms));
  const ratios = costs.map((cost) => (cost / costs[0]!).toFixed(2));
  process.stdout.write(`a room, relative to the first of these days: ${ratios.join(', ')}\n`);
}

if (import.meta.main) {
  const counts = process.argv.slice(2).map(Number);
  await simulateDays(counts.length > 0 ? counts : [100, 1_000, 10_000]);
}
