import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { start } from '../../src/bootstrap.ts';
import { ConfigError } from '../../src/validation/config-error.ts';
import { spawnRoomcal } from '../helpers/child.ts';
import { useClouds } from '../helpers/clouds.ts';
import { serviceAccountKey } from '../helpers/service-account.ts';

const clouds = useClouds();
const FREE = { PORT: '0', SANDBOX_HTTP_PORT: '0', SANDBOX_PUBSUB_PORT: '0', HOST: '127.0.0.1' };
const taken = createServer();
let folder: string;
let takenPort: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roomcal-'));
  taken.listen(0, '127.0.0.1');
  await once(taken, 'listening');
  takenPort = String((taken.address() as AddressInfo).port);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  taken.close();
});

const room = (more: object = {}) => ({
  room_name: 'blue_room',
  gcal_calendar_id: 'blue@example.org',
  ...more,
});
const config = (more: object = {}) => ({
  iot_client_id: 'id',
  iot_client_secret: 'secret',
  rooms: [room()],
  ...more,
});

/** Starts roomcal, in this process, on a configuration file with that content: the line that it ends with. */
async function complaint(content: unknown, env: Record<string, string> = {}): Promise<string> {
  const ROOMCAL_CONFIG = await write(content);
  const PUBSUB_EMULATOR_HOST = clouds().pubsubHost;
  const logger = pino({ level: 'silent' });
  const roomcal = await start({ ...FREE, ROOMCAL_CONFIG, PUBSUB_EMULATOR_HOST, ...env }, { logger });
  const error = await roomcal.opened.catch((reason) => reason);
  await roomcal.close();
  expect(error).toBeInstanceOf(ConfigError);
  expect(error.message).not.toContain('\n');
  return error.message;
}

async function write(content: unknown): Promise<string> {
  const path = join(folder, 'config.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** The same in a process of its own. */
async function lastWords(env: Record<string, string>, nodeOptions?: string[]): Promise<string> {
  const { code, stderr } = await spawnRoomcal({ ...FREE, LOG_LEVEL: 'silent', ...env }, nodeOptions).ended;
  expect(code).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(/^roomcal: /);
  expect(stderr).not.toMatch(/\n\s+at /);
  return stderr;
}

describe('roomcal ends with one line that says what, where and how to mend it', () => {
  it.each<[string, unknown, RegExp]>([
    ['that is not JSON', '{ rooms: ', /config\.json: not JSON/],
    ['without a secret', { ...config(), iot_client_secret: undefined }, /iot_client_secret: missing; add it/],
    [
      'with an unknown key',
      config({ refresh_min: 5 }),
      /refresh_min: unknown key; did you mean refresh_mins\?/,
    ],
    [
      'with an unknown key in a room',
      config({ rooms: [room({ gcal_calender_id: 'x' })] }),
      /rooms\[0\]\.gcal_calender_id: unknown key; did you mean gcal_calendar_id\?/,
    ],
    [
      'with a room twice',
      config({ rooms: [room(), room({ gcal_calendar_id: 'b', thing_name: 'b' })] }),
      /rooms\[1\]\.room_name: blue_room is used by rooms\[0\] already/,
    ],
    [
      'with a calendar twice',
      config({ rooms: [room(), room({ room_name: 'red_room' })] }),
      /rooms\[1\]\.gcal_calendar_id: blue@example\.org is used by rooms\[0\] already/,
    ],
    [
      'with a bad time zone',
      config({ time_zone: 'Europe/Roma' }),
      /Europe\/Roma; did you mean Europe\/Rome\?/,
    ],
    ['without rooms', config({ rooms: [] }), /rooms: empty; add a room/],
  ])('of a configuration %s', async (_, content, line) => {
    expect(await complaint(content)).toMatch(line);
  });

  it('of a configuration that is not there', async () => {
    const line = await lastWords({ ROOMCAL_CONFIG: join(folder, 'nowhere.json') });
    expect(line).toMatch(
      /nowhere\.json: there is no such file; put the configuration there, or set ROOMCAL_CONFIG/,
    );
  });

  it('of a bucket that is not there', async () => {
    const { PUBSUB_EMULATOR_HOST, STORAGE_EMULATOR_HOST, GOOGLE_CLOUD_PROJECT } = clouds().environment;
    const line = await lastWords({
      PUBSUB_EMULATOR_HOST: PUBSUB_EMULATOR_HOST!,
      STORAGE_EMULATOR_HOST: STORAGE_EMULATOR_HOST!,
      GOOGLE_CLOUD_PROJECT: GOOGLE_CLOUD_PROJECT!,
      NODE_ENV: 'production',
    });
    expect(line).toMatch(
      /there is no bucket roomcal-config; create it and let roomcal read it, or set ROOMCAL_CONFIG/,
    );
  });

  it('of a bucket for channel records that is not there', async () => {
    const { STORAGE_EMULATOR_HOST, GOOGLE_CLOUD_PROJECT } = clouds().environment;
    await writeFile(join(folder, 'calendar_credentials.json'), serviceAccountKey());
    const line = await complaint(config(), {
      STORAGE_EMULATOR_HOST: STORAGE_EMULATOR_HOST!,
      GOOGLE_CLOUD_PROJECT: GOOGLE_CLOUD_PROJECT!,
      ROOMCAL_WATCH_IDS: 'gs://nowhere',
    });
    expect(line).toMatch(/there is no bucket nowhere; create it .*or set ROOMCAL_WATCH_IDS/);
    await rm(join(folder, 'calendar_credentials.json'));
  });

  it('of a bucket where there are no credentials for it', async () => {
    const line = await lastWords({
      ROOMCAL_CONFIG: 'gs://roomcal-config/config.json',
      GOOGLE_APPLICATION_CREDENTIALS: join(folder, 'none.json'),
    });
    expect(line).toMatch(
      /Cloud Storage needs Google's default credentials: .*GOOGLE_APPLICATION_CREDENTIALS/,
    );
  });

  it('of credentials that are not there', async () => {
    const line = await lastWords({
      ROOMCAL_CONFIG: await write(config()),
      PUBSUB_EMULATOR_HOST: clouds().pubsubHost,
      GOOGLE_APPLICATION_CREDENTIALS: join(folder, 'none.json'),
    });
    expect(line).toMatch(
      /Google Calendar needs Google's default credentials: .*GOOGLE_APPLICATION_CREDENTIALS/,
    );
  });

  it('of credentials that are none', async () => {
    const path = join(folder, 'calendar_credentials.json');
    await writeFile(path, '{"type":"service_account"}');
    expect(await complaint(config())).toMatch(
      /calendar_credentials\.json: not the key file of a service account/,
    );
    await rm(path);
  });

  it.each(['PORT', 'SANDBOX_HTTP_PORT', 'SANDBOX_PUBSUB_PORT'])('of a %s in use', async (variable) => {
    const line = await lastWords({ [variable]: takenPort });
    expect(line).toContain(`127.0.0.1:${takenPort} is in use; stop what listens there, or set ${variable}`);
  });

  it('of a port that is none', async () => {
    expect(await lastWords({ PORT: 'http' })).toMatch(/PORT: http is no port; take a number/);
  });

  it('of a Node that is too old', async () => {
    const old = "Object.defineProperty(process.versions, 'node', { value: '20.20.2' })";
    const line = await lastWords({}, ['--import', `data:text/javascript,${encodeURIComponent(old)}`]);
    expect(line).toMatch(/Node 20\.20\.2 is too old, 24\.2 is needed/);
  });
});
