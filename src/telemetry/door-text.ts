import type { Properties } from '../agenda/properties.ts';

/** The door in one line: `busy  Stand-up 10:00-10:30, next Review 11:00-12:00`; without titles `busy  10:00-10:30, next 11:00-12:00`. */
export function doorText(
  { busynow, curevmtg, curevtm, nextevmtg, nextevtm }: Properties,
  { titles }: { titles: boolean },
): string {
  const isBusy = busynow === 1;
  // What stands there in place of a title while the room is free is nobody's.
  const now = [titles || !isBusy ? curevmtg : '', curevtm];
  const next = nextevmtg ? ['next', titles ? nextevmtg : '', nextevtm] : [];
  const parts = [now, next].map((words) => words.filter(Boolean).join(' ')).filter(Boolean);
  return `${isBusy ? 'busy' : 'free'}  ${parts.join(', ')}`;
}
