import { describe, expect, it } from 'vitest';
import { type Agenda, agendaOf, type GoogleEvent } from '../../src/agenda/agenda.ts';
import { occupancyAt } from '../../src/agenda/occupancy.ts';
import { nextChangeOf, timeLeft } from '../../src/agenda/time-left.ts';
import { agenda, at, timed } from './builders.ts';

const nov = (dayAndTime: string) => `2026-11-${dayAndTime.replace(' ', 'T')}:00+01:00`;
const meeting = (from: string, to: string) => timed(from, nov(from), nov(to));
const leftOf = (known: Agenda, now: number) => timeLeft(known, occupancyAt(known, now), now);
const left = (now: string, ...events: GoogleEvent[]) => leftOf(agenda('Europe/Rome', ...events), at(now));

const free = (mins: number) => ({ free_for_mins: mins, busy_for_mins: null });
const busy = (mins: number) => ({ free_for_mins: null, busy_for_mins: mins });

describe('the time that is left', () => {
  it.each<[string, string, GoogleEvent[], object]>([
    ['to the next meeting', nov('23 09:25'), [meeting('23 10:00', '23 11:00')], free(35)],
    ['in whole minutes', '2026-11-23T09:25:01+01:00', [meeting('23 10:00', '23 11:00')], free(34)],
    ['of less than one', '2026-11-23T09:59:01+01:00', [meeting('23 10:00', '23 11:00')], free(0)],
    ['over midnight', nov('23 23:00'), [meeting('24 01:00', '24 02:00')], free(120)],
    ['of a day at most', nov('23 09:00'), [meeting('24 09:00', '24 10:00')], free(1_440)],
    ['of a day where the next is in a week', nov('23 09:00'), [meeting('30 09:00', '30 10:00')], free(1_440)],
    ['of a day where nothing is to come', nov('23 09:00'), [], free(1_440)],
    ['past a meeting that is over', nov('23 09:30'), [meeting('23 09:00', '23 09:15')], free(1_440)],
    ['to the end of the meeting', nov('23 10:35'), [meeting('23 10:00', '23 11:00')], busy(25)],
    ['to its end, rounded up', '2026-11-23T10:35:59+01:00', [meeting('23 10:00', '23 11:00')], busy(25)],
    [
      'of less than one, which is one',
      '2026-11-23T10:59:59+01:00',
      [meeting('23 10:00', '23 11:00')],
      busy(1),
    ],
    [
      'to the end of the run of meetings',
      nov('23 10:30'),
      [meeting('23 10:00', '23 11:00'), meeting('23 11:00', '23 11:45'), meeting('23 12:00', '23 13:00')],
      busy(75),
    ],
    ['of several days', nov('23 10:00'), [meeting('23 09:00', '25 10:00')], busy(2_880)],
  ])('%s', (_, now, events, expected) => {
    expect(left(now, ...events)).toEqual(expected);
  });

  const cut = agendaOf({
    events: [
      meeting('23 08:00', '23 08:30'),
      { ...meeting('23 12:00', '23 13:00'), transparency: 'transparent' },
    ],
    timeZone: 'Europe/Rome',
    asOf: 0,
    complete: false,
  });

  it('goes no further than what is known, and beyond it nothing is said', () => {
    expect(leftOf(cut, at(nov('23 09:00')))).toEqual(free(180));
    expect(leftOf(cut, at(nov('23 12:00')))).toEqual({ free_for_mins: null, busy_for_mins: null });
  });
});

describe('the next change', () => {
  const change = (now: string, ...events: GoogleEvent[]) =>
    nextChangeOf(occupancyAt(agenda('Europe/Rome', ...events), at(now)));

  it.each<[string, string, GoogleEvent[], string]>([
    ['the start of the next meeting', nov('23 09:00'), [meeting('23 10:00', '23 11:00')], nov('23 10:00')],
    ['the end of the running one', nov('23 10:00'), [meeting('23 10:00', '23 11:00')], nov('23 11:00')],
    [
      'the start of one inside it',
      nov('23 10:00'),
      [meeting('23 10:00', '23 12:00'), meeting('23 10:30', '23 11:00')],
      nov('23 10:30'),
    ],
    ['the end of the local day', nov('23 09:00'), [meeting('24 10:00', '24 11:00')], nov('24 00:00')],
    [
      'the end of the day on which clocks are set back',
      '2026-10-25T00:00:00+02:00',
      [],
      '2026-10-26T00:00:00+01:00',
    ],
  ])('is %s', (_, now, events, then) => {
    expect(change(now, ...events)).toBe(at(then) / 1_000);
  });

  it('is never told before it comes', () => {
    const odd = timed('odd', '2026-11-23T10:00:00.250+01:00', nov('23 11:00'));
    expect(change(nov('23 09:00'), odd)).toBe(at('2026-11-23T10:00:01+01:00') / 1_000);
  });
});
