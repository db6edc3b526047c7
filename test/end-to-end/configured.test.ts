import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PubSub } from '@google-cloud/pubsub';
import { expect, it, onTestFinished } from 'vitest';
import { channelKeyFactory } from '../../src/io/google-calendar/channel-keys.ts';
import { CLIENT_SECRET } from '../../src/sandbox/seed-data.ts';
import { spawnRoomcal } from '../helpers/child.ts';
import { aStage } from './a-stage.ts';
import { book, end, isAtRest, isFree, roomOnce } from './at-the-door.ts';

const ORIGIN = 'https://doors.example.org';

it('a process is what its configuration says: at the door, to whoever asks, and to Google', async () => {
  const stage = await aStage({
    rooms: ['attic'],
    config: {
      texts: { free_all_day: 'Frei' },
      instant_meeting_title: 'Ad hoc',
      cors_origins: [ORIGIN],
    },
  });
  const { url, line, lines } = await stage.start({ ...stage.clouds.environment, ...stage.pushed });
  await stage.shows('attic', 'Frei');
  await roomOnce(url, 'attic', (room) => isAtRest(room) && isFree(room));

  const preflight = { origin: ORIGIN, 'access-control-request-method': 'POST' };
  const { headers } = await fetch(`${url}/meetings`, { method: 'OPTIONS', headers: preflight });
  expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);

  const { data } = stage.clouds.storage.object('roomcal-watch-ids', 'attic.json');
  expect(channelKeyFactory(CLIENT_SECRET).isOurs(JSON.parse(String(data)))).toBe(true);
  expect(channelKeyFactory('another').isOurs(JSON.parse(String(data)))).toBe(false);

  const { status, body } = await book(url, 'attic');
  expect(status).toBe(201);
  await stage.shows('attic', 'Ad hoc');
  // Whose meeting it is, only whoever debugs is told.
  await line(({ level, msg }) => level > 20 && msg.startsWith('attic        busy '));
  expect(lines.filter(({ level, msg }) => level > 20 && msg.includes('Ad hoc'))).toEqual([]);
  expect((await end(url, 'attic', body.id)).status).toBe(204);
  await stage.shows('attic', 'Frei');
});

it('a message that is none, or of a room that nobody has, is told of in a line', async () => {
  const stage = await aStage({ rooms: ['attic'] });
  const { line } = await stage.start({ ...stage.clouds.environment, ...stage.pushed });
  await line(({ msg }) => msg === 'Pub/Sub: connected');
  const { projectId, pubsubHost } = stage.clouds;
  const client = new PubSub({ projectId, apiEndpoint: pubsubHost, emulatorMode: true });
  onTestFinished(() => client.close());
  await client.topic('roomcalendar_events').publishMessage({ data: Buffer.from('no JSON') });
  const { msg } = await line((one) => one.msg.startsWith("a message that can't be read"));
  expect(msg).toMatch(/^a message that can't be read: (?!undefined)\S/);
  const json = { room_name: 'nobodys', events: [] };
  await client.topic('roomcalendar_events').publishMessage({ json });
  await line((one) => one.msg === 'a message for an unknown room: nobodys');
});

it('without an emulator of Pub/Sub a process says in a line that it needs credentials', async () => {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'roomcal-'));
  onTestFinished(() => folder.remove());
  const rooms = [{ room_name: 'attic', gcal_calendar_id: 'attic' }];
  const ROOMCAL_CONFIG = join(folder.path, 'config.json');
  writeFileSync(ROOMCAL_CONFIG, JSON.stringify({ iot_client_id: 'id', iot_client_secret: 'secret', rooms }));
  const { code, stderr } = await spawnRoomcal({ ROOMCAL_CONFIG, PORT: '0', HOST: '127.0.0.1' }).ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^roomcal: Pub\/Sub needs Google's default credentials: .*\n$/);
});
