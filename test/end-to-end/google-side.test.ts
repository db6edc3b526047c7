import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/io/clock.ts';
import { unwatch } from '../../src/operator/unwatch.ts';
import type { Clouds } from '../../src/sandbox/clouds.ts';
import { calendarOf } from '../../src/sandbox/seed-data.ts';
import { setFaults } from '../helpers/clouds.ts';
import { startRoomcal, type TestRoomcal } from '../helpers/roomcal.ts';
import { type Sandbox, terminalOf, useSandboxes } from '../helpers/sandbox.ts';

const openSandbox = useSandboxes();
const running: TestRoomcal[] = [];

afterEach(async () => {
  for (const roomcal of running.splice(0)) await roomcal.close();
});

/** One door is enough for what Google does; more of them only wait for Arduino's budget. */
const BLUE_ROOM = [{ room_name: 'blue_room', gcal_calendar_id: calendarOf('blue_room') }];

async function open({ env, serviceUrl }: Sandbox): Promise<TestRoomcal> {
  const roomcal = await startRoomcal({ ...env, PORT: new URL(serviceUrl).port });
  running.push(roomcal);
  return roomcal;
}

/** Somebody books the blue room from now on; Google Calendar knows it, whoever else does. */
function bookBlueRoom({ calendar }: Clouds, summary: string): void {
  const [start, end] = [0, 30].map((minutes) => ({
    dateTime: new Date(systemClock.now() + minutes * 60_000).toISOString(),
  }));
  calendar.insert(calendarOf('blue_room'), { summary, start, end });
}

const shows = (roomcal: TestRoomcal, value: string) =>
  roomcal.line(
    ({ room_name, variable, ...line }) =>
      room_name === 'blue_room' && variable === 'curevmtg' && line.value === value,
  );

async function room(roomcal: TestRoomcal, name: string): Promise<Record<string, unknown>> {
  const { body } = await roomcal.call('GET', '/rooms');
  return (body.rooms as Record<string, unknown>[]).find(({ room_name }) => room_name === name)!;
}

const opensChannel = (roomcal: TestRoomcal) => roomcal.line(({ msg }) => msg === 'blue_room: channel.opened');

describe('when Google', () => {
  it('drops a push, a sweep finds the change', async () => {
    const sandbox = await openSandbox({ rooms: BLUE_ROOM, sweep_mins: 0.01 });
    const { clouds } = sandbox;
    const roomcal = await open(sandbox);
    await opensChannel(roomcal);
    await setFaults(clouds, [{ vendor: 'push', status: 'drop' }]);
    bookBlueRoom(clouds, 'Nobody said so');
    await shows(roomcal, 'Nobody said so');
    expect(await room(roomcal, 'blue_room')).toMatchObject({ occupancy: 'busy', last_notification: null });
  });

  it('refuses to push, the room is swept', async () => {
    const sandbox = await openSandbox({ rooms: BLUE_ROOM, poll_seconds: 0.3 });
    const { clouds } = sandbox;
    await setFaults(clouds, [{ vendor: 'push', status: 400 }]);
    const roomcal = await open(sandbox);
    await roomcal.line(({ msg }) => msg.startsWith('blue_room: channel failed'));
    bookBlueRoom(clouds, 'Nobody may say so');
    await shows(roomcal, 'Nobody may say so');
    expect(await room(roomcal, 'blue_room')).toMatchObject({
      channel_state: 'unsupported',
      channel_expiry: null,
      last_error: expect.stringContaining('pushNotSupportedForRequestedResource'),
    });
  });

  it('is away as the service starts, the door goes on with what was known, and says that it is stale', async () => {
    const sandbox = await openSandbox({ rooms: BLUE_ROOM });
    const { clouds } = sandbox;
    const before = await open(sandbox);
    await opensChannel(before);
    bookBlueRoom(clouds, 'Known before');
    await shows(before, 'Known before');
    await before.line(({ msg, room_name }) => room_name === 'blue_room' && msg.includes('listing.saved'));
    await before.close();
    await setFaults(clouds, [{ vendor: 'calendar', status: 503 }]);
    const after = await open(sandbox);
    await after.line(({ msg }) => msg.startsWith('blue_room') && msg.includes('Known before'));
    // Until the first sweep has failed nobody knows that Google is away.
    await after.line(({ msg }) => msg.startsWith('blue_room: refresh failed'));
    const { body } = await after.call('GET', '/meetings?room_name=blue_room');
    expect(body).toMatchObject({ busynow: 1, curevmtg: 'Known before', stale: true });
    expect(await room(after, 'blue_room')).toMatchObject({
      sync: 'stale',
      last_error: expect.stringContaining('503'),
    });
  });
});

describe('roomcal unwatch', () => {
  async function run(names: string[], env: Record<string, string>) {
    const { written, terminal } = terminalOf();
    return { code: await unwatch(names, env, terminal), out: written.out, err: written.err };
  }

  it('stops the channels that are named, then all others, and forgets them', async () => {
    const sandbox = await openSandbox();
    const { clouds, env } = sandbox;
    const roomcal = await open(sandbox);
    const rooms = ['blue_room', 'green_room', 'red_room', 'yellow_room', 'white_room', 'black_room'];
    await Promise.all(rooms.map((name) => roomcal.line(({ msg }) => msg === `${name}: channel.opened`)));
    await roomcal.close();
    const records = () =>
      clouds.storage.objects('roomcal-watch-ids').filter(({ name }) => !name.includes('/'));
    expect(records()).toHaveLength(6);
    expect(await run(['red_room'], env)).toEqual({
      code: 0,
      out: [expect.stringMatching(/^red_room: channel \S+ is stopped$/)],
      err: [],
    });
    const { code, out } = await run([], env);
    expect(code).toBe(0);
    expect(out).toContain('red_room: has no channel');
    expect(out.filter((line) => line.endsWith('is stopped'))).toHaveLength(5);
    expect(records()).toEqual([]);
  });

  it.each([
    ['without a configuration', [], {}, /set ROOMCAL_CONFIG/],
    ['with a configuration that is not there', [], { ROOMCAL_CONFIG: '/nowhere/config.json' }, /\/nowhere/],
  ])('says in a line what is wrong, %s', async (_, names, env, line) => {
    const { code, err } = await run(names, env);
    expect({ code, lines: err.length }).toEqual({ code: 1, lines: 1 });
    expect(err[0]).toMatch(line);
  });

  it('knows the rooms', async () => {
    const { env } = await openSandbox();
    expect(await run(['pink_room'], env)).toMatchObject({
      code: 1,
      err: [expect.stringContaining('pink_room: there is no such room')],
    });
  });
});
