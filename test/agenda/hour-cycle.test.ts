import { describe, expect, it } from 'vitest';
import { agendaOf } from '../../src/agenda/agenda.ts';
import { occupancyAt } from '../../src/agenda/occupancy.ts';
import { propertiesAt } from '../../src/agenda/properties.ts';
import { busyUntilText } from '../../src/agenda/refusal-texts.ts';
import { wordingOf } from '../../src/agenda/wording.ts';
import { event, listing } from '../helpers/events.ts';

/** What the door says at 09:50 in Rome of a meeting from one time of the day to another. */
function door(from: string, to: string, wording = wordingOf({ hour_cycle: 'h12' })) {
  const at = (time: string) => `2026-11-23T${time}:00+01:00`;
  const agenda = agendaOf(listing(at('09:50'), event('one', at(from), at(to))));
  const now = Date.parse(at('09:50'));
  return propertiesAt(agenda, occupancyAt(agenda, now), { now, stale: false, wording });
}

describe('a door that counts hours twice a day', () => {
  it.each([
    ['09:30', '10:30', '9:30 am', '10:30 am'],
    ['09:00', '12:00', '9:00 am', '12:00 pm'],
    ['00:15', '13:05', '12:15 am', '1:05 pm'],
    ['09:00', '23:59', '9:00 am', '11:59 pm'],
  ])('says of %s to %s: %s to %s', (from, to, curevstart, curevend) => {
    expect(door(from, to)).toMatchObject({ curevstart, curevend, curevtm: `${curevstart}-${curevend}` });
  });

  it('says so of what comes, and until when it is free', () => {
    expect(door('15:00', '16:30')).toMatchObject({
      curevmtg: 'Free until 3:00 pm',
      nextevstart: '3:00 pm',
      nextevtm: '3:00 pm-4:30 pm',
    });
  });

  it.each([
    ['en-US', '3:00 PM'],
    ['el', '3:00 μ.μ.'],
    ['it-IT', '3:00 PM'],
  ])('calls the halves of a day as %s does', (locale, nextevstart) => {
    expect(door('15:00', '16:30', wordingOf({ hour_cycle: 'h12', locale }))).toMatchObject({ nextevstart });
  });

  it('refuses in the same words', () => {
    const until = Date.parse('2026-11-23T19:45:00+01:00');
    const now = Date.parse('2026-11-23T18:00:00+01:00');
    const wording = wordingOf({ hour_cycle: 'h12' });
    expect(busyUntilText(until, { now, zone: 'Europe/Rome', wording })).toBe('busy until 7:45 pm');
  });
});
