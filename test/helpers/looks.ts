import type { Look } from './other-libraries.ts';

/** Days around that for which each file of fixtures/ics was made. */
export function lookAt(file: string): Look {
  const zone = /dst-gap/.test(file)
    ? 'Europe/London'
    : /exchange/.test(file)
      ? 'Europe/Berlin'
      : 'Europe/Rome';
  if (/second-weekday/.test(file)) return { file, zone, from: '2025-11-01', until: '2025-11-08' };
  if (/gap/.test(file)) return { file, zone, from: '2026-03-28', until: '2026-04-03' };
  return { file, zone, from: '2026-11-20', until: '2026-11-27' };
}
