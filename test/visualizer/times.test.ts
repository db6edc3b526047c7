import { describe, expect, it } from 'vitest';
import { isoWithOffset } from '../../src/agenda/local-time.ts';
import type { Zone } from '../../src/agenda/zone.ts';
import { clock, date, offset, shortDate, ticks, time } from '../../src/visualizer/page/time.ts';

const at = Date.parse('2026-11-25T05:30:00Z');
const from = Date.parse('2026-11-01T07:00:00Z');
const until = Date.parse('2027-03-14T08:00:00Z');
const corrected = (name: string, hours: number): Zone => ({
  name,
  corrections: [{ from, until, offset: hours * 3_600_000 }],
});

describe('the clock of the page', () => {
  it.each<[string, Zone, string[]]>([
    ['by the browser’s rules', 'Europe/Rome', ['06:30:00', '06:30', 'Wed 25 Nov 2026', '25 Nov', 'GMT+1']],
    [
      'by Google’s, where they are newer',
      corrected('America/Winnipeg', -5),
      ['00:30:00', '00:30', 'Wed 25 Nov 2026', '25 Nov', 'GMT-5'],
    ],
    [
      'and of half an hour',
      corrected('Asia/Kolkata', 6.5),
      ['12:00:00', '12:00', 'Wed 25 Nov 2026', '25 Nov', 'GMT+6:30'],
    ],
    [
      'and of Greenwich',
      corrected('Europe/Rome', 0),
      ['05:30:00', '05:30', 'Wed 25 Nov 2026', '25 Nov', 'GMT'],
    ],
  ])('is the door’s: %s', (_, zone, shown) => {
    const found = [clock, time, date, shortDate, offset].map((tell) => tell(at, zone));
    expect(found).toEqual(shown);
    expect(isoWithOffset(at, zone).slice(11, 19)).toBe(found[0]);
  });

  it('goes by the browser’s rules again where no correction holds', () => {
    expect(time(until, corrected('America/Winnipeg', -5))).toBe('03:00');
    expect(offset(from - 1, corrected('America/Winnipeg', -5))).toBe('GMT-5');
  });

  it('has its round times, and midnight by its date', () => {
    const labels = ticks(at - 3_600_000, at + 3_600_000, corrected('America/Winnipeg', -5), 3);
    expect(labels.map(({ label }) => label)).toEqual(['25 Nov', '01:00']);
  });
});
