import { eventsOf } from '../../src/record/icalendar.ts';

export const NOON = ['DTSTART:20261123T110000Z', 'DTEND:20261123T120000Z'];

export const vevent = (...lines: string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
export const file = (...components: string[][]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...components.flat(), 'END:VCALENDAR', ''].join('\r\n');

/** What is read of a file on 23 November 2026 in Rome, and the lines told. An empty zone is none. */
export function told(text: string | Uint8Array, zoneTold = 'Europe/Rome') {
  const timeZone = zoneTold || undefined;
  const lines: string[] = [];
  const from = Date.parse('2026-11-22T23:00:00Z');
  const asked = { from, until: from + 86_400_000 - 1, timeZone, tell: (line: string) => lines.push(line) };
  const { events, timeZone: zone } = eventsOf(text, asked);
  const times = events.map(({ start, end }) =>
    [start, end].map((one) => one?.date?.slice(5) ?? one?.dateTime?.slice(8, 16)).join(' '),
  );
  const statuses = events.map(({ status }) => status);
  return { times, lines, zone, statuses, titles: events.map(({ summary }) => summary) };
}

export const one = (...lines: string[]) => told(file(vevent('UID:u', ...lines)));
export const ITS_NOON = ['23T12:00 23T13:00'];
