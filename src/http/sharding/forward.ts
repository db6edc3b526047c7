import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AppContext, serviceOf } from '../app-context.ts';
import type { ApiError } from '../errors.ts';
import { FORWARDED, isForwarded, markOf } from './mark.ts';
import { addressOf, ownerAway, type Peers } from './peers.ts';

/** What the owner of a room must know of a request; whatever else there is was between the client and this process. */
const HANDED_ON = ['authorization', 'idempotency-key', 'last-event-id', 'traceparent', 'tracestate'];
const OF_A_BODY = ['content-length', 'content-type'];
/** What of an answer is of its connection, or is said here already. */
const LEFT_OUT = /^(connection|keep-alive|date)$/;
/** Nothing was asked, nothing can have been done. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Sends a request to the process of a shard, and its answer back as it is; it is never sent twice. */
export type Forward = (request: FastifyRequest, reply: FastifyReply, shard: number) => void;

/** For an app on which @fastify/reply-from is registered. Streams end when `closing` is aborted. */
export function forwarding(context: AppContext, peers: Peers, closing: AbortSignal): Forward {
  return (request, reply, shard) => {
    // What was handed on to a process that has not the room: they differ in who has, for they are being changed.
    if (isForwarded(request.headers))
      throw ownerAway('Which process has this room is just being changed; nothing was done');
    const service = serviceOf(context);
    const isStream = request.routeOptions.url?.endsWith('/events') ?? false;
    const leave = peers.enter(shard, isStream ? 'stream' : 'call');
    reply.raw.once('close', leave);
    const own = { [FORWARDED]: markOf(service), 'x-request-id': request.id };
    const away = (error: Error) => failureOf(error, shard, request);
    reply.from('', {
      getUpstream: () => addressOf(service, shard),
      timeout: isStream ? peers.limits.quietMs : peers.limits.answerMs,
      ...bodyOf(request),
      rewriteRequestHeaders: (_, headers) => ({ ...handedOn(headers, hasBody(request)), ...own }),
      rewriteHeaders: (headers) => withoutHops(headers),
      onError: (_, { error }) => void reply.send(away(error)),
      onResponse: (_request, _reply, { stream }) => {
        if (isStream) reply.send(passing(stream, request, closing));
        // Whole, so that one that breaks off is told as such.
        else
          buffer(stream).then(
            (body) => reply.send(body),
            (error) => reply.send(away(error)),
          );
      },
    });
  };
}

/** The body as it was sent: what it means, the owner says. */
function bodyOf(request: FastifyRequest): { body?: unknown; contentType?: string } {
  const { headers, sentBody } = request;
  if (!hasBody(request)) return {};
  if (!sentBody) return { body: null };
  return { body: sentBody, contentType: headers['content-type'] ?? 'application/octet-stream' };
}

function hasBody({ method }: FastifyRequest): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

function handedOn(headers: IncomingHttpHeaders, withBody: boolean): IncomingHttpHeaders {
  const names = withBody ? [...HANDED_ON, ...OF_A_BODY] : HANDED_ON;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name)));
}

function withoutHops(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !LEFT_OUT.test(name)));
}

/** A stream of events, until either side goes or this process closes: whoever follows comes again. */
function passing(stream: Readable, { raw }: FastifyRequest, closing: AbortSignal): Readable {
  const end = () => stream.destroy();
  raw.once('close', end);
  closing.addEventListener('abort', end);
  async function* pieces(): AsyncGenerator<Buffer> {
    try {
      yield* stream;
    } catch {
      // The owner has gone: to whoever follows it is an end as any other.
    } finally {
      closing.removeEventListener('abort', end);
    }
  }
  if (closing.aborted || raw.destroyed) end();
  return Readable.from(pieces(), { objectMode: false, highWaterMark: 1 });
}

/** Why there is no answer, and whether what was asked for may have been done all the same. */
function failureOf(error: Error, shard: number, request: FastifyRequest): ApiError {
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
  request.log.warn(`shard ${shard} gives no answer: ${code ?? ''} ${message}`);
  const isSafe = NEVER_SENT.has(code ?? '') || !hasBody(request);
  return ownerAway(
    isSafe
      ? undefined
      : 'The process that has this room gave no answer; it may have done what it was asked for',
  );
}
