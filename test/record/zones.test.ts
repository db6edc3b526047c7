import { describe, expect, it } from 'vitest';
import { file, one, told, vevent } from '../helpers/exports.ts';

describe('zones', () => {
  const at13 = (tzid: string) => one(`DTSTART;TZID=${tzid}:20261123T130000`, 'DURATION:PT1H');
  it.each([
    ['/freeassociation.sourceforge.net/Europe/Rome', '13'],
    ['/mozilla.org/20050126_1/America/Argentina/Buenos_Aires', '17'],
    ['"Europe/Rome"', '13'],
    ['europe/rome', '13'],
    ['America/New York', '19'],
    ['US/Eastern', '19'],
    ['Eastern Standard Time', '19'],
    ['w. europe standard time', '13'],
    ['"(UTC-05:00) Eastern Time (US & Canada)"', '19'],
    ['"(UTC+01:00) Amsterdam, Berlin, Bern, Rome"', '13'],
    ['GMT+0200', '12'],
    ['"(GMT +02:00)"', '12'],
    ['"tzone://Microsoft/Utc"', '14'],
  ])('%s', (tzid, hour) => {
    expect(at13(tzid)).toMatchObject({ times: [expect.stringMatching(`^23T${hour}:00`)], lines: [] });
  });

  const zone = (name: string, ...observances: string[][]) => [
    'BEGIN:VTIMEZONE',
    `TZID:${name}`,
    ...observances.flat(),
    'END:VTIMEZONE',
  ];
  const standard = (start: string, from: string, to: string, ...more: string[]) => [
    'BEGIN:STANDARD',
    `DTSTART:${start}`,
    `TZOFFSETFROM:${from}`,
    `TZOFFSETTO:${to}`,
    ...more,
    'END:STANDARD',
  ];
  const event = (tzid: string) => vevent('UID:u', `DTSTART;TZID=${tzid}:20261123T130000`, 'DURATION:PT1H');

  it('that the file defines win over those of the database', () => {
    const five = zone('Europe/Paris', standard('19700101T000000', '+0500', '+0500'));
    expect(told(file(five, event('Europe/Paris')))).toMatchObject({
      times: ['23T09:00 23T10:00'],
      lines: [],
    });
    expect(told(file(five, event('europe/paris')))).toMatchObject({ times: ['23T09:00 23T10:00'] });
  });

  it('that the file defines for some years are those of the database in others', () => {
    const old = [
      'BEGIN:DAYLIGHT',
      'DTSTART:20190331T020000',
      'TZOFFSETFROM:+0100',
      'TZOFFSETTO:+0200',
      'END:DAYLIGHT',
    ];
    const some = zone('Europe/Berlin', standard('20181028T030000', '+0200', '+0100'), old);
    expect(told(file(some, event('Europe/Berlin')))).toMatchObject({ times: ['23T13:00 23T14:00'] });
  });

  it('that nobody can read have a line, and their name counts', () => {
    expect(told(file(zone('Europe/Rome'), event('Europe/Rome')))).toMatchObject({
      times: ['23T13:00 23T14:00'],
      lines: [expect.stringMatching(/line 3: VTIMEZONE Europe\/Rome skipped/)],
    });
  });

  it('that nobody names are guessed with a line', () => {
    const guessed = told(file(vevent('UID:u', 'DTSTART:20261123T130000')), '');
    const ours = Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(guessed).toMatchObject({
      zone: ours,
      lines: [expect.stringMatching(/that of this machine.*--time-zone/)],
    });
    expect(told(file(event('Asia/Tokyo')), '')).toMatchObject({
      zone: 'Asia/Tokyo',
      lines: [/its events/].map((line) => expect.stringMatching(line)),
    });
  });
});
