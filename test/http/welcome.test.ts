import { describe, expect, it } from 'vitest';
import { aHouse, BASIC } from './a-building.ts';

/** As Chromium asks for a page. */
const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

describe('GET /', () => {
  it('says to programs where things are, and asks for no credentials', async () => {
    const { app } = await aHouse();
    for (const headers of [{}, { accept: '*/*' }, { accept: 'application/json' }]) {
      const response = await app.inject({ url: '/', headers });
      expect(response.statusCode).toBe(200);
      expect(response.headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        vary: 'accept',
      });
      expect(response.json()).toMatchObject({ name: 'roomcal' });
    }
  });

  it('says of each place truly whether it needs credentials, and that it is there', async () => {
    const { app } = await aHouse();
    const { places } = (await app.inject('/')).json<{
      places: { path: string; needs_credentials: boolean }[];
    }>();
    expect(places.map(({ path }) => path)).toEqual([
      '/docs',
      '/openapi.json',
      '/healthz',
      '/livez',
      '/readyz',
      '/metrics',
    ]);
    for (const { path, needs_credentials } of places) {
      expect([path, (await app.inject(path)).statusCode]).toEqual([path, needs_credentials ? 401 : 200]);
      expect([path, (await app.inject({ url: path, headers: BASIC })).statusCode]).toEqual([path, 200]);
    }
  });

  it('shows browsers a page with the same places, which runs and fetches nothing', async () => {
    const { app } = await aHouse();
    const page = await app.inject({ url: '/', headers: BROWSER });
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toBe(
      "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    );
    const links = [...page.body.matchAll(/href="([^"]+)"/g)].map(([, href]) => href);
    expect(links).toEqual(['/docs', '/openapi.json', '/healthz', '/livez', '/readyz', '/metrics']);
    expect(page.body).not.toMatch(/<script|<link|<img/);
  });

  it('tells no room and no secret, and takes nothing else than to be read', async () => {
    const { app } = await aHouse();
    for (const headers of [{}, BROWSER]) {
      const { body } = await app.inject({ url: '/', headers: { ...headers, ...BASIC } });
      expect(body).not.toMatch(/_room\b|resource\.calendar/);
    }
    expect((await app.inject({ url: '/', method: 'HEAD' })).statusCode).toBe(200);
    const refused = await app.inject({ url: '/', method: 'POST', headers: BASIC });
    expect(refused.statusCode).toBe(405);
    expect(refused.headers.allow).toBe('GET, HEAD');
  });
});
