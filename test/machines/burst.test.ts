import { describe, expect, it } from 'vitest';
import { rateLimiter } from '../../src/io/rate-limiter.ts';
import type { ThingsPort } from '../../src/ports/things.ts';
import { event } from '../helpers/events.ts';
import { aBuilding, calendarOf, everyoneHadATurn, thingOf } from '../http/a-building.ts';

const TEN = Date.parse('2026-11-23T10:00:00+01:00');
/** How long Arduino takes to answer. */
const ANSWER_MS = 5;
const ROOMS = Array.from({ length: 100 }, (_, index) => `room_${index + 1}`);

interface Write {
  at: number;
  thing: string;
  variable: string;
  value: string | number;
}

/** A hundred rooms that all have a meeting at ten, on an Arduino account of ten requests a second. */
async function aBuildingAtTen() {
  const writes: Write[] = [];
  const meeting = (room: string) => ({
    ...event('a', '2026-11-23T10:00:00+01:00', '2026-11-23T11:00:00+01:00'),
    summary: `Meeting of ${room}`,
  });
  const made = aBuilding({
    names: ROOMS,
    address: undefined,
    prepare: (ports) => {
      for (const room of ROOMS) ports.calendars.set(calendarOf(room), [meeting(room)]);
    },
  });
  const { building, clock, ports } = made;
  const budget = rateLimiter(10, 1_000, clock);
  const publish: ThingsPort['publish'] = async ({ thingId, priority, choose, signal }) => {
    await budget.schedule(
      () => {
        const chosen = choose();
        if (!chosen) return undefined;
        const { propertyId, value } = chosen;
        const { thingName = '', variable = '' } = ports.clouds.doors.variable(thingId, propertyId) ?? {};
        writes.push({ at: clock.now(), thing: thingName, variable, value });
        ports.door(thingName).set(variable, value);
        return new Promise<void>((resolve) => clock.setTimeout(() => resolve(), ANSWER_MS));
      },
      priority,
      signal,
    );
  };
  Object.assign(ports.things, { publish });
  building.start();
  await everyoneHadATurn();
  await clock.advanceTo('2026-11-23T09:59:59.999+01:00');
  writes.length = 0;
  return { ...made, writes };
}

const seconds = ({ at }: Write) => (at - TEN) / 1_000;
const isTitle = ({ variable }: Write) => variable === 'curevmtg' || variable === 'nextevmtg';

describe('a hundred doors that change at ten, ten requests a second', () => {
  it('busynow of all within 10.5 s, everything within 90.5 s, nothing twice, never above the budget', async () => {
    const { building, clock, writes } = await aBuildingAtTen();
    await clock.advance(120_000);
    expect(writes).toHaveLength(900);
    expect(Math.max(...writes.filter(({ variable }) => variable === 'busynow').map(seconds))).toBeLessThan(
      10.5,
    );
    expect(Math.max(...writes.map(seconds))).toBeLessThan(90.5);
    expect(new Set(writes.map(({ thing, variable }) => `${thing} ${variable}`)).size).toBe(900);
    for (let index = 10; index < writes.length; index++)
      expect(writes[index]!.at - writes[index - 10]!.at).toBeGreaterThanOrEqual(1_000);
    building.stop();
  });

  it('busynow of every room comes first, then the titles, then the rest, room by room', async () => {
    const { building, clock, writes } = await aBuildingAtTen();
    await clock.advance(120_000);
    const [first, titles, rest] = [writes.slice(0, 100), writes.slice(100, 300), writes.slice(300)];
    expect(first.every(({ variable }) => variable === 'busynow')).toBe(true);
    expect(titles.every(isTitle)).toBe(true);
    const open = new Map<string, number>();
    for (const { thing } of rest) {
      open.set(thing, (open.get(thing) ?? 0) + 1);
      if (open.get(thing) === 6) open.delete(thing);
      expect(open.size).toBeLessThanOrEqual(10);
    }
    building.stop();
  });

  it('a change five seconds later costs no stale write', async () => {
    const { building, clock, ports, writes } = await aBuildingAtTen();
    await clock.advanceTo('2026-11-23T10:00:05+01:00');
    const moved = ROOMS.slice(50);
    for (const room of moved) {
      ports.calendars.set(calendarOf(room), []);
      building.receive({
        room_name: room,
        listing: { events: [], timeZone: 'Europe/Rome', asOf: clock.now(), complete: true },
      });
    }
    await everyoneHadATurn();
    const before = writes.length;
    await clock.advance(120_000);
    for (const room of moved) {
      const late = writes.slice(before).filter(({ thing }) => thing === thingOf(room));
      for (const { variable, value } of late) {
        if (variable === 'busynow') expect(value).toBe(0);
        else expect([variable, value]).toEqual([variable, variable === 'curevmtg' ? 'Free all day' : '']);
      }
      expect(ports.door(thingOf(room)).get('busynow')).toBe(0);
    }
    // Rooms whose turn had not come never said that they were busy: what the door shows is not written.
    const spared = moved.filter(
      (room) => !writes.some(({ thing, variable }) => thing === thingOf(room) && variable === 'busynow'),
    );
    expect(spared.length).toBeGreaterThan(30);
    building.stop();
  });

  it('killed in the middle and started again, only what is missing is written', async () => {
    const { building, clock, ports, writes } = await aBuildingAtTen();
    await clock.advanceTo('2026-11-23T10:00:20+01:00');
    building.stop();
    const written = new Set(writes.map(({ thing, variable }) => `${thing} ${variable}`));
    expect(written.size).toBe(writes.length);
    const { building: again } = aBuilding({ names: ROOMS, address: undefined, before: { ports, clock } });
    again.start();
    await clock.advance(120_000);
    expect(writes).toHaveLength(900);
    expect(new Set(writes.map(({ thing, variable }) => `${thing} ${variable}`)).size).toBe(900);
    again.stop();
  });

  it('a room that turns busy goes before all that waits', async () => {
    const { building, clock, ports, writes } = await aBuildingAtTen();
    await clock.advanceTo('2026-11-23T10:00:30+01:00');
    const [room] = ROOMS;
    ports.calendars.set(calendarOf(room!), []);
    building.receive({
      room_name: room!,
      listing: { events: [], timeZone: 'Europe/Rome', asOf: clock.now(), complete: true },
    });
    await clock.advance(2_100);
    const changed = writes.filter(
      ({ thing, variable, at }) => thing === thingOf(room!) && variable === 'busynow' && at > TEN + 29_999,
    );
    expect(changed.map(({ value }) => value)).toEqual([0]);
    building.stop();
  });
});
