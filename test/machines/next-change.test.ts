import { expect, it } from 'vitest';
import { agendaOf } from '../../src/agenda/agenda.ts';
import { wordingOf } from '../../src/agenda/wording.ts';
import type { RoomContext } from '../../src/machines/room/types.ts';
import { RoomViews } from '../../src/machines/room-views.ts';
import { event, listing } from '../helpers/events.ts';
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

it('a view is good until the next change, and not for what was before it, where the clock was set back', () => {
  const [nine, ten] = ['2026-11-23T09:00:00+01:00', '2026-11-23T10:00:00+01:00'].map(Date.parse) as [
    number,
    number,
  ];
  const context = { agenda: agendaOf(listing('2026-11-23T09:00:00+01:00', ...events)), wording: wordingOf() };
  const views = new RoomViews();
  const at = (instant: number) => views.at(instant, context as unknown as RoomContext);
  const first = at(ten);
  expect(at(ten + 1)).toBe(first);
  expect(at(nine)?.at).toBe(nine);
});
