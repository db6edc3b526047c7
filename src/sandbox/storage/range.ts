import type { FastifyReply } from 'fastify';

/**
 * Answers the bytes that a `Range` header asks for (RFC 9110, section 14): 206 with `Content-Range`, 416 beyond the end,
 * and all of them with 200 where there is no such header, or one of another kind. Python's `blob.open('r')` reads in
 * ranges until it is told 416.
 */
export function sendRange(reply: FastifyReply, data: Buffer, range: string | undefined): FastifyReply {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === undefined) return reply.send(data);
  const from = Number(first);
  const to = Math.min(last ? Number(last) : data.length - 1, data.length - 1);
  if (from >= data.length || to < from)
    return reply.code(416).header('content-range', `bytes */${data.length}`).send('');
  return reply
    .code(206)
    .header('content-range', `bytes ${from}-${to}/${data.length}`)
    .send(data.subarray(from, to + 1));
}
