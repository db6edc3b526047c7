import { describe, expect, it } from 'vitest';
import { file, ITS_NOON, NOON, one, told, vevent } from '../helpers/exports.ts';

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
      'a component that nobody knows',
      file([...noon.slice(0, 1), 'BEGIN:FOO', 'DTSTART:20200101T000000Z', 'END:FOO', ...noon.slice(1)]),
      [],
    ],
    ['a start that is empty', file(noon, vevent('UID:v', 'DTSTART:')), [/line 10, UID v: DTSTART skipped/]],
    [
      'busy times beside its events',
      file(noon, ['BEGIN:VFREEBUSY', 'FREEBUSY:20261123T090000Z/PT1H', 'END:VFREEBUSY']),
      [/line 8: VFREEBUSY skipped.*export the events/],
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
