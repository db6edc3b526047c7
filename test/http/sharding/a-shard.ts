import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { buildApp } from '../../../src/http/app.ts';
import { PEER_LIMITS, type PeerLimits } from '../../../src/http/sharding/peers.ts';
import { freePort } from '../../helpers/free-port.ts';
import { aHouse, type BuildingOptions } from '../a-building.ts';

/** Who has which room, of four shards; nobody has a room of the last. */
export const OWNERS: Record<string, number> = { blue_room: 0, red_room: 1, green_room: 2, black_room: 0 };

/** Where the processes of a test are found: each has an address of its own, and one port. */
export interface Street {
  peers: string;
  port: number;
  hostOf(shard: number): string;
}

export async function aStreet(): Promise<Street> {
  const port = await freePort();
  return { port, peers: `http://127.0.0.1{shard}:${port}`, hostOf: (shard) => `127.0.0.1${shard}` };
}

/** The HTTP side of one process of several, over a started building of its own rooms. */
export async function aShard(
  { peers, port, hostOf }: Street,
  shard: number,
  { limits = {}, ...options }: BuildingOptions & { limits?: Partial<PeerLimits> } = {},
) {
  const names = Object.keys(OWNERS).filter((name) => OWNERS[name] === shard);
  const made = await aHouse({ names, ...options });
  const { context, clock } = made;
  context.service = {
    ...context.service!,
    sharding: {
      shard: { shard, shards: 4 },
      peers,
      roomNames: Object.keys(OWNERS),
      owner: (roomName) => OWNERS[roomName],
      ownerOfThing: (thingName) => OWNERS[thingName.replace('thing of ', '')],
    },
  };
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  const app: FastifyInstance = buildApp({
    context,
    logger: pino({ level: 'debug' }, { write }),
    clock,
    peerLimits: { ...PEER_LIMITS, ...limits },
  });
  onTestFinished(() => app.close());
  const open = () => app.listen({ host: hostOf(shard), port });
  return { ...made, app, lines, open };
}

/** A request as it came to a process that is none. */
export interface Heard {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A process that is none, at the address of a shard: it answers as it is told, and keeps what it hears. */
export async function aFake({ port, hostOf }: Street, shard: number, answer: RequestListener) {
  const heard: Heard[] = [];
  const news = new EventEmitter();
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    heard.push({ method, url, headers, body: await text(request) });
    news.emit('heard');
    answer(request, response);
  });
  server.listen(port, hostOf(shard));
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
  });
  /** Resolves once it has heard so many requests. */
  const hasHeard = async (many: number) => {
    while (heard.length < many) await once(news, 'heard');
  };
  return { heard, hasHeard, server };
}
