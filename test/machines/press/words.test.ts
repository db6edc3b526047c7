import { describe, expect, it } from 'vitest';
import type { Meeting } from '../../../src/agenda/agenda.ts';
import { wordingOf } from '../../../src/agenda/wording.ts';
import { VendorError } from '../../../src/io/vendor-error.ts';
import type { PressAnswer } from '../../../src/machines/door.ts';
import { wordsOf } from '../../../src/machines/press/words.ts';

const told = {
  zone: 'Europe/Rome',
  wording: wordingOf(),
  now: Date.parse('2026-11-23T15:07:00+01:00'),
};
const at = (time: string) => Date.parse(`2026-11-${time}:00+01:00`);
const until = (time: string) => ({ end: at(time) }) as Meeting;
const refused = (refusal: object) => ({ type: 'refused', refusal }) as PressAnswer;

const CASES: [says: string, answer: PressAnswer][] = [
  ['booked until 15:30', { type: 'booked', meeting: until('23T15:30'), shortened: false }],
  ['booked until 00:00', { type: 'booked', meeting: until('24T00:00'), shortened: true }],
  ['extended until Tue 24 Nov 01:15', { type: 'extended', meeting: until('24T01:15') }],
  ['ended', { type: 'ended' }],
  ['that failed, press again', { type: 'failed', failure: new VendorError('calendar', 'a long story') }],
  ['busy until 16:00', refused({ code: 'ROOM_BUSY', busyUntil: at('23T16:00') })],
  ['busy until Wed 25 Nov 00:00', refused({ code: 'ROOM_BUSY', busyUntil: at('25T00:00') })],
  ['free for 10 min only', refused({ code: 'NOT_ENOUGH_TIME', availableMins: 10 })],
  ['no time is free', refused({ code: 'NOT_ENOUGH_TIME', availableMins: 0 })],
  ['that was not booked at this door', refused({ code: 'NOT_OURS' })],
  ['the meeting is over', refused({ code: 'MEETING_OVER' })],
  ['no meeting runs', refused({ code: 'NO_MEETING' })],
  ['too late, press again', refused({ code: 'TOO_LATE' })],
  ['check-in is not wanted here', refused({ code: 'NO_CHECK_IN' })],
  ['checked in', { type: 'checked_in', meeting: until('23T15:30') }],
  ['the meeting has not begun', refused({ code: 'NOT_BEGUN' })],
  ['takes book', refused({ code: 'NOT_UNDERSTOOD', says: 'takes book' })],
];

describe('what a board is told', () => {
  it.each(CASES)('%s', (says, answer) => {
    expect(wordsOf(answer, told)).toBe(says);
  });

  it('is never longer than 60 characters', () => {
    const wording = { ...told.wording, months: Array(12).fill('m'.repeat(80)) };
    expect(wordsOf(CASES[2]![1], { ...told, wording })).toHaveLength(60);
  });
});
