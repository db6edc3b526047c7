import { describe, expect, it } from 'vitest';
import type { Day } from '../../src/replay/day-shape.ts';
import { replay } from '../../src/replay/replay.ts';

const [SECOND_MS, MINUTE_MS] = [1_000, 60_000];
const FROM = Date.parse('2026-11-23T08:00:00+01:00');
const ROLLOUTS = 10;
const ROOMS = ['red', 'blue', 'green', 'black', 'white', 'grey'].map((colour) => `${colour}_room`);
/** What a call to Google takes there and back; a change is pushed, listed and published, then written. */
const LATENCY_MS = 300;
/** As long as the vendors take, and a second of ours. */
const SHOWN_WITHIN_MS = 2 * LATENCY_MS + SECOND_MS;
/** How long both processes of a rollout run. */
const OVERLAP_MS = MINUTE_MS;

const iso = (instant: number) => new Date(instant).toISOString();

/** Each five minutes another process takes the place of the one before, while a meeting is made somewhere every seven seconds. */
function aDayOfRollouts(): Day {
  const rollouts = Array.from({ length: ROLLOUTS }, (_, index) => {
    const at = FROM + (index + 1) * 5 * MINUTE_MS;
    return [
      { at: iso(at), start: { process: `p${index + 1}` } },
      { at: iso(at + OVERLAP_MS), stop: { process: `p${index}`, signal: 'SIGTERM' as const } },
    ];
  });
  const meetings = Array.from({ length: (ROLLOUTS * 5 * 60) / 7 }, (_, index) => {
    const start = FROM + MINUTE_MS + Math.floor(index) * 7 * SECOND_MS;
    return {
      room_name: ROOMS[index % ROOMS.length]!,
      title: `Meeting ${index}`,
      start,
      end: start + 30 * SECOND_MS,
    };
  });
  const changes = [
    ...rollouts.flat(),
    ...meetings.map(({ room_name, title, start, end }) => ({
      at: iso(start),
      room_name,
      insert: {
        id: `m${start}`,
        summary: title,
        start: { dateTime: iso(start) },
        end: { dateTime: iso(end) },
      },
    })),
  ];
  return {
    title: 'Ten rollouts',
    time_zone: 'Europe/Rome',
    from: iso(FROM),
    to: iso(FROM + 60 * MINUTE_MS),
    config: { calendar_latency_ms: LATENCY_MS },
    rooms: ROOMS.map((room_name) => ({ room_name, events: [] })),
    changes: [
      { at: iso(FROM), start: { process: 'p0' } },
      ...changes.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    ],
    expect: meetings.flatMap(({ room_name, title, start, end }) => [
      { at: iso(start + SHOWN_WITHIN_MS), room_name, set: { busynow: 1, curevmtg: title } },
      { at: iso(end + SECOND_MS), room_name, set: { busynow: 0 } },
    ]),
  };
}

describe('ten rollouts, each with two processes for a minute', () => {
  it('leave no door wrong for longer than the vendors take', async () => {
    const day = aDayOfRollouts();
    expect(day.expect?.length).toBeGreaterThan(800);
    const { differences } = await replay(day, 1);
    expect(differences).toEqual([]);
  });
});
