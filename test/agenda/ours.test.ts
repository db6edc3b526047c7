import { describe, expect, it } from 'vitest';
import { type GoogleEvent, meetingOf } from '../../src/agenda/agenda.ts';
import { isOurs } from '../../src/agenda/origin.ts';
import {
  asBooked,
  asExtended,
  confirmedMark,
  extendedBy,
  extensionMark,
  instantEvent,
  isWithdrawn,
  movedEvent,
  restoredEvent,
  withAttempt,
  withdrawnMark,
  withoutExtension,
} from '../../src/agenda/ours.ts';
import { pendingOf } from '../../src/agenda/pending.ts';
import { at } from './builders.ts';

const ROME = 'Europe/Rome';
const [START, END, LONGER] = [
  at('2026-11-23T10:00:00+01:00'),
  at('2026-11-23T10:30:00+01:00'),
  at('2026-11-23T10:45:00+01:00'),
];
const NEW = instantEvent({ start: START, end: END }, ROME, { id: 'abc', title: 'Chat', attempt: 'here.1' });
const PROMISED = written(NEW, confirmedMark());
const EXTENDED = written(PROMISED, {
  ...movedEvent(PROMISED, { start: START, end: LONGER }, ROME),
  ...extensionMark(PROMISED, { by: 'plus', end: LONGER, from: END, attempt: 'here.2' }),
});

/** The event as Google has it once `patch` was written over it: objects are merged, and null removes. */
function written(event: GoogleEvent, patch: GoogleEvent): GoogleEvent {
  return merged(event as Record<string, unknown>, patch as Record<string, unknown>) as GoogleEvent;
}

function merged(target: Record<string, unknown>, patch: Record<string, unknown>): Record<string, unknown> {
  const result = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (typeof value === 'object')
      result[key] = merged((result[key] ?? {}) as Record<string, unknown>, value as Record<string, unknown>);
    else result[key] = value;
  }
  return result;
}

describe('a meeting that roomcal makes', () => {
  it('is pending for its attempt until it is confirmedMark', () => {
    expect(pendingOf(NEW)).toEqual({ attempt: 'here.1', from: undefined });
    expect(pendingOf(PROMISED)).toBeUndefined();
    expect([isOurs(NEW), isOurs(PROMISED)]).toEqual([true, true]);
  });

  it("may be made another attempt's, and stays what it is", () => {
    const taken = written(NEW, withAttempt(NEW, 'there.1'));
    expect(pendingOf(taken)).toEqual({ attempt: 'there.1', from: undefined });
    expect(written(taken, confirmedMark())).toEqual(PROMISED);
  });

  it('can be booked with again once it was taken back, at another time', () => {
    const gone = written(written(NEW, withdrawnMark()), { status: 'cancelled' });
    const next = instantEvent({ start: END, end: LONGER }, ROME, {
      id: 'abc',
      title: 'Talk',
      attempt: 'here.2',
    });
    const back = written(gone, restoredEvent(next));
    expect(isWithdrawn(gone)).toBe(true);
    expect(isWithdrawn(back)).toBe(false);
    expect(pendingOf(back)).toEqual({ attempt: 'here.2', from: undefined });
    expect(meetingOf(back, ROME)).toMatchObject({ title: 'Talk', start: END, end: LONGER });
  });

  it('is told as it was booked, whatever has become of it', () => {
    const ended = written(PROMISED, movedEvent(PROMISED, { start: START, end: START + 60_000 }, ROME));
    for (const event of [PROMISED, EXTENDED, ended])
      expect(asBooked(event, ROME)).toMatchObject({ start: START, end: END });
  });
});

describe('an extension', () => {
  it('is pending with the end that the meeting had, until it is confirmedMark', () => {
    expect(pendingOf(EXTENDED)).toEqual({ attempt: 'here.2', from: END });
    expect(pendingOf(written(EXTENDED, confirmedMark()))).toBeUndefined();
    expect(extendedBy(EXTENDED, 'plus')).toBe(LONGER);
    expect(asExtended(EXTENDED, 'plus', ROME)).toMatchObject({ start: START, end: LONGER });
  });

  it("keeps the end that the meeting had where it is made another attempt's", () => {
    expect(pendingOf(written(EXTENDED, withAttempt(EXTENDED, 'there.1')))).toEqual({
      attempt: 'there.1',
      from: END,
    });
  });

  it('leaves nothing of itself where it is put back', () => {
    const back = written(EXTENDED, withoutExtension(EXTENDED, END));
    expect(meetingOf(back, ROME)).toEqual(meetingOf(PROMISED, ROME));
    expect(back.extendedProperties).toEqual(PROMISED.extendedProperties);
    expect(extendedBy(back, 'plus')).toBeUndefined();
  });

  it('leaves what was extended before where it is put back', () => {
    const once = written(EXTENDED, confirmedMark());
    const until = LONGER + 900_000;
    const twice = written(once, {
      ...movedEvent(once, { start: START, end: until }, ROME),
      ...extensionMark(once, { by: 'more', end: until, from: LONGER, attempt: 'here.3' }),
    });
    const back = written(twice, withoutExtension(twice, LONGER));
    expect([extendedBy(back, 'plus'), extendedBy(back, 'more')]).toEqual([LONGER, undefined]);
    expect(meetingOf(back, ROME)).toMatchObject({ end: LONGER });
  });
});

describe('what was taken back', () => {
  const cancelled = (event: GoogleEvent) => ({ ...event, status: 'cancelled' });
  it.each<[string, GoogleEvent, boolean]>([
    ['an event that is about to be deleted', written(NEW, withdrawnMark()), true],
    ['one that was deleted then', cancelled(written(NEW, withdrawnMark())), true],
    ['one that was deleted while it was pending', cancelled(NEW), true],
    ['one of which Google tells but the id', { id: 'abc', status: 'cancelled' }, true],
    ['one that is pending', NEW, false],
    ['one that is promised', PROMISED, false],
    ['one that somebody has deleted', cancelled(PROMISED), false],
    ['one that is pending for longer', EXTENDED, false],
    [
      'one that somebody has deleted while it was pending for longer: it was promised',
      cancelled(EXTENDED),
      false,
    ],
  ])('is, or is not, %s', (_, event, is) => {
    expect(isWithdrawn(event)).toBe(is);
  });
});
