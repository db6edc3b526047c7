import { expect, it } from 'vitest';
import { unwatch } from '../../src/operator/unwatch.ts';
import { calendarOf } from '../../src/sandbox/seed-data.ts';
import { setFaults } from '../helpers/clouds.ts';
import { terminalOf, useSandboxes } from '../helpers/sandbox.ts';

const openSandbox = useSandboxes();
const BUCKET = 'roomcal-watch-ids';
const ROOMS = ['blue_room', 'red_room'];
/** Whose name can be typed in two ways, of which the configuration takes the first. */
const CAFE = 'café'.normalize('NFC');

/** A sandbox with two rooms, or these, whose channels are kept. */
async function open(names = ROOMS) {
  const rooms = names.map((room_name, index) => ({
    room_name,
    gcal_calendar_id: calendarOf(room_name),
    thing_name: `thing ${index}`,
  }));
  const { clouds, env } = await openSandbox({ rooms });
  for (const room_name of names) {
    const record = {
      room_name,
      calendar_id: calendarOf(room_name),
      id: `channel of ${room_name}`,
      token: 'secret',
      address: 'https://roomcal.example.org/webhook',
      resource_id: 'resource',
      registered: '2026-11-22T10:00:00.000Z',
      expiration: '2026-11-29T10:00:00.000Z',
    };
    clouds.storage.put(BUCKET, `${room_name}.json`, JSON.stringify(record));
  }
  const run = async (...names: string[]) => {
    const { written, terminal } = terminalOf();
    return { code: await unwatch(names, env, terminal), out: written.out, err: written.err };
  };
  const kept = () => clouds.storage.objects(BUCKET).map(({ name }) => name);
  return { clouds, run, kept };
}

it('a channel that can not be stopped is told of, and forgotten: kept, it would pass for one that lives', async () => {
  const { clouds, run, kept } = await open();
  await setFaults(clouds, [{ vendor: 'calendar', status: 503, match: '/calendar/v3/channels/stop' }]);
  const { code, out, err } = await run();
  expect({ code, out }).toEqual({ code: 1, out: [] });
  expect(err.map((line) => line.replace(/: .*/, ''))).toEqual(ROOMS);
  expect(err[0]).toMatch(/503/);
  expect(kept()).toEqual([]);
});

it('a channel that can not be forgotten is told of, and the others are stopped', async () => {
  const { clouds, run, kept } = await open();
  await setFaults(clouds, [{ vendor: 'storage', status: 503, match: `/storage/v1/b/${BUCKET}/o/blue_room` }]);
  const { code, out, err } = await run();
  expect(code).toBe(1);
  expect(out).toEqual(['red_room: channel channel of red_room is stopped']);
  expect(err).toEqual([expect.stringMatching(/^blue_room: .*503/)]);
  expect(kept()).toEqual(['blue_room.json']);
});

it('a channel that Google does not know any more is forgotten', async () => {
  const { run, kept } = await open();
  expect(await run('blue_room')).toEqual({
    code: 0,
    out: ['blue_room: channel channel of blue_room is stopped'],
    err: [],
  });
  expect(kept()).toEqual(['red_room.json']);
});

it('a room is found by its name, however that is typed', async () => {
  const { run, kept } = await open([CAFE]);
  expect(await run(CAFE.normalize('NFD'))).toMatchObject({ code: 0, err: [] });
  expect(kept()).toEqual([]);
});
