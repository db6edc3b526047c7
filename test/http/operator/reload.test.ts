import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Heard } from '../../../src/http/app-context.ts';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { followEvents } from '../../helpers/event-stream.ts';
import { aHouse, aRoom, BASIC, everyoneHadATurn, refusedWith, START } from '../a-building.ts';

const HEARTBEAT_MS = 15_000;

/** A house whose configuration is found to be that. */
async function aHouseThatHears(look: () => Promise<Heard>, mistakes: string[] = []) {
  const house = await aHouse();
  const { configuration } = house.context.service!;
  Object.assign(configuration, { look, mistakes });
  const reload = () => house.app.inject({ method: 'POST', url: '/reload', headers: BASIC });
  return { ...house, reload };
}

describe('POST /reload', () => {
  it('answers what has changed, and what needs a restart', async () => {
    const changed = { started: ['attic'], stopped: [], restarted: ['blue_room'] };
    const needsRestart = ['iot_api_endpoint'];
    const { reload } = await aHouseThatHears(async () => ({
      type: 'taken',
      generation: '7',
      changed,
      needsRestart,
    }));
    const response = await reload();
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ generation: '7', changed, needs_restart: needsRestart });
  });

  it('answers the lines of a mistake', async () => {
    const mistakes = ['config.json: rooms: empty; add a room', 'config.json: no such key'];
    const { reload } = await aHouseThatHears(async () => ({ type: 'refused', mistakes }));
    expect(refusedWith('CONFIG_INVALID', await reload())).toMatchObject({ mistakes });
  });

  it('says which cloud keeps it from being read', async () => {
    const away = new VendorError('storage', 'away', { status: 503 });
    const { reload } = await aHouseThatHears(() => Promise.reject(away));
    expect(refusedWith('VENDOR_FAILED', await reload())).toMatchObject({ vendor: 'storage' });
  });

  it('is for who may operate', async () => {
    const { app, context } = await aHouse();
    const key = { name: 'door', sha256: hash('sha256', 'key', 'hex'), rooms: 'all', may: ['book'] } as const;
    context.service = { ...context.service!, apiKeys: [key] };
    const headers = { authorization: 'Bearer key' };
    refusedWith('NOT_ALLOWED', await app.inject({ method: 'POST', url: '/reload', headers }));
    refusedWith('NOT_ALLOWED', await app.inject({ url: '/version', headers }));
    refusedWith('UNAUTHORIZED', await app.inject({ method: 'POST', url: '/reload' }));
  });
});

describe('GET /version', () => {
  it('tells which roomcal runs, by which configuration, and what is wrong with another', async () => {
    const { app } = await aHouseThatHears(async () => ({ type: 'refused', mistakes: [] }), ['a mistake']);
    const response = await app.inject({ url: '/version', headers: BASIC });
    expect(response.json()).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      generation: '1',
      loaded_at: new Date(START).toISOString(),
      mistakes: ['a mistake'],
    });
  });
});

describe('whoever follows while the configuration changes', () => {
  const KEY = { name: 'page', sha256: hash('sha256', 'key', 'hex'), rooms: 'all', may: ['read'] } as const;

  async function followed(path: string) {
    const house = await aHouse();
    house.context.service = { ...house.context.service!, apiKeys: [KEY] };
    const url = await house.app.listen({ port: 0, host: '127.0.0.1' });
    const stream = await followEvents(`${url}${path}`, { authorization: 'Bearer key' });
    await stream.data();
    const end = async () => {
      while ((await stream.block()) !== undefined);
    };
    return { ...house, stream, end };
  }

  it.each(['/rooms/blue_room/events', '/rooms/blue_room/door/events'])(
    'hears no more of a room that is gone: %s',
    async (path) => {
      const { building, settings, end } = await followed(path);
      building.change({ ...settings, rooms: [aRoom('red_room')] }, { clearsThings: false });
      await end();
    },
  );

  it.each(['/rooms/blue_room/events', '/rooms/blue_room/door/events', '/lobby/events'])(
    'hears no more with a key that is gone, fifteen seconds later at most: %s',
    async (path) => {
      const { context, clock, end } = await followed(path);
      context.service = { ...context.service!, apiKeys: [] };
      await everyoneHadATurn();
      await clock.advance(HEARTBEAT_MS);
      await end();
    },
  );

  it('of the lobby hears no more of rooms that its key does not reach now', async () => {
    const { context, clock, end } = await followed('/lobby/events');
    context.service = { ...context.service!, apiKeys: [{ ...KEY, rooms: ['red_room'] }] };
    await everyoneHadATurn();
    await clock.advance(HEARTBEAT_MS);
    await end();
  });

  it('goes on with it while the service closes, and is told of nothing that is not so', async () => {
    const { context, clock, stream } = await followed('/rooms/blue_room/events');
    context.service = undefined;
    await everyoneHadATurn();
    await clock.advance(HEARTBEAT_MS);
    expect(await stream.block()).toMatch(/^:/);
    stream.leave();
  });

  it('of the lobby comes again, and finds the new rooms', async () => {
    const { building, settings, clock, ports, end } = await followed('/lobby/events');
    ports.furnish('attic@example.org', 'thing of attic');
    building.change({ ...settings, rooms: [...settings.rooms, aRoom('attic')] }, { clearsThings: false });
    await clock.advance(HEARTBEAT_MS);
    await end();
  });
});
