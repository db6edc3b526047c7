import { type GoogleEvent, type Instant, instantIn, meetingOf } from '../agenda/agenda.ts';
import { ATTENDANCE_MARKS } from '../agenda/attendance.ts';
import { isoWithOffset, isSameZone, localDate, startOfDay, type Zone } from '../agenda/local-time.ts';
import { zoneShownBy } from '../agenda/zone-evidence.ts';
import type { Day } from '../replay/day-shape.ts';
import { ConfigError } from '../validation/config-error.ts';
import type { Pseudonyms } from './pseudonyms.ts';

const DAY_MS = 24 * 3_600_000;

/** A calendar as it was listed: events around the day, and its own zone (IANA). */
export interface Listed {
  events: readonly GoogleEvent[];
  timeZone: string;
}

export interface RecordedRoom {
  roomName: string;
  /** IANA, where the room's time is not its calendar's. */
  timeZone: string | undefined;
}

/**
 * The day of a room, from midnight to midnight by its clock: what is told of `date` (`2026-11-23`) and of the day after
 * it, and further the first meeting that a door could name as the next one. Without `pseudonyms` names stay.
 */
export function recordedDay(
  date: string,
  { events, timeZone }: Listed,
  room: RecordedRoom,
  pseudonyms?: Pseudonyms,
): Day {
  const name = room.timeZone ?? timeZone;
  // Where Google's rules are newer, midnight is Google's.
  const zone = isSameZone(name, timeZone) ? zoneShownBy(events, name) : name;
  const [from, to, later] = [0, 1, 2].map((days) => startOfDay(dateAfter(date, days), zone)) as Triple;
  if (localDate(from, zone) !== date)
    throw new ConfigError(`--day ${date}: there was no such day in ${name}`);
  const kept = withinReach(events, { zone, from, to, later });
  const idOf = pseudonyms ? idsOf(kept, zone, pseudonyms) : (event: GoogleEvent) => event.id!;
  return {
    title: `${room.roomName} on ${date}`,
    time_zone: timeZone,
    from: isoWithOffset(from, zone),
    to: isoWithOffset(to, zone),
    rooms: [
      {
        room_name: room.roomName,
        ...(name !== timeZone && { time_zone: name }),
        events: kept.map((event) => ({ id: idOf(event), ...plain(event, pseudonyms) })) as DayEvents,
      },
    ],
    changes: [],
    expect: [],
  };
}

type DayEvents = Day['rooms'][number]['events'];
type Triple = [Instant, Instant, Instant];

/** The date so many days after `date`, `2026-11-24`. */
function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The events that a door shows or names in the course of the day, in order. */
function withinReach(
  events: readonly GoogleEvent[],
  { zone, from, to, later }: { zone: Zone; from: Instant; to: Instant; later: Instant },
): GoogleEvent[] {
  const startOf = (event: GoogleEvent) => instantIn(event.start, zone) ?? Number.POSITIVE_INFINITY;
  const starts = events.map((event) => meetingOf(event, zone)?.start ?? 0).filter((start) => start > to);
  const next = starts.reduce((first, start) => Math.min(first, start), Number.POSITIVE_INFINITY);
  const until = Number.isFinite(next) ? Math.max(later, next) : later;
  return events
    .filter((event) => (instantIn(event.end, zone) ?? startOf(event)) > from && startOf(event) <= until)
    .sort((a, b) => startOf(a) - startOf(b));
}

/**
 * Of meetings at the very same time a door shows the one of the smallest id: there, pseudonyms are dealt out in the order
 * of the ids that they stand for.
 */
function idsOf(events: readonly GoogleEvent[], zone: Zone, pseudonyms: Pseudonyms) {
  const ids = new Map<string, string>();
  const timeOf = ({ start, end }: GoogleEvent) => `${instantIn(start, zone)} ${instantIn(end, zone)}`;
  for (const together of Map.groupBy(events, timeOf).values()) {
    const before = together.map(({ id }) => id!).sort();
    const after = before.map((id) => pseudonyms.id(id)).sort();
    for (const [place, id] of before.entries()) ids.set(id, after[place]!);
  }
  return ({ id }: GoogleEvent) => ids.get(id!)!;
}

/** Of an event only what the agenda reads: whatever else may name somebody is left out. */
function plain(event: GoogleEvent, pseudonyms: Pseudonyms | undefined): Omit<GoogleEvent, 'id'> {
  const { status, summary, created, updated, start, end, transparency, visibility, eventType } = event;
  const { organizer, attendees } = event;
  const self = attendees?.filter((one) => one.self);
  const marks = Object.entries(event.extendedProperties?.private ?? {}).filter(([key]) =>
    ATTENDANCE_MARKS.includes(key),
  );
  return given({
    status,
    summary: summary && pseudonyms ? pseudonyms.title(summary) : summary,
    created,
    updated,
    start: start && given(pick(start, 'date', 'dateTime', 'timeZone')),
    end: end && given(pick(end, 'date', 'dateTime', 'timeZone')),
    transparency,
    visibility,
    eventType,
    organizer: organizer && {
      ...(pseudonyms ? pseudonyms.person(organizer) : given(pick(organizer, 'displayName', 'email'))),
      // Of a meeting without guests the room's own calendar needs no telling.
      ...(self?.length && organizer.self && { self: true }),
    },
    attendees: self?.length ? self.map((one) => given(pick(one, 'self', 'responseStatus'))) : undefined,
    extendedProperties: marks.length > 0 ? { private: Object.fromEntries(marks) } : undefined,
  });
}

function pick<T extends object, K extends keyof T>(object: T, ...keys: K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, object[key]])) as Pick<T, K>;
}

/** Without what is undefined or null, which a file would only have to carry. */
function given<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value != null)) as T;
}
