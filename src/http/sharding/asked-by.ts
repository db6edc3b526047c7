import type { FastifyRequest } from 'fastify';

/** Who asks other processes on behalf of a request: with its credentials, until it is answered or its client has gone. */
export interface AskedBy {
  headers: Record<string, string>;
  gone: AbortSignal;
}

export function askedBy({ headers, raw, id }: FastifyRequest): AskedBy {
  const going = new AbortController();
  raw.once('close', () => going.abort());
  const { authorization, traceparent } = headers;
  return {
    headers: {
      'x-request-id': id,
      ...(authorization !== undefined && { authorization }),
      ...(typeof traceparent === 'string' && { traceparent }),
    },
    gone: going.signal,
  };
}
