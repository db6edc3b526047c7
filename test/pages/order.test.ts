import { describe, expect, it } from 'vitest';
import { largestThatFits } from '../../src/pages/lobby/fit.ts';
import { groupsOf, zoneOfMost } from '../../src/pages/lobby/order.ts';
import type { LobbyRoom } from '../../src/pages/shared/state.ts';
import { ENGLISH } from '../../src/pages/shared/words.ts';
import { NOW } from './told.ts';

const seen = {
  now: Date.parse(NOW),
  isLive: true,
  words: ENGLISH,
  times: { zone: 'Europe/Rome', locale: 'en-GB', hourCycle: 'h23' },
};

function room(
  room_name: string,
  occupancy: string,
  until?: string,
  more: Partial<LobbyRoom> = {},
): LobbyRoom {
  const moment = until === undefined ? null : { at: `2026-11-23T${until}:00+01:00`, time: until };
  const isFree = occupancy === 'free';
  return {
    room_name,
    group: null,
    occupancy,
    stale: false,
    time_zone: 'Europe/Rome',
    title: isFree ? null : 'Review',
    busy_until: isFree ? null : moment,
    free_until: isFree ? moment : null,
    ...more,
  };
}

const texts = (rooms: LobbyRoom[], more: Partial<typeof seen> = {}) =>
  groupsOf(rooms, { ...seen, ...more }).flatMap(({ rows }) =>
    rows.map(({ name, tone, text, isHour }) => `${name} ${tone} ${text}${isHour ? ' 1h' : ''}`),
  );

describe('the rooms of the lobby', () => {
  it('are those that are free first, longest before; then those that are free soonest; then those not known', () => {
    const rooms = [
      room('a', 'busy', '12:00'),
      room('b', 'free', '11:00'),
      room('c', 'unknown', undefined, { stale: true }),
      room('d', 'free'),
      room('e', 'busy', '10:30'),
      room('f', 'free', '11:20'),
      room('g', 'free', '18:00', { stale: true }),
    ];
    expect(texts(rooms)).toEqual([
      'd free Free all day 1h',
      'f free Free until 11:20 1h',
      'b free Free until 11:00',
      'e busy Busy until 10:30',
      'a busy Busy until 12:00',
      'c unsure Not known',
      'g unsure Free? until 18:00',
    ]);
  });

  it('are in groups, in the order of the configuration; those without one come last', () => {
    const rooms = [
      room('a', 'free'),
      room('b', 'free', undefined, { group: 'Floor 2' }),
      room('c', 'free', undefined, { group: 'Floor 1' }),
      room('d', 'busy', '12:00', { group: 'Floor 2' }),
    ];
    const found = groupsOf(rooms, seen).map(({ name, rows }) => [name, rows.map((row) => row.name)]);
    expect(found).toEqual([
      ['Floor 2', ['b', 'd']],
      ['Floor 1', ['c']],
      [null, ['a']],
    ]);
  });

  it('are none of them free without a connection, nor where one should have changed', () => {
    expect(texts([room('a', 'free'), room('b', 'busy', '12:00')], { isLive: false })).toEqual([
      'a unsure Free? all day',
      'b unsure Busy? until 12:00',
    ]);
    expect(texts([room('a', 'free', '10:19')])).toEqual(['a unsure Free? until 10:19']);
  });

  it('say where their time is another', () => {
    const there = room('a', 'free', '11:00', { time_zone: 'America/New_York' });
    expect(texts([there])).toEqual(['a free Free until 11:00 in New York']);
    expect(texts([room('a', 'free', '11:00', { time_zone: 'Europe/Paris' })])).toEqual([
      'a free Free until 11:00',
    ]);
    expect(zoneOfMost([there, room('b', 'free'), room('c', 'busy', '12:00')])).toBe('Europe/Rome');
    expect(zoneOfMost([room('a', 'unknown')])).toBe('UTC');
  });
});

it.each([
  [9, 30, 21],
  [9, 20, 20],
  [9, 9, 9],
  [25, 30, 25],
])('of %d to %d pixels, %d fit', (least, most, found) => {
  expect(largestThatFits(least, most, (size) => size <= 21)).toBe(found);
});
