import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { collected } from '../../src/record/collected.ts';
import { type Bounds, downloaded } from '../../src/record/download.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** The address of a server that answers so. */
async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/private-secret/basic.ics`;
}

describe('what is at an address', () => {
  it('is read, through redirections too', async () => {
    const address = await serving((request, response) => {
      if (request.url === '/there') response.end('BEGIN:VCALENDAR');
      else response.writeHead(302, { location: '/there' }).end();
    });
    expect(String(await downloaded(address))).toBe('BEGIN:VCALENDAR');
  });

  const SOON = { timeoutMs: 200 };

  it.each<[string, RequestListener, RegExp, Bounds?]>([
    ['is not there', (_, response) => response.writeHead(404).end(), /answered 404; there is no calendar/],
    ['is for others', (_, response) => response.writeHead(403).end(), /answered 403; use the secret address/],
    ['breaks', (request) => request.socket.destroy(), /can't be read \(.+\)/],
    ['does not come', () => {}, /was not read within 0\.2 s/, SOON],
    ['stops on its way', (_, response) => void response.write('BEGIN'), /was not read within 0\.2 s/, SOON],
    [
      'has no end',
      (_, response) => void response.end('x'.repeat(2_000_000)),
      /is larger than 1 MB/,
      { mostBytes: 1_048_576 },
    ],
  ])('that %s has a line without the secret in it', async (_, listener, message, bounds = {}) => {
    const address = await serving(listener);
    const error = await downloaded(address, bounds).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ name: 'ConfigError', message: expect.stringMatching(message) });
    expect(String(error)).toContain('127.0.0.1:');
    expect(String(error)).not.toContain('secret/');
  });

  it.each(['https://', 'https://ada:lovelace@example.org/a.ics'])('%s is none', async (address) => {
    const error = await downloaded(address).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ name: 'ConfigError', message: expect.not.stringContaining('lovelace') });
  });
});

it('a stream is read up to a bound', async () => {
  async function* endless() {
    for (;;) yield new Uint8Array(1_000_000);
  }
  await expect(collected(endless())).rejects.toThrow(/is larger than 50 MB/);
});
