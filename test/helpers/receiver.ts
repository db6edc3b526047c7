import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Delivery {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A webhook that notifications come to. */
export interface Receiver {
  readonly url: string;
  /** Over how many connections notifications came. */
  readonly connections: Set<Socket>;
  /** The statuses of the next answers; 204 when there are none left. */
  readonly answers: number[];
  /** The next notification, as it arrives. */
  next(): Promise<Delivery>;
  /** Those that have arrived and that nobody asked for. */
  readonly unread: Delivery[];
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const unread: Delivery[] = [];
  const waiting: ((delivery: Delivery) => void)[] = [];
  const answers: number[] = [];
  const connections = new Set<Socket>();
  const server = createServer(async (request, response) => {
    connections.add(request.socket);
    const body = (await request.toArray()).join('');
    response.writeHead(answers.shift() ?? 204).end();
    const delivery = { headers: request.headers, body };
    const reader = waiting.shift();
    if (reader) reader(delivery);
    else unread.push(delivery);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    connections,
    answers,
    unread,
    next: async () => unread.shift() ?? new Promise((resolve) => waiting.push(resolve)),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
