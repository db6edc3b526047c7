import fc from 'fast-check';
import type { GoogleEvent, Listing } from '../../src/agenda/agenda.ts';
import type { GoogleEventTime } from '../../src/agenda/google-event.ts';
import { at } from './builders.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Zones, each with a day that is not like the others, or an ordinary one. */
export const PLACES = [
  ['Europe/Rome', '2026-11-22T12:00:00Z'],
  ['Europe/Rome', '2026-03-29T01:00:00Z'],
  ['America/New_York', '2026-03-08T07:00:00Z'],
  ['America/New_York', '2026-11-01T06:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  ['America/Sao_Paulo', '2018-11-04T03:00:00Z'],
  ['Asia/Beirut', '2022-03-26T22:00:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
  ['Asia/Kathmandu', '2026-12-31T18:15:00Z'],
] as const;

const often = <T>(usual: T, ...others: T[]) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );

const decoration = fc.record({
  status: often('confirmed', 'tentative', 'cancelled'),
  summary: often('Stand-up', '', '  ', 'N/A', '0', '会議'),
  transparency: often('opaque', 'transparent'),
  visibility: often('default', 'private', 'confidential'),
  eventType: often('default', 'outOfOffice', 'focusTime', 'workingLocation', 'birthday'),
  attendees: often([], [{ self: true, responseStatus: 'declined' }], [{ responseStatus: 'declined' }]),
});

const span = (around: number): fc.Arbitrary<{ start: GoogleEventTime; end: GoogleEventTime }> => {
  const dateTime = (minutes: number) => ({ dateTime: new Date(around + minutes * MINUTE_MS).toISOString() });
  const date = (days: number) => ({ date: new Date(around + days * DAY_MS).toISOString().slice(0, 10) });
  const timed = fc.tuple(fc.integer({ min: -192, max: 192 }), fc.integer({ min: 0, max: 150 }));
  const allDay = fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 0, max: 3 }));
  return fc.oneof(
    {
      weight: 3,
      arbitrary: timed.map(([from, long]) => ({
        start: dateTime(from * 15),
        end: dateTime(from * 15 + long * 5),
      })),
    },
    { weight: 1, arbitrary: allDay.map(([from, long]) => ({ start: date(from), end: date(from + long) })) },
  );
};

export interface Scene {
  listing: Listing;
  now: number;
}

/** Up to a dozen events about a moment in some zone, whether more were to be listed, and a now within a day and a half of it, often on the half hour. */
export const scenes: fc.Arbitrary<Scene> = fc.constantFrom(...PLACES).chain(([timeZone, iso]) => {
  const event = fc.tuple(decoration, span(at(iso)));
  const listing = fc.record({
    events: fc
      .array(event, { maxLength: 12 })
      .map((found): GoogleEvent[] => found.map(([more, times], i) => ({ id: `e${i}`, ...more, ...times }))),
    timeZone: fc.constant(timeZone),
    asOf: fc.constant(at(iso) - 3 * DAY_MS),
    complete: fc.boolean(),
  });
  const now = fc
    .tuple(fc.integer({ min: -72, max: 72 }), fc.constantFrom(-1, 0, 1, 12_345))
    .map(([halfHours, ms]) => at(iso) + halfHours * 30 * MINUTE_MS + ms);
  return fc.record({ listing, now });
});
