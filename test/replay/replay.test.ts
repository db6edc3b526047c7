import { describe, expect, it } from 'vitest';
import { aDay, at, meeting, printed, replayed, storyOf } from './a-day.ts';

const room_name = 'blue_room';

describe('a replay', () => {
  it('looks at the start, at boundaries, at changes and at bookings, and says what came of it', async () => {
    const story = await storyOf({
      events: [meeting('Stand-up', '10:00', '10:30')],
      changes: [
        { at: at('10:20'), room_name, delete: 'Stand-up' },
        { at: at('11:00'), room_name, insert: meeting('Review', '12:00', '13:00') },
        {
          at: at('11:05'),
          room_name,
          update: { id: 'Review', summary: 'Moved', start: { dateTime: at('11:05') } },
        },
        { at: at('14:07'), room_name, book: { duration_mins: 30, title: 'Chat' } },
      ],
    });
    expect(story).toEqual([
      ['08:00', 'start', 'free current', 'Free until 10:00'],
      ['10:00', 'boundary', 'busy current', 'Stand-up'],
      ['10:20', 'changed', 'free current', 'Free all day'],
      ['11:00', 'changed', 'free current', 'Free until 12:00'],
      ['11:05', 'changed', 'busy current', 'Moved'],
      ['13:00', 'boundary', 'free current', 'Free all day'],
      ['14:07', 'booked', 'busy current', 'Chat'],
      ['14:30', 'boundary', 'free current', 'Free all day'],
    ]);
  });

  it('takes a day that ends at a time, or a time that ends with a day, from first to last', async () => {
    const day = { ...meeting('Day', '08:00', '12:00'), start: { date: '2026-11-23' } };
    const evening = { ...meeting('Evening', '18:00', '18:30'), end: { date: '2026-11-24' } };
    expect(await storyOf({ events: [day, evening] })).toEqual([
      ['08:00', 'start', 'busy current', 'Day'],
      ['12:00', 'boundary', 'free current', 'Free until 18:00'],
      ['18:00', 'boundary', 'busy current', 'Evening'],
    ]);
  });

  it('counts what each look cost', async () => {
    const { looks } = await replayed({
      events: [meeting('Stand-up', '10:00', '10:30')],
      changes: [
        { at: at('10:20'), room_name, delete: 'Stand-up' },
        { at: at('11:00'), room_name, book: {} },
      ],
    });
    expect(looks.map(({ set, calls }) => [Object.keys(set).length, calls])).toEqual([
      [6, { 'calendar.list': 1, 'iot.publish': 6 }],
      [9, { 'calendar.list': 0, 'iot.publish': 9 }],
      [5, { 'calendar.list': 1, 'iot.publish': 5 }],
      // One list verifies the booking; of those that follow Google's notifications nothing comes.
      [5, { 'calendar.list': 1, 'iot.publish': 5, 'calendar.insert': 1 }],
      [5, { 'calendar.list': 0, 'iot.publish': 5 }],
    ]);
  });

  it('says nothing of a look of which nothing came', async () => {
    const declined = { attendees: [{ self: true, responseStatus: 'declined' }] };
    const insert = meeting('Declined', '12:00', '13:00', declined);
    const story = await storyOf({ changes: [{ at: at('10:00'), room_name, insert }] });
    expect(story).toEqual([['08:00', 'start', 'free current', 'Free all day']]);
  });

  it('refuses a booking of a room that is taken, and the door stays as it is', async () => {
    const story = await storyOf({
      events: [meeting('Stand-up', '10:00', '10:30')],
      changes: [{ at: at('10:10'), room_name, book: {} }],
    });
    expect(story.map(([time]) => time)).toEqual(['08:00', '10:00', '10:30']);
  });

  it('does what is due at an instant before what is changed at it', async () => {
    const story = await storyOf({
      events: [meeting('Stand-up', '10:00', '10:30')],
      changes: [{ at: at('10:30'), room_name, insert: meeting('Review', '10:30', '11:00') }],
    });
    expect(story.slice(2, 4)).toEqual([
      ['10:30', 'boundary', 'free current', 'Free all day'],
      ['10:30', 'changed', 'busy current', 'Review'],
    ]);
  });

  it('sees what is due at its very end', async () => {
    const story = await storyOf({ events: [meeting('Dinner', '19:00', '20:00')] });
    expect(story.at(-1)).toEqual(['19:00', 'boundary', 'busy current', 'Dinner']);
  });

  it('prints the same bytes 100 times, for the same seed', async () => {
    // Away as the service starts: when it is tried again is drawn.
    const day = {
      events: [meeting('Stand-up', '10:00', '10:30')],
      changes: [
        { at: at('09:59'), fault: { calendar: 503, for_mins: 0.5 } },
        { at: at('10:00'), room_name, book: {} },
      ],
      from: at('09:59'),
      to: at('10:00'),
    };
    const one = await printed(day, 7);
    for (let index = 1; index < 100; index++) expect(await printed(day, 7)).toBe(one);
    expect(await printed(day, 8)).not.toBe(one);
  });
});

describe('while Google Calendar answers 503', () => {
  const changes = [
    { at: at('09:00'), fault: { calendar: 503, for_mins: 120 } },
    { at: at('09:30'), room_name, delete: 'Stand-up' },
  ];

  it('the clock goes on at the door, the room is stale, and catches up when Google is back', async () => {
    const story = await storyOf({ events: [meeting('Stand-up', '10:00', '10:30')], changes });
    const [start, refresh, boundary, ...rest] = story.map(([, ...what]) => what);
    expect(start).toEqual(['start', 'free current', 'Free until 10:00']);
    expect(refresh).toEqual(['refresh', 'free stale', undefined]);
    expect(boundary).toEqual(['boundary', 'busy stale', 'Stand-up']);
    expect(rest.map(([because]) => because)).toContain('retry');
    expect(rest.at(-1)?.[1]).toBe('free current');
  });

  it('nothing is said of a room that was never listed', async () => {
    const { looks } = await replayed({
      changes: [{ at: at('08:00'), fault: { calendar: 503, for_mins: 10 } }],
    });
    expect(looks[0]).toMatchObject({
      because: 'start',
      state: { occupancy: 'unknown', sync: 'stale' },
      set: {},
    });
    expect(looks[1]).toMatchObject({ because: 'retry', set: { busynow: 0, curevmtg: 'Free all day' } });
  });
});

describe('a dropped push', () => {
  it('is made good by the hourly refresh', async () => {
    const story = await storyOf({
      changes: [
        { at: at('08:00'), fault: { push: 'drop', for_mins: 600 } },
        { at: at('09:00'), room_name, insert: meeting('Review', '09:00', '11:00') },
      ],
    });
    expect(story[1]).toEqual([expect.stringMatching(/^(09|10):/), 'refresh', 'busy current', 'Review']);
  });
});

describe('while Arduino is away', () => {
  it('a publish that is late belongs to the look that it came of', async () => {
    const { looks } = await replayed({
      events: [meeting('Stand-up', '10:00', '12:00')],
      changes: [{ at: at('09:59'), fault: { iot: 503, for_mins: 5 } }],
    });
    const [, busy] = looks;
    expect(busy).toMatchObject({ because: 'boundary', set: { busynow: 1, curevmtg: 'Stand-up' } });
    expect(busy!.calls['iot.publish']).toBeGreaterThan(Object.keys(busy!.set).length);
  });
});

describe('an expectation', () => {
  const events = [meeting('Stand-up', '10:00', '10:30', { organizer: { displayName: 'Ada' } })];
  const differencesOf = async (...expectations: object[]) => {
    const expected = expectations.map((one) => ({ room_name, ...one }));
    const { differences } = await replayed({ events, expect: expected });
    return differences.map(({ path, expected, found }) => [path, expected, found]);
  };

  it('holds of what the door shows, whenever that was written', async () => {
    const set = { busynow: 1, curevmtg: 'Stand-up', curevtm: '10:00-10:30', nextevmtg: '' };
    expect(await differencesOf({ at: at('10:15'), set }, { at: at('10:00'), set })).toEqual([]);
  });

  it('holds of states, reasons and calls, too', async () => {
    const state = { occupancy: 'busy', sync: 'current', booking: 'open' };
    const calls = { 'calendar.list': 0, 'iot.publish': 9, 'calendar.insert': 0 };
    expect(await differencesOf({ at: at('10:00'), because: 'boundary', state, calls })).toEqual([]);
  });

  it('gives a door the optional variables that it names', async () => {
    const set = { curevid: 'Stand-up', curevorganizer: 'Ada', stale: 0 };
    expect(await differencesOf({ at: at('10:00'), set })).toEqual([]);
  });

  it.each([
    [{ at: at('10:15'), set: { busynow: 0 } }, 'expect[0].set.busynow', 0, 1],
    [{ at: at('10:15'), set: { busynow: '1' } }, 'expect[0].set.busynow', '1', 1],
    [
      { at: at('09:59'), set: { curevmtg: 'Stand-up' } },
      'expect[0].set.curevmtg',
      'Stand-up',
      'Free until 10:00',
    ],
    [{ at: at('10:15'), because: 'boundary' }, 'expect[0].because', 'boundary', ''],
    [{ at: at('10:00'), because: 'changed' }, 'expect[0].because', 'changed', 'boundary'],
    [{ at: at('10:00'), state: { occupancy: 'free' } }, 'expect[0].state.occupancy', 'free', 'busy'],
    [{ at: at('10:00'), calls: { 'iot.publish': 2 } }, 'expect[0].calls.iot.publish', 2, 9],
    [{ at: at('10:15'), calls: { 'iot.publish': 2 } }, 'expect[0].calls.iot.publish', 2, 0],
  ])('that does not hold is told: %j', async (expectation, path, expected, found) => {
    expect(await differencesOf(expectation)).toEqual([[path, expected, found]]);
  });

  it('that fails first in time is told first', async () => {
    const [late, early] = [
      { at: at('11:00'), set: { busynow: 1 } },
      { at: at('09:00'), set: { busynow: 1 } },
    ];
    expect((await differencesOf(late, early)).map(([path]) => path)).toEqual([
      'expect[1].set.busynow',
      'expect[0].set.busynow',
    ]);
  });
});

it('a day needs no more than a zone, a time and a room', () => {
  expect(Object.keys(JSON.parse(aDay()))).toEqual(['time_zone', 'from', 'to', 'rooms']);
});
