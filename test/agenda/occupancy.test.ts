import { describe, expect, it } from 'vitest';
import { type Agenda, agendaOf, type GoogleEvent } from '../../src/agenda/agenda.ts';
import { busyUntil, knowsNextUntil, occupancyAt } from '../../src/agenda/occupancy.ts';
import { agenda, allDay, at, timed } from './builders.ts';

/** A time of 2026-11-22 in Rome, `15:00`. */
const today = (time: string) => `2026-11-22T${time.padEnd(8, ':00')}+01:00`;
const meeting = (id: string, start: string, end: string) => timed(id, today(start), today(end));
const rome = (...events: GoogleEvent[]) => agenda('Europe/Rome', ...events);

/** An agenda whose list went on: known until the last of `events` starts. */
const cut = (...events: GoogleEvent[]): Agenda =>
  agendaOf({ events, timeZone: 'Europe/Rome', asOf: at(today('08:00')), complete: false });

const MIDNIGHT = '2026-11-23T00:00:00+01:00';

describe('the room', () => {
  it.each([
    ['is free before a meeting', '14:59:59', 'free'],
    ['is busy at the instant a meeting starts', '15:00', 'busy'],
    ['is busy while it runs', '15:30', 'busy'],
    ['is busy until the last second', '15:59:59', 'busy'],
    ['is free at the instant it ends', '16:00', 'free'],
  ])('%s', (_, now, state) => {
    expect(occupancyAt(rome(meeting('a', '15:00', '16:00')), at(today(now))).state).toBe(state);
  });

  it('is free with no meetings', () => {
    expect(occupancyAt(rome(), at(today('12:00')))).toEqual({
      state: 'free',
      current: undefined,
      next: undefined,
      nextIsKnown: true,
      nextBoundary: at(MIDNIGHT),
    });
  });

  it('stays busy where one meeting ends as another starts', () => {
    const now = occupancyAt(
      rome(meeting('a', '15:00', '16:00'), meeting('b', '16:00', '17:00')),
      at(today('16:00')),
    );
    expect(now).toMatchObject({ state: 'busy', current: { id: 'b' }, next: undefined });
  });
});

describe('what the agenda does not reach', () => {
  const known = cut(meeting('a', '09:00', '10:00'), meeting('b', '12:00', '13:00'));

  it.each([
    ['is free as far as it is known', '11:59:59', 'free'],
    ['is busy while a known meeting runs', '12:00', 'busy'],
    ['is busy to the end of a known meeting', '12:59:59', 'busy'],
    ['is unknown after it, never free', '13:00', 'unknown'],
    ['is unknown for good', '20:00', 'unknown'],
  ])('%s', (_, now, state) => {
    expect(occupancyAt(known, at(today(now))).state).toBe(state);
  });

  it.each<[string, Agenda, string, boolean, string | undefined]>([
    ['until the last meeting that was listed', known, '11:59:59', true, '12:00'],
    ['no longer once it runs', known, '12:00', false, '12:00'],
    [
      'nowhere where nothing blocks',
      cut(timed('a', today('12:00'), today('13:00'), { transparency: 'transparent' })),
      '11:00',
      false,
      '00:00',
    ],
    ['for good where the list was complete', rome(), '20:00', true, undefined],
  ])('says what comes next %s', (_, agenda, now, isKnown, until) => {
    expect(occupancyAt(agenda, at(today(now))).nextIsKnown).toBe(isKnown);
    if (until === undefined) expect(knowsNextUntil(agenda)).toBe(Number.POSITIVE_INFINITY);
    else if (until !== '00:00') expect(knowsNextUntil(agenda)).toBe(at(today(until)));
    else expect(knowsNextUntil(agenda)).toBe(0);
  });

  it('is unknown where not even one event was listed', () => {
    expect(occupancyAt(cut(), at(today('08:00'))).state).toBe('unknown');
  });

  it('is looked at again when the known ends, though nothing blocks there', () => {
    const free = { transparency: 'transparent' };
    const { nextBoundary } = occupancyAt(
      cut(timed('a', today('12:00'), today('13:00'), free)),
      at(today('11:00')),
    );
    expect(nextBoundary).toBe(at(today('12:00')));
  });
});

describe('the current meeting', () => {
  it.each<[string, GoogleEvent[], string]>([
    ['the only one', [meeting('a', '11:00', '13:00')], 'a'],
    ['the one that started last', [meeting('a', '11:00', '12:30'), meeting('b', '11:30', '14:00')], 'b'],
    ['the nested one', [meeting('a', '09:00', '18:00'), meeting('b', '11:30', '12:30')], 'b'],
    [
      'the one inside an all-day block',
      [allDay('a', '2026-11-22', '2026-11-23'), meeting('b', '12:00', '13:00')],
      'b',
    ],
    [
      'the all-day block when nothing else runs',
      [allDay('a', '2026-11-22', '2026-11-23'), meeting('b', '11:00', '12:00')],
      'a',
    ],
    [
      'of two that started together the one that ends first',
      [meeting('a', '11:00', '14:00'), meeting('b', '11:00', '13:00')],
      'b',
    ],
    [
      'of two alike the one with the smallest id',
      [meeting('b', '11:00', '13:00'), meeting('a', '11:00', '13:00')],
      'a',
    ],
    ['not one that has ended', [meeting('a', '11:00', '13:00'), meeting('b', '11:30', '12:00')], 'a'],
    [
      'the innermost of three',
      [meeting('c', '11:50', '12:10'), meeting('a', '09:00', '18:00'), meeting('b', '10:00', '17:00')],
      'c',
    ],
  ])('is %s', (_, events, id) => {
    expect(occupancyAt(rome(...events), at(today('12:00'))).current?.id).toBe(id);
  });
});

describe('the next meeting', () => {
  it.each<[string, GoogleEvent[], string | undefined]>([
    ['is the first to start', [meeting('a', '17:00', '18:00'), meeting('b', '15:00', '19:00')], 'b'],
    ['starts strictly after now', [meeting('a', '12:00', '13:00'), meeting('b', '15:00', '16:00')], 'b'],
    ['is none where nothing starts after now', [meeting('a', '12:00', '13:00')], undefined],
    ['may start while another runs', [meeting('a', '11:00', '14:00'), meeting('b', '13:00', '13:30')], 'b'],
    [
      'is, of two that start together, the one that ends first',
      [meeting('a', '15:00', '18:00'), meeting('b', '15:00', '17:00')],
      'b',
    ],
    [
      'is, of two alike, the one with the smallest id',
      [meeting('b', '15:00', '17:00'), meeting('a', '15:00', '17:00')],
      'a',
    ],
    ['may be an all-day one tomorrow', [allDay('a', '2026-11-23', '2026-11-24')], 'a'],
  ])('%s', (_, events, id) => {
    expect(occupancyAt(rome(...events), at(today('12:00'))).next?.id).toBe(id);
  });
});

describe('the next boundary', () => {
  it.each<[string, GoogleEvent[], string]>([
    ['local midnight on an empty day', [], MIDNIGHT],
    ['the end of the current meeting', [meeting('a', '11:00', '13:00')], today('13:00')],
    ['the start of the next', [meeting('a', '15:00', '16:00')], today('15:00')],
    [
      'the next start when it comes before the current end',
      [meeting('a', '11:00', '14:00'), meeting('b', '13:00', '15:00')],
      today('13:00'),
    ],
    [
      'the current end when it comes before the next start',
      [meeting('a', '11:00', '13:00'), meeting('b', '14:00', '15:00')],
      today('13:00'),
    ],
    [
      'the end of the nested meeting',
      [meeting('a', '09:00', '18:00'), meeting('b', '11:00', '12:30')],
      today('12:30'),
    ],
    ['midnight before a meeting of tomorrow', [allDay('a', '2026-11-24', '2026-11-25')], MIDNIGHT],
    ['midnight inside a meeting of several days', [allDay('a', '2026-11-20', '2026-11-30')], MIDNIGHT],
    ['not a start that is now', [meeting('a', '12:00', '13:00')], today('13:00')],
  ])('is %s', (_, events, boundary) => {
    expect(occupancyAt(rome(...events), at(today('12:00'))).nextBoundary).toBe(at(boundary));
  });

  it.each([
    ['Europe/Rome', '2026-11-22T23:00:00Z', '2026-11-23T23:00:00Z'],
    ['Europe/Rome', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['America/New_York', '2026-11-01T05:30:00Z', '2026-11-02T05:00:00Z'],
    ['America/New_York', '2026-03-08T04:30:00Z', '2026-03-08T05:00:00Z'],
    ['America/Sao_Paulo', '2018-11-04T02:30:00Z', '2018-11-04T03:00:00Z'],
    ['Asia/Beirut', '2022-03-26T21:59:59Z', '2022-03-26T22:00:00Z'],
    ['Pacific/Apia', '2011-12-30T09:00:00Z', '2011-12-30T10:00:00Z'],
    ['Asia/Kathmandu', '2026-11-22T18:14:59Z', '2026-11-22T18:15:00Z'],
  ])('is midnight in %s after %s', (zone, now, midnight) => {
    expect(occupancyAt(agenda(zone), at(now)).nextBoundary).toBe(at(midnight));
  });
});

describe('the unbroken run of meetings ends', () => {
  it.each<[string, GoogleEvent[], string]>([
    ['now where none runs', [meeting('a', '13:00', '14:00')], '12:00'],
    ['now where one has just ended', [meeting('a', '11:00', '12:00')], '12:00'],
    ['with the current meeting', [meeting('a', '11:00', '13:00')], '13:00'],
    [
      'with the last of three back to back',
      [meeting('a', '11:00', '13:00'), meeting('b', '13:00', '14:00'), meeting('c', '14:00', '15:30')],
      '15:30',
    ],
    [
      'with the last of those that overlap',
      [meeting('a', '11:00', '13:00'), meeting('b', '12:30', '14:00')],
      '14:00',
    ],
    [
      'with the outer of nested ones',
      [meeting('a', '11:00', '15:00'), meeting('b', '12:00', '12:30')],
      '15:00',
    ],
    ['before a gap of a minute', [meeting('a', '11:00', '13:00'), meeting('b', '13:01', '14:00')], '13:00'],
    ['at the end of one that starts now', [meeting('a', '12:00', '13:00')], '13:00'],
  ])('%s', (_, events, end) => {
    expect(busyUntil(rome(...events), at(today('12:00')))).toBe(at(today(end)));
  });
});
