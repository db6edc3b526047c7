import { parseDay } from '../src/replay/day.ts';
import { replay } from '../src/replay/replay.ts';

// How long a day of rooms with eight meetings each takes to replay, and how much of a core. Usage: node bench/replay.ts [rooms ...]

const MEETINGS = 8;
const DAY = '2026-11-23';

const iso = (minutes: number) =>
  `${DAY}T${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00+01:00`;

/** An hour each, from eight on, with a pause after every second one; each room a minute later than the one before. */
function meetingsOf(room: number): object[] {
  return Array.from({ length: MEETINGS }, (_, index) => {
    const start = 8 * 60 + index * 60 + Math.floor(index / 2) * 15 + (room % 30);
    const [from, to] = [iso(start), iso(start + 60)];
    const id = `room${room}meeting${index}`;
    return { id, summary: `Meeting ${index}`, start: { dateTime: from }, end: { dateTime: to } };
  });
}

for (const rooms of process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 1_000]) {
  const day = {
    time_zone: 'Europe/Rome',
    from: `${DAY}T00:00:00+01:00`,
    to: '2026-11-24T00:00:00+01:00',
    rooms: Array.from({ length: rooms }, (_, room) => ({
      room_name: `room${room}`,
      events: meetingsOf(room),
    })),
  };
  const parsed = parseDay(JSON.stringify(day), 'day.json');
  const [begun, spent] = [performance.now(), process.cpuUsage()];
  const { looks } = await replay(parsed, 1);
  const seconds = ((performance.now() - begun) / 1_000).toFixed(2);
  const cpu = (process.cpuUsage(spent).user / 1_000_000).toFixed(2);
  process.stdout.write(`${rooms} rooms, ${looks.length} looks: ${seconds} s, ${cpu} s of CPU\n`);
}
