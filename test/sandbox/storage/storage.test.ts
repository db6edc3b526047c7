import { EventEmitter } from 'node:events';
import { type Bucket, Storage } from '@google-cloud/storage';
import { describe, expect, onTestFinished } from 'vitest';
import { sandboxTest } from '../sandbox-test.ts';

const test = sandboxTest.extend<{ gcs: Storage; bucket: Bucket }>({
  gcs: async ({ clouds }, use) =>
    use(
      new Storage({
        apiEndpoint: clouds.httpUrl,
        projectId: clouds.projectId,
        retryOptions: { autoRetry: false },
      }),
    ),
  bucket: async ({ clouds, gcs }, use) => {
    clouds.storage.createBucket('roomcal-config');
    await use(gcs.bucket('roomcal-config'));
  },
});

describe('objects', () => {
  test.for([{ resumable: false }, { resumable: true }])(
    'are saved and downloaded: %o',
    async (options, { bucket }) => {
      const file = bucket.file('rooms/blue room.json');
      const content = Buffer.from('{"naïve":"☕","binary":"\u0000\r\n--"}');
      await file.save(content, { ...options, contentType: 'application/json' });
      const [metadata] = await file.getMetadata();
      expect(metadata).toMatchObject({
        name: 'rooms/blue room.json',
        size: String(content.length),
        metageneration: '1',
      });
      expect(metadata).toMatchObject({
        contentType: 'application/json',
        updated: '2026-11-23T08:00:00.000Z',
      });
      expect((await file.download())[0]).toEqual(content);
    },
  );

  test('are uploaded in chunks', async ({ bucket }) => {
    // The client hangs more listeners on a chunked upload than Node likes.
    const limit = EventEmitter.defaultMaxListeners;
    EventEmitter.defaultMaxListeners = 20;
    onTestFinished(() => {
      EventEmitter.defaultMaxListeners = limit;
    });
    const content = Buffer.alloc(600 * 1024, 'roomcal');
    await bucket.file('large').save(content, { resumable: true, chunkSize: 256 * 1024 });
    expect((await bucket.file('large').download())[0]).toEqual(content);
  });

  test('are seeded in process', async ({ clouds, bucket }) => {
    clouds.storage.put('roomcal-config', 'config.json', '{}');
    expect(String((await bucket.file('config.json').download())[0])).toBe('{}');
  });

  test('have generations that grow', async ({ bucket }) => {
    const file = bucket.file('a');
    await file.save('1', { resumable: false });
    const first = file.metadata.generation;
    await file.save('2', { resumable: false });
    expect(first).toEqual(expect.any(String));
    expect(BigInt(file.metadata.generation!)).toBeGreaterThan(BigInt(first!));
  });

  test('are read in the generation that is asked for, or not at all', async ({ bucket }) => {
    await bucket.file('a').save('1', { resumable: false });
    const [{ generation }] = await bucket.file('a').getMetadata();
    const seen = bucket.file('a', { generation: generation! });
    expect(String((await seen.download())[0])).toBe('1');
    await bucket.file('a').save('2', { resumable: false });
    for (const call of [seen.download(), seen.getMetadata(), seen.delete()]) {
      await expect(call).rejects.toMatchObject({ code: 404 });
    }
    expect(String((await bucket.file('a').download())[0])).toBe('2');
  });

  test('are listed by prefix and deleted', async ({ bucket }) => {
    for (const name of ['b', 'a/2', 'a/1']) await bucket.file(name).save('', { resumable: false });
    const names = async () => (await bucket.getFiles({ prefix: 'a/' }))[0].map(({ name }) => name);
    expect(await names()).toEqual(['a/1', 'a/2']);
    await bucket.file('a/1').delete();
    expect(await names()).toEqual(['a/2']);
  });
});

describe('preconditions', () => {
  const conditionNotMet = expect.objectContaining({ code: 412 });

  test.for([{ resumable: false }, { resumable: true }])('guard writing: %o', async (options, { bucket }) => {
    const file = bucket.file('lock');
    const isNew = { ...options, preconditionOpts: { ifGenerationMatch: 0 } };
    await file.save('mine', isNew);
    await expect(bucket.file('lock').save('yours', isNew)).rejects.toEqual(conditionNotMet);
    const generation = Number(file.metadata.generation);
    await file.save('mine again', { ...options, preconditionOpts: { ifGenerationMatch: generation } });
    expect(String((await file.download())[0])).toBe('mine again');
  });

  test('guard deleting', async ({ bucket }) => {
    const file = bucket.file('lock');
    await file.save('mine', { resumable: false });
    await expect(file.delete({ ifGenerationMatch: 1 })).rejects.toEqual(conditionNotMet);
    await expect(file.delete({ ifMetagenerationMatch: 2 })).rejects.toEqual(conditionNotMet);
    await file.delete({ ifGenerationMatch: file.metadata.generation! });
    expect(await file.exists()).toEqual([false]);
  });

  test('spare a reader what he has', async ({ clouds, bucket }) => {
    await bucket.file('a').save('1', { resumable: false });
    const [{ generation }] = await bucket.file('a').getMetadata();
    const url = `${clouds.httpUrl}/storage/v1/b/roomcal-config/o/a?ifGenerationNotMatch=`;
    expect((await fetch(url + generation)).status).toBe(304);
    expect((await fetch(`${url}1`)).status).toBe(200);
  });
});

describe('what is not there', () => {
  test('is 404: in words for media, in JSON for the rest', async ({ bucket }) => {
    const media = await bucket
      .file('nothing')
      .download()
      .catch((error) => error);
    expect(media).toMatchObject({ code: 404, message: expect.stringContaining('No such object') });
    await expect(bucket.file('nothing').getMetadata()).rejects.toMatchObject({
      code: 404,
      errors: [expect.objectContaining({ reason: 'notFound' })],
    });
  });

  test('is 404 for a bucket, too, reading and writing', async ({ gcs }) => {
    const nowhere = gcs.bucket('nowhere');
    for (const call of [
      nowhere.getMetadata(),
      nowhere.file('a').download(),
      nowhere.file('a').save('1', { resumable: false }),
      nowhere.file('a').save('1', { resumable: true }),
    ]) {
      await expect(call).rejects.toMatchObject({ code: 404 });
    }
  });
});

test('buckets are made once, and listed', async ({ gcs }) => {
  await gcs.createBucket('roomcal-watch-ids');
  await expect(gcs.createBucket('roomcal-watch-ids')).rejects.toMatchObject({ code: 409 });
  expect((await gcs.getBuckets())[0].map(({ name }) => name)).toEqual(['roomcal-watch-ids']);
  expect(await gcs.bucket('roomcal-watch-ids').exists()).toEqual([true]);
});

test('clients that leave /storage/v1 out find the same', async ({ clouds, bucket }) => {
  await bucket.file('a').save('1', { resumable: false });
  const response = await fetch(`${clouds.httpUrl}/b/roomcal-config/o/a?alt=media`);
  expect(await response.text()).toBe('1');
  expect(response.headers.get('x-goog-hash')).toMatch(/^crc32c=.{8},md5=.{24}$/);
});
