import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PAGE, SCRIPT } from './page.ts';

/** Of what was told before somebody looks, this much is kept. */
const MOST_KEPT = 10_000;

/** What carries inspection events to a browser on this machine. */
export interface Bridge {
  url: string;
  /** Tells every page, those that are opened later, too; a `root` is never forgotten. */
  send(message: string, root: boolean): void;
  close(): Promise<void>;
}

/**
 * Opens a bridge on a free port of this machine, and nowhere else. Pages get the messages as server-sent events, which
 * the browser hands to no other origin; a host name that only points here is refused.
 */
export async function openBridge(): Promise<Bridge> {
  const roots: string[] = [];
  const kept: string[] = [];
  const pages = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || !isHere(request)) response.writeHead(404).end();
    else if (request.url === '/') response.writeHead(200, PAGE.headers).end(PAGE.body);
    else if (request.url === '/bridge.js') response.writeHead(200, SCRIPT.headers).end(SCRIPT.body);
    else if (request.url === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write([...roots, ...kept].map(framed).join(''));
      pages.add(response);
      response.on('close', () => pages.delete(response));
    } else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    send(message, root) {
      if (root) roots.push(message);
      else if (kept.push(message) > 2 * MOST_KEPT) kept.splice(0, MOST_KEPT);
      for (const page of pages) page.write(framed(message));
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function isHere({ headers }: IncomingMessage): boolean {
  return /^(127\.0\.0\.1|localhost):\d+$/.test(headers.host ?? '');
}

function framed(message: string): string {
  return `data: ${message}\n\n`;
}
