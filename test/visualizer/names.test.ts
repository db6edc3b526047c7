import { describe, expect, it } from 'vitest';
import { cutMiddle, shortNames } from '../../src/visualizer/page/names.ts';
import { lineAfterKey } from '../../src/visualizer/page/roving.ts';

describe('names where there is little space', () => {
  it.each([
    ['short ones stay as they are', ['Room 1', 'Room 2'], ['Room 1', 'Room 2']],
    [
      'a single one stays, however long',
      ['The only room of the whole house'],
      ['The only room of the whole house'],
    ],
    [
      'the words that all have at the beginning are left out, but for the last',
      ['Headquarters Building Room 1', 'Headquarters Building Room 2'],
      ['Room 1', 'Room 2'],
    ],
    [
      'underscores part words, too',
      ['headquarters_north_blue', 'headquarters_north_red'],
      ['north_blue', 'north_red'],
    ],
    [
      'one that is the beginning of another is not left out',
      ['Headquarters North Annex', 'Headquarters North'],
      ['Headquarters North Annex', 'Headquarters North'],
    ],
  ])('%s', (_, names, short) => {
    expect(shortNames(names)).toEqual(short);
  });

  it.each([
    ['fits', 4, 'fits'],
    ['Alpha seminar room 1', 9, 'Alph…om 1'],
    ['👩‍🚀👩‍🚀👩‍🚀', 99, '👩‍🚀👩‍🚀👩‍🚀'],
  ])('%s is cut in its middle to %d letters', (text, most, cut) => {
    expect(cutMiddle(text, most)).toBe(cut);
  });
});

it.each([
  ['ArrowDown', 3, 4],
  ['ArrowDown', 9, 9],
  ['ArrowUp', 3, 2],
  ['ArrowUp', 0, 0],
  ['PageDown', 3, 8],
  ['PageUp', 3, 0],
  ['Home', 3, 0],
  ['End', 3, 9],
  ['Enter', 3, undefined],
])('%s leads from line %d of ten to %s', (key, from, to) => {
  expect(lineAfterKey(key, from, 10, 5)).toBe(to);
  expect(lineAfterKey(key, 0, 0, 5)).toBeUndefined();
});
