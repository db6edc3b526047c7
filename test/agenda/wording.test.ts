import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GoogleEvent } from '../../src/agenda/agenda.ts';
import { cut } from '../../src/agenda/fit-text.ts';
import { occupancyAt } from '../../src/agenda/occupancy.ts';
import { propertiesAt } from '../../src/agenda/properties.ts';
import { type Wording, wordingOf } from '../../src/agenda/wording.ts';
import { agenda, allDay, at, timed } from './builders.ts';

const NOW = at('2026-11-23T09:00:00+01:00');
const nov = (dayAndTime: string) => `2026-11-${dayAndTime.replace(' ', 'T')}:00+01:00`;

function door(wording: Wording, ...events: GoogleEvent[]) {
  const known = agenda('Europe/Rome', ...events);
  return propertiesAt(known, occupancyAt(known, NOW), { now: NOW, stale: false, wording })!;
}

describe('the names of months and days', () => {
  it.each([
    ['en-GB', 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec', 'Mon Tue Wed Thu Fri Sat Sun'],
    ['en-US', 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec', 'Mon Tue Wed Thu Fri Sat Sun'],
    ['it-IT', 'gen feb mar apr mag giu lug ago set ott nov dic', 'lun mar mer gio ven sab dom'],
    ['de-DE', 'Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez', 'Mo Di Mi Do Fr Sa So'],
    ['fr', 'janv févr mars avr mai juin juil août sept oct nov déc', 'lun mar mer jeu ven sam dim'],
    ['ja-JP', '1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月', '月 火 水 木 金 土 日'],
    ['fa-IR', 'ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر', undefined],
  ])('of %s', (locale, months, weekdays) => {
    const wording = wordingOf({ locale });
    expect(wording.months.join(' ')).toBe(months);
    if (weekdays) expect(wording.weekdays.join(' ')).toBe(weekdays);
  });

  it('are English where nobody chose', () => {
    expect(wordingOf()).toEqual(wordingOf({ locale: 'en-GB', texts: {} }));
  });

  it('are those of the configuration, where it has some', () => {
    const months = Array.from({ length: 12 }, (_, month) => `M${month + 1}`);
    const wording = wordingOf({ locale: 'it-IT', texts: { months } });
    expect(wording.months).toEqual(months);
    expect(wording.weekdays[0]).toBe('lun');
  });
});

describe('a door in Italian', () => {
  const italian = wordingOf({
    locale: 'it-IT',
    texts: {
      free_until: 'Libera fino alle {time}',
      free_all_day: 'Libera tutto il giorno',
      private_meeting: 'Riunione privata',
      all_day: 'Tutto il giorno',
    },
  });

  it('is free until a private meeting', () => {
    const properties = door(italian, timed('a', nov('23 15:00'), nov('23 16:00'), { visibility: 'private' }));
    expect(properties).toMatchObject({
      curevmtg: 'Libera fino alle 15:00',
      nextevmtg: 'Riunione privata',
      nextevtm: '15:00-16:00',
    });
  });

  it('is taken by a private meeting, all day', () => {
    const properties = door(italian, allDay('a', '2026-11-23', '2026-11-24', { summary: ' ' }));
    expect(properties).toMatchObject({ curevmtg: 'Riunione privata', curevtm: 'Tutto il giorno' });
  });

  it('is free all day, before a whole day that is taken and before days that are', () => {
    expect(door(italian, allDay('a', '2026-11-25', '2026-11-26'))).toMatchObject({
      curevmtg: 'Libera tutto il giorno',
      nextevtm: 'mer 25 nov Tutto il giorno',
    });
    expect(door(italian, allDay('a', '2026-11-30', '2026-12-02'))).toMatchObject({
      nextevstart: 'nov 30',
      nextevend: 'dic 1',
      nextevtm: 'nov 30-dic 1',
    });
  });

  it('may say the time twice', () => {
    const wording = wordingOf({ texts: { free_until: '{time}! {time}!' } });
    expect(door(wording, timed('a', nov('23 15:00'), nov('23 16:00'))).curevmtg).toBe('15:00! 15:00!');
  });
});

describe('a door whose days have two digits', () => {
  const padded = wordingOf({ two_digit_days: true });

  it.each([
    ['days', '2026-11-02', '2026-11-05', 'Nov 02', 'Nov 04', 'Nov 02-Nov 04'],
    ['days of two digits', '2026-11-10', '2026-11-13', 'Nov 10', 'Nov 12', 'Nov 10-Nov 12'],
    ['years', '2026-11-02', '2027-11-10', 'Nov 02 2026', 'Nov 09 2027', 'Nov 02 2026-Nov 09 2027'],
  ])('has them in %s, of the meeting that runs and of the next', (_, first, endDate, start, end, range) => {
    const known = agenda('Europe/Rome', allDay('a', first, endDate));
    const doorAt = (now: number) =>
      propertiesAt(known, occupancyAt(known, now), { now, stale: false, wording: padded })!;
    const [before, then] = [doorAt(at('2026-10-31T12:00:00Z')), doorAt(at(`${first}T12:00:00Z`))];
    expect(before).toMatchObject({ nextevstart: start, nextevend: end, nextevtm: range });
    expect(then).toMatchObject({ curevstart: start, curevend: end, curevtm: range });
  });

  it('has them before the times of another day', () => {
    const properties = door(padded, timed('a', '2026-12-02T09:00:00+01:00', '2026-12-02T10:00:00+01:00'));
    expect(properties).toMatchObject({ nextevstart: '2026-12-02 09:00', nextevtm: 'Wed 02 Dec 09:00-10:00' });
  });
});

describe('a text of which nobody said how long it may be', () => {
  const titleOn = (summary: string) =>
    door(wordingOf(), timed('a', nov('23 08:00'), nov('23 10:00'), { summary })).curevmtg;

  it.each([
    ['64 letters', 'x'.repeat(64), 'x'.repeat(64)],
    ['65 letters', 'x'.repeat(65), `${'x'.repeat(63)}…`],
    ['64 of three bytes', '議'.repeat(64), '議'.repeat(64)],
    ['fewer of four', '🎉'.repeat(60), `${'🎉'.repeat(54)}…`],
    ['fewer of more', 'नि'.repeat(60), `${'नि'.repeat(36)}…`],
  ])('fits a board: %s', (_, summary, text) => {
    expect(titleOn(summary)).toBe(text);
    expect(Buffer.byteLength(String(titleOn(summary)))).toBeLessThanOrEqual(220);
  });

  it('is as long as the configuration says, whatever it takes', () => {
    const families = '👨‍👩‍👧‍👦'.repeat(100);
    const properties = door(
      wordingOf({ max_text_length: 100 }),
      timed('a', nov('23 08:00'), nov('23 10:00'), { summary: families }),
    );
    expect(properties.curevmtg).toBe(families);
  });
});

describe('a text that is cut', () => {
  it.each([
    ['fits', 'Stand-up', 8, 'Stand-up'],
    ['is one too long', 'Stand-ups', 8, 'Stand-u…'],
    ['would end with a blank', 'Weekly review', 8, 'Weekly…'],
    ['has room for nothing', 'Stand-up', 1, '…'],
    ['is empty', '', 1, ''],
    ['is one character that takes eleven code units', '👨‍👩‍👧‍👦', 1, '👨‍👩‍👧‍👦'],
    ['has families', '👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 2, '👨‍👩‍👧‍👦…'],
    ['has accents of their own', 'Cafe\u0301 e the\u0301', 5, 'Cafe\u0301…'],
    ['has flags', '🇮🇹🇳🇵🇼🇸', 2, '🇮🇹…'],
    ['has no limit', 'x'.repeat(5_000), Number.POSITIVE_INFINITY, 'x'.repeat(5_000)],
  ])('%s', (_, text, limit, expected) => {
    expect(cut(text, limit)).toBe(expected);
  });

  it('is never longer than the limit, never torn, and a beginning of the whole', () => {
    const count = (text: string) => [...new Intl.Segmenter().segment(text)].length;
    const isRight = (text: string, limit: number) => {
      const short = cut(text, limit);
      expect(count(short)).toBeLessThanOrEqual(limit);
      if (short === text) return;
      expect(count(text)).toBeGreaterThan(limit);
      const kept = short.slice(0, -1);
      expect(short).toBe(`${kept}…`);
      expect(text.startsWith(kept)).toBe(true);
      expect([...new Intl.Segmenter().segment(text)].map(({ index }) => index)).toContain(kept.length);
    };
    const texts = fc.string({ unit: 'grapheme', maxLength: 30 });
    fc.assert(fc.property(texts, fc.integer({ min: 1, max: 20 }), isRight), {
      seed: 20_261_122,
      numRuns: 400,
    });
  });

  it('is every text of the door but the ids, and when it changes', () => {
    const organizer = { displayName: 'The Organizing Committee' };
    const long = (id: string, start: string, end: string) =>
      timed(id, nov(start), nov(end), { summary: 'A title that goes on', organizer });
    const properties = door(
      wordingOf({ max_text_length: 5 }),
      long('current-meeting', '23 08:00', '23 10:00'),
      long('meeting-to-come', '24 10:00', '24 11:00'),
    );
    expect(properties).toEqual({
      busynow: 1,
      curevmtg: 'A ti…',
      curevstart: '08:00',
      curevend: '10:00',
      curevtm: '08:0…',
      nextevmtg: 'A ti…',
      nextevstart: '2026…',
      nextevend: '11:00',
      nextevtm: 'Tue…',
      curevid: 'current-meeting',
      nextevid: 'meeting-to-come',
      curevorganizer: 'The…',
      nextevorganizer: 'The…',
      stale: 0,
      nextchange: '1795424400',
      checkin: 0,
    });
    expect(door(wordingOf({ max_text_length: 8 })).curevmtg).toBe('Free al…');
  });
});
