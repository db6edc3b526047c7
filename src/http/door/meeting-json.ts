import type { Meeting } from '../../agenda/agenda.ts';
import { isoWithOffset, type Zone } from '../../agenda/local-time.ts';
import { isAllDay } from '../../agenda/meeting-texts.ts';
import { organizerOf, titleOf, type Wording } from '../../agenda/wording.ts';

/** A meeting in a few words, as its door has them: `start` and `end` in ISO 8601 with the offset of `timeZone`. */
export function summaryOf(meeting: Meeting, timeZone: Zone, wording: Wording) {
  const [start, end] = [isoWithOffset(meeting.start, timeZone), isoWithOffset(meeting.end, timeZone)];
  return { id: meeting.id, title: titleOf(meeting, wording), start, end };
}

/** A meeting as those see it who may read the whole. */
export function meetingJson(meeting: Meeting, timeZone: Zone, wording: Wording) {
  const organizer = organizerOf(meeting, wording);
  return { ...summaryOf(meeting, timeZone, wording), organizer, all_day: isAllDay(meeting, timeZone) };
}
