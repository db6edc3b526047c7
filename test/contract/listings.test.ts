import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/io/clock.ts';
import { cloudStorage } from '../../src/io/storage/client.ts';
import { bucketTexts } from '../../src/io/storage/cloud-storage.ts';
import { listingStore, type TextStore } from '../../src/io/storage/listing-store.ts';
import { folderTexts } from '../../src/io/storage/local-files.ts';
import { bucketOf, textStore } from '../../src/stand-ins/objects.ts';
import { aTenant, aWire } from '../helpers/clouds-in-memory.ts';
import { event, listing } from '../helpers/events.ts';
import { createBucket, useStorages } from '../helpers/storages.ts';

const BLUE = 'blue@example.org';
const LATE = event('late', '2026-11-23T20:00:00+01:00', '2026-11-23T21:00:00+01:00');

const storages = useStorages();
const buckets = bucketOf(systemClock);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roomcal-'));
  for (const storage of storages) await createBucket(storage, 'notes');
});
afterAll(() => rm(folder, { recursive: true }));

const adapters: [string, () => TextStore][] = [
  ...storages.map(({ name, endpoint }): [string, () => TextStore] => [
    `a bucket of ${name}`,
    () => bucketTexts(cloudStorage({ projectId: 'test', endpoint: endpoint() }), 'notes', 'deep/'),
  ]),
  ['a folder', () => folderTexts(join(folder, 'notes'))],
  ['objects in memory', () => textStore(buckets, aWire(systemClock), aTenant(systemClock))],
];

describe.each(adapters)('texts in %s', (_, open) => {
  it('are there for who comes later, until they are removed, once and again', async () => {
    await open().write('folder/one.json', '{"a":"é"}');
    expect(await open().read('folder/one.json')).toBe('{"a":"é"}');
    await open().write('folder/one.json', '');
    expect(await open().read('folder/one.json')).toBe('');
    await open().remove('folder/one.json');
    await open().remove('folder/one.json');
    expect(await open().read('folder/one.json')).toBeUndefined();
  });

  const store = () => listingStore(open(), systemClock);

  it('have no listing of a room of which none was kept', async () => {
    expect(await store().read('nobody', BLUE)).toBeUndefined();
  });

  it('keep the last listing of a room', async () => {
    const last = { ...listing('2026-01-05T09:00:00Z', LATE), complete: false };
    await store().write('blue room é', BLUE, listing('2026-01-05T08:00:00Z'));
    await store().write('blue room é', BLUE, last);
    expect(await store().read('blue room é', BLUE)).toEqual(last);
  });

  it('give no listing of the calendar that the room had before, and none that tells of the future', async () => {
    await store().write('red', BLUE, listing('2026-01-05T09:00:00Z'));
    expect(await store().read('red', 'red@example.org')).toBeUndefined();
    await store().write('red', BLUE, listing('2126-01-05T09:00:00Z'));
    expect(await store().read('red', BLUE)).toBeUndefined();
  });

  it('forget the listing of a room that is gone, once and again', async () => {
    await store().write('gone', BLUE, listing('2026-01-05T09:00:00Z'));
    await store().remove('gone');
    await store().remove('gone');
    expect(await store().read('gone', BLUE)).toBeUndefined();
  });

  it.each(['{"room_name":"yellow"}', 'not JSON', ''])('take %j for no listing', async (text) => {
    await open().write('agendas/yellow.json', text);
    expect(await store().read('yellow', BLUE)).toBeUndefined();
  });
});
