import { describe, expect, it } from 'vitest';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { event } from '../../helpers/events.ts';
import { aHouse, BASIC, type BuildingOptions, calendarOf, refusedWith } from '../a-building.ts';

const MINUTE_MS = 60_000;
const NOT_SHARED = new VendorError('calendar', 'Google Calendar: 404 notFound: Not Found', {
  status: 404,
  reason: 'notFound',
  operator: true,
});
const SECRET = event('secret', '2026-11-23T15:00:00+01:00', '2026-11-23T16:00:00+01:00', {
  visibility: 'private',
});

async function open(options: BuildingOptions = {}) {
  const context = await aHouse(options);
  const room = async (name = 'blue_room'): Promise<Record<string, unknown>> => {
    const { rooms } = (await context.app.inject({ url: '/rooms', headers: BASIC })).json();
    return rooms.find(({ room_name }: { room_name: string }) => room_name === name);
  };
  return { ...context, room };
}

describe('GET /rooms', () => {
  it('says why a calendar that is not shared cannot be listed, for as long as that is so', async () => {
    let isShared = false;
    const { clock, ports, room } = await open({
      prepare: ({ obstacles, calendar }) => {
        obstacles.list = (of) => !isShared && of === calendarOf('blue_room') && Promise.reject(NOT_SHARED);
        const truth = calendar.freeBusy;
        calendar.freeBusy = async (request) => {
          const refused = isShared ? [] : [[calendarOf('blue_room'), NOT_SHARED] as const];
          return new Map([...(await truth(request)), ...refused]);
        };
      },
    });
    expect(await room()).toMatchObject({
      occupancy: 'unknown',
      sync: 'stale',
      stale: true,
      last_refresh: null,
      last_error: NOT_SHARED.message,
    });
    expect(await room('red_room')).toMatchObject({ sync: 'current', stale: false, last_error: null });
    await clock.advance(59 * MINUTE_MS);
    // At once, after 5 s, 1, 5, 15 minutes.
    expect(ports.calls.filter((call) => call === `list ${calendarOf('blue_room')}`)).toHaveLength(5);
    expect(await room()).toMatchObject({ sync: 'stale', last_error: NOT_SHARED.message });
    // The next sweep shows that it is shared by now.
    isShared = true;
    await clock.advance(5 * MINUTE_MS);
    expect(await room()).toMatchObject({ sync: 'current', stale: false, last_error: null });
  });

  it('says what is known, and that it is stale, where a calendar is no longer shared', async () => {
    const { clock, ports, room } = await open({ events: [SECRET] });
    ports.obstacles.list = () => Promise.reject(NOT_SHARED);
    await clock.advance(90 * MINUTE_MS);
    expect(await room()).toMatchObject({
      occupancy: 'free',
      next: { id: 'secret' },
      sync: 'stale',
      stale: true,
      last_error: NOT_SHARED.message,
      last_refresh: '2026-11-23T09:50:00+01:00',
    });
  });

  it('says why a room cannot be swept', async () => {
    const { clock, ports, room } = await open({ address: undefined });
    ports.obstacles.freeBusy = () => Promise.reject(NOT_SHARED);
    await clock.advance(MINUTE_MS);
    expect(await room()).toMatchObject({ last_error: NOT_SHARED.message });
    delete ports.obstacles.freeBusy;
    await clock.advance(60 * MINUTE_MS);
    expect(await room()).toMatchObject({ last_error: null });
  });

  it('says that a room has no channel where roomcal has no public address', async () => {
    const { room } = await open({ address: undefined });
    const channel = { channel_state: 'unsupported', channel_expiry: null, last_error: null };
    expect(await room()).toMatchObject(channel);
  });

  it('says so, too, where Google will not push, and why', async () => {
    const reason = 'pushNotSupportedForRequestedResource';
    const refusal = new VendorError('calendar', 'Google Calendar: 400: no push', { reason, operator: true });
    const { room } = await open({
      prepare: ({ obstacles }) => {
        obstacles.watch = () => Promise.reject(refusal);
      },
    });
    const channel = { channel_state: 'unsupported', channel_expiry: null, last_error: refusal.message };
    expect(await room()).toMatchObject(channel);
  });

  it.each(['read', 'watch', 'write', 'things', 'show'] as const)(
    'says that %s fails, and no longer once it works again',
    async (call) => {
      const failure = new VendorError('storage', `${call}: 503: down`, { status: 503 });
      const { clock, ports, room } = await open({
        prepare: ({ obstacles }) => {
          obstacles[call] = () => Promise.reject(failure);
        },
      });
      expect(await room()).toMatchObject({ last_error: failure.message });
      delete ports.obstacles[call];
      await clock.advance(2 * MINUTE_MS);
      expect(await room()).toMatchObject({ last_error: null, channel_state: 'live', thing_state: 'settled' });
    },
  );

  it('says that a store fails no longer once a stored channel was found there', async () => {
    const failure = new VendorError('storage', 'Cloud Storage: 503: down', { status: 503 });
    const { building, clock, ports, room } = await open();
    const stored = ports.records.get('blue_room')!;
    await building.stopWatching('blue_room');
    ports.obstacles.read = () => Promise.reject(failure);
    await expect(building.startWatching('blue_room')).rejects.toThrow(failure);
    expect(await room()).toMatchObject({ last_error: failure.message, channel_state: 'waiting' });
    ports.records.set('blue_room', stored);
    delete ports.obstacles.read;
    await clock.advance(MINUTE_MS);
    expect(await room()).toMatchObject({ last_error: null, channel_state: 'live' });
  });
});

describe('GET /rooms with a filter', () => {
  const obstructed: BuildingOptions = {
    names: ['blue_room', 'red_room', 'green_room'],
    prepare: ({ obstacles }) => {
      obstacles.list = (of) => of === calendarOf('blue_room') && Promise.reject(NOT_SHARED);
    },
  };
  const namesAt = async (url: string, options: BuildingOptions) => {
    const { app } = await aHouse(options);
    const response = await app.inject({ url, headers: BASIC });
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    return response.json().rooms.map(({ room_name }: { room_name: string }) => room_name);
  };

  it('has the rooms in which something fails', async () => {
    expect(await namesAt('/rooms?failing=true', obstructed)).toEqual(['blue_room']);
    expect(await namesAt('/rooms?failing=true', {})).toEqual([]);
  });

  it('has one room alone, and says where there is no such room', async () => {
    expect(await namesAt('/rooms?room_name=red_room', obstructed)).toEqual(['red_room']);
    const { app } = await aHouse();
    refusedWith('UNKNOWN_ROOM', await app.inject({ url: '/rooms?room_name=nowhere', headers: BASIC }));
    refusedWith('INVALID_REQUEST', await app.inject({ url: '/rooms?failing=maybe', headers: BASIC }));
  });

  it('has all of many, of which it writes some at a time', async () => {
    const names = Array.from({ length: 250 }, (_, index) => `room ${index}`);
    expect(await namesAt('/rooms', { names })).toEqual(names);
  });
});
