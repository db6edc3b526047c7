import { describe, expect, it } from 'vitest';
import { bandOf } from '../../src/pages/shared/band.ts';
import { freeDoor, meeting } from './told.ts';

const times = { zone: 'Europe/Rome', locale: 'en-GB', hourCycle: 'h23' };
const at = (time: string) => Date.parse(`2026-11-23T${time}:00+01:00`);
const dayWith = (...meetings: ReturnType<typeof meeting>[]) => ({ ...freeDoor().day!, meetings });

describe('the band of a day', () => {
  it('begins at a full hour before now, ends at 19 o’clock, and has now in it', () => {
    const { ticks, now, unknown, blocks } = bandOf(dayWith(), at('10:20'), times);
    // 9 to 19 o'clock.
    expect(now).toBeCloseTo(100 * (80 / 600));
    expect(ticks.map(({ label }) => label)).toEqual(['10:00', '12:00', '14:00', '16:00', '18:00']);
    expect(ticks[0]?.left).toBeCloseTo(10);
    expect([unknown, blocks]).toEqual([undefined, []]);
  });

  it('holds what is known of the day, past, present and to come', () => {
    const band = bandOf(
      dayWith(
        meeting('past', '09:00', '10:00'),
        meeting('now', '10:00', '11:00'),
        meeting('late', '20:00', '21:00'),
      ),
      at('10:20'),
      times,
    );
    expect(band.blocks.map(({ id, isPast, isNow, lane }) => [id, isPast, isNow, lane])).toEqual([
      ['past', true, false, 0],
      ['now', false, true, 0],
      ['late', false, false, 0],
    ]);
    // 9 to 21 o'clock.
    expect(band.blocks[1]).toMatchObject({ left: expect.closeTo(100 / 12), width: expect.closeTo(100 / 12) });
    expect(band.blocks[2]!.left + band.blocks[2]!.width).toBeCloseTo(100);
  });

  it('lays what overlaps into lanes', () => {
    const band = bandOf(
      dayWith(meeting('a', '10:00', '12:00'), meeting('b', '11:00', '13:00'), meeting('c', '12:00', '14:00')),
      at('10:20'),
      times,
    );
    expect(band.lanes).toBe(2);
    expect(band.blocks.map(({ lane }) => lane)).toEqual([0, 1, 0]);
  });

  it('a meeting of the whole day does not stretch it to midnight', () => {
    const whole = { ...meeting('whole', '00:00', '00:00'), end: '2026-11-24T00:00:00+01:00' };
    const { blocks } = bandOf(dayWith(whole), at('10:20'), times);
    expect(blocks).toMatchObject([{ left: 0, width: 100 }]);
  });

  it('says how far the day is known', () => {
    const day = { ...dayWith(), known_until: '2026-11-23T14:00:00+01:00' };
    expect(bandOf(day, at('10:20'), times).unknown).toEqual({
      left: expect.closeTo(50),
      width: expect.closeTo(50),
    });
  });

  it('goes on until midnight for who is still there', () => {
    const { now, ticks } = bandOf(dayWith(), at('23:30'), times);
    expect(now).toBeGreaterThan(0);
    expect(now).toBeLessThanOrEqual(100);
    expect(ticks.map(({ label }) => label)).toEqual(['23:00']);
  });

  it('has the hours that clocks show on a day that has 25', () => {
    const day = {
      start: '2026-10-25T00:00:00+02:00',
      end: '2026-10-26T00:00:00+01:00',
      known_until: '2026-10-26T00:00:00+01:00',
      meetings: [],
    };
    const { ticks } = bandOf(day, Date.parse('2026-10-25T02:10:00+02:00'), times);
    expect(ticks.map(({ label }) => label)).toEqual(['03:00', '06:00', '09:00', '12:00', '15:00', '18:00']);
  });
});
