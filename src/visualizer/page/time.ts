const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${key} ${zone}`;
  const known = formats.get(name) ?? new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone });
  formats.set(name, known);
  return known;
}

const hm = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** `10:00:00` in a zone (IANA). */
export function clock(instant: number, zone: string): string {
  return format(zone, 'clock', { ...hm, second: '2-digit' }).format(instant);
}

/** `10:00` in a zone (IANA). */
export function time(instant: number, zone: string): string {
  return format(zone, 'time', hm).format(instant);
}

/** `Mon 23 Nov 2026` in a zone (IANA). */
export function date(instant: number, zone: string): string {
  const options = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
  return format(zone, 'date', options).format(instant).replace(',', '');
}

/** `23 Nov` in a zone (IANA). */
export function shortDate(instant: number, zone: string): string {
  return format(zone, 'short', { day: 'numeric', month: 'short' }).format(instant);
}

/** `GMT+1`: how far a zone (IANA) is from UTC at an instant. */
export function offset(instant: number, zone: string): string {
  const parts = format(zone, 'offset', { timeZoneName: 'shortOffset' }).formatToParts(instant);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

const MINUTE = 60_000;
const LONGEST = 43_200 * MINUTE;
const STEPS = [15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map((mins) => mins * MINUTE);

export interface Tick {
  at: number;
  label: string;
}

/** Round local times between two instants, at most `most` of them; a midnight is told by its date. */
export function ticks(from: number, to: number, zone: string, most: number): Tick[] {
  const step = STEPS.find((one) => (to - from) / one <= most) ?? LONGEST;
  const grain = Math.min(step, 60 * MINUTE);
  const found: Tick[] = [];
  // Zones differ by quarters of an hour; what is round in one is so in steps of the grain from there on.
  for (
    let at = Math.ceil(from / (15 * MINUTE)) * 15 * MINUTE;
    at <= to;
    at += found.length > 0 ? grain : 15 * MINUTE
  ) {
    const local = time(at, zone);
    const [hours = 0, minutes = 0] = local.split(':').map(Number);
    const isRound = ((hours * 60 + minutes) * MINUTE) % Math.min(step, 1440 * MINUTE) === 0;
    const isSpaced = at - (found.at(-1)?.at ?? -Infinity) >= step * 0.9;
    if (isRound && isSpaced) found.push({ at, label: local === '00:00' ? shortDate(at, zone) : local });
  }
  return found;
}
