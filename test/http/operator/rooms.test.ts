import { describe, expect, it } from 'vitest';
import { deferred } from '../../helpers/deferred.ts';
import { event } from '../../helpers/events.ts';
import {
  aHouse,
  BASIC,
  BEARER,
  type BuildingOptions,
  basic,
  CLIENT_ID,
  calendarOf,
  everyoneHadATurn,
  refusedWith,
} from '../a-building.ts';

const MINUTE_MS = 60_000;
const STANDUP = event('standup', '2026-11-23T09:45:00+01:00', '2026-11-23T10:15:00+01:00', {
  summary: 'Stand-up',
  organizer: { displayName: 'Ada' },
});
const SECRET = event('secret', '2026-11-23T15:00:00+01:00', '2026-11-23T16:00:00+01:00', {
  visibility: 'private',
});

async function open(options: BuildingOptions = {}) {
  const context = await aHouse(options);
  const get = () => context.app.inject({ url: '/rooms', headers: BASIC });
  const room = async (name = 'blue_room'): Promise<Record<string, unknown>> => {
    const { rooms } = (await get()).json();
    return rooms.find(({ room_name }: { room_name: string }) => room_name === name);
  };
  return { ...context, get, room };
}

describe('GET /rooms', () => {
  it('lets others have their turn while many rooms are written, and leaves out one that goes meanwhile', async () => {
    const names = Array.from({ length: 120 }, (_, number) => `room${number}`);
    const { get, building, settings } = await open({ names });
    const asked = get();
    // Once the answer is on its way.
    await everyoneHadATurn();
    building.change({ ...settings, rooms: settings.rooms.slice(0, -1) }, { clearsThings: false });
    const { rooms } = (await asked).json();
    expect(rooms.map(({ room_name }: { room_name: string }) => room_name)).toEqual(names.slice(0, -1));
  });

  it('says all of every room, in the order of the configuration', async () => {
    const { get } = await open({ events: [STANDUP, SECRET] });
    const response = await get();
    expect(response.statusCode).toBe(200);
    const common = {
      sync: 'current',
      booking: 'open',
      stale: false,
      last_refresh: '2026-11-23T09:50:00+01:00',
      last_notification: null,
      last_error: null,
      channel_state: 'live',
      channel_expiry: '2026-11-30T09:50:00+01:00',
      thing_state: 'settled',
    };
    const current = {
      id: 'standup',
      title: 'Stand-up',
      organizer: 'Ada',
      start: '2026-11-23T09:45:00+01:00',
      end: '2026-11-23T10:15:00+01:00',
      all_day: false,
    };
    const next = {
      id: 'secret',
      title: 'Private Meeting',
      organizer: '',
      start: '2026-11-23T15:00:00+01:00',
      end: '2026-11-23T16:00:00+01:00',
      all_day: false,
    };
    expect(response.json()).toEqual({
      rooms: [
        { room_name: 'blue_room', occupancy: 'busy', current, next, ...common },
        { room_name: 'red_room', occupancy: 'free', current: null, next: null, ...common },
      ],
    });
  });

  it('has the same keys, and null where nothing is known, before the first list and the first answers', async () => {
    const never = deferred<void>();
    const { room } = await open({
      prepare: ({ obstacles }) => {
        Object.assign(obstacles, { list: () => never.promise, watch: () => never.promise });
        obstacles.things = () => never.promise;
      },
    });
    expect(await room()).toEqual({
      room_name: 'blue_room',
      occupancy: 'unknown',
      sync: 'refreshing',
      booking: 'open',
      current: null,
      next: null,
      stale: true,
      last_refresh: null,
      last_notification: null,
      last_error: null,
      channel_state: 'registering',
      channel_expiry: null,
      thing_state: expect.stringMatching(/^\w+$/),
    });
  });

  it('says when Google last notified of a room, and when it was last refreshed', async () => {
    const { building, clock, ports, room } = await open();
    await clock.advance(2 * MINUTE_MS);
    ports.calendars.set(calendarOf('blue_room'), [STANDUP]);
    building.notify('blue_room');
    await everyoneHadATurn();
    building.receive(ports.published.at(-1)!);
    await clock.advance(MINUTE_MS);
    const at = '2026-11-23T09:52:00+01:00';
    expect(await room()).toMatchObject({ last_notification: at, last_refresh: at, occupancy: 'busy' });
    const last_refresh = '2026-11-23T09:50:00+01:00';
    expect(await room('red_room')).toMatchObject({ last_notification: null, last_refresh });
  });

  it('tells neither token nor secret', async () => {
    const { get } = await open();
    expect((await get()).body).not.toMatch(/token-\d|secret/);
  });
});

describe('whoever reads /rooms or /metrics', () => {
  it.each(['/rooms', '/metrics'])('must know the Arduino credentials: %s', async (url) => {
    const { app } = await open();
    const wrong = basic(`${CLIENT_ID}:guess`);
    refusedWith('UNAUTHORIZED', await app.inject({ url }));
    refusedWith('UNAUTHORIZED', await app.inject({ url, headers: BEARER }));
    refusedWith('UNAUTHORIZED', await app.inject({ url, headers: wrong }));
    expect((await app.inject({ url, headers: BASIC })).statusCode).toBe(200);
    const withId = { url: `${url}?client_id=${CLIENT_ID}`, headers: BEARER };
    expect((await app.inject(withId)).statusCode).toBe(200);
  });

  it.each(['/rooms', '/metrics'])('gets 503 while there is no service: %s', async (url) => {
    const { app, context } = await open();
    context.service = undefined;
    refusedWith('NOT_READY', await app.inject({ url, headers: BASIC }));
  });
});
