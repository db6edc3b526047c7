import { instantOf } from '../../agenda/local-time.ts';
import type { Change, Day } from '../../replay/day-shape.ts';
import type { Dice } from './dice.ts';

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long before the end of a day everything that goes wrong is over, in ms. */
const CALM_MS = 150 * MINUTE_MS;

/** When and where a day is. */
export interface Frame {
  zone: string;
  from: number;
  to: number;
  /** From then on nothing goes wrong any more. */
  calm: number;
  roomNames: readonly string[];
}

export type Event = Day['rooms'][number]['events'][number];
export type Changes = Change[];

/** Days on which clocks are set, and zones with odd offsets. */
const ODD: readonly (readonly [zone: string, date: string])[] = [
  ['Europe/Rome', '2027-03-28'],
  ['Europe/Rome', '2026-10-25'],
  ['America/New_York', '2026-11-01'],
  ['America/New_York', '2027-03-14'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['America/Santiago', '2026-09-06'],
  ['Asia/Kathmandu', '2026-11-23'],
  ['Pacific/Kiritimati', '2026-11-23'],
];

/** Throws when and where a day of so many rooms is, unless `at` says it: a zone, and a date in it. */
export function frameOf(
  dice: Dice,
  {
    rooms,
    days,
    at,
  }: { rooms: number; days: number; at?: readonly [string, string, ...unknown[]] | undefined },
): Frame {
  const usual = `2026-11-${String(dice.between(2, 28)).padStart(2, '0')}`;
  const thrown = dice.happens(0.2) ? dice.pick(ODD) : (['Europe/Rome', usual] as const);
  const [zone, date] = at ?? thrown;
  // Mostly from before breakfast on, so that midnight comes before the calm.
  const hour = dice.happens(0.7) ? 6 : dice.between(0, 23);
  const from = instantOf(`${date}T${String(hour).padStart(2, '0')}:00:00`, zone);
  const to = from + days * DAY_MS;
  const roomNames = Array.from({ length: rooms }, (_, index) => `room${index + 1}`);
  return { zone, from, to, calm: to - CALM_MS, roomNames };
}

/** An instant in ISO, in UTC: a violation's file reads the same everywhere. */
export function iso(instant: number): string {
  return new Date(instant).toISOString();
}

/** A time of the day at which things happen, before `until`: rather while people work than at night. */
export function moment(dice: Dice, { from, to }: Frame, until: number): number {
  const span = Math.min(until, to) - from;
  const isBusy = dice.happens(0.85);
  const share = isBusy ? dice.share() * 0.6 : dice.share();
  return from + Math.floor((span * share) / SECOND_MS) * SECOND_MS;
}
