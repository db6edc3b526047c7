/**
 * What a day costs Arduino: `node bench/thrift.ts [rooms] [meetings]`. Every room has its meetings, with a pause after
 * each, in pairs, or all of them back to back; prints the requests beside those of a sync that reads each Thing three
 * times a minute.
 */
import { parseDay } from '../src/replay/day.ts';
import { live } from '../src/replay/replay.ts';
import { World } from '../src/replay/world.ts';

const [rooms = 100, meetings = 8] = process.argv.slice(2).map(Number);
const time = (hour: number, minute: number) =>
  `2026-11-23T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00+01:00`;
const naive = rooms * 3 * 60 * 24;
print(
  `${rooms} rooms, ${meetings} meetings each, one day; a sync that reads each Thing three times a minute: ${naive} reads`,
);
for (const [shape, isFollowed] of [
  ['a pause after each', () => false],
  ['in pairs', (index: number) => index % 2 === 0],
  ['back to back', () => true],
] as const) {
  const events = Array.from({ length: meetings }, (_, index) => ({
    id: `event${index}`,
    summary: `Meeting ${index}`,
    start: { dateTime: time(8 + index, 0) },
    end: { dateTime: isFollowed(index) ? time(9 + index, 0) : time(8 + index, 45) },
  }));
  const written = {
    time_zone: 'Europe/Rome',
    from: time(0, 0),
    to: '2026-11-24T00:00:00+01:00',
    rooms: Array.from({ length: rooms }, (_, index) => ({ room_name: `room_${index}`, events })),
  };
  const day = parseDay(JSON.stringify(written), 'day');
  const world = new World(day, 1);
  await live(world, day);
  const { 'iot.publish': publishes = 0, 'iot.things': readings = 0 } = world.calls;
  const fewer = (naive / (publishes + readings)).toFixed(0);
  print(`${shape.padEnd(20)} publishes ${publishes}, readings ${readings}: ${fewer} times fewer requests`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
