import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { buildApp } from '../../src/http/app.ts';
import { ApiError, ERRORS, type ErrorCode } from '../../src/http/errors.ts';
import { aHouse, BASIC, BEARER, CLIENT_SECRET, refusedWith } from './a-building.ts';

const READ = { url: '/meetings?room_name=blue_room', headers: BASIC };
const BOOK = { method: 'POST', url: '/meetings', headers: BASIC, body: { room_name: 'blue_room' } } as const;

/** A house and the lines of its log. */
async function aLoggedHouse() {
  const { context, building, clock } = await aHouse();
  const lines: string[] = [];
  const stream = new Writable({
    write: (chunk, _, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const app = buildApp({ context, logger: pino({ level: 'trace' }, stream), clock });
  onTestFinished(() => app.close());
  return { app, building, context, lines };
}

describe('an address that is not there', () => {
  it.each([
    ['GET', '/nowhere'],
    ['GET', '/meeting'],
    ['GET', '/rooms/../../etc/passwd'],
  ] as const)('is answered 404 in the shape of every error: %s %s', async (method, url) => {
    const { app } = await aHouse();
    const body = refusedWith('UNKNOWN_ROUTE', await app.inject({ method, url }));
    expect(body.message).toContain(method);
    expect(Object.keys(body)).toEqual(['statusCode', 'code', 'error', 'message']);
  });

  it.each([
    ['GET', '/webhook', 'POST'],
    ['PUT', '/meetings', 'GET, HEAD, POST'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['GET', '/meetings/abc', 'PATCH, DELETE'],
    ['OPTIONS', '/rooms', 'GET, HEAD'],
  ] as const)('is answered 405 where others methods are known there: %s %s', async (method, url, allow) => {
    const { app } = await aHouse();
    const response = await app.inject({ method, url });
    const body = refusedWith('WRONG_METHOD', response);
    expect(body.message).toContain(allow);
    expect(response.headers.allow).toBe(allow);
  });

  it('is not repeated with its query, which may hold a secret', async () => {
    const { app } = await aHouse();
    refusedWith('UNKNOWN_ROUTE', await app.inject(`/meetingz?client_secret=${CLIENT_SECRET}`));
  });

  it('is answered 400 in the shape of every error where it cannot be decoded', async () => {
    const { app } = await aHouse();
    refusedWith('INVALID_REQUEST', await app.inject('/%zz'));
  });
});

describe('a mistake of our own', () => {
  it.each([
    ['an error', new Error(`reading ${CLIENT_SECRET}`)],
    ['an error that names a status', Object.assign(new Error('leak'), { status: 404, code: 'ENOENT' })],
    ['an error with a status of its own', Object.assign(new Error('leak'), { statusCode: 500 })],
    ['a text', 'leak'],
  ])('that throws %s is answered 500 and nothing more', async (_, thrown) => {
    const { app, building } = await aHouse();
    vi.spyOn(building, 'view').mockImplementation(() => {
      throw thrown;
    });
    const response = await app.inject(READ);
    const body = refusedWith('INTERNAL', response);
    expect(body.message).toBe(ERRORS.INTERNAL.message);
    expect(Object.keys(body)).toEqual(['statusCode', 'code', 'error', 'message']);
  });

  it('in a promise is answered the same', async () => {
    const { app, building } = await aHouse();
    vi.spyOn(building, 'ask').mockRejectedValue(new TypeError('leak'));
    refusedWith('INTERNAL', await app.inject(BOOK));
  });

  it.each(['/start_watching', '/stop_watching'])('in POST %s is not blamed on a vendor', async (url) => {
    const { app, building } = await aHouse();
    vi.spyOn(building, 'startWatching').mockRejectedValue(new TypeError('leak'));
    vi.spyOn(building, 'stopWatching').mockRejectedValue(new TypeError('leak'));
    refusedWith('INTERNAL', await app.inject({ ...BOOK, url }));
  });

  it('in an effect is not blamed on a vendor', async () => {
    const { app, ports } = await aHouse();
    ports.obstacles.insert = () => Promise.reject(new TypeError('leak'));
    refusedWith('INTERNAL', await app.inject(BOOK));
  });

  it('does not end the service', async () => {
    const { app, building } = await aHouse();
    const view = vi.spyOn(building, 'view').mockImplementation(() => {
      throw new Error('once');
    });
    refusedWith('INTERNAL', await app.inject(READ));
    view.mockRestore();
    expect((await app.inject(READ)).statusCode).toBe(200);
  });

  it('is logged with its stack and its path, not with its query; what is not ours with its code alone', async () => {
    const { app, building, context, lines } = await aLoggedHouse();
    const warnings = () => lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 40);
    vi.spyOn(building, 'view').mockImplementation(() => {
      throw new Error('the cable is out');
    });
    await app.inject({ ...READ, url: `${READ.url}&secret=${CLIENT_SECRET}` });
    expect(warnings()).toMatchObject([
      {
        msg: 'GET /meetings answers 500: the cable is out',
        err: { message: 'the cable is out', stack: expect.stringContaining('errors.test.ts') },
      },
    ]);
    lines.length = 0;
    context.service = undefined;
    await app.inject(READ);
    expect(warnings()).toMatchObject([
      { code: 'NOT_READY', msg: expect.stringMatching(/^GET \/meetings answers 503: /) },
    ]);
    expect(warnings()[0]).not.toHaveProperty('err');
  });

  it('is logged with its message, but not with a secret of the request', async () => {
    const { app, building, lines } = await aLoggedHouse();
    vi.spyOn(building, 'view').mockImplementation(() => {
      throw new Error('the cable is out');
    });
    await app.inject(READ);
    await app.inject({ ...READ, url: `${READ.url}&client_id=arduino-client`, headers: BEARER });
    expect(lines.join('')).toContain('the cable is out');
    expect(lines.join('')).not.toContain(CLIENT_SECRET);
    expect(lines.join('')).not.toContain(BASIC.authorization.slice('Basic '.length));
  });
});

describe('the table of errors', () => {
  it.each(Object.entries(ERRORS))('%s has a status of an error and a text of its own', (_, row) => {
    expect(row.status).toBeGreaterThanOrEqual(400);
    expect(row.message).toMatch(/^[A-Z]|^client_id|^roomcal/);
    expect(Object.values(ERRORS).filter(({ message }) => message === row.message)).toHaveLength(1);
  });

  it('gives an error without words the words of its row', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      expect(new ApiError(code).message).toBe(ERRORS[code].message);
    }
  });
});
