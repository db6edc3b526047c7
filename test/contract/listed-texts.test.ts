import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListedTexts } from '../../src/io/storage/channel-store.ts';
import { cloudStorage } from '../../src/io/storage/client.ts';
import { bucketGuarded, bucketsAdmin } from '../../src/io/storage/cloud-storage.ts';
import { folderGuarded } from '../../src/io/storage/local-files.ts';
import { createBucket, useStorages } from '../helpers/storages.ts';

const storages = useStorages();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roomcal-'));
  for (const storage of storages) await createBucket(storage, 'records');
});
afterAll(() => rm(folder, { recursive: true }));

const adapters: [string, () => ListedTexts][] = [
  ...storages.map(({ name, endpoint }): [string, () => ListedTexts] => [
    `a bucket of ${name}`,
    () => bucketGuarded(cloudStorage({ projectId: 'test', endpoint: endpoint() }), 'records', 'deep/'),
  ]),
  ['a folder', () => folderGuarded(join(folder, 'records'))],
];

describe.each(adapters)('the names of texts in %s', (_, open) => {
  it('are those right in it, or in a folder of it, in order, as many as are asked for', async () => {
    const texts = open();
    expect(await texts.names('', 9)).toEqual({ names: [], isWhole: true });
    for (const name of ['b.json', 'a.json', 'python/c.json', 'python/old/d.json'])
      await texts.write(name, '{}', undefined);
    expect(await texts.names('', 2)).toEqual({ names: ['a.json', 'b.json'], isWhole: true });
    expect(await texts.names('', 1)).toEqual({ names: ['a.json'], isWhole: false });
    expect(await texts.names('python/', 9)).toEqual({ names: ['c.json'], isWhole: true });
    expect(await texts.names('nowhere/', 9)).toEqual({ names: [], isWhole: true });
  });
});

describe.each(storages)('a bucket of $name', ({ endpoint }) => {
  const admin = () => bucketsAdmin(cloudStorage({ projectId: 'test', endpoint: endpoint() }));

  it('is among those of the project that made it', async () => {
    expect(await admin().isOfProject('records')).toBe(true);
    expect(await admin().isOfProject('record')).toBe(false);
  });
});
