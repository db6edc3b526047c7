import fc from 'fast-check';

const SURROGATES_FROM = 0xd800;
const SURROGATES = 0x800;
const CODE_POINTS = 0x110000 - SURROGATES;

/**
 * Any character of Unicode, as the unit of `fc.string`. Its own `binary` is the same, but writes a table of all characters
 * before it makes the first, for each string anew: half a second.
 */
export const anyCharacter = fc.nat({ max: CODE_POINTS - 1 }).map(
  (index) => String.fromCodePoint(index < SURROGATES_FROM ? index : index + SURROGATES),
  (character) => {
    if (typeof character !== 'string' || [...character].length !== 1) throw new Error('not one character');
    const point = character.codePointAt(0)!;
    return point < SURROGATES_FROM ? point : point - SURROGATES;
  },
);
