import { expect, it } from 'vitest';
import { event } from '../helpers/events.ts';
import { aStartedBuilding, thingOf } from '../http/a-building.ts';

const BLUE = thingOf('blue_room');
const seconds = (iso: string) => String(Date.parse(iso) / 1_000);
const events = [event('late', '2026-11-23T22:00:00+01:00', '2026-11-23T23:00:00+01:00')];

it('a Thing with nextchange is told when to look again, after each change', async () => {
  const { clock, building, shown } = await aStartedBuilding({
    events,
    prepare: ({ clouds }) => clouds.doors.give(BLUE, ['nextchange']),
  });
  const next = async (at?: string) => {
    if (at) await clock.advanceTo(at);
    await building.settled();
    return shown('blue_room').get('nextchange');
  };
  expect(await next()).toBe(seconds('2026-11-23T22:00:00+01:00'));
  expect(await next('2026-11-23T22:00:00+01:00')).toBe(seconds('2026-11-23T23:00:00+01:00'));
  expect(await next('2026-11-23T23:00:00+01:00')).toBe(seconds('2026-11-24T00:00:00+01:00'));
  expect(await next('2026-11-24T00:00:00+01:00')).toBe(seconds('2026-11-25T00:00:00+01:00'));
});

it('a Thing without it is written nothing where that alone is another, as at midnight', async () => {
  const { clock, building, ports } = await aStartedBuilding({ events });
  await clock.advanceTo('2026-11-23T23:30:00+01:00');
  await building.settled();
  const before = ports.count('publish');
  await clock.advanceTo('2026-11-24T00:30:00+01:00');
  await building.settled();
  expect(ports.count('publish')).toBe(before);
});
