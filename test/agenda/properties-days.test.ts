import { describe, expect, it } from 'vitest';
import { type Agenda, agendaOf, type GoogleEvent, withEvent } from '../../src/agenda/agenda.ts';
import { occupancyAt } from '../../src/agenda/occupancy.ts';
import { propertiesAt } from '../../src/agenda/properties.ts';
import { wordingOf } from '../../src/agenda/wording.ts';
import { agenda, allDay, at, timed } from './builders.ts';

/** A wall clock time of November 2026 in Rome, `22 15:00`. */
const nov = (dayAndTime: string) => `2026-11-${dayAndTime.replace(' ', 'T')}:00+01:00`;
const meeting = (start: string, end: string) => timed('Review', nov(start), nov(end));
const days = (first: string, endDate: string) => allDay('Review', `2026-11-${first}`, `2026-11-${endDate}`);

const doorOf = (known: Agenda, now: string) =>
  propertiesAt(known, occupancyAt(known, at(now)), { now: at(now), stale: false, wording: wordingOf() });
const door = (now: string, ...events: GoogleEvent[]) => doorOf(agenda('Europe/Rome', ...events), nov(now));

describe('a free room reads', () => {
  it.each<[string, string, GoogleEvent[]]>([
    ['Free until 15:00', 'before a meeting today', [meeting('22 15:00', '22 16:00')]],
    ['Free until 15:00', 'before one that spans days', [meeting('22 15:00', '24 16:00')]],
    ['Free until 23:59', 'to the last minute of today', [meeting('22 23:59', '23 01:00')]],
    ['Free all day', 'before a meeting at midnight', [meeting('23 00:00', '23 01:00')]],
    ['Free all day', 'before a meeting tomorrow', [meeting('23 09:00', '23 10:00')]],
    ['Free all day', 'before a whole day', [days('23', '24')]],
    ['Free all day', 'after its last meeting', [meeting('22 10:00', '22 12:00')]],
  ])('%s %s', (text, _, events) => {
    expect(door('22 12:00', ...events)).toMatchObject({
      busynow: 0,
      curevmtg: text,
      curevstart: '',
      curevtm: '',
    });
  });

  const free = { transparency: 'transparent' };
  const cut = (...events: GoogleEvent[]) =>
    agendaOf({ events, timeZone: 'Europe/Rome', asOf: at(nov('22 08:00')), complete: false });

  it.each<[string, string, GoogleEvent]>([
    ['Free until 17:00', '17:00 today', timed('a', nov('22 17:00'), nov('22 18:00'), free)],
    ['Free until 23:59', 'a minute to midnight', timed('a', nov('22 23:59'), nov('23 18:00'), free)],
    ['Free all day', 'midnight', timed('a', nov('23 00:00'), nov('23 18:00'), free)],
    ['Free all day', 'tomorrow', timed('a', nov('23 17:00'), nov('23 18:00'), free)],
    ['Free until 17:00', 'the next meeting', meeting('22 17:00', '22 18:00')],
  ])('%s where the day is known until %s', (text, _, last) => {
    expect(doorOf(cut(last), nov('22 12:00'))?.curevmtg).toBe(text);
  });

  it('not Free all day before a meeting of ours tomorrow, where today is known until 17:00', () => {
    const known = cut(timed('a', nov('22 17:00'), nov('22 18:00'), free));
    const ours = timed('b', nov('23 09:00'), nov('23 10:00'));
    expect(doorOf(withEvent(known, ours), nov('22 12:00'))?.curevmtg).not.toBe('Free all day');
  });

  it('nothing of what comes next where the list was cut, and shows none', () => {
    const known = cut(meeting('22 10:00', '22 13:00'), timed('a', nov('22 17:00'), nov('22 18:00'), free));
    const next = [
      'nextevmtg',
      'nextevstart',
      'nextevend',
      'nextevtm',
      'nextevid',
      'nextevorganizer',
    ] as const;
    const told = (door: ReturnType<typeof doorOf>) => next.map((name) => door?.[name]);
    expect(told(doorOf(known, nov('22 12:00')))).toEqual(Array(6).fill(undefined));
    expect(doorOf(known, nov('22 12:00'))).toMatchObject({ busynow: 1, curevmtg: 'Review' });
    expect(told(doorOf({ ...known, knownUntil: Number.POSITIVE_INFINITY }, nov('22 12:00')))).toEqual(
      Array(6).fill(''),
    );
  });

  it('nothing at all where it is not known whether it is free', () => {
    expect(doorOf(cut(), nov('22 12:00'))).toBeUndefined();
    expect(doorOf(cut(meeting('22 10:00', '22 11:00')), nov('22 12:00'))).toBeUndefined();
  });
});

describe('the clock is set forward or back', () => {
  it.each([
    ['a whole day of 23 hours', 'Europe/Rome', '2026-03-29', '2026-03-30', '2026-03-29T12:00:00Z'],
    ['a whole day of 25 hours', 'Europe/Rome', '2026-10-25', '2026-10-26', '2026-10-25T12:00:00Z'],
    ['a whole day of 23 hours', 'America/New_York', '2026-03-08', '2026-03-09', '2026-03-08T05:30:00Z'],
    ['a whole day of 25 hours', 'America/New_York', '2026-11-01', '2026-11-02', '2026-11-02T04:59:00Z'],
    ['a whole day of 24.5 hours', 'Australia/Lord_Howe', '2026-04-05', '2026-04-06', '2026-04-05T02:00:00Z'],
    [
      'a whole day that begins at 01:00',
      'America/Sao_Paulo',
      '2018-11-04',
      '2018-11-05',
      '2018-11-04T03:00:00Z',
    ],
    ['a whole day that begins at 01:00', 'Asia/Beirut', '2022-03-27', '2022-03-28', '2022-03-26T22:00:00Z'],
    [
      'a whole day that ends as midnight is skipped',
      'America/Sao_Paulo',
      '2018-11-03',
      '2018-11-04',
      '2018-11-03T12:00:00Z',
    ],
    ['a whole day before a skipped one', 'Pacific/Apia', '2011-12-29', '2011-12-30', '2011-12-29T12:00:00Z'],
    ['a whole day at a quarter to', 'Asia/Kathmandu', '2026-11-22', '2026-11-23', '2026-11-21T18:15:00Z'],
  ])('%s reads 00:00 at both ends: %s, %s', (_, zone, first, endDate, now) => {
    const whole = { curevstart: '00:00', curevend: '00:00', curevtm: 'All day' };
    expect(doorOf(agenda(zone, allDay('a', first, endDate)), now)).toMatchObject(whole);
  });

  it.each([
    [
      'over the change',
      'Europe/Rome',
      '2026-03-29T01:30:00+01:00',
      '2026-03-29T03:30:00+02:00',
      '01:30-03:30',
    ],
    [
      'over the hour that comes twice',
      'Europe/Rome',
      '2026-10-25T01:30:00+02:00',
      '2026-10-25T03:30:00+01:00',
      '01:30-03:30',
    ],
    [
      'the evening before',
      'America/New_York',
      '2026-03-07T21:30:00-05:00',
      '2026-03-07T22:30:00-05:00',
      '21:30-22:30',
    ],
    [
      'the morning after',
      'America/New_York',
      '2026-11-01T09:00:00-05:00',
      '2026-11-01T10:00:00-05:00',
      '09:00-10:00',
    ],
  ])('a meeting %s reads as on the wall: %s', (_, zone, start, end, text) => {
    expect(doorOf(agenda(zone, timed('a', start, end)), start)?.curevtm).toBe(text);
  });
});
