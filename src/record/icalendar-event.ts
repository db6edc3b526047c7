import type ICAL from 'ical.js';
import type { GoogleEvent } from '../agenda/agenda.ts';
import { isoWithOffset } from '../agenda/local-time.ts';
import type { Occurrence } from './recurrence.ts';

/**
 * An occurrence as Google lists it: TRANSP, STATUS, CLASS and PARTSTAT in Google's words. Times are written in `zone`
 * (IANA). The room itself is the attendee of type ROOM or RESOURCE; of several the one that is called `room`.
 */
export function asGoogle(
  { id, component, start, end, days }: Occurrence,
  zone: string,
  room: string,
): GoogleEvent {
  const text = (name: string) => String(component.getFirstPropertyValue(name) ?? '');
  const status = text('status').toLowerCase();
  const visibility = text('class').toLowerCase();
  const answer = answerOf(component, room);
  return {
    id,
    ...(status && { status }),
    ...(text('summary') && { summary: text('summary') }),
    ...instant('created', component),
    ...instant('updated', component, 'last-modified'),
    start: days ? { date: days[0] } : { dateTime: isoWithOffset(start, zone) },
    end: days ? { date: days[1] } : { dateTime: isoWithOffset(end, zone) },
    ...(text('transp').toUpperCase() === 'TRANSPARENT' && { transparency: 'transparent' }),
    ...((visibility === 'private' || visibility === 'confidential') && { visibility }),
    ...organizerOf(component),
    ...(answer && { attendees: [{ self: true, responseStatus: answer }] }),
  };
}

function instant(key: 'created' | 'updated', component: ICAL.Component, name: string = key): GoogleEvent {
  const value = component.getFirstPropertyValue(name) as ICAL.Time | null;
  return value ? { [key]: value.toJSDate().toISOString() } : {};
}

function organizerOf(component: ICAL.Component): GoogleEvent {
  const organizer = component.getFirstProperty('organizer');
  if (!organizer) return {};
  const displayName = organizer.getFirstParameter('cn');
  const email = String(organizer.getFirstValue()).replace(/^mailto:/i, '');
  return { organizer: { ...(displayName && { displayName }), email } };
}

/** What the room itself has answered, in Google's words. */
function answerOf(component: ICAL.Component, room: string): string | undefined {
  const rooms = component
    .getAllProperties('attendee')
    .filter((one) => /^(ROOM|RESOURCE)$/i.test(one.getFirstParameter('cutype') ?? ''));
  const self = rooms.length === 1 ? rooms[0] : rooms.find((one) => one.getFirstParameter('cn') === room);
  const answer = self?.getFirstParameter('partstat')?.toLowerCase();
  return answer === 'needs-action' ? 'needsAction' : answer;
}
