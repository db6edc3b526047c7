import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The cable, or Wi-Fi, between a tablet and the service. */
export interface Cable {
  url: string;
  /** Nothing gets through any more, and whoever is connected notices nothing: so a tablet loses its Wi-Fi. */
  hang(): void;
  /** All connections break, and none is made: so a service is restarted. */
  cut(): void;
  /** Connections are made again. Those that hung stay so. */
  mend(): void;
  close(): Promise<void>;
}

/** Lays a cable to a service. */
export async function layCable(serviceUrl: string): Promise<Cable> {
  const { hostname, port } = new URL(serviceUrl);
  const sockets = new Set<Socket>();
  let state: 'whole' | 'hanging' | 'cut' = 'whole';

  const server = createServer((near) => {
    if (state === 'cut') {
      near.destroy();
      return;
    }
    const ends = [near, connect(Number(port), hostname)] as const;
    for (const end of ends) {
      sockets.add(end);
      end.on('error', () => undefined);
      end.once('close', () => {
        sockets.delete(end);
        for (const one of ends) one.destroy();
      });
    }
    if (state === 'hanging') return;
    ends[0].pipe(ends[1]).pipe(ends[0]);
  });
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hang() {
      state = 'hanging';
      for (const socket of sockets) socket.unpipe();
    },
    cut() {
      state = 'cut';
      breakAll();
    },
    mend() {
      state = 'whole';
    },
    async close() {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}
