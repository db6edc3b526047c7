import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../ports/clock.ts';
import { changeSignal } from './change-signal.ts';
import type { Feed } from './feed.ts';

/** How long a stream is silent at most, in ms: proxies close those that are longer. */
const HEARTBEAT_MS = 15_000;
/** How soon a client is to come back, in ms. */
const RETRY_MS = 3_000;

export interface StreamOptions {
  /** Whether whoever follows may still, and there is what is followed: looked at before each word. */
  isOpen: () => boolean;
  /** Whether the time is told as an event `time`, first and wherever there is nothing new; otherwise a comment is. */
  tellsTime?: boolean;
  /** What whoever follows may do, told first as an event `you`: feeds are shared, and say the same to everyone. */
  you?: object;
}

/** Answers with streams that end when `app` closes; otherwise it would wait for them. */
export function eventStreams(app: Pick<FastifyInstance, 'addHook'>, clock: Clock) {
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());
  return (request: FastifyRequest, reply: FastifyReply, feed: Feed, options: StreamOptions) =>
    sendEvents(request, reply, feed, { ...options, clock, closing: closing.signal });
}

/**
 * Answers with server-sent events: how the rooms of `feed` are, at once and then at each change, until either side goes. Whoever
 * comes back with the `Last-Event-ID` of what is still so is not told again.
 */
function sendEvents(
  { headers, raw }: FastifyRequest,
  reply: FastifyReply,
  feed: Feed,
  { clock, closing, isOpen, tellsTime = false, you }: StreamOptions & { clock: Clock; closing: AbortSignal },
): FastifyReply {
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  // It may have gone while its rooms were looked for.
  if (raw.destroyed) gone.abort();
  // Also of a stream that is given up before its first word.
  const signal = AbortSignal.any([closing, gone.signal]);
  const changes = changeSignal(clock, signal);
  const leave = feed.follow(changes.notify);
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave);

  const time = () => `event: time\ndata: {"now":"${new Date(clock.now()).toISOString()}"}\n\n`;
  // Whoever reads slowly is told the state of then, not all that were between.
  async function* events(): AsyncGenerator<string> {
    let told = headers['last-event-id'];
    yield `retry: ${RETRY_MS}\n\n${tellsTime ? time() : ''}${you ? `event: you\ndata: ${JSON.stringify(you)}\n\n` : ''}`;
    for (let woken = 'change'; woken !== 'end'; woken = await changes.next(HEARTBEAT_MS)) {
      // Whoever comes again is told why not, or of other rooms.
      if (!isOpen()) return gone.abort();
      const { id, event } = feed.latest();
      if (id !== told) yield event;
      else if (woken === 'silence') yield tellsTime ? time() : ': nothing new\n\n';
      told = id;
    }
  }

  return reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-cache, no-transform')
    .header('x-accel-buffering', 'no')
    .send(Readable.from(events(), { objectMode: false, highWaterMark: 1 }) as never);
}
