import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../src/record/icalendar.ts';

const DAY = { from: Date.parse('2026-11-22T23:00:00Z'), until: Date.parse('2026-11-23T23:00:00Z') };

/** A file with such components, each given by its lines. */
function file(...components: string[][]): string {
  const events = components.map((lines) => (lines[0]?.startsWith('BEGIN') ? lines : vevent(...lines)));
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events.flat(), 'END:VCALENDAR', ''].join('\r\n');
}

const vevent = (...lines: string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];

const WINDOWS_ZONE = [
  'BEGIN:VTIMEZONE',
  'TZID:W. Europe Standard Time',
  ...['BEGIN:STANDARD', 'DTSTART:16010101T030000', 'TZOFFSETFROM:+0200', 'TZOFFSETTO:+0100'],
  ...['RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10', 'END:STANDARD'],
  ...['BEGIN:DAYLIGHT', 'DTSTART:16010101T020000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200'],
  ...['RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3', 'END:DAYLIGHT', 'END:VTIMEZONE'],
];
const WINDOWS = 'TZID=W. Europe Standard Time';
const ROME = 'TZID=Europe/Rome';
const daily = (...more: string[]) => [
  'UID:d',
  `DTSTART;${ROME}:20261101T090000`,
  'DURATION:PT30M',
  'RRULE:FREQ=DAILY',
  ...more,
];

/** When the events of 23 November 2026 in Rome begin and end by its clocks, in order. */
function timesOf(...components: string[][]): string[] {
  const { events } = eventsOf(file(...components), { ...DAY, timeZone: 'Europe/Rome' });
  return events.map(({ start, end }) =>
    start?.date
      ? `${start.date} ${end?.date}`
      : `${start?.dateTime?.slice(8, 16)} ${end?.dateTime?.slice(8, 16)}`,
  );
}

const one = (...lines: string[]) => timesOf(['UID:u', ...lines]);

describe('the times of an .ics file', () => {
  it.each([
    ['UTC', ['DTSTART:20261123T090000Z', 'DTEND:20261123T100000Z'], '23T10:00 23T11:00'],
    ['floating', ['DTSTART:20261123T140000', 'DURATION:PT1H'], '23T14:00 23T15:00'],
    [
      'in a zone of the IANA database that the file does not define',
      ['DTSTART;TZID=America/New_York:20261123T090000', 'DURATION:PT1H'],
      '23T15:00 23T16:00',
    ],
    ['a day without an end', ['DTSTART;VALUE=DATE:20261123'], '2026-11-23 2026-11-24'],
    [
      'days that began before',
      ['DTSTART;VALUE=DATE:20261121', 'DTEND;VALUE=DATE:20261124'],
      '2026-11-21 2026-11-24',
    ],
    ['over midnight', ['DTSTART:20261122T200000Z', 'DTEND:20261123T080000Z'], '22T21:00 23T09:00'],
  ])('%s', (_, lines, expected) => {
    expect(one(...lines)).toEqual([expected]);
  });

  it('in a zone that only the file defines', () => {
    const event = ['UID:w', `DTSTART;${WINDOWS}:20261012T090000`, 'DURATION:PT30M', 'RRULE:FREQ=WEEKLY'];
    expect(timesOf(WINDOWS_ZONE, event)).toEqual(['23T09:00 23T09:30']);
  });

  it('leave out what is over, and what is yet to come', () => {
    expect(one('DTSTART:20261122T200000Z', 'DTEND:20261122T230000Z')).toEqual([]);
    expect(one('DTSTART:20261124T200000Z', 'DTEND:20261124T210000Z')).toEqual([]);
  });
});

describe('a recurring event', () => {
  it('keeps its hour where clocks change, and ends at UNTIL', () => {
    const series = (until: string) => [
      'UID:s',
      `DTSTART;${ROME}:20261012T090000`,
      'DURATION:PT1H',
      `RRULE:FREQ=WEEKLY;UNTIL=${until}`,
    ];
    expect(timesOf(series('20261123T080000Z'))).toEqual(['23T09:00 23T10:00']);
    expect(timesOf(series('20261123T075959Z'))).toEqual([]);
  });

  it.each([
    ['in its own zone', `EXDATE;${ROME}:20261122T090000,20261123T090000`],
    ['in another zone', 'EXDATE:20261123T080000Z'],
    ['by its date', 'EXDATE;VALUE=DATE:20261123'],
  ])('lacks an occurrence that was taken out %s', (_, exdate) => {
    expect(timesOf(daily(exdate))).toEqual([]);
  });

  it('has one more on a date of its own', () => {
    expect(timesOf(daily(`RDATE;${ROME}:20261123T210000`))).toEqual([
      '23T09:00 23T09:30',
      '23T21:00 23T21:30',
    ]);
  });

  it.each([
    ['moved within the day', `${ROME}:20261123T090000`, '20261123T110000', ['23T11:00 23T12:00']],
    ['moved, named in another zone', '20261123T080000Z', '20261123T110000', ['23T11:00 23T12:00']],
    ['moved away', `${ROME}:20261123T090000`, '20261125T090000', []],
    [
      'moved here from another day',
      `${ROME}:20261120T090000`,
      '20261123T110000',
      ['23T09:00 23T09:30', '23T11:00 23T12:00'],
    ],
  ])('has an occurrence that was %s', (_, replaced, start, expected) => {
    const name = replaced.startsWith('TZID') ? 'RECURRENCE-ID;' : 'RECURRENCE-ID:';
    const part = ['UID:d', `${name}${replaced}`, `DTSTART;${ROME}:${start}`, 'DURATION:PT1H'];
    expect(timesOf(daily(), part)).toEqual(expected);
  });

  it('is changed from an occurrence on', () => {
    const part = [
      'UID:d',
      `RECURRENCE-ID;RANGE=THISANDFUTURE;${ROME}:20261120T090000`,
      `DTSTART;${ROME}:20261120T093000`,
      'DURATION:PT1H',
    ];
    expect(timesOf(daily(), part)).toEqual(['23T09:30 23T10:30']);
  });

  it('is cancelled once', () => {
    const part = [
      'UID:d',
      `RECURRENCE-ID;${ROME}:20261123T090000`,
      `DTSTART;${ROME}:20261123T090000`,
      'STATUS:CANCELLED',
    ];
    const { events } = eventsOf(file(daily(), [...part, 'DURATION:PT1H']), {
      ...DAY,
      timeZone: 'Europe/Rome',
    });
    expect(events.map(({ status }) => status)).toEqual(['cancelled']);
  });
});

describe('what an .ics file says of an event', () => {
  const told = (...lines: string[]) =>
    eventsOf(
      file(['UID:u', 'DTSTART:20261123T090000Z', 'DURATION:PT1H', ...lines]).replace(
        'VERSION:2.0',
        'X-WR-CALNAME:Blue\r\nX-WR-TIMEZONE:Asia/Kathmandu',
      ),
      { ...DAY, timeZone: undefined },
    );
  const room = (name: string, answer: string) =>
    `ATTENDEE;CUTYPE=RESOURCE;CN=${name};PARTSTAT=${answer}:mailto:${name}@example.org`;

  it.each([
    ['SUMMARY:Plan\\, B', { summary: 'Plan, B' }],
    ['TRANSP:TRANSPARENT', { transparency: 'transparent' }],
    ['STATUS:TENTATIVE', { status: 'tentative' }],
    ['CLASS:PRIVATE', { visibility: 'private' }],
    ['CLASS:CONFIDENTIAL', { visibility: 'confidential' }],
    ['CREATED:20261101T120000Z', { created: '2026-11-01T12:00:00.000Z' }],
    [
      'ORGANIZER;CN=Ada:mailto:ada@example.org',
      { organizer: { displayName: 'Ada', email: 'ada@example.org' } },
    ],
    [room('Red', 'DECLINED'), { attendees: [{ self: true, responseStatus: 'declined' }] }],
    [room('Red', 'NEEDS-ACTION'), { attendees: [{ self: true, responseStatus: 'needsAction' }] }],
    [
      `${room('Red', 'ACCEPTED')}\r\n${room('Blue', 'DECLINED')}`,
      { attendees: [{ self: true, responseStatus: 'declined' }] },
    ],
  ])('%s', (line, expected) => {
    const { events, timeZone } = told(...line.split('\r\n'));
    expect(timeZone).toBe('Asia/Kathmandu');
    expect(events).toEqual([
      {
        id: expect.any(String),
        start: { dateTime: '2026-11-23T14:45:00+05:45' },
        end: { dateTime: '2026-11-23T15:45:00+05:45' },
        ...expected,
      },
    ]);
  });

  it.each([
    'ATTENDEE;CN=Ada;PARTSTAT=DECLINED:mailto:ada@example.org',
    'CLASS:PUBLIC',
    'TRANSP:OPAQUE',
    'LOCATION:Blue',
  ])('%s is nothing to a door', (line) => {
    expect(Object.keys(told(line).events[0]!)).toEqual(['id', 'start', 'end']);
  });
});

it.each([
  ['no calendar', 'Dear Ada,', /no iCalendar file/],
  ['another thing', 'BEGIN:VCARD\r\nEND:VCARD\r\n', /no VCALENDAR/],
  ['a zone that nobody knows', file(['UID:u', 'DTSTART;TZID=Mars:20261123T090000']), /UID u: .*TZID=Mars/],
])('a file with %s is refused', (_, text, message) => {
  expect(() => eventsOf(text, { ...DAY, timeZone: 'Europe/Rome' })).toThrow(message);
});
