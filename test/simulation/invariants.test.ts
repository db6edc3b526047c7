import { describe, expect, it } from 'vitest';
import type { GoogleEvent } from '../../src/agenda/agenda.ts';
import type { ThingsPort } from '../../src/ports/things.ts';
import type { Day } from '../../src/replay/day-shape.ts';
import type { Instrumentation } from '../../src/replay/world.ts';
import { a201Stays } from '../../src/simulation/invariants/a-201-stays.ts';
import { a409IsNot } from '../../src/simulation/invariants/a-409-is-not.ts';
import { doorEqualsCalendar } from '../../src/simulation/invariants/door-equals-calendar.ts';
import type { Invariant } from '../../src/simulation/invariants/invariant.ts';
import { liveChannelOrSweepDue } from '../../src/simulation/invariants/live-channel-or-sweep-due.ts';
import { neverFreeWhileKnownBusy } from '../../src/simulation/invariants/never-free-while-known-busy.ts';
import { noOverlapOfOurs } from '../../src/simulation/invariants/no-overlap-of-ours.ts';
import { nobodyCameIsReleased } from '../../src/simulation/invariants/nobody-came-is-released.ts';
import { nothingUnconfirmedRemains } from '../../src/simulation/invariants/nothing-unconfirmed-remains.ts';
import { whatWasKnownStays } from '../../src/simulation/invariants/what-was-known-stays.ts';
import { whoCameStays } from '../../src/simulation/invariants/who-came-stays.ts';
import { judge } from '../../src/simulation/judge.ts';
import { aDay, at, meeting, room_name } from './a-day.ts';

type Between = NonNullable<Instrumentation['between']>;
type Chosen = ReturnType<Parameters<ThingsPort['publish']>[0]['choose']>;

const broken = async (invariant: Invariant, day: Day, between?: Between) =>
  (await judge(day, { invariants: [invariant], between })).map(({ says }) => says);

const booked = aDay({ changes: [{ at: at('09:00'), room_name, book: { duration_mins: 60 } }] });

/** Somebody's meeting of which no push tells, and a booking a little later: it is refused once Google is asked. */
const late = aDay({
  changes: [
    { at: at('09:01'), fault: { push: 'drop', for_mins: 1.5 } },
    { at: at('09:01'), room_name, insert: meeting('theirs', '09:00', '10:00') },
    { at: at('09:02'), room_name, book: { duration_mins: 60 } },
  ],
});

const asking = { iot_requests_per_second: 10, check_in: { within_mins: 10, releases: 'any' } };
const guests = [
  { email: 'ada@example.org' },
  { email: 'room1@example.org', self: true, responseStatus: 'accepted' },
];

/** Two meetings, the first with guests and without anybody who comes; to the second somebody does. */
const twoMeetings = aDay({
  config: asking,
  events: [
    meeting('a', '09:00', '10:30', { organizer: { email: 'ada@example.org' }, attendees: guests }),
    meeting('b', '10:30', '12:30'),
  ],
  changes: [{ at: at('10:35'), room_name, check_in: 'current' }],
});

/** The event without what says that somebody has come. */
const unmarked = <T extends GoogleEvent | undefined>(event: T): T => {
  const { roomcal_checked_in: _, ...others } = event?.extendedProperties?.private ?? {};
  return event && { ...event, extendedProperties: { private: others } };
};

/** Things are given what `change` makes of what was chosen for them. */
const choosing =
  (change: (chosen: Chosen) => Chosen): Between =>
  (ports) => ({
    ...ports,
    thingsOf(account) {
      const things = ports.thingsOf(account);
      return {
        ...things,
        publish: (request) => things.publish({ ...request, choose: () => change(request.choose()) }),
      };
    },
  });

/** Each promise: a day that keeps it, and what turns it red, put between the machines and their clouds. */
const TABLE: [Invariant, Day, string, Between, RegExp][] = [
  [
    doorEqualsCalendar,
    aDay({ events: [meeting('a', '09:00', '10:00')] }),
    'a variable is acknowledged and not written',
    choosing((one) => {
      return one?.value === '09:00-10:00' ? { ...one, value: '9-10' } : one;
    }),
    /evtm is "9-10" and not "09:00-10:00"/,
  ],
  [
    doorEqualsCalendar,
    aDay({
      rooms: [{ room_name, events: [meeting('a', '09:00', '10:00')], variables: ['nextchange'] }],
    }),
    'a board is told to sleep too long',
    choosing((one) => {
      return one && /^\d{10}$/.test(String(one.value)) ? { ...one, value: `${Number(one.value) + 1}` } : one;
    }),
    /nextchange is "1795420801" and not "1795420800"/,
  ],
  [
    neverFreeWhileKnownBusy,
    aDay({ events: [meeting('a', '09:00', '10:00')] }),
    'busynow is never 1',
    choosing((one) => {
      return one?.value === 1 ? { ...one, value: 0 } : one;
    }),
    /free since .* while a runs and is known/,
  ],
  [
    a201Stays,
    booked,
    'what was confirmed is deleted a little later',
    (ports, process) => ({
      ...ports,
      calendar: {
        ...ports.calendar,
        async patch(calendarId, eventId, patch, etag) {
          const event = await ports.calendar.patch(calendarId, eventId, patch, etag);
          process.clock.setTimeout(() => void ports.calendar.remove(calendarId, eventId), 5_000);
          return event;
        },
      },
    }),
    /booking1, told at .*, is not in the calendar/,
  ],
  [
    a409IsNot,
    late,
    'nothing is ever deleted',
    (ports) => ({ ...ports, calendar: { ...ports.calendar, remove: async () => undefined } }),
    /booking1, refused at .*, is in the calendar/,
  ],
  [
    noOverlapOfOurs,
    late,
    "lists show no one else's meetings",
    (ports) => ({
      ...ports,
      calendar: {
        ...ports.calendar,
        async list(request) {
          const listing = await ports.calendar.list(request);
          return { ...listing, events: listing.events.filter(({ id }) => id !== 'theirs') };
        },
      },
    }),
    /booking1 overlaps theirs/,
  ],
  [
    whoCameStays,
    twoMeetings,
    'nobody reads that somebody has come',
    (ports) => ({
      ...ports,
      calendar: {
        ...ports.calendar,
        get: async (...all) => unmarked(await ports.calendar.get(...all)),
        patch: async (...all) => unmarked(await ports.calendar.patch(...all)),
        async list(request) {
          const listing = await ports.calendar.list(request);
          return { ...listing, events: listing.events.map(unmarked) };
        },
      },
    }),
    /b was released to which somebody came/,
  ],
  [
    whoCameStays,
    twoMeetings,
    'the other guests are left out',
    (ports) => ({
      ...ports,
      calendar: {
        ...ports.calendar,
        patch: (calendarId, eventId, { attendees, ...patch }, etag) => {
          const own = attendees && { attendees: attendees.filter(({ self }) => self) };
          return ports.calendar.patch(calendarId, eventId, { ...patch, ...own }, etag);
        },
      },
    }),
    /a was released and its guests are others now/,
  ],
  [
    nobodyCameIsReleased,
    twoMeetings,
    'a patch is acknowledged and not done',
    (ports) => ({
      ...ports,
      calendar: {
        ...ports.calendar,
        patch: async (calendarId, eventId) => (await ports.calendar.get(calendarId, eventId))!,
      },
    }),
    /nobody has come to a \d+ since .*, and it goes on/,
  ],
  [
    nothingUnconfirmedRemains,
    booked,
    'a patch is acknowledged and not done',
    (ports) => ({
      ...ports,
      calendar: {
        ...ports.calendar,
        remove: async () => undefined,
        patch: async (calendarId, eventId) => (await ports.calendar.get(calendarId, eventId)) ?? {},
      },
    }),
    /booking1 is not confirmed since/,
  ],
  [
    whatWasKnownStays,
    aDay({
      changes: [
        { at: at('09:00:58'), fault: { pubsub: 'duplicate', delay_ms: 20_000, for_ms: 5_000 } },
        { at: at('09:01'), room_name, insert: meeting('a', '09:30', '10:00') },
        { at: at('09:01:10'), room_name, insert: meeting('b', '10:30', '11:00') },
      ],
    }),
    'a message that comes twice is taken for news',
    (ports, process) => ({
      ...ports,
      events: {
        ...ports.events,
        subscribe: (hear, connection) =>
          ports.events.subscribe(
            (message) => hear({ ...message, listing: { ...message.listing, asOf: process.clock.now() } }),
            connection,
          ),
      },
    }),
    /process a1 no longer knows of b since/,
  ],
  [
    liveChannelOrSweepDue,
    aDay(),
    'a sweep never ends, nor does a list',
    (ports) => ({
      ...ports,
      calendar: {
        ...ports.calendar,
        freeBusy: () => new Promise(() => undefined),
        list: () => new Promise(() => undefined),
      },
    }),
    /nobody has looked at the calendar since/,
  ],
];

describe.each(TABLE)('$name', (invariant, day, sabotage, between, says) => {
  it('is kept', async () => {
    expect(await broken(invariant, day)).toEqual([]);
  });

  it(`is broken where ${sabotage}`, async () => {
    expect((await broken(invariant, day, between))[0]).toMatch(says);
  });
});
