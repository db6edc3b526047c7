import type { Agenda, Instant, Meeting } from './agenda.ts';
import { CHECK_IN_VALUES, type CheckInRule, checkInOf } from './check-in.ts';
import { nextMidnight } from './local-time.ts';
import { currentTexts, nextTexts, timeText } from './meeting-texts.ts';
import type { Occupancy } from './occupancy.ts';
import { nextChangeOf } from './time-left.ts';
import { limited, organizerOf, titleOf, type Wording } from './wording.ts';

/**
 * What a Thing's variables should hold, by variable name. INT variables are numbers, CHARSTRING ones strings; undefined is
 * what can't be told, and is left as it is.
 */
export type Properties = Readonly<Record<(typeof VARIABLES)[number], string | number | undefined>>;

/** A variable to write: `variable` as the Thing names it. */
export interface Publish {
  variable: string;
  value: string | number;
}

/** Every variable that roomcal can fill, in the order of writing: what is seen from afar goes first. */
export const VARIABLES = [
  'busynow',
  'curevmtg',
  'nextevmtg',
  'curevtm',
  'curevstart',
  'curevend',
  'nextevtm',
  'nextevstart',
  'nextevend',
  'curevid',
  'nextevid',
  'curevorganizer',
  'nextevorganizer',
  'stale',
  'nextchange',
  'checkin',
] as const;

/**
 * What is left at a door that nobody keeps any more: no text, and taken, for boards show a 0 as free. When it changes next is not
 * told: a board that sleeps until then would not wake for nothing.
 */
export const CLEARED: Properties = {
  ...(Object.fromEntries(VARIABLES.map((variable) => [variable, ''])) as Properties),
  busynow: 1,
  stale: 1,
  nextchange: undefined,
  checkin: CHECK_IN_VALUES.not_needed,
};

/** The nine that every display mirrors; the others are written where the Thing has them. */
export const DOOR_VARIABLES = VARIABLES.slice(0, 9);

/**
 * How early a variable is written among those of all rooms, the higher the earlier: whether a room is taken is seen from
 * afar, then what it is taken by, and the rest by whoever stands at the door.
 */
export function rankOf(variable: string): number {
  if (variable === 'busynow') return 3;
  return TITLES.includes(variable) ? 2 : 0;
}

/** Names that older Things gave to the titles. */
const OLDER_NAMES: Readonly<Record<string, string>> = { curevmtg: 'curevmsg', nextevmtg: 'nextevmsg' };

const DOCUMENTED_NAMES = new Map(Object.entries(OLDER_NAMES).map(([name, older]) => [older, name]));

const TITLES: readonly string[] = Object.entries(OLDER_NAMES).flat();

/**
 * What the door says at `now`, in the words of `wording`; undefined where it is not known whether the room is free,
 * for then the Thing is left as it is. `stale` is true while the calendar could not be refreshed; without `checkIn` nobody is
 * asked to check in.
 */
export function propertiesAt(
  agenda: Agenda,
  occupancy: Occupancy,
  {
    now,
    stale,
    wording,
    checkIn,
  }: { now: Instant; stale: boolean; wording: Wording; checkIn?: CheckInRule | undefined },
): Properties | undefined {
  const { state, current, next, nextIsKnown } = occupancy;
  if (state === 'unknown') return undefined;
  const zone = agenda.timeZone;
  const running = current && currentTexts(current, zone, wording);
  const coming = next && nextTexts(next, zone, wording, now);
  const say = (text = '') => limited(text, wording);
  const ofNext = (text: string | undefined) => (nextIsKnown ? say(text) : undefined);
  return {
    busynow: state === 'busy' ? 1 : 0,
    curevmtg: say(current ? titleOf(current, wording) : freeText(agenda, next, now, wording)),
    curevstart: say(running?.start),
    curevend: say(running?.end),
    curevtm: say(running?.range),
    nextevmtg: ofNext(next && titleOf(next, wording)),
    nextevstart: ofNext(coming?.start),
    nextevend: ofNext(coming?.end),
    nextevtm: ofNext(coming?.range),
    // Whole, whatever the limit: a meeting is extended and ended by its id.
    curevid: current?.id ?? '',
    nextevid: nextIsKnown ? (next?.id ?? '') : undefined,
    curevorganizer: current ? organizerOf(current, wording) : '',
    nextevorganizer: ofNext(next && organizerOf(next, wording)),
    stale: stale ? 1 : 0,
    // A text: as an INT of a Thing, which has 32 bits, it would end in 2038.
    nextchange: String(nextChangeOf(occupancy)),
    checkin: CHECK_IN_VALUES[checkInOf(current, checkIn)],
  };
}

/**
 * What to publish so that `observed` (a Thing's variables and last values) shows `wanted`, in the order in which it
 * should go. Variables that the Thing lacks are passed over; both sides are normalised first.
 */
export function diff(wanted: Properties, observed: ReadonlyMap<string, unknown>): Publish[] {
  return VARIABLES.flatMap((name) => differenceIn(name, wanted, observed) ?? []);
}

/** What is first of `diff`; undefined where nothing is to be published. */
export function firstOfDiff(wanted: Properties, observed: ReadonlyMap<string, unknown>): Publish | undefined {
  for (const name of VARIABLES) {
    const publish = differenceIn(name, wanted, observed);
    if (publish) return publish;
  }
  return undefined;
}

function differenceIn(
  name: (typeof VARIABLES)[number],
  wanted: Properties,
  observed: ReadonlyMap<string, unknown>,
): Publish | undefined {
  const variable = observed.has(name) ? name : OLDER_NAMES[name];
  const value = wanted[name];
  if (value === undefined || variable === undefined || !observed.has(variable)) return undefined;
  return same(value, observed.get(variable)) ? undefined : { variable, value };
}

/** A Thing gives `N/A` for what was never written: that equals an empty text, but not 0. */
function same(wanted: string | number, observed: unknown): boolean {
  const written = observed === 'N/A' || observed === null || observed === undefined ? '' : observed;
  if (typeof wanted === 'number') return written !== '' && Number(written) === wanted;
  return String(written) === (wanted === 'N/A' ? '' : wanted);
}

function freeText(agenda: Agenda, next: Meeting | undefined, now: Instant, wording: Wording): string {
  const freeUntil = Math.min(next?.start ?? agenda.knownUntil, agenda.knownUntil);
  if (freeUntil >= nextMidnight(now, agenda.timeZone)) return wording.free_all_day;
  return wording.free_until.replaceAll('{time}', timeText(freeUntil, agenda.timeZone, wording));
}

/** The documented name of a variable that a Thing may have under an older one. */
export function documentedName(variable: string): string {
  return DOCUMENTED_NAMES.get(variable) ?? variable;
}

/** The name under which a Thing has a variable: today's or an older one; undefined where it has neither. */
export function nameOf(variable: string, has: (name: string) => boolean): string | undefined {
  return [variable, OLDER_NAMES[variable]].find((name) => name !== undefined && has(name));
}
