import type { Zone } from '../../agenda/agenda.ts';
import { asMeeting, type GoogleEvent, type Instant, meetingOf } from '../../agenda/agenda.ts';
import type { CalendarEvent } from './recording.ts';

interface Sources {
  now(): Instant;
  events(roomName: string): Iterable<GoogleEvent>;
  zone(roomName: string): Zone;
}

/** The events of calendars, and when each began and ceased to be as it is. */
export class CalendarEvents {
  readonly all: CalendarEvent[] = [];
  readonly #sources: Sources;
  readonly #known = new Map<string, Map<GoogleEvent, CalendarEvent | undefined>>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** What an event was called when its calendar was last looked at. */
  titleOf(roomName: string, id: string): string | undefined {
    const events = this.#known.get(roomName) ?? [];
    for (const [event, known] of events) if (event.id === id) return known?.title;
    return undefined;
  }

  /** Compares a room's calendar with what it was when it was last looked at. */
  compare(roomName: string, room: number): void {
    const { now, events, zone } = this.#sources;
    const before = this.#known.get(roomName);
    const after = new Map<GoogleEvent, CalendarEvent | undefined>();
    for (const event of events(roomName)) {
      const known = before?.get(event) ?? asCalendarEvent(event, room, zone(roomName), now());
      after.set(event, known);
      if (known && !before?.has(event)) this.all.push(known);
    }
    for (const [event, gone] of before ?? []) if (gone && !after.has(event)) gone.until = now();
    this.#known.set(roomName, after);
  }
}

function asCalendarEvent(
  event: GoogleEvent,
  room: number,
  zone: Zone,
  now: Instant,
): CalendarEvent | undefined {
  const meeting = asMeeting(event, zone);
  if (!meeting || event.status === 'cancelled') return undefined;
  const { start, end, title } = meeting;
  const blocks = meetingOf(event, zone) !== undefined;
  return { room, title: title || 'Private Meeting', start, end, blocks, since: now, until: null };
}
