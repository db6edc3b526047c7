import type { Zone } from '../../agenda/zone.ts';
import { invalid } from '../refusal.ts';
import { interval } from './event-times.ts';
import type { Event, StoredEvent } from './stored-event.ts';

/** What only Google says of an event: in a request it is ignored. */
export function withoutGooglesOwn({
  kind: _kind,
  etag: _etag,
  htmlLink: _htmlLink,
  created: _created,
  updated: _updated,
  ...event
}: Event): Event {
  return event;
}

/** The event with the fields of `changes`: objects are merged, arrays replaced, and null removes. */
export function mergeInto<T extends object>(target: T, changes: object): T {
  const result = { ...target } as Record<string, unknown>;
  for (const [key, value] of Object.entries(changes)) {
    const old = result[key];
    if (value === null) delete result[key];
    else if (isRecord(value)) result[key] = mergeInto(isRecord(old) ? old : {}, value);
    else result[key] = value;
  }
  return result as T;
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The sequence of what an event becomes: a delete and other times raise it, in the calendar's zone. Throws 400 where the
 * new one is below the one held, as an update is that leaves it out.
 */
export function sequenceAfter(before: StoredEvent, event: Event, zone: Zone): number {
  const held = before.event.sequence ?? 0;
  const sequence = event.sequence ?? held;
  if (sequence < held) throw invalid('Invalid sequence value.');
  const { start, end } = interval(event, zone);
  const isMoved = start !== before.start || end !== before.end;
  const isDeleted = event.status === 'cancelled' && before.event.status !== 'cancelled';
  return isMoved || isDeleted ? Math.max(sequence, held + 1) : sequence;
}
