import type { PressAnswer } from '../machines/door.ts';

/** What became of a request at a door, as one word: `booked`, `failed`, `ROOM_BUSY`. */
export function outcomeOf(answer: PressAnswer): string {
  return answer.type === 'refused' ? answer.refusal.code : answer.type;
}
