import type { Instant, Zone } from '../../agenda/agenda.ts';
import { cut } from '../../agenda/fit-text.ts';
import { untilText } from '../../agenda/meeting-texts.ts';
import { busyUntilText, freeOnlyText } from '../../agenda/refusal-texts.ts';
import type { Wording } from '../../agenda/wording.ts';
import type { PressAnswer } from '../door.ts';

/** As much as every board can take: the texts of its door are no longer, either. */
const MOST_CHARACTERS = 60;

/** In which words a time is told: in `zone`, as seen at `now`. */
export interface Told {
  zone: Zone;
  wording: Wording;
  now: Instant;
}

/** What came of a press, for whoever stands at the door: `booked until 15:30`, `busy until 16:00`. */
export function wordsOf(answer: PressAnswer, told: Told): string {
  return cut(said(answer, told), MOST_CHARACTERS);
}

function said(answer: PressAnswer, told: Told): string {
  switch (answer.type) {
    case 'booked':
    case 'extended':
      return `${answer.type} until ${untilText(answer.meeting.end, told.zone, told.wording, told.now)}`;
    case 'ended':
      return 'ended';
    case 'checked_in':
      return 'checked in';
    case 'failed':
      return 'that failed, press again';
    default:
      return refused(answer.refusal, told);
  }
}

function refused(refusal: Extract<PressAnswer, { type: 'refused' }>['refusal'], told: Told): string {
  switch (refusal.code) {
    case 'ROOM_BUSY':
      return busyUntilText(refusal.busyUntil, told);
    case 'NOT_ENOUGH_TIME':
      return refusal.availableMins > 0
        ? freeOnlyText(refusal.availableMins, told.wording)
        : 'no time is free';
    case 'NOT_UNDERSTOOD':
      return refusal.says;
    default:
      return WORDS[refusal.code];
  }
}

const WORDS = {
  NOT_READY: 'not ready, press again',
  UNKNOWN_MEETING: 'the meeting is gone',
  NOT_BEGUN: 'the meeting has not begun',
  NOT_OURS: 'that was not booked at this door',
  MEETING_OVER: 'the meeting is over',
  MEETING_CHANGED: 'somebody has changed it, press again',
  KEY_USED: 'the meeting is gone',
  TOO_LATE: 'too late, press again',
  NO_MEETING: 'no meeting runs',
  NO_CHECK_IN: 'check-in is not wanted here',
};
