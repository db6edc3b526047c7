import type { DoorResponse } from '../../replay/door-requests.ts';
import { isDone } from '../history.ts';
import { Ends } from '../meeting-ends.ts';
import type { Invariant } from './invariant.ts';

/** What may be said of a meeting that was made, once it is gone. */
const GONE: unknown[] = ['KEY_USED', 'UNKNOWN_MEETING', 'MEETING_OVER', 'MEETING_CHANGED'];

/** All answers to one key tell one story: the same meeting, or a failure that says ask again; it is extended once. */
export const oneKeyOneMeeting: Invariant = {
  name: 'one-key-one-meeting',
  watch(_history, broken) {
    const granted = new Map<string, DoorResponse>();
    const ends = new Ends();
    /** Events that somebody has ended, or changed in the calendar. */
    const touched = new Set<string>();

    function compare(first: DoorResponse, later: DoorResponse): void {
      const { asked, code, status } = later;
      if (status === undefined || status >= 500) return;
      const say = (what: string) => broken(`${asked.id}, key ${asked.key}: told ${what}`, asked.room_name);
      const [one, other] = [first, later].map(meetingIn);
      if (!isDone(later)) {
        if (!GONE.includes(code)) say(`${code} after ${one}`);
      } else if (one !== other) say(`${other} after ${one}`);
    }

    return {
      asked(asked) {
        ends.asked(asked);
        if (asked.request.type === 'end') touched.add(`${asked.room_name} ${asked.eventId}`);
      },
      told(told) {
        ends.told(told);
        const { key, room_name, request, eventId, id } = told.asked;
        if (key === undefined) return;
        const name = `${request.type} ${room_name} ${key}`;
        const first = granted.get(name);
        if (first) compare(first, told);
        else if (isDone(told)) granted.set(name, told);
        else if (told.code === 'KEY_USED' && !touched.has(`${room_name} ${eventId}`))
          broken(`${id}, key ${key}: told KEY_USED, and nothing was ever granted`, room_name);
      },
      wrote({ calendarId, eventId, by, after }) {
        if (by === undefined) {
          ends.forget(calendarId, eventId);
          touched.add(`${calendarId} ${eventId}`);
        }
        const latest = ends.latest(calendarId, eventId);
        if (latest === undefined || after.end <= latest) return;
        const [is, may] = [after.end, latest].map((instant) => new Date(instant).toISOString());
        broken(`${eventId} lasts until ${is}, and may until ${may}`, calendarId);
      },
    };
  },
};

function meetingIn({ answer }: DoorResponse): string {
  if (!answer || !('meeting' in answer)) return answer?.type ?? 'nothing';
  const { id, start, end } = answer.meeting;
  return `${id} ${new Date(start).toISOString()} to ${new Date(end).toISOString()}`;
}
