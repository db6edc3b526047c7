import { type Agenda, agendaOf, type GoogleEvent, type Instant } from '../../src/agenda/agenda.ts';

/** The instant that an ISO text with an offset names. */
export function at(iso: string): Instant {
  const instant = Date.parse(iso);
  if (!/(Z|[+-]\d\d:\d\d)$/.test(iso) || Number.isNaN(instant)) throw new Error(`not an instant: ${iso}`);
  return instant;
}

/** A timed event from one ISO instant to another; its title is its id. */
export function timed(id: string, start: string, end: string, more: GoogleEvent = {}): GoogleEvent {
  return { id, summary: id, start: { dateTime: start }, end: { dateTime: end }, ...more };
}

/** An all-day event from `first` to the day before `endDate`, as Google writes it; its title is its id. */
export function allDay(id: string, first: string, endDate: string, more: GoogleEvent = {}): GoogleEvent {
  return { id, summary: id, start: { date: first }, end: { date: endDate }, ...more };
}

/** The agenda of a list that no page followed, true from the epoch on. */
export function agenda(timeZone: string, ...events: GoogleEvent[]): Agenda {
  return agendaOf({ events, timeZone, asOf: 0, complete: true });
}
