import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Agenda, agendaOf, areSame, type GoogleEvent } from '../../src/agenda/agenda.ts';
import { isStartOfDay } from '../../src/agenda/local-time.ts';
import { busyUntil, occupancyAt } from '../../src/agenda/occupancy.ts';
import { diff, firstOfDiff, type Properties, propertiesAt, VARIABLES } from '../../src/agenda/properties.ts';
import { fitSlot, QUARTER_MS } from '../../src/agenda/slots.ts';
import { wordingOf } from '../../src/agenda/wording.ts';
import { anyCharacter } from '../helpers/any-text.ts';
import { at } from './builders.ts';
import { PLACES, type Scene, scenes } from './scenes.ts';

const DAY_MS = 86_400_000;

/** A fixed seed: the same cases each time. */
const RUNS = { seed: 20_261_122, numRuns: 400 };

const lookAt = (agenda: Agenda, now: number) => {
  const occupancy = occupancyAt(agenda, now);
  return {
    occupancy,
    properties: propertiesAt(agenda, occupancy, { now, stale: false, wording: wordingOf() }),
  };
};

/** Whether `event` blocks the room at `now`, told without any arithmetic on local time. */
function blocksAt(event: GoogleEvent, now: number, timeZone: string): boolean {
  const declined = event.attendees?.some(
    (attendee) => attendee.self && attendee.responseStatus === 'declined',
  );
  const ignored = ['workingLocation', 'birthday'].includes(event.eventType ?? '');
  if (event.status === 'cancelled' || event.transparency === 'transparent' || declined || ignored)
    return false;
  const { start, end } = event;
  if (start?.dateTime && end?.dateTime) return at(start.dateTime) <= now && now < at(end.dateTime);
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone }).format(now);
  return start!.date! <= today && (today < end!.date! || today === start!.date);
}

describe('whatever the calendar and whenever', () => {
  it('the room is busy exactly while a blocking event runs', () => {
    const isRight = ({ listing, now }: Scene) => {
      const blocked = listing.events.some((event) => blocksAt(event, now, listing.timeZone));
      expect(lookAt(agendaOf(listing), now).occupancy.state === 'busy').toBe(blocked);
    };
    fc.assert(fc.property(scenes, isRight), RUNS);
  });

  it('nothing changes before the next boundary', () => {
    const fractions = fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), {
      minLength: 5,
      maxLength: 5,
    });
    const isRight = ({ listing, now }: Scene, samples: number[]) => {
      const agenda = agendaOf(listing);
      const { occupancy, properties } = lookAt(agenda, now);
      const left = occupancy.nextBoundary - now;
      expect(left).toBeGreaterThan(0);
      for (const later of [...samples.map((sample) => now + Math.floor(sample * left)), now + left - 1]) {
        expect(lookAt(agenda, later)).toEqual({ occupancy, properties });
      }
    };
    fc.assert(fc.property(scenes, fractions, isRight), RUNS);
  });

  it('at the next boundary something changes, or it is midnight, or nothing is known beyond', () => {
    const isRight = ({ listing, now }: Scene) => {
      const agenda = agendaOf(listing);
      const { occupancy, properties } = lookAt(agenda, now);
      const boundary = occupancy.nextBoundary;
      const atMidnight = isStartOfDay(boundary, agenda.timeZone);
      if (!atMidnight && boundary !== agenda.knownUntil)
        expect(lookAt(agenda, boundary).properties).not.toEqual(properties);
    };
    fc.assert(fc.property(scenes, isRight), RUNS);
  });

  it('the order of the list never matters', () => {
    const shuffled = scenes.chain(({ listing, now }) =>
      fc.record({
        listing: fc.constant(listing),
        events: fc.shuffledSubarray(listing.events, { minLength: listing.events.length }),
        now: fc.constant(now),
      }),
    );
    const isRight = ({ listing, events, now }: Scene & { events: GoogleEvent[] }) => {
      expect(lookAt(agendaOf({ ...listing, events }), now)).toEqual(lookAt(agendaOf(listing), now));
    };
    fc.assert(fc.property(shuffled, isRight), RUNS);
  });

  it('every text is one that a person can read', () => {
    const isRight = ({ listing, now }: Scene) => {
      const { properties } = lookAt(agendaOf(listing), now);
      expect(JSON.stringify(properties ?? {})).not.toMatch(/undefined|null|NaN|Invalid|Infinity|object/);
    };
    fc.assert(fc.property(scenes, isRight), RUNS);
  });

  it('a Thing that was given the difference differs no more', () => {
    const names = fc.constantFrom(...VARIABLES, 'curevmsg', 'nextevmsg', 'temperature');
    const value = fc.oneof(fc.constantFrom('N/A', '', null, 0, 1, '0', '1', 'Stand-up', true), fc.string());
    const observed = fc.dictionary(names, value).map((variables) => new Map(Object.entries(variables)));
    const isRight = ({ listing, now }: Scene, before: Map<string, unknown>) => {
      const wanted: Properties | undefined = lookAt(agendaOf(listing), now).properties;
      if (!wanted) return;
      const publishes = diff(wanted, before);
      expect(firstOfDiff(wanted, before)).toEqual(publishes[0]);
      const after = new Map([
        ...before,
        ...publishes.map(({ variable, value: given }) => [variable, given] as const),
      ]);
      expect([...after.keys()]).toEqual([...before.keys()]);
      expect(diff(wanted, after)).toEqual([]);
    };
    fc.assert(fc.property(scenes, observed, isRight), RUNS);
  });

  it('two agendas are the same where their texts are', () => {
    const isRight = ({ listing }: Scene, { listing: other }: Scene) => {
      const one = agendaOf(listing);
      expect(areSame(one.meetings, agendaOf(structuredClone(listing)).meetings)).toBe(true);
      for (const { meetings } of [agendaOf(other), { meetings: one.meetings.slice(1) }])
        expect(areSame(one.meetings, meetings)).toBe(
          JSON.stringify(one.meetings) === JSON.stringify(meetings),
        );
    };
    fc.assert(fc.property(scenes, scenes, isRight), RUNS);
  });

  it('an instant meeting holds now, overlaps nothing, and begins at a quarter hour or as another ends', () => {
    const duration = fc.option(fc.integer({ min: 1, max: 480 }), { nil: undefined });
    const isRight = ({ listing, now }: Scene, durationMins: number | undefined) => {
      const agenda = agendaOf(listing);
      const { occupancy } = lookAt(agenda, now);
      const found = fitSlot(agenda, now, durationMins);
      expect('code' in found && found.code === 'ROOM_BUSY').toBe(occupancy.state === 'busy');
      if ('code' in found) return;
      expect(found.start).toBeLessThanOrEqual(now);
      expect(found.start).toBeGreaterThan(now - QUARTER_MS);
      expect(found.end).toBeGreaterThan(now);
      expect(found.start % QUARTER_MS === 0 || agenda.meetings.some(({ end }) => end === found.start)).toBe(
        true,
      );
      expect(agenda.meetings.filter(({ start, end }) => start < found.end && found.start < end)).toEqual([]);
      if (durationMins) expect(found.end - found.start).toBe(Math.ceil(durationMins / 15) * QUARTER_MS);
    };
    fc.assert(fc.property(scenes, duration, isRight), RUNS);
  });

  it('the room is free, or not known to be busy, when the unbroken run of meetings ends', () => {
    const isRight = ({ listing, now }: Scene) => {
      const agenda = agendaOf(listing);
      expect(occupancyAt(agenda, busyUntil(agenda, now)).state).not.toBe('busy');
    };
    fc.assert(fc.property(scenes, isRight), RUNS);
  });
});

describe('a hostile calendar', () => {
  const text = fc.oneof(
    fc.constantFrom(
      '',
      ' ',
      '0000-00-00',
      '0000-01-01',
      '9999-12-31',
      '2026-02-30',
      '-000001-01-01',
      '+275760-09-13',
    ),
    fc.constantFrom(
      '0000-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
      '2026-11-22T25:61:61Z',
      '2026-11-22T24:00:00Z',
    ),
    fc.constantFrom(
      '2026-11-22T12:00:00',
      '2026-11-22T12:00:00+99:99',
      '2026-W48',
      '12/31/2026',
      '1e400',
      '\u0000',
    ),
    fc.constantFrom('0001-01-01', '0099-12-31T00:00:00', '275760-09-13T00:00:00Z', '__proto__', '🦊\ud800'),
    fc.string({ unit: anyCharacter }),
  );
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
  const time = maybe(fc.record({ date: maybe(text), dateTime: maybe(text), timeZone: maybe(text) }));
  const event: fc.Arbitrary<GoogleEvent> = fc.record(
    {
      id: maybe(text),
      status: maybe(text),
      summary: maybe(text),
      created: maybe(text),
      start: time,
      end: time,
      eventType: maybe(text),
      visibility: maybe(text),
      transparency: maybe(text),
      organizer: maybe(fc.record({ displayName: maybe(text), email: maybe(text) })),
    },
    { requiredKeys: [] },
  );

  it('never stops a door', () => {
    const events = fc.array(event, { maxLength: 8 });
    const isRight = (hostile: GoogleEvent[], [timeZone, iso]: (typeof PLACES)[number], complete: boolean) => {
      const now = at(iso);
      const listing = { events: hostile, timeZone, asOf: now - DAY_MS, complete };
      const { occupancy, properties } = lookAt(agendaOf(listing), now);
      expect(occupancy.nextBoundary).toBeGreaterThan(now);
      expect(`${properties?.curevtm} ${properties?.nextevtm}`).not.toMatch(/NaN|Invalid/);
    };
    fc.assert(fc.property(events, fc.constantFrom(...PLACES), fc.boolean(), isRight), {
      ...RUNS,
      numRuns: 1_000,
    });
  });
});
