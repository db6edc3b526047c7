import { describe, expect, it } from 'vitest';
import { file, ITS_NOON, NOON, one, told, vevent } from '../helpers/exports.ts';

describe('dates and times that are wrong', () => {
  it.each([
    [
      'a time called a date',
      ['DTSTART;VALUE=DATE:20261123T110000Z', 'DTEND;VALUE=DATE:20261123T120000Z'],
      ITS_NOON,
    ],
    ['a date called a time', ['DTSTART;VALUE=DATE-TIME:20261123'], ['11-23 11-24']],
    ['a date with a zone', ['DTSTART;TZID=Asia/Tokyo;VALUE=DATE:20261123'], ['11-23 11-24']],
    [
      'a day that ends when it begins',
      ['DTSTART;VALUE=DATE:20261123', 'DTEND;VALUE=DATE:20261123'],
      ['11-23 11-24'],
    ],
    ['the signs of ISO 8601', ['DTSTART:2026-11-23T11:00:00Z', 'DTEND:2026-11-23T13:00:00+01:00'], ITS_NOON],
    ['no seconds', ['DTSTART:20261123T1100Z', 'DURATION:PT1H'], ITS_NOON],
    [
      '24 o’clock',
      ['DTSTART;TZID=Europe/Rome:20261123T230000', 'DTEND;TZID=Europe/Rome:20261123T240000'],
      ['23T23:00 24T00:00'],
    ],
    [
      'a time that ends on a date',
      ['DTSTART;TZID=Europe/Rome:20261123T120000', 'DTEND;VALUE=DATE:20261124'],
      ['23T12:00 24T00:00'],
    ],
  ])('%s', (_, lines, times) => {
    expect(one(...lines)).toMatchObject({ times, lines: [] });
  });

  it.each([
    [
      'an end before the start',
      ['DTSTART:20261123T110000Z', 'DTEND:20261123T100000Z'],
      /DTEND is before the start/,
    ],
    ['an end that is empty', ['DTSTART:20261123T110000Z', 'DTEND:'], /DTEND skipped: it is empty/],
    [
      'a duration of words',
      ['DTSTART:20261123T110000Z', 'DURATION:an hour'],
      /DURATION skipped: an hour is none/,
    ],
    ['a rule of words', [...NOON, 'RRULE:FREQ=SOMETIMES'], /RRULE skipped: FREQ=SOMETIMES/],
    [
      'a rule of another calendar',
      [...NOON, 'RRULE:RSCALE=CHINESE;FREQ=YEARLY'],
      /RSCALE=CHINESE is not read/,
    ],
    ['an exception of words', [...NOON, 'EXDATE:never'], /EXDATE skipped: never is no date/],
    [
      'a rule without measure',
      ['DTSTART:20100101T000000Z', 'RRULE:FREQ=SECONDLY'],
      /UID u: RRULE skipped: repeats without measure/,
    ],
  ])('%s has a line, and the rest is read', (_, lines, line) => {
    expect(
      told(file(vevent('UID:u', ...lines), vevent('UID:v', 'DTSTART;VALUE=DATE:20261123'))),
    ).toMatchObject({
      times: expect.arrayContaining(['11-23 11-24']),
      lines: [expect.stringMatching(line)],
    });
  });
});

it('dates of a list may be parted as in vCalendar', () => {
  const daily = vevent('UID:d', 'DTSTART:20261101T110000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY');
  const without = [...daily.slice(0, -1), 'EXDATE:20261122T110000Z;20261123T110000Z', 'END:VEVENT'];
  expect(told(file(without))).toMatchObject({ times: [], lines: [] });
});

describe('whole days whose exceptions are named by a time', () => {
  const days = ['UID:d', 'DTSTART;VALUE=DATE:20261102', 'RRULE:FREQ=WEEKLY'];
  const names = [
    ';TZID=Europe/Rome:20261123T000000',
    ':20261123T000000',
    ':20261122T230000Z',
    ':20261123T000000Z',
    ';TZID=America/New_York:20261123T000000',
    ';VALUE=DATE:20261123',
  ];
  it.each(names)('EXDATE%s', (name) => {
    expect(told(file(vevent(...days, `EXDATE${name}`))).times).toEqual([]);
  });

  it.each(names)('RECURRENCE-ID%s', (name) => {
    const moved = vevent('UID:d', `RECURRENCE-ID${name}`, 'DTSTART;VALUE=DATE:20261125');
    expect(told(file(vevent(...days), moved)).times).toEqual([]);
  });

  it('and times that are named by their day', () => {
    const daily = vevent('UID:d', 'DTSTART:20261101T110000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY');
    const moved = vevent(
      'UID:d',
      'RECURRENCE-ID;VALUE=DATE:20261123',
      'DTSTART:20261123T150000Z',
      'DURATION:PT1H',
    );
    expect(told(file(daily, moved)).times).toEqual(['23T16:00 23T17:00']);
  });
});
