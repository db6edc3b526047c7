import type { Dice } from './dice.ts';
import { type Event, type Frame, MINUTE_MS, moment } from './frame.ts';

/** Whether a calendar, as it is when the day begins, has nothing at an instant nor for `ms` after it. */
function isFree(events: readonly Event[], at: number, ms: number): boolean {
  return events.every(({ start, end }) => {
    const [from, until] = [start, end].map((time) => Date.parse(time?.dateTime ?? time?.date ?? ''));
    return until! <= at || from! >= at + ms;
  });
}

/** An instant at which somebody may find the room free, and mostly does. */
export function freeMoment(dice: Dice, frame: Frame, events: readonly Event[], until: number): number {
  let at = moment(dice, frame, until);
  for (let tries = 0; tries < 12 && !isFree(events, at, 25 * MINUTE_MS); tries++)
    at = moment(dice, frame, until);
  return at;
}
