import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { cloudStorage } from '../../../src/io/storage/client.ts';
import {
  bucketChannels,
  bucketFiles,
  bucketsAdmin,
  bucketTexts,
} from '../../../src/io/storage/cloud-storage.ts';
import { setFaults, useClouds } from '../../helpers/clouds.ts';
import { record } from './a-record.ts';

const clouds = useClouds();
const closing: (() => void)[] = [];

// The client hangs more listeners on a slow download than Node likes.
const limit = EventEmitter.defaultMaxListeners;
beforeAll(() => {
  EventEmitter.defaultMaxListeners = 20;
});
afterAll(() => {
  EventEmitter.defaultMaxListeners = limit;
});

afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await setFaults(clouds(), []);
});

const open = (endpoint: string) => cloudStorage({ projectId: 'test', endpoint, timeoutMs: 200 });

/** Everything that is ever asked of Cloud Storage. */
const calls: Record<string, (storage: ReturnType<typeof open>) => Promise<unknown>> = {
  'a file': (storage) => bucketFiles(storage, 'bucket', '').read('config.json'),
  'a channel record': (storage) => bucketChannels(storage, 'bucket', '').read('blue_room'),
  'writing a channel record': (storage) => bucketChannels(storage, 'bucket', '').write(record, undefined),
  'removing a channel record': (storage) =>
    bucketChannels(storage, 'bucket', '').remove({ record, generation: '1' }),
  'a note': (storage) => bucketTexts(storage, 'bucket', '').read('agendas/blue_room.json'),
  'writing a note': (storage) => bucketTexts(storage, 'bucket', '').write('agendas/blue_room.json', '{}'),
  'removing a note': (storage) => bucketTexts(storage, 'bucket', '').remove('agendas/blue_room.json'),
  'whether there is a bucket': (storage) => bucketsAdmin(storage).exists('bucket'),
  'making a bucket': (storage) => bucketsAdmin(storage).create('bucket'),
};

const MAY_PASS = { vendor: 'storage', status: undefined, operator: false };

describe.each(Object.entries(calls))('%s', (name, call) => {
  it('is a failure that may pass where a page was answered', async () => {
    await setFaults(clouds(), [{ vendor: 'storage', status: 'garble' }]);
    await expect(call(open(clouds().httpUrl))).rejects.toMatchObject(MAY_PASS);
  });

  // That is what a delete is answered.
  const nothing: [unknown][] = name.startsWith('removing') ? [] : [[null], ['']];
  it.each<[unknown]>([
    ...nothing,
    [{}],
    [[]],
    [7],
    [{ generation: null }],
    [{ generation: {} }],
    [{ kind: 7, items: 7 }],
  ])('is a failure that may pass where %j was answered', async (body) => {
    await setFaults(clouds(), [{ vendor: 'storage', status: 'nonsense', body }]);
    await expect(call(open(clouds().httpUrl))).rejects.toMatchObject(MAY_PASS);
  });

  it('has an end where nothing is answered, and where an answer stops half way', async () => {
    for (const stall of [
      () => undefined,
      (response: ServerResponse) => response.writeHead(200, { 'x-goog-generation': '1' }).write('{"'),
    ]) {
      const endpoint = await serve(stall);
      await expect(call(open(endpoint))).rejects.toMatchObject({
        ...MAY_PASS,
        message: 'Cloud Storage: no answer within 0.2 s',
      });
    }
  });
});

it('deletes nothing where the answer to a write makes no sense', async () => {
  const asked: string[] = [];
  const endpoint = await serve((response, method) => {
    asked.push(method);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await calls['writing a note']!(open(endpoint)).catch(() => undefined);
  expect(asked).toEqual(['POST']);
});

it('asks at Google’s own paths of an emulator, whatever STORAGE_EMULATOR_HOST says', async () => {
  const asked: string[] = [];
  const endpoint = await serve((response, method, url) => {
    asked.push(`${method} ${new URL(url, 'http://x').pathname}`);
    response.writeHead(404).end();
  });
  vi.stubEnv('STORAGE_EMULATOR_HOST', endpoint);
  closing.push(() => vi.unstubAllEnvs());
  const storage = open(endpoint);
  expect(process.env.STORAGE_EMULATOR_HOST).toBe(endpoint);
  for (const call of Object.values(calls)) await call(storage).catch(() => undefined);
  expect(new Set(asked.map((one) => one.replace(/\/o\/.*$/, '/o/…')))).toEqual(
    new Set([
      'GET /storage/v1/b/bucket/o/…',
      'GET /storage/v1/b/bucket/o',
      'POST /upload/storage/v1/b/bucket/o',
      'DELETE /storage/v1/b/bucket/o/…',
      'POST /storage/v1/b',
    ]),
  );
});

/** The origin of a server that does with each request as it is told. */
async function serve(
  answer: (response: ServerResponse, method: string, url: string) => unknown,
): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    answer(response, request.method!, request.url!);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
