import { expect, it } from 'vitest';
import { parseDay } from '../../src/replay/day.ts';
import { aDay, at, meeting } from './a-day.ts';

const room_name = 'blue_room';
const change = (what: object) => aDay({ events: [meeting('a', '10:00', '11:00')], changes: [what] });
const expecting = (what: object) => aDay({ expect: [{ at: at('10:00'), room_name, ...what }] });

const holding = (more: object) => aDay({ events: [meeting('a', '10:00', '11:00', more)] });
const FIRST = 'rooms[0].events[0]';

const MISTAKES: [string, string, string, RegExp][] = [
  [
    'has a fault of no kind',
    change({ at: at('10:00'), fault: { iot: 'lag', for_mins: 5 } }),
    'changes[0].fault.iot',
    /"lose"/,
  ],
  [
    'has a fault of half',
    change({ at: at('10:00'), fault: { iot: 500, for_mins: 5, rate: 50 } }),
    'changes[0].fault.rate',
    /a share/,
  ],
  [
    'has a status of gRPC',
    change({ at: at('10:00'), fault: { pubsub: 503, for_mins: 5 } }),
    'changes[0].fault.pubsub',
    /from 1 to 16/,
  ],
  [
    'stops without a signal',
    change({ at: at('10:00'), stop: { process: 'a' } }),
    'changes[0].stop.signal',
    /missing/,
  ],
  [
    'stops by a wrong one',
    change({ at: at('10:00'), stop: { process: 'a', signal: 'HUP' } }),
    'changes[0].stop.signal',
    /SIGTERM or SIGKILL/,
  ],
  [
    'stops a room',
    change({ at: at('10:00'), room_name, stop: { process: 'a', signal: 'SIGTERM' } }),
    'changes[0].room_name',
    /stop is of no room/,
  ],
  ['starts nobody', change({ at: at('10:00'), start: {} }), 'changes[0].start.process', /missing/],
  [
    'sleeps for no time',
    change({ at: at('10:00'), sleep: { process: 'a', for_mins: 0 } }),
    'changes[0].sleep.for_mins',
    /minutes/,
  ],
  [
    'jumps nowhere',
    change({ at: at('10:00'), clock: { process: 'a' } }),
    'changes[0].clock.jump_ms',
    /missing/,
  ],
  [
    'extends nothing',
    change({ at: at('10:00'), room_name, extend: { extend_mins: 15 } }),
    'changes[0].extend',
    /a booking, by its number, or an event/,
  ],
  [
    'ends two',
    change({ at: at('10:00'), room_name, end: { booking: 1, event: 'a' } }),
    'changes[0].end',
    /a booking, by its number, or an event/,
  ],
  [
    'has a board of no room',
    change({ at: at('10:00'), board: { set: {} } }),
    'changes[0].room_name',
    /missing/,
  ],
  ['has a seed of text', aDay({ seed: 'a' }), 'seed', /integer/],
  [
    'has an unknown limit',
    aDay({ config: { refresh_min: 5 } }),
    'config.refresh_min',
    /did you mean refresh_mins/,
  ],
  ['is no JSON', '{ "title": "A day", }', '', /not JSON; look at/],
  ['is no object', '[]', 'the whole', /must be object/],
  ['has no zone', aDay({ time_zone: undefined }), 'time_zone', /missing; add it/],
  ['has a zone that is not there', aDay({ time_zone: 'Europe/Roma' }), 'time_zone', /such as Europe\/Rome/],
  ['has an unknown key', aDay({ room: [] }), 'room', /unknown key; did you mean rooms\?/],
  ['has no rooms', aDay({ rooms: [] }), 'rooms', /needs a room/],
  [
    'has a room twice',
    aDay({ rooms: [0, 1].map(() => ({ room_name, events: [] })) }),
    'rooms[1].room_name',
    /twice/,
  ],
  ['begins at no instant', aDay({ from: '2026-11-23T08:00:00' }), 'from', /with its offset/],
  ['begins on the 31st of November', aDay({ from: '2026-11-31T08:00:00Z' }), 'from', /with its offset/],
  ['ends before it begins', aDay({ to: at('07:00') }), 'to', /later than from/],
  ['has an event without an id', aDay({ events: [{}] }), 'rooms[0].events[0].id', /missing/],
  [
    'has a variable that nobody fills',
    aDay({ rooms: [{ room_name, events: [], variables: ['temperature'] }] }),
    'rooms[0].variables[0]',
    /needs one of the optional/,
  ],
  ['has an event twice', aDay({ events: [{ id: 'a' }, { id: 'a' }] }), 'rooms[0].events[1].id', /already/],
  [
    'has an event at tea time',
    aDay({ events: [{ id: 'a', start: { dateTime: 'tea time' } }] }),
    'rooms[0].events[0].start.dateTime',
    /needs a time, such as/,
  ],
  [
    'has an event at no time',
    aDay({ events: [{ id: 'a', end: {} }] }),
    'rooms[0].events[0].end',
    /needs a date or a dateTime/,
  ],
  ['has a summary of 5', aDay({ events: [{ id: 'a', summary: 5 }] }), 'rooms[0].events[0].summary', /must/],
  [
    'changes before it begins',
    change({ at: at('07:00'), room_name, delete: 'a' }),
    'changes[0].at',
    /not between/,
  ],
  [
    'changes after its end',
    change({ at: at('19:01'), room_name, delete: 'a' }),
    'changes[0].at',
    /not between/,
  ],
  [
    'changes nothing',
    change({ at: at('10:00'), room_name }),
    'changes[0]',
    /needs one of insert, .*; has none/,
  ],
  [
    'changes two things at once',
    change({ at: at('10:00'), room_name, delete: 'a', book: {} }),
    'changes[0]',
    /has delete, book/,
  ],
  ['changes no room', change({ at: at('10:00'), delete: 'a' }), 'changes[0].room_name', /missing/],
  [
    'changes a room that is not there',
    change({ at: at('10:00'), room_name: 'red', book: {} }),
    'changes[0].room_name',
    /no room red; did you mean blue_room\?/,
  ],
  [
    'deletes what is not there',
    change({ at: at('10:00'), room_name, delete: 'b' }),
    'changes[0].delete',
    /no event b/,
  ],
  [
    'updates what is not there',
    change({ at: at('10:00'), room_name, update: { id: 'b' } }),
    'changes[0].update.id',
    /no event b/,
  ],
  [
    'inserts what is there',
    change({ at: at('10:00'), room_name, insert: meeting('a', '12:00', '13:00') }),
    'changes[0].insert.id',
    /already/,
  ],
  [
    'updates what was deleted before',
    aDay({
      events: [meeting('a', '10:00', '11:00')],
      changes: [
        { at: at('10:30'), room_name, update: { id: 'a', summary: 'Late' } },
        { at: at('10:15'), room_name, delete: 'a' },
      ],
    }),
    'changes[0].update.id',
    /no event a in blue_room then/,
  ],
  [
    'books nine hours',
    change({ at: at('10:00'), room_name, book: { duration_mins: 540 } }),
    'changes[0].book.duration_mins',
    /<= 480/,
  ],
  [
    'has a fault of 200',
    change({ at: at('10:00'), fault: { calendar: 200, for_mins: 5 } }),
    'changes[0].fault.calendar',
    /from 400 to 599, or "drop"/,
  ],
  [
    'has a fault without end',
    change({ at: at('10:00'), fault: { calendar: 503 } }),
    'changes[0].fault.for_mins',
    /missing/,
  ],
  [
    'has a fault of nobody',
    change({ at: at('10:00'), fault: { for_mins: 60 } }),
    'changes[0].fault',
    /needs a vendor/,
  ],
  [
    'has a fault of one room',
    change({ at: at('10:00'), room_name, fault: { push: 'drop', for_mins: 60 } }),
    'changes[0].room_name',
    /leave it out/,
  ],
  ['never ends', aDay({ to: '2028-01-01T00:00:00Z' }), 'to', /more than a year/],
  ['begins at a leap second', aDay({ from: '2016-12-31T23:59:60Z' }), 'from', /with its offset/],
  [
    'has an event with half an offset',
    aDay({ events: [{ id: 'a', start: { dateTime: '2026-11-23T10:00:00+01' } }] }),
    'rooms[0].events[0].start.dateTime',
    /needs a time, such as/,
  ],
  [
    'has an attendee who may be the room',
    aDay({ events: [{ id: 'a', attendees: [{ self: 'perhaps' }] }] }),
    'rooms[0].events[0].attendees[0].self',
    /must be boolean/,
  ],
  [
    'books under the id of an event',
    aDay({ events: [{ id: 'booking1' }], changes: [{ at: at('10:00'), room_name, book: {} }] }),
    'changes[0].book.id',
    /already/,
  ],
  [
    'expects an odd state',
    expecting({ state: { occupancy: 'bussy' } }),
    'expect[0].state.occupancy',
    /one of unknown, free, busy/,
  ],
  [
    'expects an odd call',
    expecting({ calls: { 'iot.publsh': 0 } }),
    'expect[0].calls.iot.publsh',
    /did you mean iot.publish/,
  ],
  ['expects at no time', expecting({ at: '10:00' }), 'expect[0].at', /with its offset/],
  [
    'expects of a room that is not there',
    expecting({ room_name: 'red' }),
    'expect[0].room_name',
    /no room red/,
  ],
  [
    'expects a variable that no door has',
    expecting({ set: { busynw: 1 } }),
    'expect[0].set.busynw',
    /did you mean busynow\?/,
  ],
  [
    'has a board that writes a text for a number',
    change({ at: at('10:00'), room_name, board: { set: { busynow: 'x' } } }),
    'changes[0].board.set.busynow',
    /integer/,
  ],
  [
    'has a board with a variable that no door has',
    change({ at: at('10:00'), room_name, board: { set: { busynw: 1 } } }),
    'changes[0].board.set.busynw',
    /did you mean busynow/,
  ],
  [
    'refreshes without a pause',
    aDay({ config: { refresh_mins: 0.001 } }),
    'config.refresh_mins',
    /a second at least/,
  ],
  ['expects a truth', expecting({ set: { busynow: true } }), 'expect[0].set.busynow', /a text or a number/],
  ['expects an odd reason', expecting({ because: 'chance' }), 'expect[0].because', /one of start, boundary/],
  [
    'expects a state of nothing',
    expecting({ state: { mood: 'good' } }),
    'expect[0].state.mood',
    /unknown key/,
  ],
  [
    'has a status of no event',
    holding({ status: 'CANCELLED' }),
    `${FIRST}.status`,
    /one of confirmed, tentative/,
  ],
  [
    'has an answer that Google has not',
    holding({ attendees: [{ self: true, responseStatus: 'DECLINED' }] }),
    `${FIRST}.attendees[0].responseStatus`,
    /one of needsAction, declined/,
  ],
  [
    'has a field that Google would refuse',
    holding({ sequence: '1' } as object),
    FIRST,
    /Invalid value at 'sequence': "1"; .* mend that or leave it out/,
  ],
  [
    'has an event that repeats',
    holding({ recurrence: ['RRULE:FREQ=DAILY'] } as object),
    `${FIRST}.recurrence`,
    /write an event for each time/,
  ],
  [
    'changes an event to what Google would refuse',
    aDay({
      events: [meeting('a', '10:00', '11:00')],
      changes: [{ at: at('10:00'), room_name, update: { id: 'a', eventType: 'party' } }],
    }),
    'changes[0].update.eventType',
    /one of birthday/,
  ],
];

it.each(MISTAKES)(
  'a day that %s is refused, with the path and what was expected there',
  (_, text, path, what) => {
    let message = '';
    try {
      parseDay(text, 'day.json');
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message.split('\n')).toHaveLength(1);
    expect(message.startsWith(path ? `day.json: ${path}: ` : 'day.json: '), message).toBe(true);
    expect(message).toMatch(what);
  },
);

it('every mistake of a day has its line', () => {
  const day = aDay({ time_zone: 'Mars', from: 'dawn', events: [{}] });
  expect(() => parseDay(day, 'day.json')).toThrow(/^day\.json: \S+: .*\n.*\n.*$/);
});

it('events that Google may send cut short are taken', () => {
  const events = [
    { id: 'cancelled', status: 'cancelled' },
    { id: 'endless', start: { dateTime: at('10:00') } },
    { id: 'backwards', start: { dateTime: at('10:00') }, end: { dateTime: at('09:00') } },
    {
      id: 'floating',
      start: { dateTime: '2026-11-23T10:00:00', timeZone: 'Asia/Tokyo' },
      end: { date: '2026-11-24' },
    },
    {
      id: 'whole',
      kind: 'calendar#event',
      htmlLink: 'https://example.org',
      recurringEventId: 'x',
      hangoutLink: null,
    },
  ];
  expect(parseDay(aDay({ events }), 'day.json').rooms[0]?.events).toEqual(events);
});

it('a booking of the day can be changed by its id', () => {
  const changes = [
    { at: at('10:00'), room_name, book: {} },
    { at: at('10:30'), room_name, delete: 'booking1' },
  ];
  expect(parseDay(aDay({ changes }), 'day.json').changes).toHaveLength(2);
});

it('of very many mistakes a few are told', () => {
  const rooms = Array.from({ length: 60 }, () => ({ room_nam: 'blue', events: [] }));
  expect(() => parseDay(aDay({ rooms }), 'day.json')).toThrow(/and 40 more mistakes$/);
});
