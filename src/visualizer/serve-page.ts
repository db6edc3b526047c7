import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { headersOf } from '../http/pages/built-pages.ts';
import { ConfigError } from '../validation/config-error.ts';

const HOST = '127.0.0.1';

/** A page that is served on loopback. */
export interface Served {
  url: string;
  close(): Promise<void>;
}

/** Serves `html` as the one page there is; port 0 takes a free one. `page` is the page without its recording. */
export async function servePage(html: string, page: string, port: number): Promise<Served> {
  const headers = headersOf(page);
  const server = createServer(({ url, method }, response) => {
    const isPage = url?.split('?')[0] === '/' && (method === 'GET' || method === 'HEAD');
    if (isPage) response.writeHead(200, headers).end(method === 'GET' ? html : undefined);
    else response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('The page is at /\n');
  });
  server.listen(port, HOST);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError(`can't listen on ${HOST}:${port} (${code}); --port 0 takes a free one`);
  }
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
