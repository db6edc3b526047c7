import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bucketFiles } from '../../src/io/cloud-storage.ts';
import { folderFiles } from '../../src/io/local-files.ts';
import type { FilesPort } from '../../src/io/ports.ts';
import { cloudStorage } from '../../src/io/storage-client.ts';
import { setFaults, useClouds } from '../helpers/clouds.ts';

const clouds = useClouds();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roomcal-'));
  await writeFile(join(folder, 'config.json'), '{"a":"é"}');
  clouds().storage.createBucket('config');
  clouds().storage.put('config', 'config.json', '{"a":"é"}');
});
afterAll(() => rm(folder, { recursive: true }));

const storage = () => cloudStorage({ projectId: 'test', endpoint: clouds().httpUrl });

const adapters: [string, () => FilesPort, () => FilesPort][] = [
  [
    'a bucket',
    () => bucketFiles(storage(), 'config', ''),
    () => bucketFiles(storage(), 'no-such-bucket', ''),
  ],
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
  it('survive a download that is answered 503, as a failure that may pass', async () => {
    await setFaults(clouds(), [{ vendor: 'storage', status: 503 }]);
    await expect(bucketFiles(storage(), 'config', '').read('config.json')).rejects.toMatchObject({
      vendor: 'storage',
      status: 503,
      operator: false,
    });
    await setFaults(clouds(), []);
    expect(await bucketFiles(storage(), 'config', '').read('config.json')).toBe('{"a":"é"}');
  });
});
