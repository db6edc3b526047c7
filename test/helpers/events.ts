import type { GoogleEvent, Listing } from '../../src/agenda/agenda.ts';

/** A timed event: ISO instants. */
export function event(id: string, start: string, end: string, more: Partial<GoogleEvent> = {}): GoogleEvent {
  return { id, summary: id, start: { dateTime: start }, end: { dateTime: end }, ...more };
}

/** A complete listing in Rome, true at `asOf` (an ISO instant). */
export function listing(asOf: string, ...events: GoogleEvent[]): Listing {
  return { events, timeZone: 'Europe/Rome', asOf: Date.parse(asOf), complete: true };
}
