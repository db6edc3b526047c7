import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agendaOf, type GoogleEvent, type Listing } from '../../src/agenda/agenda.ts';
import { busyUntil, occupancyAt } from '../../src/agenda/occupancy.ts';
import { instantEvent } from '../../src/agenda/ours.ts';
import { propertiesAt } from '../../src/agenda/properties.ts';
import { wordingOf } from '../../src/agenda/wording.ts';
import { exactOffset, isSameZone, offsetAt, type Zone, zoneName } from '../../src/agenda/zone.ts';
import { ruleErrorOf, zoneShownBy } from '../../src/agenda/zone-evidence.ts';
import { allDay, at } from './builders.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ROME = 'Europe/Rome';

/** An event at an instant, as Google tells it: with an offset, and the zone in which it is kept. */
function told(dateTime: string, timeZone: string | undefined = ROME): GoogleEvent {
  const start = { dateTime, ...(timeZone && { timeZone }) };
  return { id: `e${dateTime}`, summary: dateTime, start, end: start };
}

/** By how many minutes a zone's clocks are ahead of our rules at an instant. */
function aheadBy(zone: Zone, instant: string): number {
  return (offsetAt(at(instant), zone) - exactOffset(at(instant), zoneName(zone))) / MINUTE_MS;
}

describe('an offset that contradicts our rules', () => {
  const followed: [string, string, string, number][] = [
    ['an hour ahead', ROME, '2026-11-25T10:00:00+02:00', 60],
    ['an hour behind', ROME, '2026-11-25T10:00:00+00:00', -60],
    ['half an hour ahead', 'Asia/Kolkata', '2026-11-25T10:00:00+06:00', 30],
    ['a quarter behind', 'Asia/Kathmandu', '2026-11-25T10:00:00+05:30', -15],
    ['three hours ahead', ROME, '2026-11-25T10:00:00+04:00', 180],
  ];
  it.each(followed)('is followed: %s', (_, zone, dateTime, minutes) => {
    expect(aheadBy(zoneShownBy([told(dateTime, zone)], zone), dateTime)).toBe(minutes);
  });

  const passedOver: [string, GoogleEvent][] = [
    ['none: it agrees', told('2026-11-25T10:00:00+01:00')],
    ['Z', told('2026-11-25T10:00:00Z')],
    ['of an event kept in another zone', told('2026-11-25T10:00:00+02:00', 'Europe/Athens')],
    ['of an event of which nobody says in which zone it is kept', told('2026-11-25T10:00:00+02:00', '')],
    ['of an event kept in a zone that nobody knows', told('2026-11-25T10:00:00+02:00', 'Mars/Olympus')],
    ['of more than three hours', told('2026-11-25T10:00:00+04:15')],
    ['of twenty hours', told('2026-11-25T10:00:00-10:00')],
    ['of no whole quarter', told('2026-11-25T10:00:00+01:40')],
    ['without a date', told('10:00:00+02:00')],
    ['at tea time', told('2026-13-45T10:00:00+02:00')],
    ['of a whole day', allDay('a', '2026-11-25', '2026-11-26')],
    ['of a cancelled event', { ...told('2026-11-25T10:00:00+02:00'), status: 'cancelled' }],
  ];
  it.each(passedOver)('is passed over: %s', (_, event) => {
    expect(zoneShownBy([event], ROME)).toBe(ROME);
  });

  it('counts under another name of the zone, too', () => {
    expect(isSameZone('Canada/Central', 'America/Winnipeg')).toBe(true);
    expect(isSameZone('America/Chicago', 'America/Winnipeg')).toBe(false);
    expect(isSameZone('Mars/Olympus', 'America/Winnipeg')).toBe(false);
    const zone = zoneShownBy([told('2026-07-25T10:00:00-04:00', 'Canada/Central')], 'America/Winnipeg');
    expect(aheadBy(zone, '2026-07-25T10:00:00-05:00')).toBe(60);
  });
});

describe('where a correction holds', () => {
  // Our rules set the clocks of Rome back on 25 October 2026 and forward on 28 March 2027, each at 01:00 UTC.
  const noWinter = zoneShownBy([told('2026-10-20T10:00:00+02:00'), told('2026-11-25T10:00:00+02:00')], ROME);
  const rows: [string, number][] = [
    ['2026-10-25T00:59:59Z', 0],
    ['2026-10-25T01:00:00Z', 60],
    ['2027-03-28T00:59:59Z', 60],
    ['2027-03-28T01:00:00Z', 0],
  ];
  it.each(rows)('between the changes that our rules have: at %s it is %i min', (instant, minutes) => {
    expect(aheadBy(noWinter, instant)).toBe(minutes);
  });

  it('where Google sets the clocks and our rules do not: from the midnight before it is first seen', () => {
    const zone = zoneShownBy(
      [
        told('2026-11-24T10:00:00+01:00'),
        told('2026-11-26T15:00:00+02:00'),
        told('2026-12-02T15:00:00+02:00'),
      ],
      ROME,
    );
    expect(aheadBy(zone, '2026-11-01T00:00:00+01:00')).toBe(0);
    expect(aheadBy(zone, '2026-11-25T23:59:59+01:00')).toBe(0);
    expect(aheadBy(zone, '2026-11-26T00:00:00+01:00')).toBe(60);
    expect(aheadBy(zone, '2027-03-01T00:00:00+01:00')).toBe(60);
  });

  it('and on the same day: from the event on that shows it', () => {
    const zone = zoneShownBy([told('2026-11-26T10:00:00+01:00'), told('2026-11-26T15:00:00+02:00')], ROME);
    expect(aheadBy(zone, '2026-11-26T13:59:59+01:00')).toBe(0);
    expect(aheadBy(zone, '2026-11-26T14:00:00+01:00')).toBe(60);
  });

  it('in a zone whose clocks nobody sets for a year, and no longer', () => {
    const zone = zoneShownBy([told('2026-11-25T10:00:00+06:00', 'Asia/Kolkata')], 'Asia/Kolkata');
    expect(aheadBy(zone, '2027-11-01T00:00:00Z')).toBe(30);
    expect(aheadBy(zone, '2028-01-01T00:00:00Z')).toBe(0);
  });

  it('as most tell, where offsets go to and fro: one mistake moves nothing', () => {
    const [a, b, c, d] = ['24T10', '24T12', '26T10', '26T12'].map((time) => `2026-11-${time}:00:00`);
    expect(zoneShownBy([told(`${a}+01:00`), told(`${b}+02:00`), told(`${c}+01:00`)], ROME)).toBe(ROME);
    const zone = zoneShownBy(
      [told(`${a}+02:00`), told(`${b}+02:00`), told(`${c}+01:00`), told(`${d}+02:00`)],
      ROME,
    );
    for (const instant of [a, b, c, d]) expect(aheadBy(zone, `${instant}+01:00`)).toBe(60);
  });
});

describe('what was known of a zone', () => {
  const known = zoneShownBy([told('2026-11-25T10:00:00+02:00')], ROME);

  it.each([
    ['there are no events', []],
    ['they agree', [told('2026-12-01T10:00:00+02:00')]],
    ['they tell of a time of which nothing was known', [told('2027-05-01T10:00:00+02:00')]],
    ['they say nothing of it', [told('2026-12-01T10:00:00Z'), allDay('a', '2026-11-25', '2026-11-26')]],
  ])('stays where %s', (_, events) => {
    expect(zoneShownBy(events, ROME, known)).toBe(known);
  });

  it('goes where an event of the same time contradicts it', () => {
    expect(zoneShownBy([told('2026-12-01T10:00:00+01:00')], ROME, known)).toBe(ROME);
  });

  it('stays of another time than that of which there is news', () => {
    const zone = zoneShownBy([told('2027-05-01T10:00:00+03:00')], ROME, known);
    expect(aheadBy(zone, '2026-12-01T10:00:00Z')).toBe(60);
    expect(aheadBy(zone, '2027-05-01T10:00:00Z')).toBe(60);
  });

  it('is of no use where the calendar has another zone now', () => {
    expect(zoneShownBy([], 'Europe/Athens', known)).toBe('Europe/Athens');
  });

  it('is an error of our rules, now or the next time that they are wrong', () => {
    expect(ruleErrorOf(ROME, at('2026-11-25T10:00:00Z'))).toBe(0);
    expect(ruleErrorOf(known, at('2026-10-01T10:00:00Z'))).toBe(-HOUR_MS);
    expect(ruleErrorOf(known, at('2026-11-25T10:00:00Z'))).toBe(-HOUR_MS);
    expect(ruleErrorOf(known, at('2027-05-01T10:00:00Z'))).toBe(0);
  });
});

describe('a room in Winnipeg, where clocks were not set back in November 2026', () => {
  const WINNIPEG = 'America/Winnipeg';
  const standUp: GoogleEvent = {
    id: 'a1',
    summary: 'Stand-up',
    start: { dateTime: '2026-11-25T10:00:00-05:00', timeZone: WINNIPEG },
    end: { dateTime: '2026-11-25T10:30:00-05:00', timeZone: WINNIPEG },
  };
  const listing = (...events: GoogleEvent[]): Listing => ({
    events,
    timeZone: WINNIPEG,
    asOf: at('2026-11-25T08:00:00-05:00'),
    complete: true,
  });
  const door = (agenda: ReturnType<typeof agendaOf>, iso: string) =>
    propertiesAt(agenda, occupancyAt(agenda, at(iso)), { now: at(iso), stale: false, wording: wordingOf() });

  it('tells Google’s times', () => {
    const agenda = agendaOf(listing(standUp));
    expect(door(agenda, '2026-11-25T08:00:00-05:00')).toMatchObject({ curevmtg: 'Free until 10:00' });
    expect(door(agenda, '2026-11-25T10:00:00-05:00')).toMatchObject({ busynow: 1, curevtm: '10:00-10:30' });
  });

  it('begins its days, and whole days, at Google’s midnight', () => {
    const agenda = agendaOf(listing(standUp, allDay('off', '2026-11-26', '2026-11-27')));
    const midnight = at('2026-11-26T00:00:00-05:00');
    expect(occupancyAt(agenda, at('2026-11-25T12:00:00-05:00')).nextBoundary).toBe(midnight);
    expect(door(agenda, '2026-11-25T23:59:00-05:00')).toMatchObject({ nextevtm: 'Thu 26 Nov All day' });
    expect(door(agenda, '2026-11-26T00:00:00-05:00')).toMatchObject({ busynow: 1, curevtm: 'All day' });
    expect(busyUntil(agenda, midnight)).toBe(at('2026-11-27T00:00:00-05:00'));
  });

  it('writes its own meetings with Google’s offset, and the zone by its name', () => {
    const { timeZone } = agendaOf(listing(standUp));
    const slot = { start: at('2026-11-25T12:00:00-05:00'), end: at('2026-11-25T13:00:00-05:00') };
    expect(instantEvent(slot, timeZone, { id: 'b', title: 'B', attempt: '1' })).toMatchObject({
      start: { dateTime: '2026-11-25T12:00:00-05:00', timeZone: WINNIPEG },
    });
  });

  it('keeps that when the last meeting is over', () => {
    const { timeZone } = agendaOf(listing(standUp));
    expect(agendaOf(listing(), undefined, timeZone).timeZone).toBe(timeZone);
    expect(agendaOf(listing()).timeZone).toBe(WINNIPEG);
  });

  it('goes by its own zone where it has another one: of that the calendar’s offsets tell nothing', () => {
    expect(agendaOf(listing(standUp), 'America/Chicago').timeZone).toBe('America/Chicago');
    expect(agendaOf(listing(standUp), 'Canada/Central').timeZone).toMatchObject({ name: 'Canada/Central' });
  });
});

describe('an agenda of a calendar whose zone this machine does not know', () => {
  const events = [
    told('2026-11-25T10:00:00+02:00', 'Mars/Olympus'),
    allDay('off', '2026-11-27', '2026-11-28'),
  ];
  const listing: Listing = {
    events,
    timeZone: 'Mars/Olympus',
    asOf: at('2026-11-20T08:00:00Z'),
    complete: false,
  };

  it('is told by the room’s clock, and known no further than it may be', () => {
    const agenda = agendaOf(listing, ROME);
    expect(agenda.timeZone).toBe(ROME);
    expect(agenda.meetings).toMatchObject([{ id: 'off', start: at('2026-11-27T00:00:00+01:00') }]);
    // A whole day that was not listed may begin 26 hours earlier here than there.
    expect(agenda.knownUntil).toBe(at('2026-11-25T08:00:00Z') - 26 * HOUR_MS);
  });
});

describe('for whatever law', () => {
  const zones = [
    'Europe/Rome',
    'America/Winnipeg',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
  ];
  const law = fc.record({
    zone: fc.constantFrom(...zones),
    ahead: fc.integer({ min: -12, max: 12 }).map((quarters) => quarters * 15 * MINUTE_MS),
    starts: fc.array(fc.integer({ min: 0, max: 20 * 24 * 4 }), { minLength: 1, maxLength: 12 }),
  });
  const FROM = at('2026-11-03T00:00:00Z');

  /** An event as it is told where the clocks are `ahead` of our rules. */
  function toldAhead(instant: number, zone: string, ahead: number): GoogleEvent {
    const offset = exactOffset(instant, zone) + ahead;
    const minutes = Math.abs(offset) / MINUTE_MS;
    const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
    const clock = new Date(instant + offset).toISOString().slice(0, 19);
    return told(`${clock}${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`, zone);
  }

  it('every event reads as Google writes it, whichever of them are seen first', () => {
    fc.assert(
      fc.property(law, ({ zone, ahead, starts }) => {
        const instants = starts.map((quarters) => FROM + quarters * 15 * MINUTE_MS);
        const events = instants.map((instant) => toldAhead(instant, zone, ahead));
        const whole = zoneShownBy(events, zone);
        const half = zoneShownBy(events.slice(0, Math.ceil(events.length / 2)), zone);
        for (const instant of instants) {
          expect(offsetAt(instant, whole)).toBe(exactOffset(instant, zone) + ahead);
          expect(offsetAt(instant, zoneShownBy(events, zone, half))).toBe(exactOffset(instant, zone) + ahead);
        }
        expect(zoneShownBy(events, zone, whole)).toBe(whole);
        if (ahead === 0) expect(whole).toBe(zone);
      }),
    );
  });

  it('no offset moves a clock by more than three hours', () => {
    const offset = fc.integer({ min: -14 * 4, max: 14 * 4 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.array(fc.tuple(fc.nat(2_000), offset)), (zone, all) => {
        const events = all.map(([quarters, ahead]) =>
          toldAhead(FROM + quarters * 15 * MINUTE_MS, zone, ahead * 15 * MINUTE_MS),
        );
        const shown = zoneShownBy(events, zone);
        for (let instant = FROM; instant < FROM + 21 * 24 * HOUR_MS; instant += 6 * HOUR_MS)
          expect(Math.abs(offsetAt(instant, shown) - exactOffset(instant, zone))).toBeLessThanOrEqual(
            3 * HOUR_MS,
          );
      }),
    );
  });
});
