import { describe, expect, it } from 'vitest';
import { isAnswered, isTooLate, pressId, pressIn } from '../../src/agenda/press.ts';

const AT = Date.parse('2026-11-23T10:03:12.345+01:00');
const wishOf = (value: unknown) => pressIn({ value, updatedAt: AT })?.wish;

describe('what a board may write', () => {
  it.each([
    ['book', { type: 'book', mins: undefined }],
    ['book 30', { type: 'book', mins: 30 }],
    ['  Book   30\n', { type: 'book', mins: 30 }],
    ['30', { type: 'book', mins: 30 }],
    [30, { type: 'book', mins: 30 }],
    ['book 480', { type: 'book', mins: 480 }],
    ['extend 15', { type: 'extend', mins: 15 }],
    ['EXTEND', { type: 'extend', mins: 15 }],
    ['end', { type: 'end' }],
    ['-1', { type: 'end' }],
    [-1, { type: 'end' }],
    ['checkin', { type: 'check_in' }],
  ])('%j', (value, wish) => {
    expect(wishOf(value)).toEqual(wish);
  });

  it.each([
    ['book 500', 'book takes 1 to 480 minutes'],
    ['500', 'book takes 1 to 480 minutes'],
    ['book 0', 'book takes 1 to 480 minutes'],
    ['extend 481', 'extend takes 1 to 480 minutes'],
  ])('%j is told what it takes', (value, says) => {
    expect(wishOf(value)).toEqual({ type: 'nonsense', says });
  });

  it.each([
    'buch',
    'book30',
    'book 30 min',
    'book -5',
    'end 5',
    '-2',
    '1.5',
    'book 9999999',
    'x'.repeat(5_000),
  ])('%j is told what there is, in 60 characters at most', (value) => {
    const wish = wishOf(value);
    expect(wish).toMatchObject({ type: 'nonsense', says: expect.stringMatching(/^takes book, .{1,48}$/) });
  });

  it.each([undefined, null, true, {}, '', '   ', '\n', 'N/A', '0', 0])('%j is no press', (value) => {
    expect(pressIn({ value, updatedAt: AT })).toBeUndefined();
  });

  it('is kept for the log, but not a book', () => {
    expect(pressIn({ value: 'y'.repeat(5_000) })?.text).toHaveLength(40);
  });
});

describe('a press is known', () => {
  const press = pressIn({ value: 'book 30', updatedAt: AT })!;

  it('by its room, its time and its text, in letters that Google takes', () => {
    const others = [
      pressId('red_room', press),
      pressId('blue_room', { ...press, at: AT + 1 }),
      pressId('blue_room', { ...press, text: 'end' }),
    ];
    const id = pressId('blue_room', { ...press });
    expect(new Set([id, ...others]).size).toBe(4);
    for (const one of [id, ...others]) expect(one).toMatch(/^[a-v0-9]{5,64}$/);
  });

  it.each([
    [AT - 1, false],
    [AT, false],
    [AT + 1, true],
    [undefined, false],
  ])('to be answered by an actionresult that was written after it (%j: %j)', (updatedAt, answered) => {
    expect(isAnswered(press, { value: 'booked until 10:30', updatedAt })).toBe(answered);
  });

  it('to be too late after five minutes, and where nobody tells its time', () => {
    expect(isTooLate(press, AT + 300_000)).toBe(false);
    expect(isTooLate(press, AT + 300_001)).toBe(true);
    expect(isTooLate(press, AT - 60_000)).toBe(false);
    expect(isTooLate({ ...press, at: undefined }, AT)).toBe(true);
  });
});
