import { describe, expect, it } from 'vitest';
import { calendarOf } from '../../src/sandbox/seed-data.ts';
import { setFaults } from '../helpers/clouds.ts';
import { runMigrate as run } from '../helpers/migrate.ts';
import { isChannelLive, leaveChannel, PYTHON_ID, textIn } from '../helpers/python-service.ts';
import { useSandboxes } from '../helpers/sandbox.ts';

const openSandbox = useSandboxes();
const BUCKET = 'roomcal-watch-ids';
const WATCHER = 'http://127.0.0.1:9/webhook';
const rooms = [{ room_name: 'blue_room', gcal_calendar_id: calendarOf('blue_room') }];

describe('the record of a room that is gone from the configuration', () => {
  it('is told of, its channel stopped and its text kept; --undo puts it back', async () => {
    const { clouds, env } = await openSandbox({ rooms });
    const gone = await leaveChannel(clouds, 'green_room', WATCHER);
    const record = `gs://${BUCKET}/green_room.json`;
    const would =
      `green_room: stop the Python service's channel ${PYTHON_ID} of a room that is gone from the configuration, and ` +
      `keep its record ${record} as python/green_room.json`;

    const planned = await run(env, { yes: false });
    expect({ code: planned.code, last: planned.out.at(-1) }).toEqual({ code: 1, last: would });
    expect(textIn(clouds, BUCKET, 'green_room.json')).toBe(gone.text);

    expect(await run(env)).toMatchObject({ code: 0, err: [] });
    expect(textIn(clouds, BUCKET, 'green_room.json')).toBeUndefined();
    expect(textIn(clouds, BUCKET, 'python/green_room.json')).toBe(gone.text);
    expect(await isChannelLive(clouds, gone)).toBe(false);
    expect((await run(env)).out.at(-1)).toBe('the Python service has left no records');

    expect((await run(env, { undo: true })).out.slice(0, 2)).toEqual([
      `green_room: put python/green_room.json back as ${record}`,
      `green_room: ${record} is as it was`,
    ]);
    expect(textIn(clouds, BUCKET, 'green_room.json')).toBe(gone.text);
    expect((await run(env, { undo: true })).out).toEqual(['nothing is to be undone']);
  });

  it("is left where it is roomcal's own, or no record at all", async () => {
    const { clouds, env } = await openSandbox({ rooms });
    const own = {
      room_name: 'green_room',
      id: 'x',
      resource_id: 'y',
      token: 'z',
      expiration: 1,
      address: 'a',
    };
    for (const [name, text] of [
      ['green_room.json', JSON.stringify(own)],
      ['notes.txt', '{"response": {"id": "a", "resourceId": "b"}}'],
      ['agendas/red_room.json', '{"response": {"id": "a", "resourceId": "b"}}'],
      ['broken.json', '{'],
    ] as const)
      clouds.storage.put(BUCKET, name, text);
    const before = clouds.storage.objects(BUCKET);
    expect((await run(env)).out.at(-1)).toBe('the Python service has left no records');
    expect(clouds.storage.objects(BUCKET)).toEqual(before);
  });

  // All projects share the names of buckets.
  it('is looked for in no bucket that may be a stranger’s, unless somebody names it', async () => {
    const { clouds, env } = await openSandbox({ rooms });
    const theirs = await leaveChannel(clouds, 'green_room', WATCHER);
    const blue = await leaveChannel(clouds, 'blue_room', WATCHER);
    await setFaults(clouds, [{ vendor: 'storage', status: 403, match: '/storage/v1/b?' }]);
    expect((await run(env)).code).toBe(0);
    expect(await isChannelLive(clouds, blue)).toBe(false);
    expect(textIn(clouds, BUCKET, 'green_room.json')).toBe(theirs.text);
    expect((await run(env, { records: `gs://${BUCKET}` })).code).toBe(0);
    expect(textIn(clouds, BUCKET, 'green_room.json')).toBeUndefined();
  });

  it('is found behind more records than fit in one answer', async () => {
    const { clouds, env } = await openSandbox({ rooms });
    for (let number = 1_000; number < 2_100; number++) clouds.storage.put(BUCKET, `a_${number}.json`, '{}');
    await leaveChannel(clouds, 'green_room', WATCHER);
    expect((await run(env)).code).toBe(0);
    expect(textIn(clouds, BUCKET, 'green_room.json')).toBeUndefined();
  });
});
