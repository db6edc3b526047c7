import type { Instant } from '../../agenda/agenda.ts';
import { cut } from '../../agenda/fit-text.ts';
import { untilText } from '../../agenda/meeting-texts.ts';
import type { Wording } from '../../agenda/wording.ts';
import type { PressAnswer } from '../door.ts';

/** As much as every board can take: the texts of its door are no longer, either. */
const MOST_CHARACTERS = 60;

/** In which words a time is told: in `zone` (IANA), as seen at `now`. */
export interface Told {
  zone: string;
  wording: Wording;
  now: Instant;
}

/** What came of a press, for whoever stands at the door: `booked until 15:30`, `busy until 16:00`. */
export function wordsOf(answer: PressAnswer, { zone, wording, now }: Told): string {
  const until = (instant: Instant) => untilText(instant, zone, wording, now);
  return cut(said(answer, until), MOST_CHARACTERS);
}

function said(answer: PressAnswer, until: (instant: Instant) => string): string {
  switch (answer.type) {
    case 'booked':
    case 'extended':
      return `${answer.type} until ${until(answer.meeting.end)}`;
    case 'ended':
      return 'ended';
    case 'failed':
      return 'that failed, press again';
    default:
      return refused(answer.refusal, until);
  }
}

function refused(
  refusal: Extract<PressAnswer, { type: 'refused' }>['refusal'],
  until: (instant: Instant) => string,
): string {
  switch (refusal.code) {
    case 'ROOM_BUSY':
      return `busy until ${until(refusal.busyUntil)}`;
    case 'NOT_ENOUGH_TIME':
      return refusal.availableMins > 0 ? `only ${refusal.availableMins} minutes are free` : 'no time is free';
    case 'NOT_UNDERSTOOD':
      return refusal.says;
    default:
      return WORDS[refusal.code];
  }
}

const WORDS = {
  NOT_READY: 'not ready, press again',
  UNKNOWN_MEETING: 'the meeting is gone',
  NOT_OURS: 'that was not booked at this door',
  MEETING_OVER: 'the meeting is over',
  MEETING_CHANGED: 'somebody has changed it, press again',
  KEY_USED: 'the meeting is gone',
  TOO_LATE: 'too late, press again',
  NO_MEETING: 'no meeting runs',
  NO_CHECK_IN: 'check-in is not wanted here',
};
