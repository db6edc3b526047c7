import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../ports/clock.ts';
import { changeSignal } from './change-signal.ts';
import type { RoomFeed } from './room-feed.ts';

/** How long a stream is silent at most, in ms: proxies close those that are longer. */
const HEARTBEAT_MS = 15_000;
/** How soon a client is to come back, in ms. */
const RETRY_MS = 3_000;

interface Options {
  clock: Clock;
  /** Aborted when the service closes. */
  closing: AbortSignal;
  /** What is told first, and wherever there is nothing new: no stream is silent for long. Without it a comment. */
  pulse?: () => string;
}

/**
 * Answers with server-sent events: how the room of `feed` is, at once and then at each change, until either side goes. Whoever
 * comes back with the `Last-Event-ID` of what is still so is not told again.
 */
export function sendEvents(
  { headers, raw }: FastifyRequest,
  reply: FastifyReply,
  feed: RoomFeed,
  { clock, closing, pulse }: Options,
): FastifyReply {
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  // Also of a stream that is given up before its first word.
  const signal = AbortSignal.any([closing, gone.signal]);
  const changes = changeSignal(clock, signal);
  const leave = feed.follow(changes.notify);
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave);

  // Whoever reads slowly is told the state of then, not all that were between.
  async function* events(): AsyncGenerator<string> {
    let told = headers['last-event-id'];
    yield `retry: ${RETRY_MS}\n\n${pulse?.() ?? ''}`;
    for (let woken = 'change'; woken !== 'end'; woken = await changes.next(HEARTBEAT_MS)) {
      const { id, event } = feed.latest();
      if (id !== told) yield event;
      else if (woken === 'silence') yield pulse?.() ?? ': nothing new\n\n';
      told = id;
    }
  }

  return reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-cache, no-transform')
    .header('x-accel-buffering', 'no')
    .send(Readable.from(events(), { objectMode: false, highWaterMark: 1 }) as never);
}
