import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What stands before all processes: Google finds it, and it finds any of them. */
export interface Balancer {
  url: string;
  close(): Promise<void>;
}

/**
 * Starts a balancer before those that serve. As an Ingress does, it goes on to the next one where no connection comes about, and
 * answers 502 where one breaks that a request has gone down.
 */
export async function startBalancer(serving: () => readonly { url: string }[]): Promise<Balancer> {
  const server = createServer(async (asked, answer) => {
    const body = await buffer(asked);
    const urls = serving()
      .map(({ url }) => url)
      .sort(() => Math.random() - 0.5);
    for (const url of urls) {
      const status = await ask(url, asked, body);
      if (status === 'refused') continue;
      return void answer.writeHead(status).end();
    }
    answer.writeHead(503).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function ask(url: string, { method, url: path, headers }: IncomingMessage, body: Buffer) {
  const { promise, resolve } = Promise.withResolvers<number | 'refused'>();
  const asking = request(`${url}${path}`, { method, headers, agent: false });
  asking.on('response', (response) => {
    response.resume();
    resolve(response.statusCode ?? 502);
  });
  asking.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED' ? 'refused' : 502));
  asking.end(body);
  return promise;
}
