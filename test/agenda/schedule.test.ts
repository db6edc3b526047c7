import { describe, expect, it } from 'vitest';
import {
  backoff,
  delayUntil,
  nextRefresh,
  operatorBackoff,
  relistWithin,
} from '../../src/agenda/schedule.ts';
import { at } from './builders.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

describe('backoff', () => {
  it.each([
    [0, 0, 1_000],
    [0, 0.5, 1_500],
    [1, 0, 2_000],
    [2, 0.25, 4_250],
    [5, 0.999, 32_999],
    [6, 0, 64_000],
    [6, 0.999, 64_000],
    [7, 0.5, 64_000],
    [1_000, 0.5, 64_000],
    [1e9, 0, 64_000],
  ])('before retry %i with random %f is %i ms', (attempt, random, ms) => {
    expect(backoff(attempt, random)).toBe(ms);
  });

  it('never shrinks from one retry to the next, whatever the jitter', () => {
    for (let attempt = 0; attempt < 100; attempt++) {
      expect(backoff(attempt + 1, 0)).toBeGreaterThanOrEqual(backoff(attempt, 0.999));
    }
  });
});

describe('operatorBackoff', () => {
  it('is 5 s, 1, 5 and 15 minutes, then an hour', () => {
    const waits = Array.from({ length: 6 }, (_, attempt) => operatorBackoff(attempt));
    expect(waits).toEqual([5 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, HOUR_MS]);
    expect(operatorBackoff(1e9)).toBe(HOUR_MS);
  });
});

describe('nextRefresh', () => {
  const last = at('2026-11-22T12:34:56.789Z');
  const rooms = Array.from({ length: 500 }, (_, i) => `room_${i}`);

  it.each(rooms.slice(0, 20))('comes after the last, within a period: %s', (room) => {
    for (const then of [
      last,
      last + 1,
      nextRefresh(room, last, HOUR_MS) - 1,
      nextRefresh(room, last, HOUR_MS),
    ]) {
      const wait = nextRefresh(room, then, HOUR_MS) - then;
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(HOUR_MS);
    }
  });

  it.each([HOUR_MS, 15 * MINUTE_MS, 7 * MINUTE_MS, 24 * HOUR_MS])('comes every period of %i ms', (period) => {
    const first = nextRefresh('blue_room', last, period);
    const second = nextRefresh('blue_room', first, period);
    expect(second - first).toBe(period);
    expect(nextRefresh('blue_room', second, period) - second).toBe(period);
  });

  it('keeps to the minute of its room, whenever the last one was', () => {
    const lasts = Array.from({ length: 100 }, (_, i) => last + i * 37 * SECOND_MS);
    expect(new Set(lasts.map((then) => nextRefresh('blue_room', then, HOUR_MS) % HOUR_MS)).size).toBe(1);
  });

  it('makes 24 lists a day', () => {
    const end = last + 24 * HOUR_MS;
    let refreshes = 0;
    for (let next = last; next < end; next = nextRefresh('blue_room', next, HOUR_MS)) refreshes++;
    expect(refreshes).toBeGreaterThanOrEqual(23);
    expect(refreshes).toBeLessThanOrEqual(25);
  });

  it('spreads 500 rooms over the hour', () => {
    const perMinute = new Map<number, number>();
    for (const room of rooms) {
      const minute = Math.floor((nextRefresh(room, last, HOUR_MS) % HOUR_MS) / MINUTE_MS);
      perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1);
    }
    expect(perMinute.size).toBeGreaterThan(50);
    expect(Math.max(...perMinute.values())).toBeLessThan(25);
  });

  it.each(['', 'sala_è', '会議室', '🦊'])('takes any name: %j', (room) => {
    expect(nextRefresh(room, last, HOUR_MS)).toBeGreaterThan(last);
  });
});

describe('delayUntil', () => {
  const now = at('2026-11-22T12:00:00Z');

  it.each([
    ['the time that is left', now + 90 * SECOND_MS, 90 * SECOND_MS],
    ['one millisecond where one is left', now + 1, 1],
    ['one millisecond where none is left', now, 1],
    ['one millisecond where the time has passed', now - HOUR_MS, 1],
    ['an hour where an hour is left', now + HOUR_MS, HOUR_MS],
    ['an hour at most', now + HOUR_MS + 1, HOUR_MS],
    ['an hour where a timer would overflow', now + 2 ** 31, HOUR_MS],
    ['an hour where there is no end', Number.POSITIVE_INFINITY, HOUR_MS],
    ['one millisecond where the clock was set far ahead', 0, 1],
  ])('is %s', (_, instant, ms) => {
    expect(delayUntil(instant, now)).toBe(ms);
  });
});

describe('relistWithin', () => {
  it('is the time in which half of the budget lists all rooms once', () => {
    expect(relistWithin(50, 75, HOUR_MS)).toBe(80_000);
    expect(relistWithin(0, 300, HOUR_MS)).toBe(0);
  });

  it('is none where that is not much sooner than each is listed anyway', () => {
    expect(relistWithin(4_499, 300, HOUR_MS)).toBeLessThan(HOUR_MS / 2);
    expect(relistWithin(4_500, 300, HOUR_MS)).toBeUndefined();
  });
});
