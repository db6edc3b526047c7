import { describe, expect, it } from 'vitest';
import { wordingOf } from '../../../src/agenda/wording.ts';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { event } from '../../helpers/events.ts';
import { aHouse, BASIC, type BuildingOptions, refusedWith, thingOf } from '../a-building.ts';

async function read(url: string, options: BuildingOptions = {}) {
  const context = await aHouse(options);
  const get = (at = url) => context.app.inject({ url: at, headers: BASIC });
  return { ...context, get, response: await get() };
}

const DAY = [
  event('ended', '2026-11-23T09:00:00+01:00', '2026-11-23T09:30:00+01:00'),
  event('standup', '2026-11-23T09:45:00+01:00', '2026-11-23T10:15:00+01:00', {
    summary: 'Stand-up',
    organizer: { displayName: 'Ada', email: 'ada@example.org' },
  }),
  event('review', '2026-11-23T10:15:00+01:00', '2026-11-23T11:00:00+01:00', {
    organizer: { email: 'bob@example.org' },
  }),
  event('secret', '2026-11-23T15:00:00+01:00', '2026-11-23T16:00:00+01:00', { visibility: 'private' }),
  event('late', '2026-11-23T17:00:00+01:00', '2026-11-23T18:00:00+01:00'),
];

describe('GET /meetings', () => {
  it('says all of a busy room: its door, the current meeting and the next two', async () => {
    const { response } = await read('/meetings?room_name=blue_room', { events: DAY });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      busynow: 1,
      curevmtg: 'Stand-up',
      curevstart: '09:45',
      curevend: '10:15',
      curevtm: '09:45-10:15',
      nextevmtg: 'review',
      nextevstart: '10:15',
      nextevend: '11:00',
      nextevtm: '10:15-11:00',
      free_for_mins: null,
      busy_for_mins: 70,
      next_change: 1_795_425_300,
      next_change_at: '10:15',
      meetings: [
        {
          id: 'standup',
          title: 'Stand-up',
          organizer: 'Ada',
          start: '2026-11-23T09:45:00+01:00',
          end: '2026-11-23T10:15:00+01:00',
          all_day: false,
        },
        {
          id: 'review',
          title: 'review',
          organizer: 'bob@example.org',
          start: '2026-11-23T10:15:00+01:00',
          end: '2026-11-23T11:00:00+01:00',
          all_day: false,
        },
        {
          id: 'secret',
          title: 'Private Meeting',
          organizer: '',
          start: '2026-11-23T15:00:00+01:00',
          end: '2026-11-23T16:00:00+01:00',
          all_day: false,
        },
      ],
      time_zone: 'Europe/Rome',
      as_of: '2026-11-23T09:50:00+01:00',
      stale: false,
      check_in: 'not_needed',
      check_in_until: null,
    });
  });

  it('says all of a free room, with empty texts and two meetings to come', async () => {
    const { response } = await read('/meetings?room_name=blue_room', { events: DAY.slice(2) });
    const { meetings, ...door } = response.json();
    expect(meetings.map(({ id }: { id: string }) => id)).toEqual(['review', 'secret']);
    expect(door).toEqual({
      busynow: 0,
      curevmtg: 'Free until 10:15',
      curevstart: '',
      curevend: '',
      curevtm: '',
      nextevmtg: 'review',
      nextevstart: '10:15',
      nextevend: '11:00',
      nextevtm: '10:15-11:00',
      free_for_mins: 25,
      busy_for_mins: null,
      next_change: 1_795_425_300,
      next_change_at: '10:15',
      time_zone: 'Europe/Rome',
      as_of: '2026-11-23T09:50:00+01:00',
      stale: false,
      check_in: 'not_needed',
      check_in_until: null,
    });
  });

  it('counts the minutes that are left, whenever somebody asks', async () => {
    const { clock, get } = await read('/meetings?room_name=blue_room', { events: DAY.slice(2) });
    const left = async () => {
      const { free_for_mins, busy_for_mins, next_change_at } = (await get()).json();
      return [free_for_mins, busy_for_mins, next_change_at];
    };
    expect(await left()).toEqual([25, null, '10:15']);
    await clock.advanceTo('2026-11-23T10:00:30+01:00');
    expect(await left()).toEqual([14, null, '10:15']);
    await clock.advanceTo('2026-11-23T10:15:30+01:00');
    expect(await left()).toEqual([null, 45, '11:00']);
    await clock.advanceTo('2026-11-23T18:00:00+01:00');
    expect(await left()).toEqual([1_440, null, '00:00']);
  });

  it('says of the running meeting how long the room is busy, and when the door changes', async () => {
    const { response } = await read('/meetings/current?room_name=blue_room', { events: DAY });
    expect(response.json()).toEqual({
      id: 'standup',
      title: 'Stand-up',
      organizer: 'Ada',
      start: '2026-11-23T09:45:00+01:00',
      end: '2026-11-23T10:15:00+01:00',
      all_day: false,
      busy_for_mins: 70,
      next_change: 1_795_425_300,
      next_change_at: '10:15',
    });
  });

  it('says that a room without meetings is free all day', async () => {
    const { response } = await read('/meetings?room_name=red_room', { events: DAY });
    expect(response.json()).toMatchObject({
      busynow: 0,
      curevmtg: 'Free all day',
      nextevmtg: '',
      meetings: [],
    });
  });

  it('tells titles and organizers as the door does, of the meetings, too', async () => {
    const organizer = { displayName: 'The\nboard' };
    const events = [
      event('a', '2026-11-23T09:45:00+01:00', '2026-11-23T10:15:00+01:00', {
        summary: `Plan\r\n${'x'.repeat(100)}`,
        organizer,
      }),
      event('b', '2026-11-23T11:00:00+01:00', '2026-11-23T12:00:00+01:00', { summary: '\u200b' }),
    ];
    const title = `Plan ${'x'.repeat(58)}…`;
    const { response, app } = await read('/meetings?room_name=blue_room', { events });
    expect(response.json()).toMatchObject({
      curevmtg: title,
      nextevmtg: 'Private Meeting',
      meetings: [{ title, organizer: 'The board' }, { title: 'Private Meeting' }],
    });
    const rooms = await app.inject({ url: '/rooms', headers: BASIC });
    const blue = rooms.json().rooms.find(({ room_name }: { room_name: string }) => room_name === 'blue_room');
    expect(blue).toMatchObject({ current: { title, organizer: 'The board' } });
  });

  it.each([
    ['name', ['Ada', 'bob@example.org', '']],
    ['email', ['ada@example.org', 'bob@example.org', '']],
  ] as const)(
    'tells organizers by %s, as its Thing does, and nobody who is private',
    async (organizer, told) => {
      const { response, shown } = await read('/meetings?room_name=blue_room', {
        events: DAY,
        wordings: { blue_room: wordingOf({ organizer }) },
        prepare: ({ clouds }) =>
          clouds.doors.give(thingOf('blue_room'), ['curevorganizer', 'nextevorganizer']),
      });
      expect(response.json().meetings.map((meeting: { organizer: string }) => meeting.organizer)).toEqual(
        told,
      );
      const door = shown('blue_room');
      expect([door.get('curevorganizer'), door.get('nextevorganizer')]).toEqual(told.slice(0, 2));
    },
  );

  it('marks a meeting of whole days', async () => {
    const events = [
      { id: 'offsite', summary: 'Offsite', start: { date: '2026-11-23' }, end: { date: '2026-11-24' } },
    ];
    const { response } = await read('/meetings?room_name=blue_room', { events });
    expect(response.json()).toMatchObject({
      curevtm: 'All day',
      meetings: [{ id: 'offsite', all_day: true }],
    });
  });

  it('follows the clock: what was next is now current', async () => {
    const { clock, get } = await read('/meetings?room_name=blue_room', { events: DAY });
    await clock.advanceTo('2026-11-23T10:15:00+01:00');
    const { busynow, curevmtg, meetings } = (await get()).json();
    expect({ busynow, curevmtg }).toEqual({ busynow: 1, curevmtg: 'review' });
    expect(meetings.map(({ id }: { id: string }) => id)).toEqual(['review', 'secret', 'late']);
  });

  it('says that it is stale while the calendar cannot be read, and since when it is', async () => {
    const { clock, ports, get } = await read('/meetings?room_name=blue_room', { events: DAY });
    ports.obstacles.list = () => Promise.reject(new VendorError('calendar', 'down', { status: 503 }));
    await clock.advance(2 * 3_600_000);
    expect((await get()).json()).toMatchObject({ stale: true, as_of: '2026-11-23T09:50:00+01:00' });
  });

  it('puts a door into words once, however many ask, and anew when it changes', async () => {
    let [asked, before] = [0, 0];
    const wording = new Proxy(wordingOf(), {
      get: (words, key) => {
        asked += 1;
        return words[key as keyof typeof words];
      },
    });
    const { clock, get } = await read('/meetings?room_name=red_room', { events: DAY, wording });
    before = asked;
    const blue = () => get('/meetings?room_name=blue_room');
    const first = await blue();
    expect(asked).toBeGreaterThan(before);
    before = asked;
    for (let time = 0; time < 3; time++) expect((await blue()).body).toBe(first.body);
    expect(asked).toBe(before);
    await clock.advanceTo('2026-11-23T10:15:00+01:00');
    expect((await blue()).body).not.toBe(first.body);
    expect(asked).toBeGreaterThan(before);
  });

  it('answers the same to a room whose Thing cannot be reached', async () => {
    const { response } = await read('/meetings?room_name=blue_room', {
      events: DAY,
      prepare: ({ obstacles }) => {
        obstacles.things = () => Promise.reject(new VendorError('iot', 'down', { status: 503 }));
      },
    });
    expect(response.json()).toMatchObject({ busynow: 1, curevmtg: 'Stand-up' });
  });

  it('answers 404 for a room that is not there, and names it', async () => {
    const { response } = await read('/meetings?room_name=green_room');
    expect(refusedWith('UNKNOWN_ROOM', response).message).toContain('green_room');
  });

  it.each(['constructor', '__proto__', '', 'blue_room%20', 'BLUE_ROOM', '%00', 'blue_room%2F..'])(
    'answers 404 for the room %j',
    async (name) => {
      const { response } = await read(`/meetings?room_name=${name}`);
      refusedWith('UNKNOWN_ROOM', response);
    },
  );

  it.each([
    ['a missing room_name', '/meetings'],
    ['a repeated room_name', '/meetings?room_name=blue_room&room_name=red_room'],
  ])('answers 400 for %s, and names it', async (_, url) => {
    const { response } = await read(url);
    expect(refusedWith('INVALID_REQUEST', response).message).toContain('room_name');
  });

  it('answers 503 while the calendar has never been read', async () => {
    const { response } = await read('/meetings?room_name=blue_room', {
      prepare: ({ obstacles }) => {
        obstacles.list = () => Promise.reject(new VendorError('calendar', 'down', { status: 503 }));
      },
    });
    expect(refusedWith('NOT_READY', response).message).toContain('blue_room');
  });

  it('answers 503 with the reason while there is no service', async () => {
    const { context, get } = await read('/meetings?room_name=blue_room');
    context.service = undefined;
    context.unready = () => ['roomcal is starting'];
    expect(refusedWith('NOT_READY', await get()).message).toBe('roomcal is starting');
    context.unready = () => [];
    refusedWith('NOT_READY', await get());
  });
});
