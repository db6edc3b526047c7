import { describe, expect, it } from 'vitest';
import { file, NOON, one, told, vevent } from '../helpers/exports.ts';

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

  it('a series that was ended before its first occurrence has none', () => {
    expect(one('DTSTART;VALUE=DATE:20261123', 'RRULE:FREQ=DAILY;UNTIL=20261122').times).toEqual([]);
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
