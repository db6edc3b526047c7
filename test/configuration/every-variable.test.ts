import { once } from 'node:events';
import { existsSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PubSub } from '@google-cloud/pubsub';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readEnvironment } from '../../src/configuration/environment.ts';
import { storesAt } from '../../src/configuration/open.ts';
import { systemClock } from '../../src/io/clock.ts';
import type { Clouds } from '../../src/sandbox/clouds.ts';
import { ownerOf } from '../../src/sharding/shard.ts';
import { loggerFor } from '../../src/telemetry/logger.ts';
import { listing } from '../helpers/events.ts';
import { freePort } from '../helpers/free-port.ts';
import { startRoomcal } from '../helpers/roomcal.ts';
import { useSandboxes } from '../helpers/sandbox.ts';
import { DOCUMENTED } from './documented.ts';

const openSandbox = useSandboxes();

/** A roomcal of a test in a sandbox, or, with `env`, on clouds that are there. */
async function started(env: Record<string, string>) {
  const roomcal = await startRoomcal(env);
  onTestFinished(() => roomcal.close());
  return roomcal;
}

/** The subscriptions of a project, as Pub/Sub tells them. */
async function subscriptionsAt(apiEndpoint: string, projectId: string): Promise<string[]> {
  const client = new PubSub({ projectId, apiEndpoint, emulatorMode: true });
  onTestFinished(() => client.close());
  const [found] = await client.getSubscriptions();
  return found.map(({ name }) => name);
}

const PART = { ROOMCAL_SHARDS: '2', ROOMCAL_SHARD: '1', ROOMCAL_PEERS: 'http://127.0.0.{shard}:8080' };

/** The rooms of a sandbox's configuration. */
async function roomNamesOf({ storage }: Clouds): Promise<string[]> {
  const { rooms } = JSON.parse(String(storage.object('roomcal-config', 'config.json').data));
  return rooms.map((room: { room_name: string }) => room.room_name);
}

function aFolder(): string {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'roomcal-variables-'));
  onTestFinished(() => folder.remove());
  return folder.path;
}

/** For each variable: it is set, and what it says is seen where it acts. */
const SEEN: Record<string, () => Promise<void>> = {
  async ROOMCAL_CONFIG() {
    const { clouds, env } = await openSandbox();
    const folder = aFolder();
    const { data } = clouds.storage.object('roomcal-config', 'config.json');
    const config = { ...JSON.parse(String(data)), gcal_watch_function_url: 'https://elsewhere.example.org' };
    writeFileSync(join(folder, 'mine.json'), JSON.stringify(config));
    const key = clouds.storage.object('roomcal-config', 'calendar_credentials.json').data;
    writeFileSync(join(folder, 'calendar_credentials.json'), key);
    const { lines } = await started({ ...env, ROOMCAL_CONFIG: join(folder, 'mine.json') });
    expect(lines.map(({ msg }) => msg)).toContain(
      '6 rooms; Google pushes to https://elsewhere.example.org/webhook',
    );
  },

  async ROOMCAL_WATCH_IDS() {
    const folder = join(aFolder(), 'kept');
    const environment = readEnvironment({ ROOMCAL_WATCH_IDS: folder });
    const { listings } = await storesAt(environment.watchIds, environment, systemClock);
    await listings.write('blue_room', 'blue', listing('2026-11-23T12:00:00Z'));
    expect(existsSync(join(folder, 'agendas', 'blue_room.json'))).toBe(true);

    const { clouds, env } = await openSandbox();
    clouds.storage.createBucket('kept');
    const { line } = await started({ ...env, ROOMCAL_WATCH_IDS: 'gs://kept/here' });
    await line(({ msg }) => msg === 'blue_room: channel.opened');
    expect(clouds.storage.object('kept', 'here/blue_room.json')).toBeDefined();
  },

  async ROOMCAL_CREDENTIALS() {
    const { clouds, env } = await openSandbox();
    const key = join(aFolder(), 'key.json');
    writeFileSync(key, clouds.storage.object('roomcal-config', 'calendar_credentials.json').data);
    clouds.storage.put('roomcal-config', 'calendar_credentials.json', 'no key file');
    const { line } = await started({ ...env, ROOMCAL_CREDENTIALS: key });
    await line(({ msg }) => msg === 'blue_room: channel.opened');
  },

  async ROOMCAL_SUBSCRIPTION() {
    const { clouds, env } = await openSandbox();
    const { line } = await started({ ...env, ROOMCAL_SUBSCRIPTION: 'second' });
    await line(({ msg }) => msg === 'Pub/Sub: connected');
    const { pubsubHost, projectId } = clouds;
    expect(await subscriptionsAt(pubsubHost, projectId)).toEqual([
      `projects/${projectId}/subscriptions/second`,
    ]);
  },

  async ROOMCAL_SHARDS() {
    const { clouds, env } = await openSandbox();
    const { lines, line } = await started({ ...env, ...PART });
    await line(({ msg }) => msg === 'Pub/Sub: connected');
    const ofShard = (await roomNamesOf(clouds)).filter((name) => ownerOf(name, 2) === 1);
    expect(lines.map(({ msg }) => msg)).toContainEqual(
      expect.stringMatching(`^shard 1 of 2: ${ofShard.length} of 6 rooms; `),
    );
    const client = new PubSub({
      projectId: clouds.projectId,
      apiEndpoint: clouds.pubsubHost,
      emulatorMode: true,
    });
    onTestFinished(() => client.close());
    const [[made]] = await client.getSubscriptions();
    const [{ name, filter }] = await made!.getMetadata();
    expect(name).toMatch(/\/roomcalendar_events-1of2-[0-9a-f]{8}$/);
    expect(filter).toBe('hasPrefix(attributes.room_hash, "1") OR NOT attributes:room_hash');
  },

  async ROOMCAL_SHARD() {
    const { clouds, env } = await openSandbox();
    const roomNames = await roomNamesOf(clouds);
    for (const shard of [0, 1]) {
      const { lines, line } = await started({ ...env, ...PART, ROOMCAL_SHARD: String(shard) });
      await line(({ msg }) => msg === 'Pub/Sub: connected');
      const ofShard = roomNames.filter((name) => ownerOf(name, 2) === shard);
      for (const name of ofShard) await line(({ msg }) => msg === `${name}: channel.opened`);
      const opened = lines.filter(({ msg }) => msg.endsWith(': channel.opened'));
      expect(opened.map(({ room_name }) => room_name).toSorted()).toEqual(ofShard.toSorted());
    }
  },

  async ROOMCAL_PEERS() {
    const { clouds, env } = await openSandbox();
    const theirs = (await roomNamesOf(clouds)).find((name) => ownerOf(name, 2) === 0) ?? '';
    const port = await freePort();
    const asked: string[] = [];
    const peer = createServer(({ url = '' }, response) => {
      asked.push(url);
      response.end('{}');
    }).listen(port, '127.0.0.20');
    onTestFinished(() => void peer.close());
    await once(peer, 'listening');
    const ROOMCAL_PEERS = `http://127.0.0.2{shard}:${port}`;
    const { call } = await started({ ...env, ...PART, ROOMCAL_PEERS });
    expect(await call('GET', `/meetings?room_name=${theirs}`)).toEqual({ status: 200, body: {} });
    expect(asked).toEqual([`/meetings?room_name=${theirs}`]);
  },

  async GOOGLE_CLOUD_PROJECT() {
    const { clouds, env } = await openSandbox();
    const { line } = await started({ ...env, GOOGLE_CLOUD_PROJECT: 'acme' });
    await line(({ msg }) => msg === 'Pub/Sub: connected');
    expect(await subscriptionsAt(clouds.pubsubHost, 'acme')).toEqual([
      expect.stringMatching(/^projects\/acme\/subscriptions\/roomcalendar_events-[0-9a-f]{8}$/),
    ]);
    expect(await subscriptionsAt(clouds.pubsubHost, clouds.projectId)).toEqual([]);
  },

  async PUBSUB_EMULATOR_HOST() {
    const [{ env }, { clouds: others }] = [await openSandbox(), await openSandbox()];
    const { line } = await started({ ...env, PUBSUB_EMULATOR_HOST: others.pubsubHost });
    await line(({ msg }) => msg === 'Pub/Sub: connected');
    expect(await subscriptionsAt(others.pubsubHost, others.projectId)).toHaveLength(1);
  },

  async STORAGE_EMULATOR_HOST() {
    const [{ env }, { clouds: others }] = [
      await openSandbox(),
      await openSandbox({ gcal_watch_function_url: '' }),
    ];
    const { lines } = await started({ ...env, STORAGE_EMULATOR_HOST: others.httpUrl });
    expect(lines.some(({ msg }) => msg.startsWith('6 rooms; without gcal_watch_function_url'))).toBe(true);
  },

  async PORT() {
    const { env } = await openSandbox();
    const PORT = String(await freePort());
    const { url } = await started({ ...env, PORT });
    expect(new URL(url).port).toBe(PORT);
    expect((await fetch(`http://127.0.0.1:${PORT}/healthz`)).status).toBe(200);
  },

  async HOST() {
    const { env } = await openSandbox();
    const { url } = await started({ ...env, HOST: '127.0.0.2' });
    expect(new URL(url).hostname).toBe('127.0.0.2');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  },

  async LOG_LEVEL() {
    for (const LOG_LEVEL of ['debug', 'error'])
      for (const ROOMCAL_CONFIG of ['sandbox', '/etc/config.json'])
        expect(await loggerFor(readEnvironment({ LOG_LEVEL, ROOMCAL_CONFIG }))).toMatchObject({
          level: LOG_LEVEL,
        });
  },

  async LOG_FORMAT() {
    const keyOf = (LOG_FORMAT: string) =>
      (loggerFor(readEnvironment({ LOG_FORMAT })) as unknown as Record<symbol, string>)[
        pino.symbols.messageKeySym
      ];
    expect(['json', 'gcp'].map(keyOf)).toEqual(['msg', 'message']);
  },

  async SANDBOX_HTTP_PORT() {
    const SANDBOX_HTTP_PORT = String(await freePort());
    const { clouds } = await started({ SANDBOX_HTTP_PORT });
    expect(new URL(clouds!.httpUrl).port).toBe(SANDBOX_HTTP_PORT);
  },

  async SANDBOX_PUBSUB_PORT() {
    const SANDBOX_PUBSUB_PORT = String(await freePort());
    const { clouds } = await started({ SANDBOX_PUBSUB_PORT });
    expect(clouds!.pubsubHost.split(':').at(-1)).toBe(SANDBOX_PUBSUB_PORT);
  },
};

describe('what docs/configuration.md documents of the environment', () => {
  it('has a row here, where it is seen to act', () => {
    expect(Object.keys(SEEN).toSorted()).toEqual(DOCUMENTED.environment.toSorted());
  });

  it.each(Object.entries(SEEN))('acts: %s', async (_, seen) => seen());
});
