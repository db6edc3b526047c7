import type { GoogleEvent } from '../agenda/agenda.ts';
import { isoWithOffset } from '../agenda/local-time.ts';
import type { Component } from './file/component.ts';
import type { Occurrence } from './recurrence.ts';
import { statusOf } from './status.ts';
import type { Times } from './times/times.ts';

/**
 * An occurrence as Google lists it: TRANSP, STATUS, CLASS and PARTSTAT in Google's words. Times are written in
 * the zone of the calendar. The room itself is the attendee of type ROOM or RESOURCE; of several the one that is called `room`.
 */
export function asGoogle(
  { id, component, start, end, days }: Occurrence,
  times: Times,
  room: string,
): GoogleEvent {
  const zone = times.floating.name;
  const status = statusOf(component);
  const visibility = component.text('CLASS').trim().toLowerCase();
  const answer = answerOf(component, room);
  return {
    id,
    ...(status && { status }),
    ...(component.text('SUMMARY') && { summary: component.text('SUMMARY') }),
    ...instant('created', 'CREATED', component, times),
    ...instant('updated', 'LAST-MODIFIED', component, times),
    start: days ? { date: days[0] } : { dateTime: isoWithOffset(start, zone) },
    end: days ? { date: days[1] } : { dateTime: isoWithOffset(end, zone) },
    ...(component.text('TRANSP').trim().toUpperCase() === 'TRANSPARENT' && { transparency: 'transparent' }),
    ...((visibility === 'private' || visibility === 'confidential') && { visibility }),
    ...organizerOf(component),
    ...(answer && { attendees: [{ self: true, responseStatus: answer }] }),
  };
}

function instant(key: 'created' | 'updated', name: string, component: Component, times: Times): GoogleEvent {
  const moment = times.first(component, name);
  return moment ? { [key]: new Date(times.instant(moment)).toISOString() } : {};
}

function organizerOf(component: Component): GoogleEvent {
  const organizer = component.first('ORGANIZER');
  if (!organizer) return {};
  const displayName = organizer.parameter('cn');
  const email = organizer.value.trim().replace(/^mailto:/i, '');
  return { organizer: { ...(displayName && { displayName }), email } };
}

const ANSWERS = new Set(['accepted', 'declined', 'tentative']);

/** What the room itself has answered, in Google's words; what Google has no word for is no answer yet. */
function answerOf(component: Component, room: string): string | undefined {
  const rooms = component
    .all('ATTENDEE')
    .filter((one) => /^(ROOM|RESOURCE)$/i.test(one.parameter('cutype') ?? ''));
  const self = rooms.length === 1 ? rooms[0] : rooms.find((one) => one.parameter('cn') === room);
  const answer = self?.parameter('partstat')?.toLowerCase();
  return answer && (ANSWERS.has(answer) ? answer : 'needsAction');
}
