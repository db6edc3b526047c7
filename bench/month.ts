/**
 * What a simulated month of a building costs Google and Arduino: `node bench/month.ts [rooms] [days]`. Each room is quiet,
 * but for the first two, which somebody books three times a day. Prints the calls, in all and for each room and day.
 */
import { parseDay } from '../src/replay/day.ts';
import { live } from '../src/replay/replay.ts';
import { World } from '../src/replay/world.ts';

const [rooms = 20, days = 30] = process.argv.slice(2).map(Number);
const HOUR_MS = 3_600_000;
const from = Date.parse('2026-11-02T00:00:00+01:00');
const iso = (instant: number) => new Date(instant).toISOString();
const names = Array.from({ length: rooms }, (_, index) => `room_${index + 1}`);

const changes = names.slice(0, 2).flatMap((room_name) =>
  Array.from({ length: days * 3 }, (_, index) => {
    const at = from + Math.floor(index / 3) * 24 * HOUR_MS + [9, 11, 15][index % 3]! * HOUR_MS + HOUR_MS / 6;
    const [start, end] = [at + HOUR_MS / 3, at + HOUR_MS].map((instant) => ({ dateTime: iso(instant) }));
    return { at: iso(at), room_name, insert: { id: `event${index}`, summary: 'Review', start, end } };
  }),
);
const written = {
  time_zone: 'Europe/Rome',
  from: iso(from),
  to: iso(from + days * 24 * HOUR_MS),
  rooms: names.map((room_name) => ({ room_name, events: [] })),
  changes,
};
const day = parseDay(JSON.stringify(written), 'month');
const world = new World(day, 1);
const begun = performance.now();
await live(world, day);

print(
  `${rooms} rooms, ${days} days, ${changes.length} changes; simulated in ${((performance.now() - begun) / 1_000).toFixed(1)} s`,
);
for (const [call, count] of Object.entries(world.calls).toSorted()) {
  print(
    `${call.padEnd(18)} ${String(count).padStart(7)}   ${(count / rooms / days).toFixed(2)} a room and day`,
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
