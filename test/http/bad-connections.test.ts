import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildApp } from '../../src/http/app.ts';
import { answerSocket } from '../../src/http/error-handler.ts';
import { ERRORS, type ErrorCode } from '../../src/http/errors.ts';
import { type RawAnswer, speak } from '../helpers/raw-http.ts';
import { aHouse, BASIC, everyoneHadATurn } from './a-building.ts';

const HOST = 'host: roomcal\r\n';
const KNOWN = `${HOST}authorization: ${BASIC.authorization}\r\ncontent-type: application/json\r\n`;
const TEN_MB = 10 * 1_024 * 1_024;

/** A house that listens, and waits no longer than `patienceMs` for a request. */
async function listening(patienceMs = 5_000) {
  const { context, clock } = await aHouse();
  const app = buildApp({ context, logger: pino({ level: 'silent' }), clock, patienceMs });
  onTestFinished(() => app.close());
  return app.listen({ port: 0, host: '127.0.0.1' });
}

/** What was written is refused like everything else, and the next one is answered. */
async function expectRefusal(url: string, code: ErrorCode, write: string | ((socket: Socket) => void)) {
  const answers = await speak(url, typeof write === 'string' ? (socket) => socket.write(write) : write);
  expectRefused(code, answers);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
}

function expectRefused(code: ErrorCode, answers: RawAnswer[]) {
  expect(answers.map(({ status }) => status)).toEqual([ERRORS[code].status]);
  const [{ headers, body }] = answers as [RawAnswer];
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  expect(JSON.parse(body)).toMatchObject({ statusCode: ERRORS[code].status, code });
  expect(JSON.parse(body).message).toMatch(/\S/);
}

describe('the server answers', () => {
  it('whoever speaks HTTP/1.0 and names no host, as some who watch a port do', async () => {
    const answers = await speak(await listening(), (socket) => socket.write('GET /healthz HTTP/1.0\r\n\r\n'));
    expect(answers.map(({ status }) => status)).toEqual([200]);
  });
});

describe('the server refuses', () => {
  const mistakes: [string, ErrorCode, string][] = [
    ['what is not HTTP', 'INVALID_REQUEST', 'How is the weather?\r\n\r\n'],
    ['TLS', 'INVALID_REQUEST', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['HTTP/2', 'INVALID_REQUEST', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a method that nobody knows', 'INVALID_REQUEST', `FETCH /rooms HTTP/1.1\r\n${HOST}\r\n`],
    ['a request without a host', 'INVALID_REQUEST', 'GET /rooms HTTP/1.1\r\nconnection: close\r\n\r\n'],
    ['a header that is none', 'INVALID_REQUEST', `GET / HTTP/1.1\r\n${HOST}nonsense\r\n\r\n`],
    ['a length below 0', 'INVALID_REQUEST', `POST /meetings HTTP/1.1\r\n${KNOWN}content-length: -5\r\n\r\n`],
    [
      'two ways to tell the length',
      'INVALID_REQUEST',
      `POST /meetings HTTP/1.1\r\n${KNOWN}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    [
      'chunks that are none',
      'INVALID_REQUEST',
      `POST /meetings HTTP/1.1\r\n${KNOWN}transfer-encoding: chunked\r\n\r\nnonsense\r\n\r\n`,
    ],
    [
      'headers of 20 KB',
      'HEADERS_TOO_LARGE',
      `GET /rooms HTTP/1.1\r\n${HOST}x: ${'y'.repeat(20_000)}\r\n\r\n`,
    ],
    ['an address of 20 KB', 'HEADERS_TOO_LARGE', `GET /${'y'.repeat(20_000)} HTTP/1.1\r\n${HOST}\r\n`],
    [
      'an address that cannot be decoded',
      'INVALID_REQUEST',
      `GET /%zz HTTP/1.1\r\n${HOST}connection: close\r\n\r\n`,
    ],
    [
      'whoever expects what nobody promised, for who it is',
      'UNAUTHORIZED',
      `GET /rooms HTTP/1.1\r\n${HOST}expect: a miracle\r\nconnection: close\r\n\r\n`,
    ],
  ];
  it.each(mistakes)('%s', async (_, code, text) => {
    await expectRefusal(await listening(), code, (socket) => socket.write(Buffer.from(text, 'latin1')));
  });

  it('and says that it hangs up, under an id of its own', async () => {
    const url = await listening();
    const ids = new Set<string | undefined>();
    for (let time = 0; time < 2; time++) {
      const [answer] = await speak(url, (socket) => socket.write('How is the weather?\r\n\r\n'));
      expect(answer!.headers.get('connection')).toBe('close');
      expect(answer!.headers.get('x-request-id')).toMatch(/^[\w-]{8,}$/);
      ids.add(answer!.headers.get('x-request-id'));
    }
    expect(ids.size).toBe(2);
  });

  it('nobody who takes less than ten seconds for a request, and looks each second who takes more', async () => {
    const { app } = await aHouse();
    expect(app.server).toMatchObject({
      requestTimeout: 10_000,
      headersTimeout: 10_000,
      connectionsCheckingInterval: 1_000,
    });
  });

  it('10 MB, by what their length says', async () => {
    await expectRefusal(await listening(), 'TOO_LARGE', (socket) => {
      socket.write(`POST /meetings HTTP/1.1\r\n${KNOWN}content-length: ${TEN_MB}\r\n\r\n`);
      socket.write(Buffer.alloc(TEN_MB, ' '));
    });
  });

  it.each(['/meetings', '/webhook'])('10 MB in chunks at %s', async (path) => {
    await expectRefusal(await listening(), 'TOO_LARGE', (socket) => {
      socket.write(`POST ${path} HTTP/1.1\r\n${KNOWN}transfer-encoding: chunked\r\n\r\n`);
      socket.write(`${TEN_MB.toString(16)}\r\n`);
      socket.write(Buffer.alloc(TEN_MB, ' '));
    });
  });

  it.each([
    ['half a header', 'GET /rooms HTTP/1.1\r\nho'],
    ['half a body', `POST /meetings HTTP/1.1\r\n${KNOWN}content-length: 30\r\n\r\n{"room_name":`],
  ])('whoever sends %s and then nothing', async (_, text) => {
    await expectRefusal(await listening(50), 'TOO_SLOW', text);
  });
});

describe('the server answers', () => {
  const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\n${HOST}${more}\r\n`;
  const LAST = 'connection: close\r\n';

  it('several requests in one piece, in their order', async () => {
    const url = await listening();
    const answers = await speak(url, (socket) =>
      socket.write(get('/healthz') + get('/nowhere') + get('/readyz', LAST)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 200]);
    const ids = answers.map(({ headers }) => headers.get('x-request-id'));
    expect(new Set(ids).size).toBe(3);
  });

  it('the garbage that follows a request in one piece', async () => {
    const url = await listening();
    const answers = await speak(url, (socket) => socket.write(`${get('/healthz')}garbage\r\n\r\n`));
    expectRefused('INVALID_REQUEST', answers.slice(-1));
  });

  it('whoever asks first whether it may go on', async () => {
    const url = await listening();
    const body = '{"room_name":"blue_room"}';
    const head = `POST /meetings HTTP/1.1\r\n${KNOWN}${LAST}expect: 100-continue\r\ncontent-length: ${body.length}\r\n\r\n`;
    const answers = await speak(url, (socket) => {
      socket.write(head);
      socket.once('data', () => socket.write(body));
    });
    expect(answers.at(-1)!.status).toBeLessThan(202);
  });

  it('whoever would rather speak WebSocket, in HTTP', async () => {
    const url = await listening();
    const upgrade = 'connection: upgrade, close\r\nupgrade: websocket\r\n';
    const answers = await speak(url, (socket) => socket.write(get('/healthz', upgrade)));
    expect(answers.map(({ status }) => status)).toEqual([200]);
  });

  it('others after somebody has hung up in the midst of a body', async () => {
    const url = await listening();
    const head = `POST /meetings HTTP/1.1\r\n${KNOWN}content-length: 30\r\n\r\n{`;
    for (let time = 0; time < 20; time++)
      await speak(url, (socket) => void socket.write(head, () => socket.resetAndDestroy()));
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });
});

describe('a house with boards of the Python service, whose headers are read first, refuses', () => {
  async function aHouseOfBoards() {
    const { context, clock } = await aHouse({ pythonRooms: ['blue_room'] });
    const app = buildApp({ context, logger: pino({ level: 'silent' }), clock, patienceMs: 200 });
    onTestFinished(() => app.close());
    return { clock, url: await app.listen({ port: 0, host: '127.0.0.1' }) };
  }

  it('whoever sends half a header and then nothing', async () => {
    const { clock, url } = await aHouseOfBoards();
    const quiet = clock.pending;
    const answers = speak(url, (socket) => socket.write('GET /healthz HTTP/1.1\r\nhos'));
    while (clock.pending === quiet) await everyoneHadATurn();
    await clock.advance(200);
    expectRefused('TOO_SLOW', await answers);
  });

  it('whoever sends a header without an end', async () => {
    const { url } = await aHouseOfBoards();
    const header = `GET /healthz HTTP/1.1\r\nx: ${'a'.repeat(17_000)}`;
    expectRefused('HEADERS_TOO_LARGE', await speak(url, (socket) => socket.write(header)));
  });
});

describe('a connection on which nobody listens any more', () => {
  /** Both ends of a connection: the server's, which may be left half open as those of HTTP are, and the client's. */
  async function aConnection() {
    const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.on('error', () => undefined);
    onTestFinished(() => void client.destroy());
    const [ours] = (await once(server, 'connection')) as [Socket];
    ours.on('error', () => undefined);
    return { ours, client };
  }

  it('is let go where it was reset, and nothing is written', async () => {
    const { ours } = await aConnection();
    const gone = once(ours, 'close');
    answerSocket(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }), ours);
    await gone;
    expect(ours.bytesWritten).toBe(0);
  });

  it('is let go where all has been said, though the client holds it open', async () => {
    const { ours } = await aConnection();
    ours.end('HTTP/1.1 204 No Content\r\n\r\n');
    const gone = once(ours, 'close');
    answerSocket(Object.assign(new Error('nonsense'), { code: 'HPE_INVALID_METHOD' }), ours);
    await gone;
  });
});
