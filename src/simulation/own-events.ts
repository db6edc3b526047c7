import type { StoredEvent } from '../sandbox/calendar/stored-event.ts';

/** The private properties by which roomcal tells its own events, and those that it has not confirmed. */
const OURS = 'roomcal';
const PENDING = 'roomcal_pending';

/** Whether roomcal made the event. */
export function isOurs({ event }: StoredEvent): boolean {
  return event.extendedProperties?.private?.[OURS] !== undefined;
}

/** Whether the event, or what it was made longer by, is not confirmed. */
export function isPending({ event }: StoredEvent): boolean {
  return event.extendedProperties?.private?.[PENDING] !== undefined;
}
