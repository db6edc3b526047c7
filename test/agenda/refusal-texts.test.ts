import { describe, expect, it } from 'vitest';
import { busyUntilText, freeOnlyText } from '../../src/agenda/refusal-texts.ts';
import { wordingOf } from '../../src/agenda/wording.ts';
import { at } from './builders.ts';

const ROME = 'Europe/Rome';
const NOW = at('2026-11-23T19:00:00+01:00');
const lengthOf = (text: string) => [...new Intl.Segmenter().segment(text)].length;

describe('a busy room is busy', () => {
  it.each([
    ['19:45', '2026-11-23T19:45:00+01:00'],
    ['19:45', '2026-11-23T19:45:59+01:00'],
    ['00:00', '2026-11-24T00:00:00+01:00'],
    ['Tue 24 Nov 02:00', '2026-11-24T02:00:00+01:00'],
    ['Wed 25 Nov 00:00', '2026-11-25T00:00:00+01:00'],
    ['Wed 2 Dec 09:00', '2026-12-02T09:00:00+01:00'],
  ])('until %s', (time, until) => {
    const text = busyUntilText(at(until), { now: NOW, zone: ROME, wording: wordingOf() });
    expect(text).toBe(`busy until ${time}`);
  });

  it('until a time by the clock of its own zone', () => {
    const inZone = { now: NOW, zone: 'Asia/Kathmandu', wording: wordingOf() };
    expect(busyUntilText(at('2026-11-23T19:10:00+01:00'), inZone)).toBe('busy until 23:55');
  });
});

describe('what a refusal says', () => {
  it('of a room that is free for too short', () => {
    expect(freeOnlyText(25, wordingOf())).toBe('free for 25 min only');
  });

  it('is in the language of the door, and 60 characters long at most', () => {
    const texts = {
      busy_until: `${'besetzt '.repeat(9)}bis {time}`,
      free_only: `${'frei '.repeat(14)}{mins}`,
    };
    const wording = wordingOf({ locale: 'de-DE', texts });
    const busy = busyUntilText(at('2026-11-24T09:00:00+01:00'), { now: NOW, zone: ROME, wording });
    for (const text of [busy, freeOnlyText(25, wording)]) {
      expect(text.endsWith('…')).toBe(true);
      expect(lengthOf(text)).toBeLessThanOrEqual(60);
    }
    const short = wordingOf({ locale: 'de-DE', texts: { busy_until: 'besetzt bis {time}' } });
    const said = busyUntilText(at('2026-11-24T09:00:00+01:00'), { now: NOW, zone: ROME, wording: short });
    expect(said).toBe('besetzt bis Di 24 Nov 09:00');
  });
});
