import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudStorage } from '../../src/io/storage/client.ts';
import { bucketFiles } from '../../src/io/storage/cloud-storage.ts';
import { folderFiles } from '../../src/io/storage/local-files.ts';
import type { FilesPort } from '../../src/ports/files.ts';
import { setFaults, useClouds } from '../helpers/clouds.ts';
import { createBucket, put, type TestStorage, useStorages } from '../helpers/storages.ts';

const storages = useStorages();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roomcal-'));
  await writeFile(join(folder, 'config.json'), '{"a":"é"}');
  for (const storage of storages) {
    await createBucket(storage, 'config');
    await put(storage, 'config', 'config.json', '{"a":"é"}');
  }
});
afterAll(() => rm(folder, { recursive: true }));

const open = ({ endpoint }: Pick<TestStorage, 'endpoint'>, bucket: string) =>
  bucketFiles(cloudStorage({ projectId: 'test', endpoint: endpoint() }), bucket, '');

const adapters: [string, () => FilesPort, () => FilesPort][] = [
  ...storages.map((storage): [string, () => FilesPort, () => FilesPort] => [
    `a bucket of ${storage.name}`,
    () => open(storage, 'config'),
    () => open(storage, 'no-such-bucket'),
  ]),
  ['a folder', () => folderFiles(folder), () => folderFiles(join(folder, 'missing'))],
];

describe.each(adapters)('files in %s', (_, open, elsewhere) => {
  it('reads a file', async () => {
    expect(await open().read('config.json')).toBe('{"a":"é"}');
  });

  it('has nothing under an unknown name', async () => {
    expect(await open().read('calendar_credentials.json')).toBeUndefined();
  });

  it('says so where the place itself is missing', async () => {
    await expect(elsewhere().read('config.json')).rejects.toMatchObject({
      vendor: 'storage',
      operator: true,
    });
  });
});

describe('files in a bucket', () => {
  const clouds = useClouds();

  it('survive a download that is answered 503, as a failure that may pass', async () => {
    clouds().storage.createBucket('config');
    clouds().storage.put('config', 'config.json', '{}');
    const files = open({ endpoint: () => clouds().httpUrl }, 'config');
    await setFaults(clouds(), [{ vendor: 'storage', status: 503 }]);
    await expect(files.read('config.json')).rejects.toMatchObject({
      vendor: 'storage',
      status: 503,
      operator: false,
    });
    await setFaults(clouds(), []);
    expect(await files.read('config.json')).toBe('{}');
  });
});
