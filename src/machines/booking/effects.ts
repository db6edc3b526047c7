import type { GoogleEvent } from '../../agenda/agenda.ts';
import { withdrawnMark, withoutExtension } from '../../agenda/ours.ts';
import { pendingOf } from '../../agenda/pending.ts';
import type { CalendarPort } from '../../ports/calendar.ts';
import { asFailure } from '../failure.ts';
import type { Withdrawn } from './setup.ts';
import type { Compensation, EventChange } from './types.ts';

/** Writes over an event, or deletes it: the event as it is then. */
export async function makeChange(
  calendar: CalendarPort,
  calendarId: string,
  change: EventChange | undefined,
): Promise<GoogleEvent> {
  if (!change) throw new Error('there is nothing to change');
  const { eventId, patch, etag } = change;
  if (patch) return calendar.patch(calendarId, eventId, patch, etag);
  await calendar.remove(calendarId, eventId, etag);
  return { id: eventId, status: 'cancelled' };
}

/**
 * Takes back what an attempt has left, and nothing else: a new meeting goes, one that was extended has its end again. What was
 * promised meanwhile, or is another attempt's by now, stays as it is.
 */
export async function withdraw(
  calendar: CalendarPort,
  calendarId: string,
  compensation: Compensation | undefined,
): Promise<Withdrawn> {
  if (!compensation) throw new Error('there is nothing to take back');
  const once = () => takeBack(calendar, calendarId, compensation);
  return once().catch((error) => {
    if (asFailure(error).status !== 412) throw error;
    // Somebody has changed it meanwhile: it may be another's by now.
    return once();
  });
}

async function takeBack(
  calendar: CalendarPort,
  calendarId: string,
  { eventId, attempt }: Compensation,
): Promise<Withdrawn> {
  const event = await calendar.get(calendarId, eventId);
  if (!event || event.status === 'cancelled') return { event: gone(eventId), isOthers: false };
  const pending = pendingOf(event);
  if (pending?.attempt !== attempt) return { event, isOthers: true };
  const etag = event.etag ?? undefined;
  if (pending.from !== undefined) {
    const before = withoutExtension(event, pending.from);
    return { event: await calendar.patch(calendarId, eventId, before, etag), isOthers: false };
  }
  // Marked first, for whoever books with the id again must know that nobody was promised this.
  const marked = await calendar.patch(calendarId, eventId, withdrawnMark(), etag);
  await calendar.remove(calendarId, eventId, marked.etag ?? undefined);
  return { event: gone(eventId), isOthers: false };
}

function gone(id: string): GoogleEvent {
  return { id, status: 'cancelled' };
}
