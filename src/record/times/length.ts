/** How long something lasts: whole days by the clock, and on top an exact time. */
export interface Length {
  days: number;
  ms: number;
}

const UNITS = { W: 7, D: 1, H: 3_600_000, M: 60_000, S: 1_000 } as const;

/** Reads a DURATION (RFC 5545, 3.3.6), which may be negative. Undefined where it is none. */
export function lengthIn(value: string): Length | undefined {
  const [, sign, date = '', time = ''] =
    /^([+-]?)P((?:\d+[WD])*)(?:T((?:\d+[HMS])*))?$/i.exec(value.trim()) ?? [];
  if (!date && !time) return undefined;
  const factor = sign === '-' ? -1 : 1;
  return { days: factor * sumOf(date), ms: factor * sumOf(time) };
}

function sumOf(parts: string): number {
  const units = [...parts.toUpperCase().matchAll(/(\d+)([WDHMS])/g)];
  return units.reduce((sum, [, number, unit]) => sum + Number(number) * UNITS[unit as keyof typeof UNITS], 0);
}
