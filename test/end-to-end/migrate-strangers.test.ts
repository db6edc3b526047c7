import { describe, expect, it } from 'vitest';
import type { Clouds } from '../../src/sandbox/clouds.ts';
import { calendarOf } from '../../src/sandbox/seed-data.ts';
import { setFaults } from '../helpers/clouds.ts';
import { callsOf, runMigrate as run } from '../helpers/migrate.ts';
import { leaveChannel, textIn } from '../helpers/python-service.ts';
import { useSandboxes } from '../helpers/sandbox.ts';

const openSandbox = useSandboxes();
const rooms = [{ room_name: 'blue_room', gcal_calendar_id: calendarOf('blue_room') }];
const OLD = 'roomcalendar-config';

/** Puts what `roomcal-config` holds into a bucket of another project, which everybody may read. */
function leaveToStranger({ storage }: Clouds, { also = false } = {}): void {
  storage.createBucket(OLD, 'somebody-elses');
  for (const name of ['config.json', 'calendar_credentials.json']) {
    storage.put(OLD, name, storage.object('roomcal-config', name).data);
    if (!also) storage.delete('roomcal-config', name, {});
  }
}

/** What only a configuration's credentials can call. */
const VENDORS = /^(calendar|iot|token)\./;

async function vendorCalls(clouds: Clouds): Promise<[string, number][]> {
  return Object.entries(await callsOf(clouds)).filter(([call, count]) => VENDORS.test(call) && count > 0);
}

// All projects share the names of buckets, and a stranger's may be open to everybody.
describe('a configuration in a bucket that nobody named', () => {
  it("is a stranger's: it is said, and neither used nor checked", async () => {
    const { clouds, env } = await openSandbox({ rooms });
    const left = await leaveChannel(clouds, 'blue_room', 'http://127.0.0.1:9/webhook');
    leaveToStranger(clouds);
    const before = await vendorCalls(clouds);
    const { ROOMCAL_CONFIG: _, ...without } = env;
    // Also where another bucket was named, which has none.
    for (const one of [without, env]) {
      for (const options of [{}, { undo: true }, { json: true }]) {
        expect(await run(one, options)).toEqual({
          code: 1,
          out: [],
          asked: [],
          err: [
            `roomcal: migrate: found gs://${OLD}/config.json: set ROOMCAL_CONFIG=gs://${OLD}/config.json if it is yours`,
          ],
        });
      }
    }
    expect(await vendorCalls(clouds)).toEqual(before);
    expect(textIn(clouds, 'roomcal-watch-ids', 'blue_room.json')).toBe(left.text);
  });

  it('is used once somebody names it', async () => {
    const { clouds, env } = await openSandbox({ rooms });
    leaveToStranger(clouds);
    const named = { ...env, ROOMCAL_CONFIG: `gs://${OLD}/config.json` };
    expect((await run(named)).code).toBe(0);
  });

  it("is the project's own, and used, where the other bucket is a stranger's", async () => {
    const { clouds, env } = await openSandbox({ rooms });
    leaveToStranger(clouds, { also: true });
    const { ROOMCAL_CONFIG: _, ...without } = env;
    const { code, out } = await run(without);
    expect(code).toBe(0);
    expect(out).toContain(
      'configuration: roomcal finds it with ROOMCAL_CONFIG=gs://roomcal-config/config.json',
    );
  });

  it("is passed over, and the project's own found behind it", async () => {
    const { clouds, env } = await openSandbox({ rooms });
    clouds.storage.createBucket(OLD, env.GOOGLE_CLOUD_PROJECT);
    for (const name of ['config.json', 'calendar_credentials.json'])
      clouds.storage.put(OLD, name, clouds.storage.object('roomcal-config', name).data);
    clouds.storage.giveTo('roomcal-config', 'somebody-elses');
    const { ROOMCAL_CONFIG: _, ...without } = env;
    const { code, out } = await run(without);
    expect(code).toBe(0);
    expect(out).toContain(
      'gs://roomcal-config: passed over, for nobody named it; set ROOMCAL_CONFIG=gs://roomcal-config/config.json if it ' +
        'is yours',
    );
    expect(JSON.parse((await run(without, { json: true })).out.join(''))).toMatchObject({
      passed_over: ['gs://roomcal-config'],
    });
  });

  it('is only said where the account may not list the buckets of its project', async () => {
    const { clouds, env } = await openSandbox({ rooms });
    await setFaults(clouds, [{ vendor: 'storage', status: 403, match: '/storage/v1/b?' }]);
    const { ROOMCAL_CONFIG: _, ...without } = env;
    expect(await run(without)).toMatchObject({
      code: 1,
      err: [expect.stringContaining('set ROOMCAL_CONFIG=gs://roomcal-config/config.json if it is yours')],
    });
    expect((await run(env)).code).toBe(0);
  });
});
