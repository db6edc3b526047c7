import { afterEach, describe, expect, it } from 'vitest';
import { unwatch } from '../../src/operator/unwatch.ts';
import { calendarOf } from '../../src/sandbox/seed-data.ts';
import { setFaults } from '../helpers/clouds.ts';
import { isChannelLive, leaveChannel, textIn } from '../helpers/python-service.ts';
import { startRoomcal, type TestRoomcal } from '../helpers/roomcal.ts';
import { terminalOf, useSandboxes } from '../helpers/sandbox.ts';

const openSandbox = useSandboxes();
const BUCKET = 'roomcal-watch-ids';
const WATCHER = 'http://127.0.0.1:9/webhook';

let roomcal: TestRoomcal | undefined;
afterEach(async () => {
  await roomcal?.close();
  roomcal = undefined;
});

const rooms = ['blue_room', 'green_room'].map((room_name) => ({
  room_name,
  gcal_calendar_id: calendarOf(room_name),
}));

const isTold = ({ msg }: { msg: string }) => msg.includes('of the Python service is stopped');

describe("a record of the Python service at a room's name", () => {
  it('is taken for what it is: its channel stopped, ours in its place, and one line says so', async () => {
    const { clouds, env, serviceUrl } = await openSandbox({ rooms });
    const left = await leaveChannel(clouds, 'blue_room', WATCHER);
    roomcal = await startRoomcal({ ...env, PORT: new URL(serviceUrl).port });
    const { msg } = await roomcal.line(isTold);
    expect(msg).toMatch(/^blue_room: the channel gcalwatch_v5 of the Python service is stopped/);
    expect(roomcal.lines.filter(isTold)).toHaveLength(1);
    expect(await isChannelLive(clouds, left)).toBe(false);
    expect(textIn(clouds, BUCKET, 'python/blue_room.json')).toBe(left.text);
    expect(JSON.parse(textIn(clouds, BUCKET, 'blue_room.json') ?? '')).toMatchObject({
      room_name: 'blue_room',
      address: `${serviceUrl}/webhook`,
    });
    expect(textIn(clouds, BUCKET, 'python/green_room.json')).toBeUndefined();
  }, 20_000);

  it('is left in its place until its channel could be stopped', async () => {
    const { clouds, env, serviceUrl } = await openSandbox({ rooms });
    const left = await leaveChannel(clouds, 'blue_room', WATCHER);
    await setFaults(clouds, [{ vendor: 'calendar', status: 503, match: '/calendar/v3/channels/stop' }]);
    roomcal = await startRoomcal({ ...env, PORT: new URL(serviceUrl).port });
    await roomcal.line(({ msg }) => msg.startsWith('blue_room: channel failed'));
    expect(textIn(clouds, BUCKET, 'blue_room.json')).toBe(left.text);
    await setFaults(clouds, []);
    await roomcal.line(isTold);
    expect(await isChannelLive(clouds, left)).toBe(false);
  }, 30_000);

  it('stays where Google can push to nobody: the other publisher goes on', async () => {
    const { clouds, env } = await openSandbox({ rooms, gcal_watch_function_url: '' });
    const left = await leaveChannel(clouds, 'blue_room', WATCHER);
    roomcal = await startRoomcal(env);
    await roomcal.line(({ msg }) => msg === 'Pub/Sub: connected');
    expect(textIn(clouds, BUCKET, 'blue_room.json')).toBe(left.text);
    expect(await isChannelLive(clouds, left)).toBe(true);
  }, 20_000);

  it('is left alone by roomcal unwatch, which says what to run', async () => {
    const { clouds, env } = await openSandbox({ rooms });
    const left = await leaveChannel(clouds, 'blue_room', WATCHER);
    const { written, terminal } = terminalOf();
    expect(await unwatch([], env, terminal)).toBe(0);
    expect(written.out[0]).toMatch(
      /^blue_room: has a channel of the Python service, which roomcal migrate stops/,
    );
    expect(textIn(clouds, BUCKET, 'blue_room.json')).toBe(left.text);
  });
});
