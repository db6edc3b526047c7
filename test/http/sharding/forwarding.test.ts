import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { FORWARDED } from '../../../src/http/sharding/mark.ts';
import { PEER_LIMITS } from '../../../src/http/sharding/peers.ts';
import { deferred } from '../../helpers/deferred.ts';
import { BASIC, BEARER, basic, CLIENT_ID, everyoneHadATurn, refusedWith, thingOf } from '../a-building.ts';
import { aFake, aShard, aStreet } from './a-shard.ts';

const RED = { room_name: 'red_room' };

/** Two processes of which the first is called, about rooms of the second. */
async function two() {
  const street = await aStreet();
  const [here, there] = [await aShard(street, 0), await aShard(street, 1)];
  await there.open();
  return { street, here, there, ask: here.app.inject.bind(here.app) };
}

describe('a call about a room of another process', () => {
  it('is answered as by that one, status, headers and body', async () => {
    const { here, there } = await two();
    for (const call of [
      { url: '/meetings?room_name=red_room' },
      { url: `/meetings?room_name=red_room&client_id=${CLIENT_ID}`, headers: BEARER },
      { url: '/meetings/current?room_name=red_room' },
      { url: '/rooms/red_room/door' },
      { url: '/rooms?room_name=red_room' },
      { method: 'HEAD', url: '/meetings?room_name=red_room' },
      { method: 'POST', url: '/meetings', body: { ...RED, duration_mins: 1_000 } },
      { method: 'POST', url: '/meetings', body: { ...RED, nonsense: 1 } },
      { method: 'DELETE', url: '/meetings/nobody?room_name=red_room' },
      { method: 'DELETE', url: '/meetings/nobody', body: RED },
      { method: 'PATCH', url: '/meetings/nobody', body: { ...RED, extend_mins: 15 } },
      { method: 'POST', url: '/meetings/nobody/check_in', body: RED },
      { method: 'POST', url: '/start_watching', body: RED },
    ] as const) {
      const asked = { headers: BASIC, ...call };
      const [near, far] = [await here.app.inject(asked), await there.app.inject(asked)];
      expect([call.url, near.statusCode, near.body]).toEqual([call.url, far.statusCode, far.body]);
      // Of what is streamed there, the length is known here.
      const framing = { date: '', connection: '', 'content-length': '', 'transfer-encoding': '' };
      const headersOf = ({ headers }: typeof near) => ({ ...headers, ...framing, 'x-request-id': '' });
      expect(headersOf(near)).toEqual(headersOf(far));
    }
  });

  it('is done there, once: a room is booked, extended, ended', async () => {
    const { ask, there } = await two();
    const booked = await ask({ method: 'POST', url: '/meetings', headers: BASIC, body: RED });
    expect(booked.statusCode).toBe(201);
    const { id } = booked.json();
    expect(await there.ports.calendars.get('red_room@example.org')).toHaveLength(1);
    const body = { ...RED, extend_mins: 15 };
    expect((await ask({ method: 'PATCH', url: `/meetings/${id}`, headers: BASIC, body })).statusCode).toBe(
      200,
    );
    const gone = await ask({ method: 'DELETE', url: `/meetings/${id}?room_name=red_room`, headers: BASIC });
    expect([gone.statusCode, gone.body]).toEqual([204, '']);
    const pass = await ask({ method: 'POST', url: '/rooms/red_room/passes', headers: BASIC });
    expect(pass.statusCode).toBe(201);
  });

  it('is handed on as it was sent, with what matters of its headers and the id by which the log knows it', async () => {
    const street = await aStreet();
    const { app } = await aShard(street, 0);
    const { heard } = await aFake(street, 1, (_, response) => response.writeHead(201).end('{}'));
    const body = '{"room_name": "red_room",\t"duration_mins":"30"}';
    const traceparent = `00-${'a1'.repeat(16)}-${'b2'.repeat(8)}-01`;
    const trace = { traceparent, tracestate: 'a=1' };
    const sent = { ...BASIC, 'idempotency-key': 'press-1', ...trace, 'content-type': 'text/plain' };
    const headers = { ...sent, cookie: 'a=b', 'x-request-id': 'mine', connection: 'keep-alive' };
    const response = await app.inject({ method: 'POST', url: '/meetings?a=%20b', headers, body });
    expect(response.statusCode).toBe(201);
    expect(heard).toMatchObject([{ method: 'POST', url: '/meetings?a=%20b', headers: sent, body }]);
    expect(heard[0]?.headers).not.toHaveProperty('cookie');
    expect(heard[0]?.headers['x-request-id']).toBe(response.headers['x-request-id']);
    expect(response.headers['x-request-id']).not.toBe('mine');
  });

  it('is known by the same id in both logs', async () => {
    const { ask, here, there } = await two();
    const response = await ask({ url: '/meetings?room_name=red_room', headers: BASIC });
    // Here it is no more than any other: of those that succeed, only who debugs is told.
    expect(here.lines).toEqual([expect.objectContaining({ level: 20 })]);
    expect(there.lines).toContainEqual(expect.objectContaining({ reqId: response.headers['x-request-id'] }));
  });

  it('needs no board to send JSON as JSON, nor anything at all', async () => {
    const { ask } = await two();
    const headers = { ...BASIC, 'content-type': 'text/plain' };
    const payload = JSON.stringify(RED);
    expect((await ask({ method: 'POST', url: '/meetings', headers, payload })).statusCode).toBe(201);
    const url = '/meetings/current?room_name=red_room';
    const empty = { ...BASIC, 'content-type': 'application/json' };
    expect((await ask({ method: 'DELETE', url, headers: empty })).statusCode).toBe(204);
  });

  it('is refused here where its credentials are wrong: the other is not asked', async () => {
    const street = await aStreet();
    const { app } = await aShard(street, 0);
    const { heard } = await aFake(street, 1, (_, response) => response.end('{}'));
    const headers = basic(`${CLIENT_ID}:guess`);
    refusedWith('UNAUTHORIZED', await app.inject({ url: '/meetings?room_name=red_room', headers }));
    refusedWith('UNAUTHORIZED', await app.inject({ url: '/meetings?room_name=red_room' }));
    expect(heard).toEqual([]);
  });

  it('counts against no address there, whatever that one thinks of it', async () => {
    const { ask, there } = await two();
    there.context.service = { ...there.context.service!, apiKeys: [], clientId: 'another' };
    for (let time = 0; time < 12; time++)
      refusedWith('UNAUTHORIZED', await ask({ url: '/meetings?room_name=red_room', headers: BASIC }));
  });

  it('is not handed on before the service is open, nor once it closes', async () => {
    const { ask, here } = await two();
    here.context.service = undefined;
    refusedWith('NOT_READY', await ask({ url: '/meetings?room_name=red_room', headers: BASIC }));
  });

  it('is answered first where this process closes', async () => {
    const street = await aStreet();
    const { app, open } = await aShard(street, 0);
    const answering = deferred<ServerResponse>();
    await aFake(street, 1, (_, response) => answering.resolve(response));
    const url = new URL('/meetings', await open());
    const body = JSON.stringify(RED);
    const headers = { ...BASIC, 'content-type': 'application/json' };
    const asked = fetch(url, { method: 'POST', headers, body });
    const response = await answering.promise;
    const closed = app.close();
    await everyoneHadATurn();
    response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"a"}');
    expect(await (await asked).json()).toEqual({ id: 'a' });
    await closed;
  });

  it('has no more CORS headers than one answer has', async () => {
    const street = await aStreet();
    const PAGE = 'https://intranet.example.org';
    const [here, there] = [
      await aShard(street, 0, { corsOrigins: [PAGE] }),
      await aShard(street, 1, { corsOrigins: [PAGE] }),
    ];
    await there.open();
    const url = new URL('/meetings?room_name=red_room', await here.open());
    const response = await fetch(url, { headers: { ...BASIC, origin: PAGE } });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(response.headers.get('vary')).toBe('Origin');
    expect(response.headers.get('access-control-expose-headers')).toBe('x-request-id, retry-after');
    const { heard } = await aFake({ ...street, port: street.port }, 2, (_, answer) => answer.end('{}'));
    await fetch(new URL('/meetings?room_name=green_room', url), { headers: { ...BASIC, origin: PAGE } });
    expect(heard[0]?.headers).not.toHaveProperty('origin');
  });

  it('is of no room where the configuration has none of that name', async () => {
    const { ask } = await two();
    refusedWith('UNKNOWN_ROOM', await ask({ url: '/meetings?room_name=attic', headers: BASIC }));
  });

  it('is what the IoT Cloud says of a Thing, too', async () => {
    const { ask, there } = await two();
    there.ports.calls.length = 0;
    const url = `/iot-webhook/${encodeURIComponent(thingOf('red_room'))}`;
    const response = await ask({ method: 'POST', url, payload: '{"a":1}' });
    expect([response.statusCode, response.body]).toEqual([204, '']);
    expect(there.ports.calls).toEqual([`properties ${thingOf('red_room')}`]);
    // Of a Thing whose room is gone nobody else knows more.
    const gone = `/iot-webhook/${encodeURIComponent(thingOf('attic'))}`;
    expect((await ask({ method: 'POST', url: gone })).statusCode).toBe(204);
  });
});

describe('a request that was handed on', () => {
  it('goes no further, where two processes take each other for the owner', async () => {
    const { ask, there } = await two();
    const { sharding } = there.context.service!;
    Object.assign(sharding, { owner: () => 0 });
    const response = await ask({ method: 'POST', url: '/meetings', headers: BASIC, body: RED });
    expect(refusedWith('OWNER_AWAY', response).message).toContain('nothing was done');
    expect(response.headers['retry-after']).toBe('5');
  });

  it('is one also where a client only says so: that one harms nobody but himself', async () => {
    const { ask, here } = await two();
    const headers = { ...BASIC, [FORWARDED]: 'guess' };
    refusedWith('OWNER_AWAY', await ask({ url: '/meetings?room_name=red_room', headers }));
    expect((await ask({ url: '/meetings?room_name=blue_room', headers })).statusCode).toBe(200);
    const [wrong, id] = [{ ...headers, ...basic('a:b'), 'x-request-id': 'chosen' }, 'x-request-id'];
    const answers = [];
    for (let time = 0; time < 11; time++)
      answers.push(await here.app.inject({ url: '/meetings?room_name=blue_room', headers: wrong }));
    refusedWith('TOO_MANY_FAILURES', answers.at(-1)!);
    expect(answers[0]?.headers[id]).not.toBe('chosen');
  });
});

describe('an owner that gives no answer', () => {
  it('is waited for longer than anybody waits in line at its door', () => {
    expect(PEER_LIMITS.answerMs).toBeGreaterThan(30_000);
  });

  const read = { url: '/meetings?room_name=red_room', headers: BASIC };
  const book = { method: 'POST', url: '/meetings', headers: BASIC, body: RED } as const;

  it('is away: nothing was done', async () => {
    const { app } = await aShard(await aStreet(), 0);
    for (const call of [read, book]) {
      const response = await app.inject(call);
      expect(refusedWith('OWNER_AWAY', response).message).toBe('The process that has this room is away');
      expect(response.headers['retry-after']).toBe('5');
    }
  });

  it('hangs: what was asked for may have been done, and that is said', async () => {
    const street = await aStreet();
    const { app } = await aShard(street, 0, { limits: { answerMs: 100 } });
    await aFake(street, 1, () => undefined);
    expect(refusedWith('OWNER_AWAY', await app.inject(book)).message).toContain('may have done');
    expect(refusedWith('OWNER_AWAY', await app.inject(read)).message).not.toContain('may have done');
  });

  it.each([
    ['before its answer', 'destroy', ''],
    ['before its answer, as a process that is killed does', 'resetAndDestroy', ''],
    [
      'amid its answer',
      'destroy',
      'HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"id":',
    ],
  ] as const)('breaks off %s: that is no 201, and it is not asked again', async (_, end, said) => {
    const street = await aStreet();
    const { app } = await aShard(street, 0);
    const { heard } = await aFake(street, 1, ({ socket }) => socket.write(said, () => socket[end]()));
    expect(refusedWith('OWNER_AWAY', await app.inject(book)).message).toContain('may have done');
    expect(heard).toHaveLength(1);
    refusedWith('OWNER_AWAY', await app.inject(read));
    expect(heard).toHaveLength(2);
  });

  it('answers 503: that is the answer, and it is not asked again', async () => {
    const street = await aStreet();
    const { app } = await aShard(street, 0);
    const body = { statusCode: 503, code: 'NOT_READY', error: 'Service Unavailable', message: 'it starts' };
    const { heard } = await aFake(street, 1, (_, response) =>
      response
        .writeHead(503, { 'content-type': 'application/json', 'retry-after': '7' })
        .end(JSON.stringify(body)),
    );
    const response = await app.inject(read);
    expect(refusedWith('NOT_READY', response)).toEqual(body);
    expect(response.headers['retry-after']).toBe('7');
    expect(heard).toHaveLength(1);
  });

  it('is asked for no more at once than it can bear', async () => {
    const street = await aStreet();
    const { app } = await aShard(street, 0);
    const { hasHeard, server } = await aFake(street, 1, () => undefined);
    const asked = Array.from({ length: 129 }, () => app.inject(read));
    const first = await Promise.race(asked);
    expect(refusedWith('OWNER_AWAY', first).message).toContain('too much at once');
    await hasHeard(128);
    // Of another nobody has asked too much.
    await aFake(street, 2, (_, response) => response.end('{}'));
    expect((await app.inject({ ...read, url: '/meetings?room_name=green_room' })).statusCode).toBe(200);
    server.closeAllConnections();
    expect((await Promise.all(asked)).map(({ statusCode }) => statusCode)).toEqual(Array(129).fill(503));
    // Each has given its place back.
    const again = app.inject(read);
    await hasHeard(129);
    server.closeAllConnections();
    expect(refusedWith('OWNER_AWAY', await again).message).not.toContain('too much');
  });
});
