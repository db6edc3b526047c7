import { prove } from './shards/proof.ts';

// Four processes on the wire, and one killed at random, twenty times; before that one becomes four, and afterwards two are left.
// Meanwhile calendars are changed and rooms are booked, at any process. Prints how late doors are, and what was promised and not kept.
// Usage: node bench/shards.ts [rooms] [kills]. Takes five minutes.

const [rooms = 200, kills = 20] = process.argv.slice(2).map(Number);
const say = (line: string) => void process.stdout.write(`${line}\n`);
const { broken } = await prove({
  rooms,
  kills,
  changes: 5,
  bookings: 2.5,
  dustMs: 180_000,
  calmMs: Number(process.env.CALM_MS ?? 60_000),
  port: 18_100,
  say,
});
say(broken.length === 0 ? 'every promise was kept' : `${broken.length} promises were broken:`);
for (const line of broken) say(`- ${line}`);
process.exit(broken.length === 0 ? 0 : 1);
