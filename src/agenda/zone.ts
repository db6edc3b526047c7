import { tzOffset } from '@date-fns/tz/tzOffset';

/** An instant: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** From one instant until another a zone's clocks are ahead of UTC by `offset` ms, whatever this machine's rules say. */
export interface Correction {
  readonly from: Instant;
  readonly until: Instant;
  readonly offset: number;
}

/** A zone of which this machine's rules are known to be wrong at times: its IANA name, and when they are, in order. */
export interface CorrectedZone {
  readonly name: string;
  readonly corrections: readonly Correction[];
}

/** A zone by its IANA name, with this machine's rules, or with corrections to them (see `zone-evidence.ts`). */
export type Zone = string | CorrectedZone;

/** The reason of a failure: this machine does not know the calendar's zone, and the room has none of its own. */
export const UNKNOWN_ZONE = 'unknownTimeZone';

const HOUR_MS = 3_600_000;
/** No two places have clocks that are further apart, in ms. */
const MOST_LEAD_MS = 26 * HOUR_MS;

const knownZones = new Set<string>();
const canonicalNames = new Map<string, string>();

/** By zone, the offsets of hours in which the clocks are not set: asking Intl takes 2 us, and a look asks 50 times. */
const knownOffsets = new Map<string, Map<number, number | undefined>>();
const MOST_HOURS = 1_000;

/** The zone's IANA name. */
export function zoneName(zone: Zone): string {
  return typeof zone === 'string' ? zone : zone.name;
}

/** Whether `name` is a zone of the IANA database that this machine knows. */
export function isTimeZone(name: string): boolean {
  if (knownZones.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name || '?' });
    knownZones.add(name);
    return true;
  } catch {
    return false;
  }
}

/** Whether two names are of one zone: `Canada/Central` is another name of `America/Winnipeg`. */
export function isSameZone(one: string, other: string): boolean {
  return one === other || (isTimeZone(one) && isTimeZone(other) && canonical(one) === canonical(other));
}

function canonical(name: string): string {
  const known =
    canonicalNames.get(name) ?? new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  canonicalNames.set(name, known);
  return known;
}

/**
 * How far the clocks of `zone` are ahead of those of `other` at `instant`, in ms; negative where they are behind. Where this
 * machine knows one of the two not, as far as clocks can be.
 */
export function leadOf(zone: Zone, other: Zone, instant: Instant): number {
  const lead = offsetAt(instant, zone) - offsetAt(instant, other);
  return Number.isNaN(lead) ? MOST_LEAD_MS : lead;
}

/** How far `zone`'s clocks are ahead of UTC at `instant`, in ms; NaN where this machine does not know it. */
export function offsetAt(instant: Instant, zone: Zone): number {
  if (typeof zone === 'string') return offsetByRules(instant, zone);
  const correction = zone.corrections.find(({ from, until }) => from <= instant && instant < until);
  return correction ? correction.offset : offsetByRules(instant, zone.name);
}

function offsetByRules(instant: Instant, name: string): number {
  const hours = knownOffsets.get(name) ?? new Map<number, number | undefined>();
  knownOffsets.set(name, hours);
  const hour = Math.floor(instant / HOUR_MS);
  if (!hours.has(hour)) {
    if (hours.size >= MOST_HOURS) hours.clear();
    const [first, last] = [exactOffset(hour * HOUR_MS, name), exactOffset((hour + 1) * HOUR_MS - 1, name)];
    hours.set(hour, first === last ? first : undefined);
  }
  return hours.get(hour) ?? exactOffset(instant, name);
}

/** As `offsetAt`, by this machine's rules alone, and asked of them anew. */
export function exactOffset(instant: Instant, name: string): number {
  return tzOffset(name, new Date(instant)) * 60_000;
}
