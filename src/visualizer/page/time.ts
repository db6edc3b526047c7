import type { Zone } from '../../agenda/zone.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${key} ${zone}`;
  const known = formats.get(name) ?? new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone });
  formats.set(name, known);
  return known;
}

const hm = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/**
 * An instant and a zone's name from which the browser tells what the door's clock shows: where its rules may be wrong, those of
 * UTC, set ahead as far as the zone is.
 */
function shown(instant: number, zone: Zone): readonly [instant: number, name: string] {
  if (typeof zone === 'string') return [instant, zone];
  const ahead = correctionAt(instant, zone);
  return ahead === undefined ? [instant, zone.name] : [instant + ahead, 'UTC'];
}

function correctionAt(instant: number, zone: Zone): number | undefined {
  if (typeof zone === 'string') return undefined;
  return zone.corrections.find(({ from, until }) => from <= instant && instant < until)?.offset;
}

/** `10:00:00` in a zone. */
export function clock(instant: number, zone: Zone): string {
  const [at, name] = shown(instant, zone);
  return format(name, 'clock', { ...hm, second: '2-digit' }).format(at);
}

/** `10:00` in a zone. */
export function time(instant: number, zone: Zone): string {
  const [at, name] = shown(instant, zone);
  return format(name, 'time', hm).format(at);
}

/** `Mon 23 Nov 2026` in a zone. */
export function date(instant: number, zone: Zone): string {
  const options = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
  const [at, name] = shown(instant, zone);
  return format(name, 'date', options).format(at).replace(',', '');
}

/** `23 Nov` in a zone. */
export function shortDate(instant: number, zone: Zone): string {
  const [at, name] = shown(instant, zone);
  return format(name, 'short', { day: 'numeric', month: 'short' }).format(at);
}

/** `GMT+1`: how far a zone is from UTC at an instant. */
export function offset(instant: number, zone: Zone): string {
  const ahead = correctionAt(instant, zone);
  if (ahead !== undefined) return gmt(ahead);
  const [, name] = shown(instant, zone);
  const parts = format(name, 'offset', { timeZoneName: 'shortOffset' }).formatToParts(instant);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** `GMT-5`, `GMT+5:30`: as Intl writes it. */
function gmt(ahead: number): string {
  const minutes = Math.abs(ahead) / 60_000;
  const rest = minutes % 60 === 0 ? '' : `:${String(minutes % 60).padStart(2, '0')}`;
  return minutes === 0 ? 'GMT' : `GMT${ahead < 0 ? '-' : '+'}${Math.floor(minutes / 60)}${rest}`;
}

const MINUTE = 60_000;
const LONGEST = 43_200 * MINUTE;
const STEPS = [15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map((mins) => mins * MINUTE);

export interface Tick {
  at: number;
  label: string;
}

/** Round local times between two instants, at most `most` of them; a midnight is told by its date. */
export function ticks(from: number, to: number, zone: Zone, most: number): Tick[] {
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
