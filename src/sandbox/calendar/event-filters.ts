import { invalid, Refusal } from '../refusal.ts';
import { timestamp } from './event-times.ts';
import type { Event, StoredEvent } from './stored-event.ts';

/** What `events.list` may be asked for by; a parameter that may be repeated comes as one text or as several. */
export interface Filters {
  eventTypes?: string | string[];
  iCalUID?: string;
  privateExtendedProperty?: string | string[];
  q?: string;
  sharedExtendedProperty?: string | string[];
  showDeleted?: string;
  timeMax?: string;
  timeMin?: string;
  updatedMin?: string;
}

/** Whether an event is one of those asked for: all filters must let it through. */
export function selection(query: Filters): (entry: StoredEvent) => boolean {
  const { start: timeMin, end: timeMax } = range(query.timeMin, query.timeMax);
  const updatedMin = query.updatedMin === undefined ? undefined : timestamp(query.updatedMin, 'updatedMin');
  const deletedToo = query.showDeleted === 'true' || updatedMin !== undefined;
  const fits = contents(query);
  return ({ event, start, end, updated }) =>
    end > timeMin &&
    start < timeMax &&
    updated >= (updatedMin ?? Number.NEGATIVE_INFINITY) &&
    (deletedToo || event.status !== 'cancelled') &&
    fits(event);
}

/** `timeMin` bounds the end of events, `timeMax` their start; both are exclusive. */
export function range(
  timeMin: string | undefined,
  timeMax: string | undefined,
): { start: number; end: number } {
  const start = timeMin === undefined ? Number.NEGATIVE_INFINITY : timestamp(timeMin, 'timeMin');
  const end = timeMax === undefined ? Number.POSITIVE_INFINITY : timestamp(timeMax, 'timeMax');
  if (end <= start) throw new Refusal(400, 'timeRangeEmpty', 'The specified time range is empty.');
  return { start, end };
}

function contents({ eventTypes, iCalUID, q, ...query }: Filters): (event: Event) => boolean {
  const types = several(eventTypes);
  const own = several(query.privateExtendedProperty).map(constraint);
  const shared = several(query.sharedExtendedProperty).map(constraint);
  const term = q?.toLowerCase();
  return (event) =>
    (types.length === 0 || types.includes(event.eventType ?? 'default')) &&
    (iCalUID === undefined || event.iCalUID === iCalUID) &&
    own.every(([key, value]) => event.extendedProperties?.private?.[key] === value) &&
    shared.every(([key, value]) => event.extendedProperties?.shared?.[key] === value) &&
    (term === undefined || wordsOf(event).includes(term));
}

const several = (parameter: string | string[] = []) => [parameter].flat();

function constraint(text: string): [key: string, value: string] {
  const equals = text.indexOf('=');
  if (equals < 0) throw invalid(`Invalid value '${text}': write propertyName=value`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function wordsOf({ summary, description, location, organizer, attendees = [] }: Event): string {
  const people = [organizer, ...attendees].flatMap((person) => [person?.displayName, person?.email]);
  return [summary, description, location, ...people].join('\n').toLowerCase();
}
