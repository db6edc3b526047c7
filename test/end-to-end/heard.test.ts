import { mkdtempDisposableSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { channelKeyFactory } from '../../src/io/google-calendar/channel-keys.ts';
import { CLIENT_ID, CLIENT_SECRET, calendarOf } from '../../src/sandbox/seed-data.ts';
import { setFaults } from '../helpers/clouds.ts';
import { put } from '../helpers/storages.ts';
import { aStage, CALLS, MINUTE_MS, type Stage } from './a-stage.ts';
import { ask, book, isAtRest, roomOnce } from './at-the-door.ts';

const ROOMS = ['attic', 'cellar', 'den'];
const NOTHING = { started: [], stopped: [], restarted: [] };

const room = (room_name: string, more: object = {}) => ({
  room_name,
  gcal_calendar_id: calendarOf(room_name),
  ...more,
});

const written = ({ clouds }: Stage) =>
  JSON.parse(String(clouds.storage.object('roomcal-config', 'config.json').data));

/** Writes another configuration into its bucket, as an operator's tool does. */
async function write(stage: Stage, more: object | string): Promise<void> {
  const text = typeof more === 'string' ? more : JSON.stringify({ ...written(stage), ...more });
  const storage = { name: 'sandbox', endpoint: () => stage.clouds.httpUrl, guardsDeletes: true };
  await put(storage, 'roomcal-config', 'config.json', text);
}

const records = ({ clouds }: Stage) =>
  clouds.storage
    .objects('roomcal-watch-ids')
    .map(({ name }) => name)
    .toSorted();

async function aService(rooms = ['attic', 'cellar']) {
  const stage = await aStage({ rooms: ROOMS, config: { rooms: rooms.map((name) => room(name)) } });
  const roomcal = await stage.start({ ...stage.clouds.environment, ...stage.pushed });
  for (const name of rooms) await roomOnce(roomcal.url, name, isAtRest);
  const reload = () => roomcal.call('POST', '/reload');
  return { stage, roomcal, url: roomcal.url, reload };
}

describe('a configuration that is written anew while roomcal runs', () => {
  it('is heard at once when somebody asks for it: rooms come, go and are renamed, the others go on', async () => {
    const { stage, roomcal, url, reload } = await aService();
    expect((await reload()).body).toMatchObject({ changed: NOTHING, needs_restart: [] });

    await write(stage, { rooms: [room('attic'), room('cellar'), room('den')] });
    const from = roomcal.lines.length;
    const came = await reload();
    expect(came).toMatchObject({ status: 200, body: { changed: { ...NOTHING, started: ['den'] } } });
    await roomOnce(url, 'den', isAtRest);
    await stage.shows('den', 'Free all day');
    expect(roomcal.lines.slice(from).filter((line) => line.room_name === 'attic' && line.set)).toEqual([]);
    const { body } = await roomcal.call('GET', '/version');
    expect(body).toMatchObject({ generation: came.body.generation, mistakes: [] });

    const cave = room('cave', { gcal_calendar_id: calendarOf('cellar'), thing_name: 'cellar' });
    await write(stage, { rooms: [room('attic'), cave] });
    expect((await reload()).body.changed).toEqual({
      started: ['cave'],
      stopped: ['cellar', 'den'],
      restarted: [],
    });
    await roomcal.line(({ msg }) => msg === 'den: is gone, and nothing is left of it');
    await roomcal.line(({ msg }) => msg === 'cellar: is gone, and nothing is left of it');
    await roomOnce(url, 'cave', isAtRest);
    expect(records(stage).filter((name) => !name.includes('/'))).toEqual(['attic.json', 'cave.json']);
    expect((await book(url, 'den')).status).toBe(404);
    const { status, body: booked } = await book(url, 'cave');
    expect(status).toBe(201);
    await stage.shows('cellar', booked.title);
  });

  it('is heard within a minute', async () => {
    const { stage, url } = await aService();
    await write(stage, { rooms: [room('attic'), room('cellar'), room('den')] });
    stage.clock.leap(MINUTE_MS);
    await stage.shows('den', 'Free all day');
    await roomOnce(url, 'den', isAtRest);
  });

  it('with a mistake is refused as a whole, told in the words of a start, and nobody is the less served', async () => {
    const { stage, roomcal, url, reload } = await aService();
    await write(stage, '{ "rooms": [');
    const half = await reload();
    expect(half).toMatchObject({ status: 409, body: { code: 'CONFIG_INVALID' } });
    expect(half.body.mistakes).toEqual([expect.stringMatching(/^gs:\/\/roomcal-config\/config\.json: /)]);
    await roomcal.line(
      ({ msg }) => msg === `${(half.body.mistakes as string[])[0]}; what was there before holds`,
    );
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await book(url, 'attic')).status).toBe(201);
    const metrics = await fetch(`${url}/metrics?client_id=${CLIENT_ID}`, {
      headers: { authorization: `Bearer ${CLIENT_SECRET}` },
    });
    expect(await metrics.text()).toContain('\nroomcal_config_valid 0\n');
  });

  it('tells what holds only once roomcal is started anew', async () => {
    const { stage, roomcal, reload } = await aService(['attic']);
    await write(stage, { events_per_refresh: 50 });
    expect((await reload()).body.needs_restart).toEqual(['events_per_refresh']);
    await roomcal.line(({ msg }) => msg.endsWith('started anew: events_per_refresh'));
  });

  it('goes on where somebody looks while its place is away', async () => {
    const { stage, roomcal } = await aService(['attic']);
    await setFaults(stage.clouds, [{ vendor: 'storage', status: 503 }]);
    await roomcal.look();
    await roomcal.line(({ msg }) => msg.startsWith('looking at the configuration failed: '));
  });

  it('answers whoever has asked at the door of a room that goes', async () => {
    const stage = await aStage({ rooms: ROOMS });
    const { gateway, env } = await stage.gated();
    const roomcal = await stage.start({ ...env, ...stage.pushed });
    await roomOnce(roomcal.url, 'attic', isAtRest);
    const inserting = gateway.next(CALLS.insert('attic'));
    const booking = book(roomcal.url, 'attic');
    const call = await inserting;
    const folder = env.ROOMCAL_CONFIG!.split('/').at(-2);
    const name = `${folder}/config.json`;
    const config = JSON.parse(String(stage.clouds.storage.object('roomcal-config', name).data));
    stage.clouds.storage.put('roomcal-config', name, JSON.stringify({ ...config, rooms: [room('den')] }));
    expect((await roomcal.call('POST', '/reload')).body.changed).toMatchObject({
      stopped: ['attic', 'cellar'],
    });
    expect((await book(roomcal.url, 'attic')).status).toBe(404);
    await call.pass();
    expect((await booking).status).toBe(201);
    await roomcal.line(({ msg }) => msg === 'attic: is gone, and nothing is left of it');
  });
});

it('a secret is changed while boards still have the old one, and Arduino does not know the new one yet', async () => {
  const { stage, url, reload } = await aService(['attic']);
  const after = { authorization: `Basic ${Buffer.from(`${CLIENT_ID}:the new one`).toString('base64')}` };
  await write(stage, { iot_client_secret: 'the new one', iot_client_secret_previous: CLIENT_SECRET });
  expect((await reload()).status).toBe(200);
  expect((await ask(url, 'GET', '/rooms')).status).toBe(200);
  expect((await fetch(`${url}/rooms`, { headers: after })).status).toBe(200);
  const { body } = await book(url, 'attic');
  await stage.shows('attic', body.title);
  // Channels are signed with the new one from now on: without the old one they are known still.
  for (const call of ['/stop_watching', '/start_watching'])
    expect((await ask(url, 'POST', call, { room_name: 'attic' })).status).toBe(200);
  const { data } = stage.clouds.storage.object('roomcal-watch-ids', 'attic.json');
  expect(channelKeyFactory('the new one').isOurs(JSON.parse(String(data)))).toBe(true);

  stage.clouds.iot.addClient(CLIENT_ID, 'the new one');
  const { iot_client_secret_previous: _, ...config } = written(stage);
  await write(stage, JSON.stringify(config));
  await fetch(`${url}/reload`, { method: 'POST', headers: after });
  expect((await ask(url, 'GET', '/rooms')).status).toBe(401);
  const ending = `${url}/meetings/${body.id}?room_name=attic`;
  expect((await fetch(ending, { method: 'DELETE', headers: after })).status).toBe(204);
  await stage.shows('attic', 'Free all day');
});

it('a process hears of another file at SIGHUP, and goes on', async () => {
  const stage = await aStage({ rooms: ROOMS });
  const folder = mkdtempDisposableSync(join(tmpdir(), 'roomcal-'));
  onTestFinished(() => folder.remove());
  const file = join(folder.path, 'config.json');
  const replace = (rooms: object[]) => {
    writeFileSync(`${file}.new`, JSON.stringify({ ...written(stage), rooms }));
    renameSync(`${file}.new`, file);
  };
  const { data } = stage.clouds.storage.object('roomcal-config', 'calendar_credentials.json');
  writeFileSync(join(folder.path, 'calendar_credentials.json'), data);
  replace([room('attic')]);
  const env = { ...stage.clouds.environment, HOST: '127.0.0.1', ...stage.pushed };
  const child = await stage.spawn({ ...env, ROOMCAL_CONFIG: file });
  await roomOnce(child.url, 'attic', isAtRest);
  replace([room('attic'), room('den')]);
  child.signal('SIGHUP');
  await child.printed('the configuration has changed; started: den');
  await roomOnce(child.url, 'den', isAtRest);
  writeFileSync(file, '{');
  child.signal('SIGHUP');
  await child.printed('what was there before holds');
  replace([room('den')]);
  child.signal('SIGHUP');
  await child.printed('attic: is gone, and nothing is left of it');
  child.signal('SIGTERM');
  expect(await child.ended).toMatchObject({ code: 0, stderr: '' });
});
