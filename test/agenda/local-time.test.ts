import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isoWithMilliseconds,
  isoWithOffset,
  isStartOfDay,
  isTimeZone,
  localDate,
  nextMidnight,
  startOfDay,
  twoDigits,
  wallClock,
} from '../../src/agenda/local-time.ts';
import { at } from './builders.ts';

const HOUR_MS = 3_600_000;

const iso = (instant: number) => new Date(instant).toISOString();

describe('isTimeZone', () => {
  it.each(['Europe/Rome', 'America/Argentina/Buenos_Aires', 'Asia/Kathmandu', 'UTC'])('knows %s', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each(['', ' ', 'Europe/Roma', 'undefined', 'Europe/Rome; UTC', '25:00'])('refuses %j', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });
});

describe('wallClock', () => {
  it.each([
    ['in winter', 'Europe/Rome', '2026-11-22T14:05:00Z', '2026-11-22 15:05 Sun'],
    ['in summer', 'Europe/Rome', '2026-07-01T22:30:00Z', '2026-07-02 00:30 Thu'],
    ['at the end of a year', 'Europe/Rome', '2026-12-31T23:00:00Z', '2027-01-01 00:00 Fri'],
    ['45 minutes off the hour', 'Asia/Kathmandu', '2026-11-22T18:15:00Z', '2026-11-23 00:00 Mon'],
    ['on a leap day', 'America/New_York', '2028-03-01T04:59:59Z', '2028-02-29 23:59 Tue'],
    ['14 hours ahead', 'Pacific/Kiritimati', '2026-11-22T10:00:00Z', '2026-11-23 00:00 Mon'],
    ['before the clock is set forward', 'Europe/Rome', '2026-03-29T00:59:59Z', '2026-03-29 01:59 Sun'],
    ['as the clock is set forward', 'Europe/Rome', '2026-03-29T01:00:00Z', '2026-03-29 03:00 Sun'],
    ['before the clock is set back', 'Europe/Rome', '2026-10-25T00:59:59Z', '2026-10-25 02:59 Sun'],
    ['as the clock is set back', 'Europe/Rome', '2026-10-25T01:00:00Z', '2026-10-25 02:00 Sun'],
    [
      'the evening before it goes forward',
      'America/New_York',
      '2026-03-08T02:00:00Z',
      '2026-03-07 21:00 Sat',
    ],
    ['the hour before it goes back', 'America/New_York', '2026-11-01T05:30:00Z', '2026-11-01 01:30 Sun'],
    ['the repeated hour', 'America/New_York', '2026-11-01T06:30:00Z', '2026-11-01 01:30 Sun'],
    ['half an hour back', 'Australia/Lord_Howe', '2026-04-04T15:00:00Z', '2026-04-05 01:30 Sun'],
    ['half an hour forward', 'Australia/Lord_Howe', '2026-10-03T15:30:00Z', '2026-10-04 02:30 Sun'],
    ['as midnight is skipped', 'Asia/Beirut', '2022-03-26T22:00:00Z', '2022-03-27 01:00 Sun'],
    ['as a day is skipped', 'Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31 00:00 Sat'],
  ])('%s, %s at %s', (_, zone, instant, expected) => {
    const { year, month, day, hour, minute, weekday } = wallClock(at(instant), zone);
    const name = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][weekday - 1];
    const [date, time] = [
      [year, twoDigits(month), twoDigits(day)],
      [twoDigits(hour), twoDigits(minute)],
    ];
    expect(`${date.join('-')} ${time.join(':')} ${name}`).toBe(expected);
  });

  it.each([
    ['Europe/Rome', '2026-03-29T01:00:00Z'],
    ['Europe/Rome', '2026-10-25T01:00:00Z'],
    ['America/New_York', '2026-03-08T07:00:00Z'],
    ['America/New_York', '2026-11-01T06:00:00Z'],
    ['America/Los_Angeles', '2026-03-08T10:00:00Z'],
    ['America/St_Johns', '2026-03-08T05:30:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
    ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
    ['America/Sao_Paulo', '2018-02-18T02:00:00Z'],
    ['America/Sao_Paulo', '2018-11-04T03:00:00Z'],
    ['Pacific/Apia', '2011-12-30T10:00:00Z'],
  ])('reads like any clock in %s for two days around the change at %s', (zone, change) => {
    const clock = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'short',
    });
    const instants = Array.from({ length: 192 }, (_, i) => at(change) + (i - 96) * (HOUR_MS / 4));
    const read = instants.map((instant) => {
      const { hour, minute } = wallClock(instant, zone);
      return `${iso(instant)} is ${localDate(instant, zone)} ${twoDigits(hour)}:${twoDigits(minute)}`;
    });
    expect(read).toEqual(instants.map((instant) => `${iso(instant)} is ${clock.format(instant)}`));
  });
});

describe('a local day', () => {
  it.each([
    ['is 24 hours as a rule', 'Europe/Rome', '2026-11-22', '2026-11-21T23:00:00Z', 24],
    ['is 23 hours as summer time begins', 'Europe/Rome', '2026-03-29', '2026-03-28T23:00:00Z', 23],
    ['is 25 hours as summer time ends', 'Europe/Rome', '2026-10-25', '2026-10-24T22:00:00Z', 25],
    ['is 23 hours across the ocean', 'America/New_York', '2026-03-08', '2026-03-08T05:00:00Z', 23],
    ['is 25 hours across the ocean', 'America/New_York', '2026-11-01', '2026-11-01T04:00:00Z', 25],
    ['is half an hour longer', 'Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00:00Z', 24.5],
    ['is half an hour shorter', 'Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30:00Z', 23.5],
    [
      'begins at 01:00 where midnight is skipped',
      'America/Sao_Paulo',
      '2018-11-04',
      '2018-11-04T03:00:00Z',
      23,
    ],
    ['ends where 23:00 comes twice', 'America/Sao_Paulo', '2018-02-17', '2018-02-17T02:00:00Z', 25],
    ['follows the one with 23:00 twice', 'America/Sao_Paulo', '2018-02-18', '2018-02-18T03:00:00Z', 24],
    ['begins at 01:00 in Beirut', 'Asia/Beirut', '2022-03-27', '2022-03-26T22:00:00Z', 23],
    ['begins at the first of two midnights', 'America/Havana', '2026-11-01', '2026-11-01T04:00:00Z', 25],
    ['comes before a skipped day', 'Pacific/Apia', '2011-12-29', '2011-12-29T10:00:00Z', 24],
    ['is skipped', 'Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00Z', 0],
    ['comes after a skipped day', 'Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00Z', 24],
    ['begins at a quarter past', 'Asia/Kathmandu', '2026-11-22', '2026-11-21T18:15:00Z', 24],
    ['is the last of a year', 'Pacific/Pago_Pago', '2026-12-31', '2026-12-31T11:00:00Z', 24],
  ])('%s: %s, %s', (_, zone, date, start, hours) => {
    const dayAfter = iso(Date.parse(date) + 24 * HOUR_MS).slice(0, 10);
    expect(iso(startOfDay(date, zone))).toBe(iso(at(start)));
    expect((startOfDay(dayAfter, zone) - startOfDay(date, zone)) / HOUR_MS).toBe(hours);
  });

  it.each([
    ['from noon', 'Europe/Rome', '2026-11-22T11:00:00Z', '2026-11-22T23:00:00Z'],
    ['from midnight itself', 'Europe/Rome', '2026-11-21T23:00:00Z', '2026-11-22T23:00:00Z'],
    ['from the last millisecond', 'Europe/Rome', '2026-11-22T22:59:59.999Z', '2026-11-22T23:00:00Z'],
    ['over the end of a month', 'Asia/Kathmandu', '2026-11-30T12:00:00Z', '2026-11-30T18:15:00Z'],
    ['late on the eve of summer time', 'America/New_York', '2026-03-08T04:30:00Z', '2026-03-08T05:00:00Z'],
    ['from the second 23:30', 'America/Sao_Paulo', '2018-02-18T02:30:00Z', '2018-02-18T03:00:00Z'],
    ['where midnight is skipped', 'America/Sao_Paulo', '2018-11-04T02:59:00Z', '2018-11-04T03:00:00Z'],
    ['from the second 00:30', 'America/Havana', '2026-11-01T05:30:00Z', '2026-11-02T05:00:00Z'],
    ['over a skipped day', 'Pacific/Apia', '2011-12-30T09:00:00Z', '2011-12-30T10:00:00Z'],
  ])('ends at the next midnight %s: %s', (_, zone, instant, expected) => {
    expect(iso(nextMidnight(at(instant), zone))).toBe(iso(at(expected)));
  });

  it.each([
    ['midnight', 'Europe/Rome', '2026-11-21T23:00:00Z', true],
    ['a minute later', 'Europe/Rome', '2026-11-21T23:01:00Z', false],
    ['the first instant after a skipped midnight', 'Asia/Beirut', '2022-03-26T22:00:00Z', true],
    ['the second of two midnights', 'America/Havana', '2026-11-01T05:00:00Z', false],
    ['23:00 on the eve of summer time', 'America/New_York', '2026-03-08T04:00:00Z', false],
    ['midnight on the day of summer time', 'America/New_York', '2026-03-08T05:00:00Z', true],
  ])('begins at %s in %s, %s: %s', (_, zone, instant, expected) => {
    expect(isStartOfDay(at(instant), zone)).toBe(expected);
  });
});

it.each([
  ['Europe/Rome', '2026-11-22T14:00:00Z', '2026-11-22T15:00:00+01:00'],
  ['Asia/Kathmandu', '2026-11-22T14:00:59.999Z', '2026-11-22T19:45:59+05:45'],
  ['America/St_Johns', '2026-11-22T14:00:00Z', '2026-11-22T10:30:00-03:30'],
  ['UTC', '2026-11-22T14:00:00Z', '2026-11-22T14:00:00+00:00'],
  ['America/New_York', '2026-03-08T03:00:00Z', '2026-03-07T22:00:00-05:00'],
  // Clocks there show the year 10000, which ISO 8601 has not.
  ['Europe/Rome', '9999-12-31T23:30:00Z', '9999-12-31T23:30:00+00:00'],
])('writes an instant in %s with its offset: %s', (zone, instant, expected) => {
  expect(isoWithOffset(at(instant), zone)).toBe(expected);
});

it('writes an instant to the millisecond', () => {
  const instant = at('2026-11-22T14:00:59.007Z');
  expect(isoWithMilliseconds(instant, 'Asia/Kathmandu')).toBe('2026-11-22T19:45:59.007+05:45');
});

describe('the next midnight', () => {
  it.each([
    // St John's was set back from 00:01 to 23:01: the seventh began, went back to the sixth, and began again.
    ['2010-11-07T02:00:00Z', '2010-11-07T02:30:00Z'],
    ['2010-11-07T02:30:30Z', '2010-11-08T03:30:00Z'],
    ['2010-11-07T02:31:00Z', '2010-11-07T03:30:00Z'],
    ['2010-11-07T03:29:59Z', '2010-11-07T03:30:00Z'],
    ['2010-11-07T03:30:00Z', '2010-11-08T03:30:00Z'],
  ])('comes twice where clocks are set back over it: after %s it is %s', (instant, expected) => {
    expect(new Date(nextMidnight(at(instant), 'America/St_Johns')).toISOString()).toBe(
      new Date(at(expected)).toISOString(),
    );
  });

  it('lies ahead, at the beginning of a day, whatever the zone and the instant', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const instants = fc.integer({
      min: Date.parse('1990-01-01T00:00:00Z'),
      max: Date.parse('2037-12-31T00:00:00Z'),
    });
    const isRight = (zone: string, instant: number) => {
      const midnight = nextMidnight(instant, zone);
      expect(midnight).toBeGreaterThan(instant);
      expect(midnight - instant).toBeLessThanOrEqual(49 * 3_600_000);
      expect(isStartOfDay(midnight, zone)).toBe(true);
    };
    fc.assert(fc.property(zones, instants, isRight), { seed: 20_261_122, numRuns: 2_000 });
  });
});
