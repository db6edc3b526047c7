import { describe, expect, it } from 'vitest';
import { parseDay } from '../../src/replay/day.ts';
import { Dice } from '../../src/simulation/generate/dice.ts';
import { INVARIANTS } from '../../src/simulation/invariants/all.ts';
import { judge } from '../../src/simulation/judge.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FROM = Date.parse('2026-11-02T00:00:00+01:00');
const DAYS = 30;
const ROOMS = ['room1', 'room2', 'room3', 'room4'];

const iso = (instant: number) => new Date(instant).toISOString();

/** Nine meetings a day in each room, to most of which somebody comes in time; now and then Google is away, or a start. */
function aMonth(releases: 'own' | 'any') {
  const changes: object[] = [{ at: iso(FROM), start: { process: 'a' } }];
  const rooms = ROOMS.map((room_name) => {
    const dice = new Dice(`${releases} ${room_name}`);
    const ada = { email: 'ada@example.org' };
    const invitation = { organizer: ada, attendees: [ada, { email: room_name, self: true }] };
    const events = Array.from({ length: DAYS * 9 }, (_, index) => {
      const start = FROM + Math.floor(index / 9) * 24 * HOUR_MS + (8 + (index % 9)) * HOUR_MS;
      const end = start + dice.pick([30, 45, 60]) * MINUTE_MS;
      const id = `${room_name}e${index}`;
      const pressed = start + Math.floor(dice.share() * 11 * MINUTE_MS);
      if (dice.happens(0.7))
        changes.push({ at: iso(pressed), room_name, check_in: dice.happens(0.5) ? 'current' : id });
      const times = { start: { dateTime: iso(start) }, end: { dateTime: iso(end) } };
      return { id, summary: id, ...times, ...(dice.happens(0.5) && invitation) };
    });
    return { room_name, events };
  });
  const dice = new Dice(`${releases} faults`);
  for (let day = 1; day < DAYS; day++) {
    const at = FROM + day * 24 * HOUR_MS + Math.floor((8 + dice.share() * 8) * HOUR_MS);
    if (day % 3 === 0) changes.push({ at: iso(at), fault: { calendar: 503, for_mins: dice.between(1, 20) } });
    if (day % 3 === 1)
      changes.push(
        { at: iso(at), stop: { process: 'a', signal: dice.pick(['SIGTERM', 'SIGKILL']) } },
        { at: iso(at + 10_000), start: { process: 'a' } },
      );
    if (day % 3 === 2)
      changes.push({ at: iso(at), fault: { calendar: 'unanswered', call: 'patch', for_mins: 20 } });
  }
  const day = {
    config: { check_in: { releases }, iot_requests_per_second: 10, gcal_requests_per_minute: 500 },
    ...{ seed: 1, time_zone: 'Europe/Rome', from: iso(FROM), to: iso(FROM + DAYS * 24 * HOUR_MS) },
    ...{ rooms, changes },
  };
  return parseDay(JSON.stringify(day), 'month.json');
}

describe('a month of four rooms that ask who has come', () => {
  it.each(['own', 'any'] as const)('keeps every promise where %s is released', async (releases) => {
    const counts = { 'no_show.released': 0, checked_in: 0 };
    const violations = await judge(aMonth(releases), {
      invariants: INVARIANTS.filter(({ name }) => name !== 'budgets'),
      observerOf: () => ({
        hear({ type }) {
          if (type in counts) counts[type as keyof typeof counts] += 1;
        },
      }),
    });
    expect(violations).toEqual([]);
    expect(counts['no_show.released']).toBeGreaterThan(100);
    expect(counts.checked_in).toBeGreaterThan(300);
  });
});
