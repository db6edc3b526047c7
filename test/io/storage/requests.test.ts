import { EventEmitter } from 'node:events';
import { Storage } from '@google-cloud/storage';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../../src/io/clock.ts';
import { type CloudStorage, cloudStorage } from '../../../src/io/storage/client.ts';
import {
  bucketChannels,
  bucketGuarded,
  bucketsAdmin,
  bucketTexts,
} from '../../../src/io/storage/cloud-storage.ts';
import { SimulatedClock, settle } from '../../../src/replay/simulated-clock.ts';
import { useClouds } from '../../helpers/clouds.ts';
import { openGateway } from '../../helpers/gateway.ts';
import { record } from './a-record.ts';

const clouds = useClouds();

beforeAll(() => {
  clouds().storage.createBucket('bucket');
});
beforeEach(() => {
  for (const { name } of clouds().storage.objects('bucket')) clouds().storage.delete('bucket', name, {});
});

/** Cloud Storage, and what was asked of it. */
async function open() {
  const gateway = await openGateway(clouds().httpUrl, systemClock);
  onTestFinished(() => gateway.close());
  return { gateway, storage: cloudStorage({ projectId: 'test', endpoint: gateway.url }) };
}

/** Does `act` once before a call of that name. */
function before(storage: CloudStorage, name: string, act: () => void): CloudStorage {
  let isDone = false;
  return {
    ...storage,
    call: (called, make) => {
      if (called === name && !isDone) act();
      isDone ||= called === name;
      return storage.call(called, make);
    },
  };
}

describe('a bucket of our making', () => {
  it('is one that nobody can open to everybody, by no list and by no mistake', async () => {
    const { gateway, storage } = await open();
    const name = `made-${systemClock.now()}`;
    await bucketsAdmin(storage).create(name);
    const [made] = gateway.seen(({ method }) => method === 'POST');
    expect(JSON.parse(made!.body)).toMatchObject({
      name,
      iamConfiguration: {
        publicAccessPrevention: 'enforced',
        uniformBucketLevelAccess: { enabled: true },
      },
    });
  });
});

describe('a channel record', () => {
  it('that nobody could read is deleted as it was read: what another process has written since stays', async () => {
    const { storage } = await open();
    const put = (text: string) => clouds().storage.put('bucket', 'blue_room.json', text);
    put('not JSON');
    const raced = before(storage, 'delete', () => put(JSON.stringify(record)));
    await expect(bucketChannels(raced, 'bucket', '').read('blue_room')).rejects.toMatchObject({
      vendor: 'storage',
      status: 412,
      operator: false,
    });
    expect(await bucketChannels(storage, 'bucket', '').read('blue_room')).toMatchObject({ record });
  });

  it('has the generation of the text that was read, whatever is written meanwhile', async () => {
    const { gateway, storage } = await open();
    const store = bucketChannels(storage, 'bucket', '');
    const { generation } = await store.write(record, undefined);
    const reading = store.read('blue_room');
    const taken = await gateway.next(({ method }) => method === 'GET');
    await taken.pass();
    clouds().storage.put('bucket', 'blue_room.json', JSON.stringify({ ...record, id: 'two' }));
    expect(await reading).toEqual({ record, generation });
    await expect(store.write(record, generation)).rejects.toMatchObject({ status: 412 });
  });
});

describe('what we write', () => {
  it('is JSON to whoever looks at it, and goes in one request', async () => {
    const { gateway, storage } = await open();
    await bucketTexts(storage, 'bucket', '').write('note.json', '{}');
    expect(clouds().storage.object('bucket', 'note.json').resource.contentType).toBe('application/json');
    expect(gateway.seen(() => true)).toHaveLength(1);
  });
});

describe('a call', () => {
  const NAMES = ['read', 'write', 'delete', 'bucket'] as const;

  it.each(NAMES)('has its end after 10 s: %s', async (name) => {
    const clock = new SimulatedClock('2026-11-23T09:00:00Z');
    const { call } = cloudStorage({ projectId: 'test', endpoint: clouds().httpUrl, clock });
    let told: AbortSignal | undefined;
    const made = call(name, (signal) => {
      told = signal;
      return new Promise(() => undefined);
    });
    let isOver = false;
    made.catch(() => {
      isOver = true;
    });
    await clock.advance(9_999);
    expect([isOver, told?.aborted]).toEqual([false, false]);
    await clock.advance(1);
    await expect(made).rejects.toMatchObject({ status: undefined, operator: false });
    await expect(made).rejects.toThrow('Cloud Storage: no answer within 10 s');
    expect(told?.aborted).toBe(true);
  });

  it('whose answer begins when nobody waits any more lets go of its connection', async () => {
    const { gateway } = await open();
    // The client hangs more listeners on a slow download than Node likes.
    const limit = EventEmitter.defaultMaxListeners;
    EventEmitter.defaultMaxListeners = 20;
    onTestFinished(() => {
      EventEmitter.defaultMaxListeners = limit;
    });
    const patience = new AbortController();
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(patience.signal);
    const storage = cloudStorage({ projectId: 'test', endpoint: gateway.url });
    const reading = bucketTexts(storage, 'bucket', '').read('note.json');
    const taken = await gateway.next(() => true);
    patience.abort();
    await expect(reading).rejects.toThrow('no answer within 10 s');
    taken.stall();
    await taken.left;
  });

  it('is given up by the client itself, too, and never made twice by it', () => {
    const { client } = cloudStorage({ projectId: 'test', endpoint: clouds().httpUrl });
    expect(client).toBeInstanceOf(Storage);
    expect(client.timeout).toBe(10_000);
    expect(client.retryOptions.autoRetry).toBe(false);
  });

  it.each([408, 412, 429, 500, 503])('that is refused by %i may pass', async (status) => {
    const { gateway, storage } = await open();
    gateway.each(
      () => true,
      (call) => call.answer(status, { error: { code: status, message: 'no', errors: [{ reason: 'x' }] } }),
    );
    await expect(bucketsAdmin(storage).exists('bucket')).rejects.toMatchObject({ status, operator: false });
  });

  it.each([400, 401, 403])('that is refused by %i is an operator’s', async (status) => {
    const { gateway, storage } = await open();
    gateway.each(
      () => true,
      (call) => call.answer(status, { error: { code: status, message: 'no', errors: [{ reason: 'x' }] } }),
    );
    await expect(bucketsAdmin(storage).exists('bucket')).rejects.toMatchObject({ status, operator: true });
  });
});

it('no more than twenty calls are on their way, and the others are counted', async () => {
  let waiting = () => 0;
  const measures = {
    called: () => undefined,
    queue: (_: string, length: () => number) => (waiting = length),
  };
  const { call } = cloudStorage({
    projectId: 'test',
    endpoint: undefined,
    clock: new SimulatedClock('2026-11-23T08:00:00Z'),
    measures,
  });
  let made = 0;
  const hang = () => {
    made += 1;
    return new Promise(() => undefined);
  };
  for (let one = 0; one < 25; one++) void call('read', hang);
  await settle();
  expect([made, waiting()]).toEqual([20, 5]);
});

it('no more pages of a folder are asked for than it takes, where there is no end of them', async () => {
  const page = { kind: 'storage#objects', items: [{ name: 'a' }], nextPageToken: 'on' };
  const request = vi.fn(async () => [page]);
  for (let pages = 0; pages < 9; pages++) request.mockResolvedValueOnce([page]);
  request.mockResolvedValue([{ ...page, nextPageToken: undefined as never }]);
  const client = { bucket: () => ({ request }) };
  const call = (_: string, make: () => Promise<unknown>) => make();
  const texts = bucketGuarded({ client, call } as unknown as CloudStorage, 'bucket', '');
  expect(await texts.names('', 3)).toEqual({ names: ['a', 'a', 'a'], isWhole: false });
  expect(request).toHaveBeenCalledTimes(3);
});
