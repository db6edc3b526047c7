import type { FastifyRequest } from 'fastify';

/** Who asks other processes on behalf of a request: with its credentials, until it is answered or its client has gone. */
export interface AskedBy {
  headers: Record<string, string>;
  gone: AbortSignal;
  /** Whatever is still asked is given up. */
  end(): void;
}

export function askedBy({ headers, raw, id }: FastifyRequest): AskedBy {
  const going = new AbortController();
  const end = () => {
    raw.off('close', end);
    going.abort();
  };
  raw.once('close', end);
  const { authorization, traceparent } = headers;
  return {
    headers: {
      'x-request-id': id,
      ...(authorization !== undefined && { authorization }),
      ...(typeof traceparent === 'string' && { traceparent }),
    },
    gone: going.signal,
    end,
  };
}
