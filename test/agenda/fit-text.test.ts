import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agendaOf } from '../../src/agenda/agenda.ts';
import { fitText } from '../../src/agenda/fit-text.ts';
import { anyCharacter } from '../helpers/any-text.ts';
import { timed } from './builders.ts';

describe('a text for a board', () => {
  it.each([
    ['a line break', 'Line one\nLine two\r\nLine three', 'Line one Line two Line three'],
    ['breaks with blanks about them', ' one \r\n\r\n  two ', 'one two'],
    ['the breaks of Unicode', 'one\u2028two\u2029three\u0085four', 'one two three four'],
    ['a tabulator', 'A\tB', 'A B'],
    ['nothing and a bell', 'A\u0000B\u0007', 'A B'],
    ['an override', '\u202eevil', 'evil'],
    ['isolates', '\u2066a\u2069b\u202ac\u202c', 'abc'],
    ['half a pair', 'a\ud83d', 'a\ufffd'],
    ['nothing', '', ''],
    ['blanks', ' \u00a0\u3000 ', ''],
    ['what nobody sees', '\u200b\u200b', ''],
    ['a joiner, a mark and a filler', '\u200d\u200e\ufe0f\u3164\u2800', ''],
    ['overrides and a break', '\u202e\n\u202c', ''],
  ])('%s', (_, text, fit) => {
    expect(fitText(text)).toBe(fit);
  });

  it.each([
    'Stand-up',
    'Two  blanks',
    'Réunion 会議 ישיבה',
    '👩‍👩‍👧 “offsite” ❤️',
    'نیم\u200cفاصله',
    'A & B <sync>',
  ])('stays as it is: %s', (text) => {
    expect(fitText(text)).toBe(text);
  });

  it('is one line, fit already, and quickly found', () => {
    const text = fc.string({ unit: anyCharacter, maxLength: 40 });
    const isFit = (one: string) => {
      const fit = fitText(one);
      expect(fit).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
      expect(fitText(fit)).toBe(fit);
    };
    fc.assert(fc.property(text, isFit), { seed: 20_261_125 });
    expect(fitText(`a${' '.repeat(100_000)}é`)).toHaveLength(100_002);
  });
});

describe('an organizer', () => {
  const organizerOf = (organizer: { displayName?: string; email?: string }) => {
    const events = [timed('a', '2026-11-23T10:00:00+01:00', '2026-11-23T11:00:00+01:00', { organizer })];
    return agendaOf({ events, timeZone: 'Europe/Rome', asOf: 0, complete: true }).meetings[0]?.organizer;
  };

  it('is fit for a board, and known by the address where the name is invisible', () => {
    expect(organizerOf({ displayName: 'Ada\nLovelace', email: 'ada@example.org' })).toBe('Ada Lovelace');
    expect(organizerOf({ displayName: '\u200b', email: 'ada@example.org' })).toBe('ada@example.org');
  });
});
