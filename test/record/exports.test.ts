import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../src/record/icalendar.ts';

const NOON = ['DTSTART:20261123T110000Z', 'DTEND:20261123T120000Z'];

const vevent = (...lines: string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
const file = (...components: string[][]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...components.flat(), 'END:VCALENDAR', ''].join('\r\n');

/** What is read of a file on 23 November 2026 in Rome, and the lines told. An empty zone is none. */
function told(text: string | Uint8Array, zoneTold = 'Europe/Rome') {
  const timeZone = zoneTold || undefined;
  const lines: string[] = [];
  const from = Date.parse('2026-11-22T23:00:00Z');
  const asked = { from, until: from + 86_400_000 - 1, timeZone, tell: (line: string) => lines.push(line) };
  const { events, timeZone: zone } = eventsOf(text, asked);
  const times = events.map(({ start, end }) =>
    [start, end].map((one) => one?.date?.slice(5) ?? one?.dateTime?.slice(8, 16)).join(' '),
  );
  return { times, lines, zone, titles: events.map(({ summary }) => summary) };
}

const one = (...lines: string[]) => told(file(vevent('UID:u', ...lines)));
const ITS_NOON = ['23T12:00 23T13:00'];

describe('bytes', () => {
  const text = file(vevent('UID:u', ...NOON, 'SUMMARY:Caffè'));
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');

  it.each([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16, the small end first', utf16],
    ['UTF-16, the big end first', Buffer.from(utf16).swap16()],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
    ['UTF-16 cut in a letter', utf16.subarray(0, -1)],
    ['Windows-1252', Buffer.from(text, 'latin1')],
    ['two files in one, each with its mark', Buffer.from(`\ufeff${text}\ufeff${file()}`)],
    ['lines that end with LF', Buffer.from(text.replaceAll('\r\n', '\n'))],
    ['lines that end with CR', Buffer.from(text.replaceAll('\r\n', '\r'))],
    ['lines that end twice', Buffer.from(text.replaceAll('\r\n', '\r\r\n'))],
  ])('%s', (_, bytes) => {
    expect(told(bytes)).toMatchObject({ times: ITS_NOON, titles: ['Caffè'], lines: [] });
  });

  it('a line that is folded within a letter', () => {
    const [before, after] = text.split('è').map((part) => Buffer.from(part)) as [Buffer, Buffer];
    const folded = Buffer.concat([before, Buffer.from([0xc3, 0x0d, 0x0a, 0x20, 0xa8]), after]);
    expect(told(folded)).toMatchObject({ titles: ['Caffè'], lines: [] });
  });
});

describe('a damaged file', () => {
  const noon = vevent('UID:u', ...NOON);
  it.each([
    ['no calendar around its events', noon.join('\n'), []],
    ['no end of its calendar', file(noon).replace(/END:VCALENDAR\s*/, ''), [/line 1: VCALENDAR is cut off/]],
    ['small letters', file(noon).replaceAll('VEVENT', 'vevent').replaceAll('BEGIN', 'begin'), []],
    [
      'an event without an end',
      file(noon.slice(0, -1), noon.slice(0, 1), ['END:VEVENT']),
      [/END:VEVENT is missing/, /no DTSTART/],
    ],
    [
      'an alarm without an end',
      file([...noon.slice(0, -1), 'BEGIN:VALARM', 'END:VEVENT']),
      [/END:VALARM is missing/],
    ],
    [
      'a text that begins something',
      file([...noon.slice(0, 1), 'BEGIN: lunch', ...noon.slice(1)]),
      [/line 4.*no property/],
    ],
    [
      'a parameter that is cut off',
      file(vevent('UID:u', 'ORGANIZER;CN="Ada:mailto:ada@example.org', ...NOON)),
      [/line 5, UID u: ORGANIZER skipped/],
    ],
  ])('with %s', (_, text, lines) => {
    expect(told(text)).toMatchObject({
      times: ITS_NOON,
      lines: lines.map((line) => expect.stringMatching(line)),
    });
  });

  it('that is cut off within an event has the others', () => {
    const cut = file(noon, vevent('UID:v', ...NOON)).slice(0, -40);
    expect(told(cut)).toMatchObject({
      times: ITS_NOON,
      lines: [/line 1/, /line 8.*skipped/].map((line) => expect.stringMatching(line)),
    });
  });

  it('of events without a start is empty', () => {
    expect(one('SUMMARY:Some day')).toMatchObject({
      times: [],
      lines: [expect.stringMatching(/no DTSTART/)],
    });
  });

  it('is refused where nothing can be read, with the lines that say why', () => {
    expect(() => one('DTSTART:20260230')).toThrow(
      /nothing in it can be read\nline 5, UID u: DTSTART skipped: 20260230 is no/,
    );
  });
});

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

it('much that repeats takes no memory beyond the first days', () => {
  const minutes = vevent('UID:m', 'DTSTART:20150101T000000Z', 'DURATION:PT1M', 'RRULE:FREQ=MINUTELY');
  const { times, lines } = told(file(minutes, vevent('UID:u', ...NOON)));
  expect(times).toHaveLength(1_441);
  expect(lines).toEqual([]);
});
