import type { Properties } from '../agenda/properties.ts';

/** The door in one line: `busy  Stand-up 10:00-10:30, next Review 11:00-12:00`. */
export function doorText({ busynow, curevmtg, curevtm, nextevmtg, nextevtm }: Properties): string {
  const now = [curevmtg, curevtm].filter(Boolean).join(' ');
  const next = nextevmtg ? `, next ${nextevmtg} ${nextevtm}` : '';
  return `${busynow === 1 ? 'busy' : 'free'}  ${now}${next}`;
}
