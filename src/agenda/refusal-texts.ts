import type { Instant } from './agenda.ts';
import { cut } from './fit-text.ts';
import { untilText } from './meeting-texts.ts';
import type { Wording } from './wording.ts';
import type { Zone } from './zone.ts';

/** The most graphemes of a line that tells why a room is not to be had. */
const MOST_LENGTH = 60;

/**
 * That a room is busy until an instant, as the corridor reads it at `now` in `zone` (IANA): `busy until 19:45`, with the day where
 * that is another one. The midnight at which today ends is today's.
 */
export function busyUntilText(
  until: Instant,
  { now, zone, wording }: { now: Instant; zone: Zone; wording: Wording },
): string {
  const said = untilText(until, zone, wording, now);
  return cut(wording.busy_until.replaceAll('{time}', said), MOST_LENGTH);
}

/** That a room is free for so many minutes and no more. */
export function freeOnlyText(mins: number, wording: Wording): string {
  return cut(wording.free_only.replaceAll('{mins}', String(mins)), MOST_LENGTH);
}
