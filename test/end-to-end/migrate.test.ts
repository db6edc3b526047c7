import { describe, expect, it } from 'vitest';
import type { MigrateOptions } from '../../src/operator/migrate.ts';
import type { Clouds } from '../../src/sandbox/clouds.ts';
import { calendarOf } from '../../src/sandbox/seed-data.ts';
import { setFaults } from '../helpers/clouds.ts';
import { callsOf, runMigrate as run } from '../helpers/migrate.ts';
import { isChannelLive, leaveChannel, PYTHON_ID, textIn } from '../helpers/python-service.ts';
import { startRoomcal } from '../helpers/roomcal.ts';
import { useSandboxes } from '../helpers/sandbox.ts';

const openSandbox = useSandboxes();
const OLD = 'roomcalendar-watch-ids';
const WATCHER = 'http://127.0.0.1:9/webhook';

const rooms = ['blue_room', 'green_room'].map((room_name) => ({
  room_name,
  gcal_calendar_id: calendarOf(room_name),
}));

const stopCalls = async (clouds: Clouds) => (await callsOf(clouds))['calendar.stop'];

describe('roomcal migrate', () => {
  it('stops the channels by the ids in the records, in the bucket of either name, and keeps the records', async () => {
    const { clouds, env } = await openSandbox({ rooms });
    const blue = await leaveChannel(clouds, 'blue_room', WATCHER);
    const green = await leaveChannel(clouds, 'green_room', WATCHER, OLD);

    const { code, out, err } = await run(env);
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(out.filter((line) => /^(ok|warning|failed)/.test(line))).toHaveLength(7);
    expect(out.slice(-4)).toEqual([
      `blue_room: stop the Python service's channel ${PYTHON_ID} of ${calendarOf('blue_room')}, and keep its record ` +
        'gs://roomcal-watch-ids/blue_room.json as python/blue_room.json',
      `green_room: stop the Python service's channel ${PYTHON_ID} of ${calendarOf('green_room')}, and keep its record ` +
        'gs://roomcalendar-watch-ids/green_room.json as python/green_room.json',
      `blue_room: channel ${PYTHON_ID} is stopped; kept its record gs://roomcal-watch-ids/blue_room.json as ` +
        'python/blue_room.json',
      `green_room: channel ${PYTHON_ID} is stopped; kept its record gs://roomcalendar-watch-ids/green_room.json as ` +
        'python/green_room.json',
    ]);
    expect(textIn(clouds, 'roomcal-watch-ids', 'python/blue_room.json')).toBe(blue.text);
    expect(textIn(clouds, OLD, 'python/green_room.json')).toBe(green.text);
    expect(textIn(clouds, OLD, 'green_room.json')).toBeUndefined();
    for (const left of [blue, green]) expect(await isChannelLive(clouds, left)).toBe(false);

    const again = await run(env);
    expect(again).toMatchObject({ code: 0, err: [] });
    expect(again.out.at(-1)).toBe('the Python service has left no records');
  });

  it('shows the plan, and does nothing without a yes', async () => {
    const { clouds, env } = await openSandbox({ rooms });
    const left = await leaveChannel(clouds, 'blue_room', WATCHER);
    const silent = await run(env, { yes: false });
    expect(silent).toMatchObject({ code: 1, err: [expect.stringContaining('add --yes')] });
    expect(silent.out.at(-1)).toMatch(/^blue_room: stop the Python service's channel/);
    expect(await run(env, { yes: false, answer: 'n' })).toMatchObject({
      code: 1,
      asked: ['Do this? [y/N] '],
    });
    expect(textIn(clouds, 'roomcal-watch-ids', 'blue_room.json')).toBe(left.text);
    expect(await stopCalls(clouds)).toBe(0);
    expect(await run(env, { yes: false, answer: 'y' })).toMatchObject({ code: 0 });
    expect(await isChannelLive(clouds, left)).toBe(false);
  });

  it('goes on where a channel has ended already', async () => {
    const { clouds, env } = await openSandbox({ rooms });
    const left = await leaveChannel(clouds, 'blue_room', WATCHER);
    await isChannelLive(clouds, left);
    expect((await run(env)).code).toBe(0);
    expect(textIn(clouds, 'roomcal-watch-ids', 'blue_room.json')).toBeUndefined();
  });

  it('leaves a record in its place where Google does not stop the channel, and tells how to go on', async () => {
    const { clouds, env } = await openSandbox({ rooms });
    const left = await leaveChannel(clouds, 'blue_room', WATCHER);
    await setFaults(clouds, [{ vendor: 'calendar', status: 403, match: '/calendar/v3/channels/stop' }]);
    const { code, err } = await run(env);
    expect({ code, err }).toEqual({ code: 1, err: [expect.stringMatching(/^blue_room: .*403.*; /)] });
    expect(textIn(clouds, 'roomcal-watch-ids', 'blue_room.json')).toBe(left.text);
    await setFaults(clouds, []);
    expect((await run(env)).code).toBe(0);
  });

  it('leaves a room alone that it could not serve', async () => {
    const { clouds, env } = await openSandbox({ rooms });
    const blue = await leaveChannel(clouds, 'blue_room', WATCHER);
    const green = await leaveChannel(clouds, 'green_room', WATCHER);
    clouds.iot.deleteThing(clouds.iot.things().find(({ name }) => name === 'blue_room')?.id ?? '');
    const { code, err } = await run(env);
    expect({ code, err }).toEqual({
      code: 1,
      err: [expect.stringMatching(/^blue_room: its channel is left as it is/)],
    });
    expect(await isChannelLive(clouds, blue)).toBe(true);
    expect(await isChannelLive(clouds, green)).toBe(false);
  });

  it('finds the configuration by both names of its bucket, and says what to set', async () => {
    const { clouds, env } = await openSandbox({ rooms });
    clouds.storage.createBucket('roomcalendar-config');
    for (const name of ['config.json', 'calendar_credentials.json']) {
      clouds.storage.put('roomcalendar-config', name, clouds.storage.object('roomcal-config', name).data);
      clouds.storage.delete('roomcal-config', name, {});
    }
    const { ROOMCAL_CONFIG: _, ...without } = env;
    for (const one of [env, without]) {
      const { code, out } = await run(one);
      expect(code).toBe(0);
      expect(out).toContain(
        'configuration: roomcal finds it with ROOMCAL_CONFIG=gs://roomcalendar-config/config.json',
      );
    }
    clouds.storage.delete('roomcalendar-config', 'config.json', {});
    expect((await run(env)).err).toEqual([
      'roomcal: migrate: there is no config.json in gs://roomcal-config nor in gs://roomcalendar-config; set ' +
        'ROOMCAL_CONFIG to where it lies',
    ]);
  });

  // All projects share the names of buckets.
  it.each([
    ['roomcalendar-watch-ids', 'roomcal-watch-ids'],
    ['roomcal-watch-ids', 'roomcalendar-watch-ids'],
  ])("passes over %s where it is a stranger's, and says so", async (strangers, bucket) => {
    const { clouds, env } = await openSandbox({ rooms });
    const left = await leaveChannel(clouds, 'blue_room', WATCHER, bucket);
    await setFaults(clouds, [{ vendor: 'storage', status: 403, match: `/storage/v1/b/${strangers}/` }]);
    const { code, out, err } = await run(env);
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(out).toContainEqual(
      expect.stringMatching(`^gs://${strangers}: passed over, for it may not be read`),
    );
    expect(await isChannelLive(clouds, left)).toBe(false);
    expect(JSON.parse((await run(env, { json: true })).out.join(''))).toMatchObject({
      passed_over: [`gs://${strangers}`],
    });
  });

  it.each([
    ['ROOMCAL_WATCH_IDS', { ROOMCAL_WATCH_IDS: 'gs://roomcal-watch-ids' }, {}, 'roomcal-watch-ids'],
    ['--records', {}, { records: 'gs://roomcalendar-watch-ids' }, 'roomcalendar-watch-ids'],
    ['ROOMCAL_CONFIG', { ROOMCAL_CONFIG: 'gs://roomcal-config/config.json' }, {}, 'roomcal-config'],
  ])('fails where the bucket that %s names may not be read', async (_, more, options, bucket) => {
    const { clouds, env } = await openSandbox({ rooms });
    await setFaults(clouds, [{ vendor: 'storage', status: 403, match: `/storage/v1/b/${bucket}/` }]);
    expect(await run({ ...env, ...more }, options)).toMatchObject({
      code: 1,
      err: [expect.stringContaining('does not have access')],
    });
  });

  it("finds the configuration where the other bucket is a stranger's", async () => {
    const { clouds, env } = await openSandbox({ rooms });
    clouds.storage.createBucket('roomcalendar-config');
    for (const name of ['config.json', 'calendar_credentials.json'])
      clouds.storage.put('roomcalendar-config', name, clouds.storage.object('roomcal-config', name).data);
    const { ROOMCAL_CONFIG: _, ...without } = env;
    await setFaults(clouds, [{ vendor: 'storage', status: 403, match: '/storage/v1/b/roomcal-config/' }]);
    expect(await run(without)).toMatchObject({
      code: 0,
      out: expect.arrayContaining([expect.stringMatching('^gs://roomcal-config: passed over')]),
    });
    clouds.storage.delete('roomcalendar-config', 'config.json', {});
    expect((await run(without)).err).toEqual([
      'roomcal: migrate: there is no config.json in gs://roomcal-config nor in gs://roomcalendar-config ' +
        '(gs://roomcal-config may not be read); set ROOMCAL_CONFIG to where it lies',
    ]);
  });

  it('looks for records where it is told to', async () => {
    const { clouds, env } = await openSandbox({ rooms });
    const left = await leaveChannel(clouds, 'blue_room', WATCHER, 'elsewhere');
    expect((await run(env)).out.at(-1)).toBe('the Python service has left no records');
    expect((await run(env, { records: 'gs://elsewhere' })).code).toBe(0);
    expect(await isChannelLive(clouds, left)).toBe(false);
  });

  it('tells all of it as one JSON object, and asks nobody', async () => {
    const { clouds, env } = await openSandbox({ rooms });
    await leaveChannel(clouds, 'blue_room', WATCHER);
    const told = async (options: Partial<MigrateOptions>) => {
      const { code, out } = await run(env, { json: true, answer: 'y', ...options });
      return { code, told: JSON.parse(out.join('\n')) };
    };
    const step = { room_name: 'blue_room', would: expect.stringContaining(PYTHON_ID), troubles: [] };
    const planned = await told({ yes: false });
    expect(planned).toMatchObject({
      code: 1,
      told: { steps: [{ ...step, status: 'planned' }], troubles: [] },
    });
    expect(planned.told.checks).toHaveLength(7);
    expect(await told({})).toMatchObject({ code: 0, told: { steps: [{ ...step, status: 'done' }] } });
    expect(await told({})).toMatchObject({ code: 0, told: { steps: [] } });
    expect(await told({ undo: true })).toMatchObject({
      code: 0,
      told: { checks: [], steps: [{ status: 'done' }] },
    });
  });

  it.each([
    ['on the sandbox', { ROOMCAL_CONFIG: 'sandbox' }, /set ROOMCAL_CONFIG/],
    ['with a configuration that is not there', { ROOMCAL_CONFIG: 'gs://nowhere/config.json' }, /nowhere/],
  ])('says in a line what is wrong, %s', async (_, more, line) => {
    const { env } = await openSandbox();
    expect(await run({ ...env, ...more })).toMatchObject({
      code: 1,
      out: [],
      err: [expect.stringMatching(line)],
    });
  });
});

describe('roomcal migrate --undo', () => {
  it('puts the records back to the letter, and says that the channels do not come back', async () => {
    const { clouds, env } = await openSandbox({ rooms });
    const left = await leaveChannel(clouds, 'blue_room', WATCHER, OLD);
    await run(env);
    const { code, out } = await run(env, { undo: true });
    expect(code).toBe(0);
    expect(out).toEqual([
      'blue_room: put python/blue_room.json back as gs://roomcalendar-watch-ids/blue_room.json',
      'blue_room: gs://roomcalendar-watch-ids/blue_room.json is as it was',
      expect.stringContaining('registers anew'),
    ]);
    expect(textIn(clouds, OLD, 'blue_room.json')).toBe(left.text);
    expect(textIn(clouds, OLD, 'python/blue_room.json')).toBeUndefined();
    expect(await run(env, { undo: true })).toMatchObject({ code: 0, out: ['nothing is to be undone'] });
    // The Python service starts to watch: Google takes its one id again.
    await leaveChannel(clouds, 'blue_room', WATCHER, OLD);
    expect((await run(env)).code).toBe(0);
  });

  it('stops the channel that a running service has registered in its place', async () => {
    const { clouds, env, serviceUrl } = await openSandbox({ rooms });
    const left = await leaveChannel(clouds, 'blue_room', WATCHER);
    const roomcal = await startRoomcal({ ...env, PORT: new URL(serviceUrl).port });
    await roomcal.line(({ msg }) => msg.includes('of the Python service is stopped'));
    await roomcal.close();
    const { id } = JSON.parse(textIn(clouds, 'roomcal-watch-ids', 'blue_room.json') ?? '');
    expect(clouds.storage.objects('roomcal-watch-ids').map(({ name }) => name)).toContain(
      'python/blue_room.json',
    );
    const { code, out } = await run(env, { undo: true });
    expect({ code, first: out[0] }).toEqual({
      code: 0,
      first: `blue_room: stop roomcal's channel ${id}, and put python/blue_room.json back as gs://roomcal-watch-ids/blue_room.json`,
    });
    expect(textIn(clouds, 'roomcal-watch-ids', 'blue_room.json')).toBe(left.text);
    expect(await stopCalls(clouds)).toBe(2);
  }, 20_000);

  it('leaves what the Python service has registered since', async () => {
    const { clouds, env } = await openSandbox({ rooms });
    await leaveChannel(clouds, 'blue_room', WATCHER);
    await run(env);
    const since = await leaveChannel(clouds, 'blue_room', WATCHER);
    const { code, out } = await run(env, { undo: true });
    expect({ code, first: out[0] }).toEqual({
      code: 0,
      first: expect.stringContaining('has registered anew'),
    });
    expect(textIn(clouds, 'roomcal-watch-ids', 'blue_room.json')).toBe(since.text);
    expect(await isChannelLive(clouds, since)).toBe(true);
  });
});
