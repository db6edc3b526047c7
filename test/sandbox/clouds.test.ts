import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect } from 'vitest';
import { startClouds } from '../../src/sandbox/clouds.ts';
import { ROOM, sandboxTest as test } from './sandbox-test.ts';

test('tell how another process joins', async ({ clouds }) => {
  expect(clouds.environment).toEqual({
    ROOMCAL_CONFIG: 'gs://roomcal-config/config.json',
    PUBSUB_EMULATOR_HOST: clouds.pubsubHost,
    STORAGE_EMULATOR_HOST: clouds.httpUrl,
    GOOGLE_CLOUD_PROJECT: 'roomcal-sandbox',
    METADATA_SERVER_DETECTION: 'none',
  });
  expect(clouds.httpUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(clouds.pubsubHost).toMatch(/^127\.0\.0\.1:\d+$/);
});

describe('a port that is taken', () => {
  test.for(['httpPort', 'pubsubPort'])('is named: %s', async (name, { clock }) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const ports = { httpPort: 0, pubsubPort: 0, [name]: port };
    await expect(startClouds({ clock, ...ports })).rejects.toMatchObject({ code: 'EADDRINUSE', port });
    other.close();
  });

  test('can be had again after close', async ({ clock }) => {
    const first = await startClouds({ clock, httpPort: 0, pubsubPort: 0 });
    const [httpPort, pubsubPort] = [first.httpUrl, first.pubsubHost].map((host) =>
      Number(host.split(':').at(-1)),
    );
    await first.close();
    const second = await startClouds({ clock, httpPort: httpPort!, pubsubPort: pubsubPort! });
    expect(second.httpUrl).toBe(first.httpUrl);
    await second.close();
  });
});

test('count calls from nothing', async ({ calls }) => {
  const counts = await calls();
  expect(Object.values(counts).every((count) => count === 0)).toBe(true);
  expect(Object.keys(counts)).toEqual(
    expect.arrayContaining([
      'calendar.list',
      'calendar.freeBusy',
      'push.sent',
      'iot.publish',
      'iot.429',
      'token',
    ]),
  );
});

test('say in every answer what time it is, a refusal and a page of somebody else included', async ({
  clouds,
  clock,
  setFaults,
}) => {
  const dateAt = async (path: string) => (await fetch(`${clouds.httpUrl}${path}`)).headers.get('date');
  await setFaults({ vendor: 'storage', status: 'garble' });
  clock.step(90_000);
  for (const path of [
    `/calendar/v3/calendars/${encodeURIComponent(ROOM)}/events`,
    '/calendar/v3/calendars/nowhere/events',
    '/storage/v1/b/somewhere/o',
  ]) {
    expect(await dateAt(path)).toBe('Mon, 23 Nov 2026 08:01:30 GMT');
  }
});

test('leave no timer behind when closed', async ({ clock, clouds }) => {
  const faults = JSON.stringify([{ vendor: 'iot', status: 503, for_ms: 1000 }]);
  const headers = { 'content-type': 'application/json' };
  await fetch(`${clouds.httpUrl}/sandbox/faults`, { method: 'POST', headers, body: faults });
  expect(clock.pending).toBe(1);
  await clouds.close();
  expect(clock.pending).toBe(0);
});

test('leave no timer of a call that is answered late when closed', async ({ clock, clouds, setFaults }) => {
  await setFaults({ vendor: 'storage', delay_ms: 5_000 });
  const answer = fetch(`${clouds.httpUrl}/b`).catch(() => 'broken');
  await clock.armed(5_000);
  await clouds.close();
  expect(await answer).toBe('broken');
  expect(clock.pending).toBe(0);
});
