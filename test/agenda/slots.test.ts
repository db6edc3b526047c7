import { describe, expect, it } from 'vitest';
import { type GoogleEvent, type Meeting, meetingOf } from '../../src/agenda/agenda.ts';
import { instantEvent } from '../../src/agenda/ours.ts';
import { fitSlot, keepsSlot, startOfQuarter, whyLost } from '../../src/agenda/slots.ts';
import { agenda, allDay, at, timed } from './builders.ts';

/** A time of 2026-11-22 in Rome, `15:00`. */
const today = (time: string) => `2026-11-22T${time.padEnd(8, ':00')}+01:00`;
const meeting = (start: string, end: string, id = start) => timed(id, today(start), today(end));
const rome = (...events: GoogleEvent[]) => agenda('Europe/Rome', ...events);
const slot = (start: string, end: string) => ({ start: at(today(start)), end: at(today(end)) });
const book = (now: string, events: GoogleEvent[], durationMins?: number) =>
  fitSlot(rome(...events), at(today(now)), durationMins);

it.each([
  ['12:00', '12:00'],
  ['12:00:01', '12:00'],
  ['12:14:59', '12:00'],
  ['12:15', '12:15'],
  ['12:59:59', '12:45'],
])('the quarter hour of %s began at %s', (time, start) => {
  expect(startOfQuarter(at(today(time)))).toBe(at(today(start)));
});

describe('an instant meeting starts', () => {
  it.each<[string, string, GoogleEvent[], string]>([
    ['now where a quarter hour begins', '12:00', [], '12:00'],
    ['at the quarter hour before now', '12:07', [], '12:00'],
    ['at the quarter hour before now, to the last second', '12:14:59', [], '12:00'],
    ['as a meeting in that quarter hour ends', '12:07', [meeting('11:00', '12:05')], '12:05'],
    [
      'as the last of two in that quarter hour ends',
      '12:14',
      [meeting('11:00', '12:05'), meeting('12:06', '12:10')],
      '12:10',
    ],
    [
      'as the one that ends last ends, though another started later',
      '12:14',
      [meeting('11:00', '12:12'), meeting('12:00', '12:05')],
      '12:12',
    ],
    ['now where a meeting ends now', '12:07', [meeting('11:00', '12:07')], '12:07'],
    [
      'at the quarter hour where a meeting ended with the one before',
      '12:07',
      [meeting('11:00', '12:00')],
      '12:00',
    ],
    ['at the quarter hour where a meeting ended long ago', '12:07', [meeting('08:00', '09:10')], '12:00'],
    [
      'at the quarter hour whatever does not block',
      '12:07',
      [{ ...meeting('11:00', '12:05'), status: 'cancelled' }],
      '12:00',
    ],
  ])('%s', (_, now, events, start) => {
    expect(book(now, events, 30)).toEqual({ start: at(today(start)), end: at(today(start)) + 30 * 60_000 });
  });

  it('at a quarter hour where the zone is 45 minutes off', () => {
    const start = at('2026-11-22T12:15:00+05:45');
    const found = fitSlot(agenda('Asia/Kathmandu'), at('2026-11-22T12:22:00+05:45'), 15);
    expect(found).toEqual({ start, end: start + 15 * 60_000 });
  });
});

describe('an instant meeting lasts', () => {
  it.each<[string, string, GoogleEvent[], number | undefined, [string, string]]>([
    ['an hour from its start by default', '12:07', [], undefined, ['12:00', '13:00']],
    [
      'an hour from the end of the one before',
      '12:07',
      [meeting('11:00', '12:05')],
      undefined,
      ['12:05', '13:05'],
    ],
    ['an hour up to the next', '12:00', [meeting('13:00', '14:00')], undefined, ['12:00', '13:00']],
    [
      'by default to the next start exactly',
      '12:07',
      [meeting('12:50', '14:00')],
      undefined,
      ['12:00', '12:50'],
    ],
    [
      'by default to the next start, no multiple of 15',
      '12:07',
      [meeting('12:23', '14:00')],
      undefined,
      ['12:00', '12:23'],
    ],
    ['by default down to 15 minutes', '12:07', [meeting('12:15', '14:00')], undefined, ['12:00', '12:15']],
    [
      'by default 15 minutes between two',
      '12:09',
      [meeting('11:00', '12:08'), meeting('12:23', '14:00')],
      undefined,
      ['12:08', '12:23'],
    ],
    ['what was asked for', '12:00', [], 45, ['12:00', '12:45']],
    ['what was asked for, rounded up to 15', '12:00', [], 1, ['12:00', '12:15']],
    ['what was asked for, rounded up to 30', '12:00', [], 16, ['12:00', '12:30']],
    ['15 where 15 were asked for', '12:00', [], 15, ['12:00', '12:15']],
    ['eight hours at most', '12:00', [], 480, ['12:00', '20:00']],
    ['what was asked for where it just fits', '12:07', [meeting('12:30', '14:00')], 30, ['12:00', '12:30']],
    [
      'an hour where an hour was asked for and fits',
      '12:00',
      [meeting('13:00', '14:00')],
      60,
      ['12:00', '13:00'],
    ],
  ])('%s', (_, now, events, durationMins, [start, end]) => {
    expect(book(now, events, durationMins)).toEqual(slot(start, end));
  });
});

describe('an instant meeting is refused, for there is not enough time', () => {
  it.each<[string, string, GoogleEvent[], number | undefined, number]>([
    ['where what was asked for does not fit', '12:00', [meeting('12:30', '14:00')], 60, 30],
    ['where an hour was asked for, as by default', '12:00', [meeting('12:45', '14:00')], 60, 45],
    ['where it does not fit once rounded up', '12:00', [meeting('12:20', '14:00')], 16, 20],
    ['counted from the start of the slot, not from now', '12:10', [meeting('12:30', '14:00')], 45, 30],
    [
      'counted from the end of the meeting before',
      '12:10',
      [meeting('11:00', '12:05'), meeting('12:30', '14:00')],
      30,
      25,
    ],
    ['in whole minutes', '12:00', [meeting('12:20:59', '14:00')], 30, 20],
    ['by default where not even 15 minutes are left', '12:07', [meeting('12:14', '14:00')], undefined, 14],
    [
      'by default between two',
      '12:06',
      [meeting('11:00', '12:05'), meeting('12:19', '14:00')],
      undefined,
      14,
    ],
    ['a minute before an all-day block', '23:50', [allDay('a', '2026-11-23', '2026-11-24')], 30, 15],
  ])('%s', (_, now, events, durationMins, availableMins) => {
    expect(book(now, events, durationMins)).toEqual({ code: 'NOT_ENOUGH_TIME', availableMins });
  });
});

describe('an instant meeting is refused, for the room is busy', () => {
  it.each<[string, GoogleEvent[], string]>([
    ['until the meeting ends', [meeting('11:00', '13:00')], '13:00'],
    ['from the instant a meeting starts', [meeting('12:00', '13:00')], '13:00'],
    [
      'until the last of those back to back ends',
      [meeting('11:00', '13:00'), meeting('13:00', '14:30')],
      '14:30',
    ],
    [
      'until the last of those that overlap ends',
      [meeting('11:00', '13:00'), meeting('12:30', '13:30')],
      '13:30',
    ],
    ['until the gap', [meeting('11:00', '13:00'), meeting('13:05', '14:30')], '13:00'],
  ])('%s', (_, events, end) => {
    const refusal = { code: 'ROOM_BUSY', busyUntil: at(today(end)) };
    expect(book('12:00', events)).toEqual(refusal);
    expect(book('12:00', events, 15)).toEqual(refusal);
  });
});

describe('after the insert', () => {
  const ours = meetingOf({ ...meeting('12:00', '13:00', 'ours'), created: today('12:05') }, 'Europe/Rome')!;
  const theirs = (start: string, end: string, created?: string): GoogleEvent => ({
    ...meeting(start, end, 'theirs'),
    created: created && today(created),
  });

  it.each<[string, GoogleEvent[], boolean]>([
    ['keeps its slot alone', [], true],
    ['keeps its slot where theirs was created later', [theirs('12:30', '13:30', '12:05:01')], true],
    ['loses it where theirs was created before', [theirs('12:30', '13:30', '12:04:59')], false],
    ['loses it in a tie', [theirs('12:30', '13:30', '12:05')], false],
    ['loses it where nobody knows when theirs was created', [theirs('12:30', '13:30')], false],
    ['loses it to one that holds it whole', [theirs('11:00', '14:00', '08:00')], false],
    ['loses it to one within', [theirs('12:15', '12:30', '08:00')], false],
    [
      'loses it to one of several',
      [{ ...theirs('12:30', '13:30', '12:06'), id: 'b' }, theirs('12:30', '13:00', '08:00')],
      false,
    ],
    ['keeps its slot next to the one before', [theirs('11:00', '12:00', '08:00')], true],
    ['keeps its slot next to the one after', [theirs('13:00', '14:00', '08:00')], true],
    [
      'keeps its slot beside what does not block',
      [{ ...theirs('12:30', '13:30', '08:00'), status: 'cancelled' }],
      true,
    ],
  ])('our meeting %s', (_, events, keeps) => {
    const listed = { ...meeting('12:00', '13:00', 'ours'), created: today('12:05') };
    expect(keepsSlot(rome(listed, ...events), ours)).toBe(keeps);
    expect(keepsSlot(rome(...events), ours)).toBe(keeps);
  });

  it.each<[string, GoogleEvent, ReturnType<typeof whyLost>]>([
    [
      'the room is busy',
      theirs('12:00', '14:00', '12:00'),
      { code: 'ROOM_BUSY', busyUntil: at(today('14:00')) },
    ],
    ['not enough time', theirs('12:30', '14:00', '12:00'), { code: 'NOT_ENOUGH_TIME', availableMins: 30 }],
  ])('ours is lost, for %s', (_, event, refusal) => {
    const mine: Meeting = ours;
    const listed = { ...meeting('12:00', '13:00', 'ours'), created: today('12:05') };
    expect(whyLost(rome(listed, event), mine, at(today('12:07')))).toEqual(refusal);
  });

  it('ours is lost, though there is a slot again: whoever took it has gone meanwhile', () => {
    const now = at(today('12:07'));
    expect(whyLost(rome(), ours, now)).toEqual({ code: 'ROOM_BUSY', busyUntil: now });
  });
});

it('the event to insert says the same slot in the zone of the room, whose it is, and that nobody was promised it', () => {
  const { start, end } = slot('12:00', '12:45');
  const event = instantEvent({ start, end }, 'Europe/Rome', {
    id: 'abc',
    title: 'Meeting',
    attempt: 'here.1',
  });
  expect(event).toMatchObject({
    id: 'abc',
    summary: 'Meeting',
    extendedProperties: {
      private: {
        roomcal: 'instant',
        roomcal_pending: 'here.1',
        roomcal_booked_until: '2026-11-22T12:45:00+01:00',
      },
    },
  });
  expect(event.start?.dateTime).toBe('2026-11-22T12:00:00+01:00');
  expect(meetingOf(event, 'Asia/Tokyo')).toMatchObject({ id: 'abc', title: 'Meeting', start, end });
});
