import { describe, expect, it } from 'vitest';
import { type Action, bookings, callOf, changes, offersAt } from '../../src/pages/shared/offers.ts';
import { busyDoor, freeDoor, meeting } from './told.ts';

const at = (time: string) => Date.parse(`2026-11-23T${time}:00+01:00`);
const short = (action: Action) => {
  const until =
    'until' in action
      ? new Date(action.until).toLocaleTimeString('en-GB', { timeZone: 'Europe/Rome', timeStyle: 'short' })
      : '';
  if (action.kind === 'book') return `${action.mins ?? 'rest'} ${until}${action.isUntilNext ? ' next' : ''}`;
  return action.kind === 'extend' ? `+${action.mins} ${until}` : action.kind;
};
const untilTime = (time: string) => ({ free_until: { at: `2026-11-23T${time}:00+01:00`, time } });

describe('what a free room offers', () => {
  it.each([
    ['all that fits', '10:20', untilTime('15:00'), ['15 10:30', '30 10:45', '60 11:15', '285 15:00 next']],
    [
      'nothing that ends in a moment',
      '10:26',
      untilTime('15:00'),
      ['30 10:45', '60 11:15', '285 15:00 next'],
    ],
    [
      'the rest to the minute within the hour',
      '10:20',
      untilTime('10:55'),
      ['15 10:30', '30 10:45', 'rest 10:55 next'],
    ],
    [
      'a rest over an hour in quarters',
      '10:20',
      untilTime('12:10'),
      ['15 10:30', '30 10:45', '60 11:15', '105 12:00 next'],
    ],
    ['the rest once, where it is a usual length', '10:20', untilTime('10:45'), ['15 10:30', '30 10:45 next']],
    ['nothing where the next meeting is too near', '10:20', untilTime('10:25'), []],
    [
      'no rest that is longer than can be booked',
      '10:20',
      untilTime('18:30'),
      ['15 10:30', '30 10:45', '60 11:15'],
    ],
    ['no rest where nothing comes', '10:20', { free_until: null }, ['15 10:30', '30 10:45', '60 11:15']],
    [
      'from the end of a meeting in this quarter',
      '10:20',
      { day: { ...freeDoor().day!, meetings: [meeting('over', '10:00', '10:20')] } },
      ['15 10:35', '30 10:50', '60 11:20', '270 14:50 next'],
    ],
  ])('is %s', (_, now, more, offered) => {
    expect(bookings(freeDoor(more), at(now)).map(short)).toEqual(offered);
  });

  it('is nothing where it is not free', () => {
    expect(bookings(freeDoor({ occupancy: 'unknown' }), at('10:20'))).toEqual([]);
  });
});

describe('what a busy room offers', () => {
  it('is more time and an end, where that may be', () => {
    expect(offersAt(busyDoor(), at('10:20')).map(short)).toEqual(['+15 10:45', '+30 11:00', 'end']);
    const theirs = busyDoor();
    theirs.current!.may_change = false;
    expect(offersAt(theirs, at('10:20'))).toEqual([]);
  });

  it('is no more time than there is before the next meeting, of today or tomorrow', () => {
    const next = meeting('next', '10:50', '11:00');
    expect(offersAt(busyDoor({ coming: [next] }), at('10:20')).map(short)).toEqual(['+15 10:45', 'end']);
    const around = meeting('around', '10:00', '18:00');
    expect(
      changes(
        meeting('inner', '10:00', '10:30'),
        busyDoor({ coming: [], current: { ...around, may_change: true } }),
      ).map(short),
    ).toEqual(['end']);
  });

  it('is to check in first, where that is wanted', () => {
    expect(offersAt(busyDoor({ check_in: 'wanted' }), at('10:20')).map(short)[0]).toBe('check_in');
    expect(offersAt(busyDoor({ check_in: 'done' }), at('10:20')).map(short)[0]).toBe('+15 10:45');
  });
});

it.each([
  [
    { kind: 'book', mins: 30, until: 0, isUntilNext: false },
    'POST',
    '/meetings',
    { room_name: 'a', duration_mins: 30 },
  ],
  [{ kind: 'book', mins: undefined, until: 0, isUntilNext: true }, 'POST', '/meetings', { room_name: 'a' }],
  [
    { kind: 'extend', id: 'x/y', mins: 15, until: 0 },
    'PATCH',
    '/meetings/x%2Fy',
    { room_name: 'a', extend_mins: 15 },
  ],
  [{ kind: 'end', id: 'x' }, 'DELETE', '/meetings/x', { room_name: 'a' }],
  [{ kind: 'check_in', id: 'x' }, 'POST', '/meetings/x/check_in', { room_name: 'a' }],
] as const)('%o is %s %s', (action, method, path, body) => {
  expect(callOf(action, 'a')).toEqual({ method, path, body });
});
