import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/io/clock.ts';
import { cloudStorage } from '../../src/io/storage/client.ts';
import { bucketChannels } from '../../src/io/storage/cloud-storage.ts';
import { folderChannels } from '../../src/io/storage/local-files.ts';
import type { ChannelRecord, ChannelStore } from '../../src/ports/channels.ts';
import { BUCKET, bucketOf, channelsIn } from '../../src/stand-ins/objects.ts';
import { aTenant, aWire } from '../helpers/clouds-in-memory.ts';
import { createBucket, put, type TestStorage, useStorages } from '../helpers/storages.ts';

const storages = useStorages();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roomcal-'));
  for (const storage of storages) await createBucket(storage, 'channels');
});
afterAll(() => rm(folder, { recursive: true }));

function record(room_name: string, id = 'one'): ChannelRecord {
  return {
    room_name,
    calendar_id: 'blue@example.org',
    id,
    token: 'secret',
    address: 'https://roomcal.example.org/webhook',
    resource_id: 'resource',
    registered: '2026-11-22T10:00:00.000Z',
    expiration: '2026-11-29T10:00:00.000Z',
  };
}

interface Adapter {
  place: string;
  open: () => ChannelStore;
  /** Leaves something under a room's name that no adapter wrote. */
  leave: (roomName: string, text: string) => Promise<void>;
  guardsDeletes: boolean;
}

function inBucket(storage: TestStorage, path: string): Adapter {
  return {
    place: `${path ? 'a folder of ' : ''}a bucket of ${storage.name}`,
    open: () =>
      bucketChannels(cloudStorage({ projectId: 'test', endpoint: storage.endpoint() }), 'channels', path),
    leave: (roomName, text) => put(storage, 'channels', `${path}${roomName}.json`, text),
    guardsDeletes: storage.guardsDeletes,
  };
}

function inMemory(): Adapter {
  const buckets = bucketOf(systemClock);
  return {
    place: 'objects in memory',
    open: () => channelsIn(buckets, aWire(systemClock), aTenant(systemClock)),
    leave: async (roomName, text) => void buckets.put(BUCKET, `${roomName}.json`, text),
    guardsDeletes: true,
  };
}

const adapters: Adapter[] = [
  ...storages.flatMap((storage) => [inBucket(storage, ''), inBucket(storage, 'deep/')]),
  {
    place: 'a folder',
    open: () => folderChannels(join(folder, 'watch-ids')),
    leave: (roomName, text) => writeFile(join(folder, 'watch-ids', `${roomName}.json`), text),
    guardsDeletes: true,
  },
  inMemory(),
];

describe.each(adapters)('channel records in $place', ({ open, leave, guardsDeletes }) => {
  it('has none of a room that was never watched', async () => {
    expect(await open().read('nobody')).toBeUndefined();
  });

  it('reads what was written, in another process too', async () => {
    const stored = await open().write(record('blue room é'), undefined);
    expect(stored.record).toEqual(record('blue room é'));
    expect(await open().read('blue room é')).toEqual(stored);
  });

  it('writes over the generation it has seen', async () => {
    const store = open();
    const first = await store.write(record('green', 'one'), undefined);
    const second = await store.write(record('green', 'two'), first.generation);
    expect(second.generation).not.toBe(first.generation);
    expect(await store.read('green')).toMatchObject({ record: { id: 'two' } });
  });

  it('refuses a writer who has not seen the latest, and keeps what is there', async () => {
    const store = open();
    const first = await store.write(record('red', 'one'), undefined);
    await store.write(record('red', 'two'), first.generation);
    const refused = { vendor: 'storage', status: 412, operator: false };
    await expect(store.write(record('red', 'three'), first.generation)).rejects.toMatchObject(refused);
    await expect(store.write(record('red', 'three'), undefined)).rejects.toMatchObject(refused);
    expect(await store.read('red')).toMatchObject({ record: { id: 'two' } });
  });

  it.skipIf(!guardsDeletes)('forgets no channel but the one that it is told of', async () => {
    const store = open();
    const first = await store.write(record('grey', 'one'), undefined);
    await store.write(record('grey', 'two'), first.generation);
    const refused = { vendor: 'storage', status: 412, operator: false };
    await expect(store.remove(first)).rejects.toMatchObject(refused);
    expect(await store.read('grey')).toMatchObject({ record: { id: 'two' } });
  });

  it.each(['{"id":"of an older version"}', '{"response": {"id": "", "resourceId": "r"}}', 'not JSON'])(
    'takes %s for no record, and writes over it',
    async (text) => {
      const store = open();
      await store.write(record('first'), undefined).catch(() => undefined);
      await leave('yellow', text);
      expect(await store.read('yellow')).toBeUndefined();
      const stored = await store.write(record('yellow'), undefined);
      await store.remove(stored);
    },
  );

  it("reads the Python service's record as what it is, keeps it, and writes over it", async () => {
    const store = open();
    await store.write(record('first'), undefined).catch(() => undefined);
    const response = {
      kind: 'api#channel',
      id: 'gcalwatch_v5',
      resourceId: 'r',
      expiration: '1796112000000',
    };
    const text = JSON.stringify({ response });
    await leave('black', text);
    const found = await store.read('black');
    if (!found || !('predecessor' in found)) throw new Error('it was not found');
    expect(found.predecessor).toEqual({ id: 'gcalwatch_v5', resource_id: 'r', text });
    await store.keep('black', found.predecessor);
    await store.keep('black', found.predecessor);
    await store.keep('black', { ...found.predecessor, text: '{"response": "a later one"}' });
    await expect(store.write(record('black'), undefined)).rejects.toMatchObject({ status: 412 });
    await store.write(record('black'), found.generation);
    expect(await store.read('black')).toMatchObject({ record: record('black') });
  });

  it('forgets a channel, once and again', async () => {
    const store = open();
    const stored = await store.write(record('white'), undefined);
    await store.remove(stored);
    await store.remove(stored);
    expect(await store.read('white')).toBeUndefined();
  });
});
