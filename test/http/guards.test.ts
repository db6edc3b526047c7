import { afterEach, describe, expect, it, vi } from 'vitest';
import { aHouse, BASIC, basic, CLIENT_ID, refusedWith } from './a-building.ts';

const URL = '/meetings?room_name=blue_room';
const WRONG = basic(`${CLIENT_ID}:guess`);
const PAGE = 'https://intranet.example.org';

afterEach(() => void vi.useRealTimers());

describe('an address that has wrong credentials', () => {
  const HERE = '192.0.2.1';

  it('is told so ten times in a minute, and then to wait; who knows the right ones passes', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { app } = await aHouse();
    const ask = (headers: Record<string, string>, remoteAddress = HERE) =>
      app.inject({ url: URL, headers, remoteAddress });
    for (let time = 0; time < 10; time++) {
      const response = await ask(WRONG);
      refusedWith('UNAUTHORIZED', response);
      expect(String(response.headers['www-authenticate'])).toContain('Basic');
    }
    const response = await ask(WRONG);
    refusedWith('TOO_MANY_FAILURES', response);
    const wait = Number(response.headers['retry-after']);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);

    expect((await ask(BASIC)).statusCode).toBe(200);
    refusedWith('UNAUTHORIZED', await ask(WRONG, '192.0.2.2'));
    vi.setSystemTime(Date.now() + 59_000);
    refusedWith('TOO_MANY_FAILURES', await ask(WRONG));
    vi.setSystemTime(Date.now() + 2_000);
    refusedWith('UNAUTHORIZED', await ask(WRONG));
  });

  it('has them counted over all addresses of the API together', async () => {
    const { app } = await aHouse();
    const urls = ['/rooms', '/metrics', '/docs', '/openapi.json', URL, '/rooms/blue_room/events'];
    const responses = [];
    for (let time = 0; time < 12; time++)
      responses.push(await app.inject({ url: urls[time % 6]!, headers: WRONG }));
    const statuses = responses.map(({ statusCode }) => statusCode);
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
  });

  it('does not lose what it may ask for without any', async () => {
    const { app } = await aHouse();
    for (let time = 0; time < 12; time++) await app.inject({ url: URL, headers: WRONG });
    for (const url of ['/healthz', '/readyz']) expect((await app.inject(url)).statusCode).toBe(200);
    refusedWith('UNKNOWN_CHANNEL', await app.inject({ method: 'POST', url: '/webhook' }));
  });
});

describe('a page of another origin', () => {
  const preflight = {
    method: 'OPTIONS',
    url: '/meetings',
    headers: {
      origin: PAGE,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,idempotency-key',
    },
  } as const;
  const allowed = 'access-control-allow-origin';

  it('may not call the API', async () => {
    const { app } = await aHouse();
    const response = await app.inject({ url: URL, headers: { ...BASIC, origin: PAGE } });
    expect(response.headers).not.toHaveProperty(allowed);
    refusedWith('WRONG_METHOD', await app.inject(preflight));
    expect((await app.inject(preflight)).headers).not.toHaveProperty(allowed);
  });

  it('may where cors_origins names it, and is told what is wrong, too', async () => {
    const { app } = await aHouse({ corsOrigins: [PAGE] });
    const asked = await app.inject(preflight);
    expect(asked.statusCode).toBe(204);
    expect(asked.headers).toMatchObject({ [allowed]: PAGE, vary: expect.stringContaining('Origin') });
    // Of seconds: for ten minutes no browser asks again.
    expect(asked.headers['access-control-max-age']).toBe('600');
    for (const method of ['GET', 'POST', 'PATCH', 'DELETE'])
      expect(asked.headers['access-control-allow-methods']).toContain(method);
    for (const header of ['authorization', 'content-type', 'idempotency-key'])
      expect(asked.headers['access-control-allow-headers']).toContain(header);
    for (const headers of [BASIC, WRONG]) {
      const response = await app.inject({ url: URL, headers: { ...headers, origin: PAGE } });
      expect(response.headers[allowed]).toBe(PAGE);
      expect(response.headers['access-control-expose-headers']).toMatch(/x-request-id.*retry-after/);
    }
  });

  it('may as soon as the configuration names it, and until then nothing is said of origins', async () => {
    const { app, context } = await aHouse();
    expect((await app.inject({ url: URL, headers: BASIC })).headers).not.toHaveProperty('vary');
    context.service = { ...context.service!, corsOrigins: [PAGE] };
    expect((await app.inject({ url: URL, headers: BASIC })).headers.vary).toBe('Origin');
    expect((await app.inject(preflight)).statusCode).toBe(204);
  });

  it.each(['https://evil.example.org', `${PAGE}.evil.example`, 'http://intranet.example.org', 'null'])(
    'may not where another is named: %s',
    async (origin) => {
      const { app } = await aHouse({ corsOrigins: [PAGE] });
      const headers = { ...preflight.headers, origin };
      expect((await app.inject({ ...preflight, headers })).headers).not.toHaveProperty(allowed);
      const response = await app.inject({ url: URL, headers: { ...BASIC, origin } });
      expect(response.headers).not.toHaveProperty(allowed);
    },
  );
});
