import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../src/record/icalendar.ts';

const DAY_MS = 86_400_000;
const NOVEMBER = '2026-11-23';

/** What a file of fixtures/ics has within the day and the next, and the lines told of it. */
function told(name: string, { day = NOVEMBER, zone = 'Europe/Rome' }: { day?: string; zone?: string } = {}) {
  const lines: string[] = [];
  const [from, until] = [Date.parse(day) - DAY_MS, Date.parse(day) + 2 * DAY_MS];
  const file = readFileSync(`fixtures/ics/${name}.ics`);
  const { events } = eventsOf(file, { from, until, timeZone: zone, tell: (line) => lines.push(line) });
  const shown = events.map(({ summary, start, end }) => {
    const times = [start, end].map((one) => one?.date ?? one?.dateTime?.slice(8, 16));
    return `${summary} ${times.join(' ')}`;
  });
  return {
    events: shown.filter((one) => one.includes(` ${day}`) || one.includes(` ${day.slice(8)}T`)),
    lines,
  };
}

describe('what the world exports', () => {
  it.each<[string, string[], Parameters<typeof told>[1]?]>([
    ['allday-exchange-exdate', [], { zone: 'Europe/Berlin' }],
    ['allday-until-utc', []],
    ['bom', ['Fine 23T12:00 23T13:00']],
    ['busy-only-overrides', ['Busy 23T10:30 23T11:00']],
    ['byweekno', []],
    ['count-neg', []],
    ['created-year0', ['Old export 23T10:00 23T11:00']],
    ['date-and-datetime', ['Holiday 2026-11-23 2026-11-24']],
    ['date-without-value', ['Holiday 2026-11-23 2026-11-24', 'Fine 23T12:00 23T13:00']],
    ['date-without-value-elsewhere', ['Fine 23T12:00 23T13:00']],
    ['free-busystatus', ['Hold 23T12:00 23T13:00']],
    ['gap-time', ['In the gap 29T03:00 29T03:30'], { day: '2026-03-29' }],
    ['no-uid', ['One 23T10:00 23T11:00', 'Two 23T10:00 23T10:30']],
    ['no-uid-series', ['Weekly 23T10:00 23T11:00', 'Other 23T14:00 23T15:00']],
    ['plain', ['Fine 23T12:00 23T13:00']],
    ['rdate-period', ['Extra 23T10:00 23T13:00']],
    ['rdate-tzid', ['Lunar 23T02:00 23T03:00']],
    ['recur-other-zone', ['Moved 23T22:00 23T23:00']],
    ['response-comment', ['Talk 23T10:00 23T11:00', 'Fine 23T12:00 23T13:00']],
    ['room-declined', ['Declined 23T12:00 23T13:00']],
    ['room-declined-noncutype', ['Declined 23T12:00 23T13:00']],
    ['same-uid-twice', ['New 23T10:00 23T12:00']],
    ['same-uid-twice-moved', ['New 23T16:00 23T17:00']],
    ['second-weekday', [], { day: '2025-11-03' }],
    ['thisandfuture-exdate', []],
    ['twentieth-monday', []],
    ['tzid-and-z', ['Both 23T18:00 23T19:00']],
    ['until-date', ['LastOne 23T15:00 23T15:30']],
    ['windows-zone-undefined', ['Fine 23T12:00 23T13:00', 'Outlook 23T13:00 23T14:00']],
  ])('%s', (name, events, options) => {
    expect(told(name, options)).toEqual({ events, lines: [] });
  });

  it.each([
    ['trailing-line', ['Fine 23T12:00 23T13:00'], /^line 11: skipped, as it stands outside of the calendar/],
    [
      'raw-newline-in-description',
      ['Fine 23T12:00 23T13:00'],
      /^line 10, UID d: skipped, as it is no property/,
    ],
    [
      'huge-duration',
      ['Endless 23T10:00 07T10:00'],
      /^line 7, UID h: DURATION makes it longer than 100 years/,
    ],
  ])('%s, with a line', (name, events, line) => {
    expect(told(name)).toEqual({ events, lines: [expect.stringMatching(line)] });
  });

  it('hours that clocks skip', () => {
    const options = { day: '2026-04-01', zone: 'Europe/London' };
    const { events } = told('dst-gap-half-hours', options);
    expect(events).toEqual(told('dst-gap-half-hours-own-zone', options).events);
    expect(events).toHaveLength(5);
    const skipped = told('dst-gap-half-hours', { ...options, day: '2026-03-29' }).events;
    expect(skipped).toEqual(['Backup 29T02:00 29T02:10', 'Backup 29T02:30 29T02:40']);
  });

  it('five hundred weekly series of ten years, in less than a second', () => {
    const series = Array.from({ length: 500 }, (_, index) => [
      ...['BEGIN:VEVENT', `UID:s${index}`, `DTSTART;TZID=Europe/Rome:201501${10 + (index % 20)}T080000`],
      ...['DURATION:PT15M', 'RRULE:FREQ=WEEKLY', 'END:VEVENT'],
    ]);
    const file = ['BEGIN:VCALENDAR', ...series.flat(), 'END:VCALENDAR'].join('\r\n');
    const from = Date.parse(NOVEMBER);
    const begun = performance.now();
    const { events } = eventsOf(file, { from, until: from + 7 * DAY_MS - 1, timeZone: 'Europe/Rome' });
    expect(events).toHaveLength(500);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
