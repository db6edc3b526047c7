import { describe, expect, it } from 'vitest';
import type { Agenda, GoogleEvent } from '../../src/agenda/agenda.ts';
import { occupancyAt } from '../../src/agenda/occupancy.ts';
import { DOOR_VARIABLES, propertiesAt } from '../../src/agenda/properties.ts';
import { wordingOf } from '../../src/agenda/wording.ts';
import { agenda, allDay, at, timed } from './builders.ts';

/** A wall clock time of November 2026 in Rome, `22 15:00`. */
const nov = (dayAndTime: string) => `2026-11-${dayAndTime.replace(' ', 'T')}:00+01:00`;
const meeting = (start: string, end: string) => timed('Review', nov(start), nov(end));
const days = (first: string, endDate: string) => allDay('Review', `2026-11-${first}`, `2026-11-${endDate}`);

const doorOf = (known: Agenda, now: string) =>
  propertiesAt(known, occupancyAt(known, at(now)), { now: at(now), stale: false, wording: wordingOf() });
const door = (now: string, ...events: GoogleEvent[]) => doorOf(agenda('Europe/Rome', ...events), nov(now));

const EMPTY = {
  curevstart: '',
  curevend: '',
  curevtm: '',
  nextevmtg: '',
  nextevstart: '',
  nextevend: '',
  nextevtm: '',
};

it('the door of an empty room', () => {
  expect(door('22 12:00')).toEqual({
    ...EMPTY,
    busynow: 0,
    curevmtg: 'Free all day',
    curevid: '',
    nextevid: '',
    curevorganizer: '',
    nextevorganizer: '',
    stale: 0,
    nextchange: String(at(nov('23 00:00')) / 1_000),
    checkin: 0,
  });
});

describe('while a meeting runs, its start, end and range read', () => {
  it.each<[string, string, GoogleEvent, string]>([
    ['times today', '22 16:00', meeting('22 15:00', '22 18:00'), '15:00 | 18:00 | 15:00-18:00'],
    ['two digits each', '22 08:05', meeting('22 08:05', '22 09:07'), '08:05 | 09:07 | 08:05-09:07'],
    ['times from midnight', '22 00:00', meeting('22 00:00', '22 09:00'), '00:00 | 09:00 | 00:00-09:00'],
    [
      '00:00 where it ends at the next midnight',
      '22 23:59',
      meeting('22 22:00', '23 00:00'),
      '22:00 | 00:00 | 22:00-00:00',
    ],
    [
      'times where it runs a minute past midnight',
      '22 23:00',
      meeting('22 22:00', '23 00:01'),
      '22:00 | 00:01 | 22:00-00:01',
    ],
    [
      'times on the second day, too',
      '23 01:00',
      meeting('22 22:00', '23 02:00'),
      '22:00 | 02:00 | 22:00-02:00',
    ],
    [
      'times where a minute is missing to 24 hours',
      '23 01:00',
      meeting('22 15:00', '23 14:59'),
      '15:00 | 14:59 | 15:00-14:59',
    ],
    ['days from 24 hours on', '23 01:00', meeting('22 15:00', '23 15:00'), 'Nov 22 | Nov 23 | Nov 22-Nov 23'],
    ['days over three days', '23 12:00', meeting('22 14:00', '24 10:00'), 'Nov 22 | Nov 24 | Nov 22-Nov 24'],
    [
      'days but not the one at whose midnight it ends',
      '22 15:00',
      meeting('22 14:00', '24 00:00'),
      'Nov 22 | Nov 23 | Nov 22-Nov 23',
    ],
    ['the whole day', '22 16:00', days('22', '23'), '00:00 | 00:00 | All day'],
    [
      'the whole day where times say so',
      '22 16:00',
      meeting('22 00:00', '23 00:00'),
      '00:00 | 00:00 | All day',
    ],
    ['whole days but not the exclusive one', '22 16:00', days('22', '25'), 'Nov 22 | Nov 24 | Nov 22-Nov 24'],
    ['no zero before a day', '03 12:00', days('02', '04'), 'Nov 2 | Nov 3 | Nov 2-Nov 3'],
  ])('%s', (_, now, event, texts) => {
    const [curevstart, curevend, curevtm] = texts.split(' | ');
    expect(door(now, event)).toMatchObject({
      ...EMPTY,
      busynow: 1,
      curevmtg: 'Review',
      curevstart,
      curevend,
      curevtm,
    });
  });

  it('days of two years', () => {
    const properties = doorOf(
      agenda('Europe/Rome', allDay('a', '2026-12-31', '2027-01-02')),
      '2026-12-31T12:00:00Z',
    );
    expect(properties).toMatchObject({ curevstart: 'Dec 31', curevend: 'Jan 1', curevtm: 'Dec 31-Jan 1' });
  });

  it.each([
    ['a year to the day', '2026-11-20', '2027-11-20', 'Nov 20', 'Nov 19'],
    ['a year and a day', '2026-11-20', '2027-11-21', 'Nov 20 2026', 'Nov 20 2027'],
    ['a year from a leap day', '2028-02-29', '2029-03-01', 'Feb 29', 'Feb 28'],
    ['a year and a day from a leap day', '2028-02-29', '2029-03-02', 'Feb 29 2028', 'Mar 1 2029'],
  ])('days of %s, with their years where they are more than one', (_, first, endDate, start, end) => {
    const known = agenda('Europe/Rome', allDay('a', first, endDate));
    const texts = { start, end, range: `${start}-${end}` };
    const running = doorOf(known, `${first}T12:00:00Z`);
    expect(running).toMatchObject({ curevstart: texts.start, curevend: texts.end, curevtm: texts.range });
    const coming = doorOf(known, '2026-01-01T12:00:00Z');
    expect(coming).toMatchObject({ nextevstart: texts.start, nextevend: texts.end, nextevtm: texts.range });
  });
});

const NEXT_TEXTS: [string, GoogleEvent, string][] = [
  ['times today', meeting('22 15:00', '22 18:00'), '15:00 | 18:00 | 15:00-18:00'],
  [
    '00:00 where it ends at the next midnight',
    meeting('22 22:00', '23 00:00'),
    '22:00 | 00:00 | 22:00-00:00',
  ],
  [
    'the date on another day',
    meeting('23 09:00', '23 10:00'),
    '2026-11-23 09:00 | 10:00 | Mon 23 Nov 09:00-10:00',
  ],
  [
    'the date from midnight on',
    meeting('23 00:00', '23 01:00'),
    '2026-11-23 00:00 | 01:00 | Mon 23 Nov 00:00-01:00',
  ],
  [
    'the date to midnight',
    meeting('28 22:00', '29 00:00'),
    '2026-11-28 22:00 | 00:00 | Sat 28 Nov 22:00-00:00',
  ],
  ['times over midnight from today', meeting('22 22:00', '23 02:00'), '22:00 | 02:00 | 22:00-02:00'],
  [
    'the date and times over midnight another day',
    meeting('24 22:00', '25 02:00'),
    '2026-11-24 22:00 | 02:00 | Tue 24 Nov 22:00-02:00',
  ],
  ['days where it spans them from today', meeting('22 22:00', '24 02:00'), 'Nov 22 | Nov 24 | Nov 22-Nov 24'],
  [
    'days where it spans them another day',
    meeting('23 14:00', '25 10:00'),
    'Nov 23 | Nov 25 | Nov 23-Nov 25',
  ],
  [
    'days but not the one at whose midnight it ends',
    meeting('23 14:00', '25 00:00'),
    'Nov 23 | Nov 24 | Nov 23-Nov 24',
  ],
  ['whole days but not the exclusive one', days('23', '25'), 'Nov 23 | Nov 24 | Nov 23-Nov 24'],
  ['one whole day', days('23', '24'), '2026-11-23 00:00 | 00:00 | Mon 23 Nov All day'],
  [
    'one whole day where times say so',
    meeting('23 00:00', '24 00:00'),
    '2026-11-23 00:00 | 00:00 | Mon 23 Nov All day',
  ],
];

describe.each([
  ['free', [], 0],
  ['busy', [timed('Now', nov('22 12:00'), nov('22 12:30'))], 1],
] as [string, GoogleEvent[], number][])('what comes next reads the same while %s', (_, running, busynow) => {
  it.each(NEXT_TEXTS)('%s', (_, event, texts) => {
    const [nextevstart, nextevend, nextevtm] = texts.split(' | ');
    const properties = door('22 12:00', ...running, event);
    expect(properties).toMatchObject({ busynow, nextevmtg: 'Review', nextevstart, nextevend, nextevtm });
  });

  it('as empty texts where nothing comes', () => {
    const { nextevmtg, nextevstart, nextevend, nextevtm } = EMPTY;
    expect(door('22 12:00', ...running)).toMatchObject({
      busynow,
      nextevmtg,
      nextevstart,
      nextevend,
      nextevtm,
    });
  });
});

it.each([
  ['01', 'Jan', 'Fri'],
  ['02', 'Feb', 'Mon'],
  ['03', 'Mar', 'Mon'],
  ['04', 'Apr', 'Thu'],
  ['05', 'May', 'Sat'],
  ['06', 'Jun', 'Tue'],
  ['07', 'Jul', 'Thu'],
  ['08', 'Aug', 'Sun'],
  ['09', 'Sep', 'Wed'],
  ['10', 'Oct', 'Fri'],
  ['11', 'Nov', 'Mon'],
  ['12', 'Dec', 'Wed'],
])('the first days of month %s of 2027 read %s 1, %s', (month, name, weekday) => {
  const now = '2026-12-01T12:00:00Z';
  const one = agenda('Europe/Rome', allDay('a', `2027-${month}-01`, `2027-${month}-02`));
  const two = agenda('Europe/Rome', allDay('a', `2027-${month}-01`, `2027-${month}-03`));
  expect(doorOf(one, now)?.nextevtm).toBe(`${weekday} 1 ${name} All day`);
  expect(doorOf(two, now)?.nextevtm).toBe(`${name} 1-${name} 2`);
});

describe('the other variables', () => {
  it('name the meetings and their organizers', () => {
    const now = {
      ...meeting('22 11:00', '22 13:00'),
      id: 'a1',
      organizer: { displayName: 'Ada', email: 'ada@x.org' },
    };
    const next = { ...meeting('22 14:00', '22 15:00'), id: 'b2', organizer: { email: 'bob@x.org' } };
    const named = { curevid: 'a1', nextevid: 'b2', curevorganizer: 'Ada', nextevorganizer: 'bob@x.org' };
    expect(door('22 12:00', now, next)).toMatchObject(named);
  });

  it('tell that the calendar could not be refreshed', () => {
    const known = agenda('Europe/Rome');
    const now = at(nov('22 12:00'));
    expect(
      propertiesAt(known, occupancyAt(known, now), { now, stale: true, wording: wordingOf() })?.stale,
    ).toBe(1);
  });

  it('do not count among the nine of a door', () => {
    expect(DOOR_VARIABLES.toSorted()).toEqual(['busynow', 'curevmtg', ...Object.keys(EMPTY)].toSorted());
  });
});
