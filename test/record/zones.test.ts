import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../src/record/icalendar.ts';
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
    // A colon without quotes around it.
    ['tzone://Microsoft/Utc', '14'],
    ['(UTC+01:00) Amsterdam\\, Berlin\\, Bern\\, Rome', '13'],
    ['(GMT+01.00) Sarajevo/Warsaw/Zagreb', '13'],
    ['"(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi"', '08'],
    ['"(UTC+05:45) Kathmandu"', '08'],
    ['"(UTC-04:00) Atlantic Time (Canada)"', '18'],
    ['W. Europe Daylight Time', '13'],
    ['Europe\\/Rome', '13'],
  ])('%s', (tzid, hour) => {
    expect(at13(tzid)).toMatchObject({ times: [expect.stringMatching(`^23T${hour}:`)], lines: [] });
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

  it('that the file defines to the end of a year are those of the database in the next', () => {
    const summer = standard('20250330T020000', '+0100', '+0200').map((line) =>
      line.replace('STANDARD', 'DAYLIGHT'),
    );
    const lastYear = zone('Rome', ['X-LIC-LOCATION:Europe/Rome'], summer);
    const file2025 = file(
      [...lastYear.slice(0, -1), ...standard('20251026T030000', '+0200', '+0100'), 'END:VTIMEZONE'],
      [...event('Rome').map((line) => line.replace('20261123', '20260723'))],
    );
    const from = Date.parse('2026-07-23');
    const { events } = eventsOf(file2025, { from, until: from + 86_400_000, timeZone: 'Europe/Rome' });
    expect(events[0]?.start?.dateTime).toBe('2026-07-23T13:00:00+02:00');
  });

  it('that two calendars of a file define differently are each calendar’s own', () => {
    const custom = (offset: string) => zone('Custom', standard('19700101T000000', offset, offset));
    const calendars = ['+0100', '+0900'].map((offset, index) =>
      file(custom(offset), [`BEGIN:VEVENT`, `UID:${index}`, ...event('Custom').slice(2)]),
    );
    expect(told(calendars.join(''))).toMatchObject({ times: ['23T05:00 23T06:00', '23T13:00 23T14:00'] });
  });

  it.each(['+01', '+1', '+01:00', '+010000', '0100'])('may be ahead by %s', (offset) => {
    const custom = zone('Custom', standard('19700101T000000', offset, offset));
    expect(told(file(custom, event('Custom')))).toMatchObject({ times: ['23T13:00 23T14:00'], lines: [] });
  });

  it('of which a part can’t be read have a line', () => {
    const custom = zone(
      'Custom',
      standard('19701025T030000', 'CEST', 'CET'),
      standard('19700101T000000', '+0100', '+0100'),
    );
    expect(told(file(custom, event('Custom')))).toMatchObject({
      times: ['23T13:00 23T14:00'],
      lines: [expect.stringMatching(/line 5: STANDARD of Custom skipped/)],
    });
  });

  it('that nobody can read are taken by the place that stands beside them', () => {
    const empty = zone('Custom', ['X-LIC-LOCATION:Asia/Tokyo']);
    expect(told(file(['X-WR-TIMEZONE:Europe/Rome'], empty, event('Custom')))).toMatchObject({
      times: ['23T05:00 23T06:00'],
    });
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
