import { expect, it } from 'vitest';
import { doctor } from '../../src/operator/doctor.ts';
import { setup } from '../../src/operator/setup.ts';
import { calendarOf } from '../../src/sandbox/seed-data.ts';
import { terminalOf } from '../helpers/sandbox.ts';
import { accountOf, aStage, MINUTE_MS, type Stage } from './a-stage.ts';
import { AUTHORIZATION, book, isAtRest, roomAt, roomOnce } from './at-the-door.ts';

const ROOMS = ['attic', 'cellar'];
/** The attic is of the flat keys. */
const ACCOUNTS = { cellar: 'north' };

const configOf = ({ clouds }: Stage) =>
  JSON.parse(String(clouds.storage.object('roomcal-config', 'config.json').data));
const write = ({ clouds }: Stage, config: object) =>
  clouds.storage.put('roomcal-config', 'config.json', JSON.stringify(config));

it('the doors of two accounts are right, each by its own, and the credentials of either open both', async () => {
  const stage = await aStage({ rooms: ROOMS, accounts: ACCOUNTS });
  const { url } = await stage.start({ ...stage.clouds.environment, ...stage.pushed });
  for (const name of ROOMS) await roomOnce(url, name, isAtRest);
  for (const name of ROOMS) await stage.shows(name, 'Free all day');
  stage.meet('cellar', 'Stand-up');
  await stage.shows('cellar', 'Stand-up');
  const { status, body } = await book(url, 'attic');
  expect(status).toBe(201);
  await stage.shows('attic', body.title);
  expect(stage.clouds.iot.things().map(({ name }) => name)).not.toContain('cellar');

  expect([(await roomAt(url, 'attic')).account, (await roomAt(url, 'cellar')).account]).toEqual([
    undefined,
    'north',
  ]);
  const opens = async (id: string, secret: string) => {
    const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    return (await fetch(`${url}/rooms`, { headers: { authorization } })).status;
  };
  expect(await opens('key of north', 'secret of north')).toBe(200);
  expect(await opens('key of north', 'sandbox-secret')).toBe(401);
  const metrics = await (await fetch(`${url}/metrics`, { headers: { authorization: AUTHORIZATION } })).text();
  expect(metrics).toContain('roomcal_queue_length{queue="iot"} 0');
  expect(metrics).toContain('roomcal_queue_length{queue="iot",account="north"} 0');
  expect(metrics).toMatch(/duration_seconds_count\{[^}]*call="publish",status="200",account="north"\} \d/);
});

it('an account that does not answer keeps its own door waiting, and neither the others nor the service', async () => {
  const silent = await aStage({ rooms: ['attic'] });
  const { gateway } = await silent.gated();
  // Nobody lets anything pass there.
  gateway.each(
    () => true,
    () => new Promise(() => undefined),
  );
  const stage = await aStage({ rooms: ROOMS, accounts: ACCOUNTS });
  const north = { ...accountOf('north'), iot_api_endpoint: gateway.url };
  write(stage, { ...configOf(stage), accounts: [north] });
  const { url } = await stage.start({ ...stage.clouds.environment, ...stage.pushed });
  await stage.shows('attic', 'Free all day');
  const { status, body } = await book(url, 'cellar');
  expect(status).toBe(201);
  const atAttic = await book(url, 'attic');
  await stage.shows('attic', atAttic.body.title);
  expect(stage.door('cellar').curevmtg).toBe('N/A');
  expect(body.title).toBeDefined();
  stage.clock.leap(11_000);
  await roomOnce(url, 'cellar', ({ last_error }) => String(last_error).includes('no answer within 10 s'));
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});

it('an account is added while roomcal runs, its secret is changed, and it goes again', async () => {
  const stage = await aStage({ rooms: ROOMS, accounts: ACCOUNTS });
  const config = configOf(stage);
  const [attic] = config.rooms;
  const { accounts: _, ...withoutAccounts } = config;
  write(stage, { ...withoutAccounts, rooms: [attic] });
  const roomcal = await stage.start({ ...stage.clouds.environment, ...stage.pushed });
  const reload = async () => (await roomcal.call('POST', '/reload')).body;
  await roomOnce(roomcal.url, 'attic', isAtRest);

  write(stage, config);
  expect(await reload()).toMatchObject({ changed: { started: ['cellar'] }, needs_restart: [] });
  await stage.shows('cellar', 'Free all day');

  const changed = {
    ...accountOf('north'),
    iot_client_secret: 'the new one',
    iot_client_secret_previous: 'secret of north',
    iot_requests_per_second: 5,
  };
  write(stage, { ...config, accounts: [changed] });
  expect(await reload()).toMatchObject({
    changed: { started: [], restarted: [] },
    needs_restart: ['iot_requests_per_second of the account north'],
  });
  const { body } = await book(roomcal.url, 'cellar');
  await stage.shows('cellar', body.title);

  write(stage, { ...withoutAccounts, rooms: [attic] });
  expect(await reload()).toMatchObject({ changed: { stopped: ['cellar'] }, needs_restart: [] });
  await roomcal.line(({ msg }) => msg === 'cellar: is gone, and nothing is left of it');
  stage.clock.leap(2 * MINUTE_MS);
  expect((await book(roomcal.url, 'attic')).status).toBe(201);
});

it('roomcal doctor checks each account, and roomcal setup makes Things in the account of their room', async () => {
  const stage = await aStage({ rooms: ROOMS, accounts: ACCOUNTS });
  const config = configOf(stage);
  const den = {
    room_name: 'den',
    gcal_calendar_id: calendarOf('attic'),
    account: 'north',
    thing_name: 'attic',
  };
  const south = accountOf('south');
  write(stage, { ...config, accounts: [...config.accounts, south], rooms: [config.rooms[1], den] });
  const env = stage.clouds.environment;
  const examine = async () => {
    const { written, terminal } = terminalOf();
    await doctor({ json: true }, env, terminal);
    return JSON.parse(written.out.join('\n')) as Record<string, string>[];
  };
  const told = (checks: Record<string, string>[]) =>
    checks.filter(({ check, subject }) => check === 'thing' || subject?.startsWith('Arduino'));
  expect(told(await examine())).toEqual([
    {
      check: 'credentials',
      subject: 'Arduino IoT Cloud',
      status: 'ok',
      says: expect.stringMatching(/^Arduino takes the API key; Things: \d$/),
    },
    {
      check: 'credentials',
      subject: 'Arduino IoT Cloud, north',
      status: 'ok',
      says: 'Arduino takes the API key of the account north; Things: 1',
    },
    expect.objectContaining({ check: 'thing', subject: 'north/cellar', status: 'failed' }),
    expect.objectContaining({ check: 'thing', subject: 'north/attic', says: 'there is no such Thing' }),
    {
      check: 'credentials',
      subject: 'Arduino IoT Cloud, south',
      status: 'failed',
      says: expect.stringContaining('401'),
      mend: expect.stringMatching(/^in the account south: set iot_client_id .* its space$/),
    },
  ]);

  write(stage, { ...config, rooms: [config.rooms[1], den] });
  const { written, terminal } = terminalOf();
  expect(await setup({ yes: true }, env, terminal)).toBe(0);
  expect(written.out.filter((line) => line.startsWith('Thing attic'))).toEqual([
    expect.stringMatching(/^Thing attic of the account north: make it, with busynow/),
    'Thing attic of the account north: made',
  ]);
  expect(told(await examine()).map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok']);
});
