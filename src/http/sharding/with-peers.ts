import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../ports/clock.ts';
import type { AppContext } from '../app-context.ts';
import { type Forward, forwarding } from './forward.ts';
import { type PeerLimits, Peers } from './peers.ts';

/** How long a closing process waits for answers to what it has handed on, in ms. */
const PATIENCE_MS = 3_000;

/** Lets an app ask the processes that have the other rooms; what is on its way to them ends when `app` closes. */
export function withPeers(
  app: FastifyInstance,
  { context, clock, limits }: { context: AppContext; clock: Clock; limits: PeerLimits },
): { peers: Peers; forward: Forward } {
  const peers = new Peers(context, clock, limits);
  const closing = new AbortController();
  app.addHook('preClose', async () => {
    closing.abort();
    await peers.close(PATIENCE_MS);
  });
  // Only here: most services are one process, and what this brings along takes 100 ms of a start.
  app.register(import('@fastify/reply-from'), {
    // How many there are is bounded by `peers`: a stream keeps its connection for as long as somebody follows.
    undici: { connections: null, pipelining: 1, connect: { timeout: limits.connectMs } },
    destroyAgent: true,
    disableCache: true,
    disableRequestLogging: true,
    // Once only: a request that may have arrived must not be sent again, and 503 is an answer.
    retryMethods: [],
  });
  return { peers, forward: forwarding(context, peers, closing.signal) };
}
