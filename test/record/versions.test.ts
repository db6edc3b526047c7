import { describe, expect, it } from 'vitest';
import { file, ITS_NOON, NOON, one, told, vevent } from '../helpers/exports.ts';

describe('versions', () => {
  const version = (sequence: number, modified: string, hour: number) =>
    vevent('UID:u', `SEQUENCE:${sequence}`, `LAST-MODIFIED:${modified}`, `DTSTART:20261123T${hour}0000Z`);
  it.each([
    ['the highest SEQUENCE', [version(2, '20260101T000000Z', 12), version(1, '20260301T000000Z', 13)]],
    ['then the last modified', [version(1, '20260301T000000Z', 12), version(1, '20260101T000000Z', 13)]],
    ['then the last in the file', [version(1, '20260101T000000Z', 13), version(1, '20260101T000000Z', 12)]],
  ])('%s counts', (_, events) => {
    expect(told(file(...events))).toMatchObject({ times: ['23T13:00 23T13:00'], lines: [] });
  });

  const part = (sequence: number) =>
    vevent(
      'UID:s',
      `SEQUENCE:${sequence}`,
      'RECURRENCE-ID:20261123T110000Z',
      'DTSTART:20261123T150000Z',
      'DURATION:PT1H',
    );
  const series = (sequence: number, ...more: string[]) =>
    vevent(
      'UID:s',
      `SEQUENCE:${sequence}`,
      'DTSTART:20261101T110000Z',
      'DURATION:PT1H',
      'RRULE:FREQ=DAILY',
      ...more,
    );

  it('of one occurrence count, too, unless the series has given it up since', () => {
    expect(told(file(series(0), part(1), part(0))).times).toEqual(['23T16:00 23T17:00']);
    expect(told(file(series(2), part(1))).times).toEqual(['23T16:00 23T17:00']);
    expect(told(file(series(2, 'EXDATE:20261123T110000Z'), part(1))).times).toEqual([]);
  });

  it('of a series that was cancelled since are gone with it', () => {
    const { times, statuses } = told(file(series(2, 'STATUS:CANCELLED'), part(1)));
    expect([times, statuses]).toEqual([['23T12:00 23T13:00'], ['cancelled']]);
    expect(told(file(series(1, 'STATUS:CANCELLED'), part(1))).times).toEqual(['23T16:00 23T17:00']);
  });

  it('of one occurrence of whole days are one, however it is named', () => {
    const days = vevent('UID:d', 'DTSTART;VALUE=DATE:20261102', 'RRULE:FREQ=WEEKLY');
    const moved = (sequence: number, name: string) =>
      vevent('UID:d', `SEQUENCE:${sequence}`, `RECURRENCE-ID${name}`, `DTSTART:20261123T1${sequence}0000Z`);
    const both = file(days, moved(2, ';VALUE=DATE:20261123'), moved(1, ':20261122T230000Z'));
    expect(told(both).times).toEqual(['23T13:00 23T13:00']);
    const alone = file(moved(2, ';VALUE=DATE:20261123'), moved(1, ':20261122T230000Z'));
    expect(told(alone).times).toEqual(['23T13:00 23T13:00']);
  });

  it('thousands of one series are read at once', () => {
    const dayOf = (index: number) =>
      new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10).replaceAll('-', '');
    const numbers = Array.from({ length: 2_000 }, (_, index) => index);
    const daily = ['UID:s', 'SEQUENCE:2', 'DTSTART:20180101T110000Z', 'DURATION:PT1H'];
    const without = numbers.map((index) => `EXDATE:${dayOf(index)}T110000Z`);
    const parts = numbers.map((index) =>
      vevent('UID:s', `RECURRENCE-ID:${dayOf(index)}T110000Z`, `DTSTART:${dayOf(index)}T150000Z`),
    );
    const begun = performance.now();
    expect(told(file(vevent(...daily, 'RRULE:FREQ=DAILY;COUNT=9000', ...without), ...parts)).times).toEqual(
      ITS_NOON,
    );
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('a series that was ended before its first occurrence has none', () => {
    expect(one('DTSTART;VALUE=DATE:20261123', 'RRULE:FREQ=DAILY;UNTIL=20261122').times).toEqual([]);
  });
});

describe('a cancellation', () => {
  const daily = vevent('UID:s', 'DTSTART:20261101T110000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY');
  it('is spelt as Americans do, too', () => {
    expect(told(file(vevent('UID:u', ...NOON, 'STATUS:CANCELED'))).statuses).toEqual(['cancelled']);
  });

  it('is what METHOD says of all', () => {
    expect(told(file(['METHOD:CANCEL'], vevent('UID:u', ...NOON))).statuses).toEqual(['cancelled']);
  });

  it('of an occurrence needs no DTSTART', () => {
    const off = vevent('UID:s', 'RECURRENCE-ID:20261123T110000Z', 'STATUS:CANCELLED');
    expect(told(file(daily, off))).toMatchObject({ statuses: ['cancelled'], lines: [] });
  });

  it('by a word that nobody knows is none', () => {
    expect(told(file(vevent('UID:u', ...NOON, 'STATUS:X-GONE'))).statuses).toEqual([undefined]);
  });
});

describe('an exception without a zone is in that of its series', () => {
  const weekly = ['UID:s', 'DTSTART;TZID=America/New_York:20261102T060000', 'RRULE:FREQ=WEEKLY'];
  it('EXDATE', () => {
    expect(told(file(vevent(...weekly, 'EXDATE:20261123T060000'))).times).toEqual([]);
  });

  it('RECURRENCE-ID', () => {
    const moved = vevent('UID:s', 'RECURRENCE-ID:20261123T060000', 'DTSTART:20261123T150000Z');
    expect(told(file(vevent(...weekly), moved)).times).toEqual(['23T16:00 23T16:00']);
  });
});

it('what was moved from afar, with all that follow, is found', () => {
  const series = vevent('UID:s', 'DTSTART:20261001T110000Z', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY');
  const moved = ['UID:s', 'RECURRENCE-ID;RANGE=THISANDFUTURE:20261015T110000Z', 'DTSTART:20261019T110000Z'];
  expect(told(file(series, vevent(...moved, 'DURATION:PT1H'))).times).toEqual(['23T12:00 23T13:00']);
});

it('a period that lasts absurdly long lasts a hundred years', () => {
  const extra = vevent(
    'UID:u',
    'DTSTART:20261101T110000Z',
    'RDATE;VALUE=PERIOD:20261123T110000Z/P999999999999W',
  );
  expect(told(file(extra)).times).toEqual(['23T12:00 07T12:00']);
});

it('much that repeats takes no memory beyond the first days', () => {
  const minutes = vevent('UID:m', 'DTSTART:20150101T000000Z', 'DURATION:PT1M', 'RRULE:FREQ=MINUTELY');
  const { times, lines } = told(file(minutes, vevent('UID:u', ...NOON)));
  expect(times).toHaveLength(1_441);
  expect(lines).toEqual([]);
});
