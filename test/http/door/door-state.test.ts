import { hash } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { followEvents } from '../../helpers/event-stream.ts';
import { event } from '../../helpers/events.ts';
import { aHouse, BASIC, type BuildingOptions, refusedWith } from '../a-building.ts';
import { AWAY, aDoor, at, theirs } from '../a-door.ts';

const URL = '/rooms/blue_room/door';

/** The state of the door of the blue room, at 09:50 in Rome. */
async function stateOf(options: BuildingOptions = {}) {
  const { app } = await aHouse(options);
  const response = await app.inject({ url: URL, headers: BASIC });
  expect(response.statusCode).toBe(200);
  return response.json();
}

describe('GET /rooms/:room_name/door', () => {
  it('has what a page at a busy door shows', async () => {
    const events = [
      event('now', at('09:00'), at('10:00'), { summary: 'Stand-up' }),
      event('then', at('10:00'), at('10:30'), { summary: 'Review' }),
      event('later', at('14:00'), at('15:00'), { summary: 'Training' }),
      event('tomorrow', '2026-11-24T09:00:00+01:00', '2026-11-24T10:00:00+01:00'),
    ];
    const state = await stateOf({ events });
    expect(state).toMatchObject({
      room_name: 'blue_room',
      occupancy: 'busy',
      stale: false,
      time_zone: 'Europe/Rome',
      says: { busynow: 1, curevmtg: 'Stand-up', nextevmtg: 'Review' },
      current: { id: 'now', title: 'Stand-up', time: '09:00-10:00', may_change: false },
      busy_until: { at: at('10:30'), time: '10:30' },
      free_until: null,
      day: {
        start: at('00:00'),
        end: '2026-11-24T00:00:00+01:00',
        known_until: '2026-11-24T00:00:00+01:00',
      },
    });
    expect(state.coming.map(({ id }: { id: string }) => id)).toEqual(['then', 'later', 'tomorrow']);
    expect(state.day.meetings.map(({ id }: { id: string }) => id)).toEqual(['now', 'then', 'later']);
  });

  it('has the next five, and of the day what is of it', async () => {
    const hours = [11, 12, 13, 14, 15, 16].map((hour) =>
      event(`at ${hour}`, at(`${hour}:00`), at(`${hour}:30`)),
    );
    const midnight = event('at midnight', '2026-11-24T00:00:00+01:00', '2026-11-24T01:00:00+01:00');
    const state = await stateOf({ events: [event('now', at('09:50'), at('10:30')), ...hours, midnight] });
    const ids = (meetings: { id: string }[]) => meetings.map(({ id }) => id);
    expect(ids(state.coming)).toEqual(['at 11', 'at 12', 'at 13', 'at 14', 'at 15']);
    expect(ids(state.day.meetings)).toEqual(['now', ...hours.map(({ id }) => id)]);
  });

  it('has what one shows at a free door', async () => {
    const state = await stateOf({ events: [event('later', at('14:00'), at('15:00'))] });
    expect(state).toMatchObject({
      occupancy: 'free',
      current: null,
      busy_until: null,
      free_until: { at: at('14:00'), time: '14:00' },
    });
  });

  it('says of a meeting whether it can be changed here', async () => {
    const { app, booked } = await aDoor();
    await booked();
    const { current } = (await app.inject({ url: URL, headers: BASIC })).json();
    expect(current).toMatchObject({ title: 'Meeting', may_change: true });
    const any = await stateOf({ events: [theirs('09:00', '10:00')], mayEnd: 'any' });
    expect(any.current.may_change).toBe(true);
  });

  it('never says free while nothing is known', async () => {
    const unknown = await stateOf({
      prepare: ({ obstacles }) => {
        obstacles.list = () => Promise.reject(AWAY);
      },
    });
    expect(unknown).toMatchObject({ occupancy: 'unknown', stale: true, current: null, day: null, says: {} });
  });

  it('is for a key that reads the room', async () => {
    const apiKeys = [
      { name: 'red', sha256: hash('sha256', 'red', 'hex'), rooms: ['red_room'], may: ['read' as const] },
    ];
    const { app } = await aHouse({ apiKeys });
    const headers = { authorization: 'Bearer red' };
    refusedWith('NOT_ALLOWED', await app.inject({ url: URL, headers }));
    expect((await app.inject({ url: '/rooms/red_room/door', headers })).statusCode).toBe(200);
    refusedWith('UNKNOWN_ROOM', await app.inject({ url: '/rooms/no_such_room/door', headers: BASIC }));
  });
});

describe('GET /rooms/:room_name/door/events', () => {
  it('tells the time, what the key may, then the door, then each change of it', async () => {
    const { app, book, clock } = await aDoor();
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const stream = await followEvents(`${url}/rooms/blue_room/door/events`, BASIC);
    onTestFinished(() => stream.leave());
    expect(await stream.block()).toBe('retry: 3000');
    expect(await stream.block()).toBe(`event: time\ndata: {"now":"${new Date(clock.now()).toISOString()}"}`);
    expect(await stream.block()).toBe('event: you\ndata: {"may":["read","book","operate"]}');
    expect(await stream.data()).toEqual((await app.inject({ url: URL, headers: BASIC })).json());
    await book();
    expect(await stream.data()).toMatchObject({ occupancy: 'busy', current: { title: 'Meeting' } });
  });
});

describe('GET /lobby/rooms', () => {
  const lobby = {
    name: 'lobby',
    sha256: hash('sha256', 'lobby', 'hex'),
    rooms: 'all' as const,
    may: ['read' as const],
  };
  const headers = { authorization: 'Bearer lobby' };

  it('has all rooms that the key reaches, in the order of the configuration, with their groups', async () => {
    const { app } = await aHouse({
      apiKeys: [lobby],
      groups: { red_room: 'Floor 2' },
      events: [theirs('09:00', '10:00'), event('then', at('10:00'), at('10:30'))],
    });
    const { rooms } = (await app.inject({ url: '/lobby/rooms', headers })).json();
    expect(rooms).toEqual([
      {
        room_name: 'blue_room',
        group: null,
        occupancy: 'busy',
        stale: false,
        time_zone: 'Europe/Rome',
        title: 'theirs',
        busy_until: { at: at('10:30'), time: '10:30' },
        free_until: null,
      },
      {
        room_name: 'red_room',
        group: 'Floor 2',
        occupancy: 'free',
        stale: false,
        time_zone: 'Europe/Rome',
        title: null,
        busy_until: null,
        free_until: null,
      },
    ]);
    const one = { ...lobby, name: 'one', sha256: hash('sha256', 'one', 'hex'), rooms: ['red_room'] };
    const other = await aHouse({ apiKeys: [one] });
    const seen = (
      await other.app.inject({ url: '/lobby/rooms', headers: { authorization: 'Bearer one' } })
    ).json();
    expect(seen.rooms.map(({ room_name }: { room_name: string }) => room_name)).toEqual(['red_room']);
  });

  it('can be followed: each change of any room is told, until nobody listens', async () => {
    const { app, book } = await aDoor({ apiKeys: [lobby] });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const stream = await followEvents(`${url}/lobby/events`, headers);
    onTestFinished(() => stream.leave());
    expect(await stream.block()).toBe('retry: 3000');
    expect(await stream.block()).toMatch(/^event: time\n/);
    const occupancies = async () =>
      ((await stream.data()) as { rooms: { occupancy: string }[] }).rooms.map(({ occupancy }) => occupancy);
    expect(await occupancies()).toEqual(['free', 'free']);
    await book();
    expect(await occupancies()).toEqual(['busy', 'free']);
  });
});

describe('the pages', () => {
  it.each(['/doors/blue_room', '/lobby', '/book/blue_room', '/doors/no_such_room'])(
    '%s is served without a key, holds no data, and runs no other script than its own',
    async (url) => {
      const { app } = await aHouse();
      const { statusCode, headers, body } = await app.inject(url);
      expect(statusCode).toBe(200);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
      );
      expect(headers).toMatchObject({
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      expect(body).not.toContain('blue_room');
    },
  );

  it('name the version that the door tells, so that an old one loads itself anew', async () => {
    const { app } = await aHouse();
    const { version } = (await app.inject({ url: URL, headers: BASIC })).json();
    expect((await app.inject('/doors/blue_room')).body).toContain(`content="${version}"`);
  });
});
