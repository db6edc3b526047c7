import { describe, expect, it } from 'vitest';
import type { GoogleEvent } from '../../src/agenda/agenda.ts';
import { pseudonymsBy } from '../../src/record/pseudonyms.ts';
import { recordedDay } from '../../src/record/recorded-day.ts';
import { parseDay } from '../../src/replay/day.ts';
import { replay } from '../../src/replay/replay.ts';
import { event } from '../helpers/events.ts';

const room = { roomName: 'blue_room', timeZone: undefined };
const at = (day: number, time: string) => `2026-11-${day}T${time}:00+01:00`;
const meeting = (id: string, day: number, from: string, to: string, more: GoogleEvent = {}) =>
  event(id, at(day, from), at(day, to), more);

const recorded = (events: GoogleEvent[], key: string | undefined = 'key', date = '2026-11-23', more = {}) =>
  recordedDay(
    date,
    { events, timeZone: 'Europe/Rome' },
    { ...room, ...more },
    key ? pseudonymsBy(key) : undefined,
  );
const eventsOf = (...args: Parameters<typeof recorded>) => recorded(...args).rooms[0]!.events;
const named = (events: GoogleEvent[]) => recordedDay('2026-11-23', { events, timeZone: 'Europe/Rome' }, room);
const idsOf = (events: GoogleEvent[]) => named(events).rooms[0]!.events.map(({ id }) => id);

describe('a recorded day', () => {
  it('lasts from midnight to midnight by the clock of the room, and replays', async () => {
    const day = recorded([meeting('a', 23, '10:00', '11:00')]);
    expect(day).toMatchObject({
      title: 'blue_room on 2026-11-23',
      time_zone: 'Europe/Rome',
      from: at(23, '00:00'),
      to: at(24, '00:00'),
    });
    const { looks } = await replay(parseDay(JSON.stringify(day), 'day.json'), 1);
    expect(looks.map(({ state }) => state?.occupancy)).toEqual(['free', 'busy', 'free']);
  });

  it('is a day of the room where its clock is not that of its calendar', () => {
    const day = recorded([], 'key', '2026-11-23', { timeZone: 'Asia/Kathmandu' });
    expect(day).toMatchObject({
      time_zone: 'Europe/Rome',
      from: '2026-11-23T00:00:00+05:45',
      to: '2026-11-24T00:00:00+05:45',
      rooms: [{ time_zone: 'Asia/Kathmandu' }],
    });
  });

  it.each([
    ['2026-10-25', '2026-10-25T00:00:00+02:00', '2026-10-26T00:00:00+01:00'],
    ['2026-03-29', '2026-03-29T00:00:00+01:00', '2026-03-30T00:00:00+02:00'],
    ['2026-12-31', '2026-12-31T00:00:00+01:00', '2027-01-01T00:00:00+01:00'],
  ])('%s is as long as it was', (date, from, to) => {
    expect(recorded([], 'key', date)).toMatchObject({ from, to });
  });

  it('that no clock has shown is refused', () => {
    expect(() => recorded([], 'key', '2011-12-30', { timeZone: 'Pacific/Apia' })).toThrow(/no such day/);
  });

  it('has what reaches into it and what follows on the next day, but nothing that was over', () => {
    const events = [
      meeting('over', 22, '22:00', '24:00'),
      event('reaches in', at(22, '23:00'), at(23, '01:00')),
      meeting('today', 23, '10:00', '11:00'),
      meeting('tomorrow', 24, '10:00', '11:00'),
      meeting('later', 26, '10:00', '11:00'),
    ];
    expect(idsOf(events)).toEqual(['reaches in', 'today', 'tomorrow']);
  });

  it('has the next meeting at the end of a day that is followed by days off', () => {
    const events = [
      meeting('today', 23, '10:00', '11:00'),
      meeting('no meeting', 27, '10:00', '11:00', { transparency: 'transparent' }),
      meeting('next', 28, '10:00', '11:00'),
      meeting('as early', 28, '10:00', '10:30'),
      meeting('later', 28, '12:00', '13:00'),
    ];
    expect(idsOf(events)).toEqual(['today', 'no meeting', 'next', 'as early']);
  });
});

describe('what may name somebody', () => {
  const rich = {
    ...meeting('h2k9_20261123T090000Z', 23, '10:00', '11:00'),
    summary: 'Salary of Ada Lovelace',
    description: 'Lovelace',
    location: 'Lovelace',
    htmlLink: 'https://example.org/Lovelace',
    iCalUID: 'Lovelace@example.org',
    recurringEventId: 'Lovelace',
    creator: { email: 'lovelace@example.org' },
    organizer: { displayName: 'Ada Lovelace', email: 'lovelace@example.org', self: true },
    attendees: [
      { email: 'lovelace@example.org', responseStatus: 'declined' },
      { email: 'room@example.org', displayName: 'Lovelace', self: true, responseStatus: 'accepted' },
    ],
    extendedProperties: { private: { roomcal: 'instant', who: 'Lovelace' }, shared: { who: 'Lovelace' } },
    visibility: 'private',
    status: 'confirmed',
    created: '2026-11-01T09:00:00.000Z',
    start: { dateTime: at(23, '10:00'), timeZone: 'Europe/Rome' },
  };

  it('is left out or replaced; what a door needs stays', () => {
    const [told] = eventsOf([rich]);
    expect(JSON.stringify(told)).not.toMatch(/lovelace|h2k9/i);
    expect(told).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      status: 'confirmed',
      summary: expect.stringMatching(/^Meeting [0-9a-f]{8}$/),
      created: rich.created,
      start: rich.start,
      end: rich.end,
      visibility: 'private',
      organizer: {
        displayName: expect.stringMatching(/^Person [0-9a-f]{8}$/),
        email: expect.stringMatching(/^person-[0-9a-f]{8}@example\.org$/),
        self: true,
      },
      attendees: [{ self: true, responseStatus: 'accepted' }],
      extendedProperties: { private: { roomcal: 'instant' } },
    });
  });

  it('stays where names are wanted, but for what no door needs', () => {
    const [told] = named([rich]).rooms[0]!.events;
    expect(told).toMatchObject({
      id: rich.id,
      summary: rich.summary,
      organizer: { displayName: 'Ada Lovelace' },
    });
    expect(Object.keys(told!)).not.toContain('description');
    expect(told!.attendees).toEqual([{ self: true, responseStatus: 'accepted' }]);
  });

  it('has the same pseudonym in every event and run, and another one by another key', () => {
    const events = ['a', 'b'].map((id) => ({ ...rich, id, start: { dateTime: at(23, '09:00') } }));
    const [one, other] = eventsOf(events);
    expect(one).toEqual({ ...other, id: one!.id });
    expect(one!.id).not.toBe(other!.id);
    expect(eventsOf(events)).toEqual([one, other]);
    expect(eventsOf(events, 'other key')[0]!.summary).not.toBe(one!.summary);
  });

  it.each(['', '   '])('a blank title stays blank: %j', (summary) => {
    expect(eventsOf([{ ...rich, summary }])[0]!.summary).toBe('');
  });

  it('of meetings at the same time the pseudonyms keep the order of the ids, for a door shows the first', () => {
    const ids = Array.from({ length: 40 }, (_, index) => `id${String(index).padStart(2, '0')}`);
    const together = eventsOf(ids.map((id) => meeting(id, 23, '10:00', '11:00'))).map(({ id }) => id);
    expect(together).toEqual(together.toSorted());
    expect(new Set(together).size).toBe(40);
  });
});
