import { EventEmitter, once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server of which each request is answered by hand, if at all. */
export interface SilentServer {
  url: string;
  /** The next request, and the connection on which it came. */
  next(): Promise<{ head: string; socket: Socket }>;
  /** How many requests have come. */
  readonly count: number;
  /** Resolves once all connections are gone. */
  left(): Promise<void>;
}

/** Starts a server that says nothing; it goes with its test. */
export async function aSilentServer(): Promise<SilentServer> {
  const requests: { head: string; socket: Socket }[] = [];
  const sockets = new Set<Socket>();
  const news = new EventEmitter();
  let [came, taken] = [0, 0];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      sockets.delete(socket);
      news.emit('left');
    });
    socket.setEncoding('utf8').on('data', (text) => {
      const head = String(text);
      // The rest of a body is no request.
      if (!/^(GET|POST|PUT|PATCH|DELETE) /.test(head)) return;
      came += 1;
      requests.push({ head, socket });
      news.emit('came');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get count() {
      return came;
    },
    async next() {
      while (taken === requests.length) await once(news, 'came');
      taken += 1;
      return requests[taken - 1]!;
    },
    async left() {
      while (sockets.size > 0) await once(news, 'left');
    },
  };
}

/** An answer whose body is whole, as it goes over the wire. */
export function answered(body: unknown, headers = ''): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/html' : 'application/json';
  return `HTTP/1.1 200 OK\r\n${headers}content-type: ${type}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}
