import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain, printable } from '../../src/telemetry/terminal.ts';
import { anyCharacter } from '../helpers/any-text.ts';
import { terminalOf } from '../helpers/sandbox.ts';
import { SPOKEN } from '../helpers/speaking.ts';

describe('what others wrote', () => {
  it.each([
    ['a title of a window', 'Lunch\u001b]0;pwned\u0007', 'Lunch\\u001b]0;pwned\\u0007'],
    ['a colour in one sign', '\u009b31mLunch', '\\u009b31mLunch'],
    ['an end of the line', 'Lunch\r\n12:00 busy', 'Lunch\\u000d\\u000a12:00 busy'],
    ['the ends of Unicode', 'a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
    ['another direction', 'a\u202eb\u202c\u2066c\u2069', 'a\\u202eb\\u202c\\u2066c\\u2069'],
    ['a step back', 'paid\u0008\u0008\u0008\u0008\u007f', 'paid\\u0008\\u0008\\u0008\\u0008\\u007f'],
    ['nothing', '\u0000', '\\u0000'],
    ['what nobody sees', '\u200b\u2060\ufeff', '\\u200b\\u2060\\ufeff'],
  ])('does not speak to the terminal: %s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it.each(['Stand-up', 'Réunion 会議 ישיבה', '👩‍👩‍👧 “offsite” \\u001b', ''])(
    'is shown as it is: %s',
    (text) => {
      expect(printable(text)).toBe(text);
    },
  );

  it('never speaks, whatever it is, and means the same where it is JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 20 }), (text) => {
        expect(printable(text)).not.toMatch(SPOKEN);
        expect(JSON.parse(printable(JSON.stringify(text)))).toBe(text);
      }),
      { seed: 1 },
    );
  });

  it('keeps its lines on a plain terminal, and what else the terminal can', () => {
    const { written, terminal } = terminalOf('yes');
    const { out, err, ask } = plain(terminal);
    out('one\u001b\ntwo');
    err('\u009bthree');
    expect(written).toMatchObject({ out: ['one\\u001b\ntwo'], err: ['\\u009bthree'] });
    expect(ask).toBe(terminal.ask);
  });
});
