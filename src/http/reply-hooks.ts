import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppContext } from './app-context.ts';
import { ApiError } from './errors.ts';

/** What every answer has, whatever the route: an id in its headers, a line in the log, a place among what is counted. */
export function replyHooks(context: AppContext) {
  return {
    /** The answer says by which id the log knows its request. Gives what is wrong with any request of this kind. */
    onRequest(
      { id, raw: { headers, httpVersion } }: FastifyRequest,
      reply: FastifyReply,
    ): ApiError | undefined {
      reply.header('x-request-id', id);
      const hasHost = headers.host !== undefined || httpVersion !== '1.1';
      return hasHost ? undefined : new ApiError('INVALID_REQUEST', 'The header host is missing');
    },

    /** All paths that are none of ours count as one. */
    onResponse(
      { method, url, routeOptions, log }: FastifyRequest,
      { statusCode, elapsedTime }: FastifyReply,
    ): void {
      context.metrics.answered(method, routeOptions.url ?? 'unknown', statusCode, elapsedTime);
      if (log.level !== 'debug' && log.level !== 'trace') return;
      // Without the query: it may hold what is nobody else's.
      log.debug(`${method} ${url.split('?')[0]} ${statusCode} in ${elapsedTime.toFixed(1)} ms`);
    },
  };
}
