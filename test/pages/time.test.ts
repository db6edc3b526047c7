import { describe, expect, it } from 'vitest';
import { dimIn, isDark } from '../../src/pages/shared/dim.ts';
import { clockText, dayText, minuteOfDay } from '../../src/pages/shared/local-time.ts';
import { BELIEF_MS, backoffMs, isBelieved } from '../../src/pages/shared/patience.ts';
import { ServiceClock } from '../../src/pages/shared/service-clock.ts';

describe('the clock of a page', () => {
  it('is what the service said, and what has passed since', () => {
    const clock = new ServiceClock();
    expect(clock.at(5)).toBeUndefined();
    clock.tell(1_000_000, 50);
    expect(clock.at(50)).toBe(1_000_000);
    expect(clock.at(1_050)).toBe(1_001_000);
    clock.tell(2_000_000, 1_050);
    expect(clock.at(1_051)).toBe(2_000_001);
    clock.forget();
    expect(clock.at(1_052)).toBeUndefined();
  });

  it.each([
    ['Europe/Rome', 'h23', '00:05'],
    ['Europe/Rome', 'h12', '12:05 AM'],
    ['Asia/Kathmandu', 'h23', '04:50'],
    ['America/New_York', 'h12', '6:05 PM'],
  ])('reads in %s with %s', (zone, hourCycle, text) => {
    const at = Date.parse('2026-11-23T00:05:00+01:00');
    expect(clockText(at, { zone, hourCycle, locale: 'en-GB' }).replace(/\s/g, ' ')).toBe(text);
  });

  it('names days in the language of the words', () => {
    const at = Date.parse('2026-11-23T12:00:00+01:00');
    expect(dayText(at, { zone: 'Europe/Rome', hourCycle: 'h23', locale: 'en-GB' })).toBe('Mon 23 Nov');
    expect(minuteOfDay(at, 'Europe/Rome')).toBe(720);
    expect(minuteOfDay(Date.parse('2026-11-23T00:00:00+01:00'), 'Europe/Rome')).toBe(0);
  });
});

describe('patience', () => {
  it('grows to a quarter of a minute, and no further', () => {
    expect([1, 2, 3, 4, 5, 99].map((attempt) => backoffMs(attempt, 1))).toEqual([
      1_000, 2_000, 4_000, 8_000, 15_000, 15_000,
    ]);
    expect(backoffMs(1, 0)).toBe(500);
  });

  it('ends 45 s after the last word', () => {
    expect(isBelieved(1_000, 1_000 + BELIEF_MS - 1)).toBe(true);
    expect(isBelieved(1_000, 1_000 + BELIEF_MS)).toBe(false);
  });
});

describe('dim', () => {
  it.each([
    ['?dim=19:00-07:00', { from: 1140, to: 420 }],
    ['?a=b&dim=9:30-10:00', { from: 570, to: 600 }],
    ['?dim=19%3A00-07%3A00', { from: 1140, to: 420 }],
    ['?dim=00:00-24:00', { from: 0, to: 1440 }],
    ['?dim=25:00-07:00', undefined],
    ['?dim=19:60-07:00', undefined],
    ['?dim=night', undefined],
    ['?dimmer=19:00-07:00', undefined],
    ['', undefined],
  ])('reads %s', (search, dim) => {
    expect(dimIn(search)).toEqual(dim);
  });

  it.each([
    [
      'over midnight',
      { from: 1140, to: 420 },
      [
        [1139, false],
        [1140, true],
        [1439, true],
        [0, true],
        [419, true],
        [420, false],
      ],
    ],
    [
      'within a day',
      { from: 600, to: 660 },
      [
        [599, false],
        [600, true],
        [659, true],
        [660, false],
      ],
    ],
    [
      'never',
      { from: 600, to: 600 },
      [
        [600, false],
        [0, false],
      ],
    ],
  ] as const)('is dark %s', (_, dim, times) => {
    for (const [minute, dark] of times) expect(isDark(dim, minute), String(minute)).toBe(dark);
  });
});
