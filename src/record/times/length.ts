/** How long something lasts: whole days by the clock, and on top an exact time. */
export interface Length {
  days: number;
  ms: number;
}

const UNITS = { W: 7, D: 1, H: 3_600_000, M: 60_000, S: 1_000 };

/** Reads a DURATION (RFC 5545, 3.3.6), which may be negative, with its units in any order. Undefined where it is none. */
export function lengthIn(value: string): Length | undefined {
  const written = /^([+-]?)P((?:T?\d+[WDHMS])+)T?$/.exec(value.trim().toUpperCase());
  if (!written) return undefined;
  const [, sign, parts = ''] = written;
  const sumOf = (units: RegExp) =>
    [...parts.matchAll(units)].reduce(
      (sum, [, number, unit]) => sum + Number(number) * UNITS[unit as keyof typeof UNITS],
      0,
    );
  const factor = sign === '-' ? -1 : 1;
  return { days: factor * sumOf(/(\d+)([WD])/g), ms: factor * sumOf(/(\d+)([HMS])/g) };
}
