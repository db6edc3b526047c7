import { hash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { OPERATOR } from '../../../src/http/access/caller.ts';
import type { AppContext } from '../../../src/http/app-context.ts';
import { FORWARDED } from '../../../src/http/sharding/mark.ts';
import { missingPeers } from '../../../src/http/sharding/missing-peers.ts';
import { PEER_LIMITS, Peers } from '../../../src/http/sharding/peers.ts';
import { roomsOfAll } from '../../../src/http/sharding/rooms-of-all.ts';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { SimulatedClock } from '../../../src/replay/simulated-clock.ts';
import { deferred } from '../../helpers/deferred.ts';
import { BASIC, CLIENT_SECRET, everyoneHadATurn, refusedWith } from '../a-building.ts';
import { aFake, aShard, aStreet } from './a-shard.ts';

/** Three processes, of which the first is called, and the last is one that is none. */
async function three(answer?: RequestListener) {
  const street = await aStreet();
  const [here, there] = [await aShard(street, 0), await aShard(street, 1)];
  await there.open();
  const fake = answer && (await aFake(street, 2, answer));
  const get = async (url: string) => (await here.app.inject({ url, headers: BASIC })).json();
  return { street, here, there, heard: fake?.heard ?? [], get };
}

const namesOf = ({ rooms }: { rooms: { room_name: string }[] }) => rooms.map(({ room_name }) => room_name);
const line = (room_name: string) => `${JSON.stringify({ room_name })}\n`;
const key = (rooms: string[]) =>
  ({ name: 'key', sha256: hash('sha256', 'key', 'hex'), rooms, may: ['read'] }) as const;

describe('GET /rooms of several processes', () => {
  it('has the rooms of all, shard by shard', async () => {
    const { get, heard } = await three((_, response) => response.end(line('green_room')));
    const all = await get('/rooms');
    expect(namesOf(all)).toEqual(['blue_room', 'black_room', 'red_room', 'green_room']);
    expect(all).not.toHaveProperty('missing');
    expect(heard).toMatchObject([{ url: '/rooms', headers: { [FORWARDED]: expect.any(String) } }]);
  });

  it('is asked for as it was here, by its id in the log and its trace', async () => {
    const { here, heard } = await three((_, response) => response.end());
    const headers = { ...BASIC, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
    const response = await here.app.inject({ url: '/rooms', headers });
    const { 'x-request-id': id } = response.headers;
    expect(heard).toMatchObject([{ headers: { ...headers, 'x-request-id': id } }]);
  });

  it('says which shard is missing', async () => {
    const { get, here } = await three();
    const all = await get('/rooms');
    expect(namesOf(all)).toEqual(['blue_room', 'black_room', 'red_room']);
    expect(all.missing).toEqual([2]);
    const msg = expect.stringMatching(/^shard 2 is missing among rooms: /);
    expect(here.lines).toContainEqual(expect.objectContaining({ level: 40, msg }));
  });

  it.each<[string, RequestListener]>([
    [
      'breaks off in the middle of a room',
      (_, response) => {
        response.write(`${line('green_room')}{"room_name":"gr`);
        setImmediate(() => response.destroy());
      },
    ],
    ['ends in the middle of a room', (_, response) => response.end(`${line('green_room')}{"room_name":"gr`)],
    ['answers an error', (_, response) => response.writeHead(500).end('{}')],
    ['is of another make', (_, response) => response.end('{"rooms":[]}')],
  ])('is JSON also where a process %s', async (_, answer) => {
    const { get } = await three(answer);
    const all = await get('/rooms');
    expect(namesOf(all).slice(0, 3)).toEqual(['blue_room', 'black_room', 'red_room']);
    expect(all.missing).toEqual([2]);
  });

  it('does not wait for a process that hangs', async () => {
    const { here, get, street } = await three();
    const { hasHeard } = await aFake(street, 2, () => undefined);
    const asked = get('/rooms');
    await hasHeard(1);
    await here.clock.advance(5_000);
    expect((await asked).missing).toContain(2);
  });

  it('is answered without the others where this process closes', async () => {
    const street = await aStreet();
    const here = await aShard(street, 0);
    const left = deferred<void>();
    const { hasHeard } = await aFake(street, 2, (_, response) => response.once('close', left.resolve));
    const asked = fetch(`${await here.open()}/rooms`, { headers: BASIC });
    await hasHeard(1);
    const closed = here.app.close();
    await left.promise;
    expect(await (await asked).json()).toMatchObject({ missing: [1, 2] });
    await closed;
  });

  it.each(['/rooms', '/lobby/rooms'])(
    'asks the others no longer where whoever wants it goes: %s',
    async (path) => {
      const street = await aStreet();
      const here = await aShard(street, 0);
      const left = deferred<void>();
      const { hasHeard } = await aFake(street, 2, (_, response) => response.once('close', left.resolve));
      const going = new AbortController();
      const url = `${await here.open()}${path}`;
      const asked = fetch(url, { headers: BASIC, signal: going.signal }).then((all) => all.text());
      await hasHeard(1);
      going.abort();
      await expect(asked).rejects.toThrow();
      await left.promise;
    },
  );

  it('finds the others also where their address is written with a slash behind it', async () => {
    const street = await aStreet();
    const here = await aShard({ ...street, peers: `${street.peers}/` }, 0);
    await (await aShard(street, 1)).open();
    const ask = async (url: string) => (await here.app.inject({ url, headers: BASIC })).json();
    expect((await ask('/rooms')).missing).toEqual([2]);
    expect(await ask('/meetings?room_name=red_room')).toMatchObject({ busynow: 0 });
  });

  it('follows no process that sends it elsewhere, with what it knows', async () => {
    const street = await aStreet();
    const here = await aShard(street, 0);
    const { heard } = await aFake(street, 3, (_, response) => response.end());
    const location = street.peers.replace('{shard}', '3');
    await aFake(street, 2, (_, response) => response.writeHead(302, { location }).end());
    const { missing } = (await here.app.inject({ url: '/rooms', headers: BASIC })).json();
    expect([missing, heard]).toEqual([[1, 2], []]);
  });

  it('has those of a process that has taken the next secret already, too', async () => {
    const { there, get } = await three();
    there.context.service = {
      ...there.context.service!,
      clientSecret: 'the next one',
      previousSecret: CLIENT_SECRET,
    };
    expect(namesOf(await get('/rooms'))).toContain('red_room');
  });

  it('hands on which are asked for: those that fail', async () => {
    const { get, heard } = await three((_, response) => response.end(line('green_room')));
    expect(await get('/rooms?failing=true')).toEqual({ rooms: [{ room_name: 'green_room' }] });
    expect(heard[0]?.url).toBe('/rooms?failing=true');
  });

  it('asks only processes that have rooms which the key reaches', async () => {
    const { here, there, heard } = await three((_, response) => response.end());
    for (const { context } of [here, there])
      context.service = { ...context.service!, apiKeys: [key(['red_room', 'black_room'])] };
    const response = await here.app.inject({ url: '/rooms', headers: { authorization: 'Bearer key' } });
    expect(namesOf(response.json())).toEqual(['black_room', 'red_room']);
    expect(heard).toEqual([]);
  });

  it('is of one process where that is asked by another, or by whoever says so', async () => {
    const { here, heard } = await three((_, response) => response.end());
    const response = await here.app.inject({ url: '/rooms', headers: { ...BASIC, [FORWARDED]: 'guess' } });
    expect(namesOf(response.json())).toEqual(['blue_room', 'black_room']);
    expect(heard).toEqual([]);
  });
});

describe('another process', () => {
  const ofIt = (answer: () => Response) => {
    vi.spyOn(globalThis, 'fetch').mockImplementation(async () => answer());
    const context = { service: { clientSecret: 'a', sharding: { peers: 'http://{shard}' } } };
    const clock = new SimulatedClock('2026-11-23T08:00:00Z');
    const peers = new Peers(context as never, clock, PEER_LIMITS);
    return { clock, ask: () => peers.askWhole(1, { path: '/' }, new AbortController().signal) };
  };

  it('may tell the letter of a name in two pieces', async () => {
    const whole = Buffer.from('"grünes Zimmer"');
    const middle = whole.indexOf('ü') + 1;
    const body = ReadableStream.from([whole.subarray(0, middle), whole.subarray(middle)]);
    expect(await ofIt(() => new Response(body)).ask()).toBe('grünes Zimmer');
  });

  it('can be asked as often as one likes, one time after the other', async () => {
    const { ask } = ofIt(() => new Response('1'));
    for (let time = 0; time < 130; time++) expect(await ask()).toBe(1);
  });

  it('is not waited for where it hangs amid its answer', async () => {
    const { ask, clock } = ofIt(() => new Response(new ReadableStream()));
    const asked = expect(ask()).rejects.toThrow('it says nothing');
    await everyoneHadATurn();
    await clock.advance(5_000);
    await asked;
  });
});

describe('many processes', () => {
  it('have all their rooms in one answer, each once and in order', async () => {
    const shards = [...Array(40).keys()];
    const ask = async function* (shard: number) {
      yield `${shard}\n`;
    };
    const own = (async function* () {
      yield ['0'];
    })();
    const request = { caller: OPERATOR, url: '/rooms', headers: {}, raw: { once: () => undefined } };
    const service = { sharding: { shard: { shard: 0, shards: 40 } } };
    const peers = { others: () => shards.slice(1), ask };
    const [batches, missing] = roomsOfAll(own, request as never, service as never, peers as never);
    const rooms: string[] = [];
    for await (const batch of batches) rooms.push(...batch);
    expect(rooms).toEqual(shards.map(String));
    expect(missing).toEqual([]);
  });

  it('are asked a few at once, each once', async () => {
    const peers = new Peers({} as never, new SimulatedClock('2026-11-23T08:00:00Z'), PEER_LIMITS);
    let [running, most] = [0, 0];
    const { answers, missing } = await peers.gather([...Array(40).keys()], async (shard) => {
      most = Math.max(most, ++running);
      await everyoneHadATurn();
      running -= 1;
      if (shard === 7) throw new Error('away');
    });
    expect([most, answers.size, missing]).toEqual([16, 39, [7]]);
  });
});

describe('GET /lobby/rooms of several processes', () => {
  it('has all rooms in the order of the configuration, and unknown those that are missing', async () => {
    const { get, there } = await three();
    await there.app.inject({
      method: 'POST',
      url: '/meetings',
      headers: BASIC,
      body: { room_name: 'red_room' },
    });
    const { rooms, missing, words } = await get('/lobby/rooms');
    const shown = rooms.map(({ room_name, occupancy }: Record<string, string>) => [room_name, occupancy]);
    expect(shown).toEqual([
      ['blue_room', 'free'],
      ['red_room', 'busy'],
      ['green_room', 'unknown'],
      ['black_room', 'free'],
    ]);
    expect(rooms[2]).toMatchObject({ stale: true, title: null });
    expect(missing).toEqual([2]);
    expect(words).toHaveProperty('locale');
  });

  it('has the words of a page also where a process has no room', async () => {
    const { street } = await three();
    const { app } = await aShard(street, 3);
    const { words, rooms } = (await app.inject({ url: '/lobby/rooms', headers: BASIC })).json();
    expect(words).toHaveProperty('locale');
    expect(rooms[1]).toMatchObject({ room_name: 'red_room', occupancy: 'free' });
  });
});

describe('GET /readyz of several processes', () => {
  it('is of this one: another that is away, or not ready, is told besides', async () => {
    const { here } = await three((_, response) => response.writeHead(503).end('{}'));
    const response = await here.app.inject('/readyz');
    expect([response.statusCode, response.json()]).toEqual([200, { ready: true, because: [], missing: [2] }]);
  });

  it('asks the others no more often than each five seconds, whoever asks how often', async () => {
    const { here, heard } = await three((_, response) => response.end('{}'));
    const ready = { ready: true, because: [] };
    for (let time = 0; time < 3; time++) expect((await here.app.inject('/readyz')).json()).toEqual(ready);
    expect(heard).toHaveLength(1);
    await here.clock.advance(5_000);
    await here.app.inject('/readyz');
    expect(heard).toHaveLength(2);
  });

  it('waits for none that hangs, and asks none before the service is open', async () => {
    const { here, street } = await three();
    const { hasHeard } = await aFake(street, 2, () => undefined);
    const asked = here.app.inject('/readyz');
    await hasHeard(1);
    await here.clock.advance(500);
    expect((await asked).json()).toMatchObject({ ready: true, missing: expect.arrayContaining([2]) });
    here.context.service = undefined;
    expect((await here.app.inject('/readyz')).json()).not.toHaveProperty('missing');
  });
});

describe('whether the others serve', () => {
  it('is asked anew of another service, and where the clock was set back', async () => {
    let now = Date.parse('2026-11-23T08:00:00Z');
    let asked = 0;
    const gather = async () => {
      asked += 1;
      return { answers: new Map([[1, false]]), missing: [] };
    };
    const context = { service: {} } as unknown as AppContext;
    const missing = missingPeers(
      context,
      { others: () => [1], gather } as never,
      { now: () => now } as never,
    );
    expect([await missing(), await missing(), asked]).toEqual([[1], [1], 1]);
    now -= 3_600_000;
    await missing();
    expect(asked).toBe(2);
    Object.assign(context, { service: {} });
    await missing();
    expect(asked).toBe(3);
  });
});

describe('POST /reload and GET /version of several processes', () => {
  const changed = (room: string) => ({ started: [room], stopped: [], restarted: [] });
  const taken = (room: string, needs: string) => async () =>
    ({ type: 'taken', generation: '7', changed: changed(room), needsRestart: [needs] }) as const;

  it('is done at each, and says where it was not', async () => {
    const { here, there, heard } = await three((_, response) => response.writeHead(409).end('{}'));
    Object.assign(here.context.service!.configuration, { look: taken('attic', 'gcal_api_endpoint') });
    Object.assign(there.context.service!.configuration, { look: taken('cellar', 'gcal_api_endpoint') });
    const response = await here.app.inject({ method: 'POST', url: '/reload', headers: BASIC });
    expect(response.json()).toEqual({
      generation: '7',
      changed: { ...changed('attic'), started: ['attic', 'cellar'] },
      needs_restart: ['gcal_api_endpoint'],
      missing: [2, 3],
    });
    expect(heard).toMatchObject([{ method: 'POST', url: '/reload' }]);
  });

  it('is done at the others also where it fails here', async () => {
    const { here, there } = await three();
    const away = new VendorError('storage', 'away', { status: 503 });
    Object.assign(here.context.service!.configuration, { look: () => Promise.reject(away) });
    const looked = deferred<void>();
    const look = async () => {
      looked.resolve();
      return { type: 'refused', mistakes: [] };
    };
    Object.assign(there.context.service!.configuration, { look });
    refusedWith('VENDOR_FAILED', await here.app.inject({ method: 'POST', url: '/reload', headers: BASIC }));
    await looked.promise;
  });

  it('tells by which configuration each runs', async () => {
    const { get, there } = await three();
    Object.assign(there.context.service!.configuration, { generation: '2', mistakes: ['a mistake'] });
    const { generation, others, missing } = await get('/version');
    expect(generation).toBe('1');
    expect(others).toMatchObject([{ shard: 1, generation: '2', mistakes: ['a mistake'] }]);
    expect(missing).toEqual([2, 3]);
  });
});
