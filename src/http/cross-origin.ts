import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppContext } from './app-context.ts';

const METHODS = 'GET, POST, PATCH, DELETE';
const SHOWN = 'x-request-id, retry-after';
/** How long a browser need not ask again, in seconds. */
const GOOD_FOR_S = '600';

/**
 * Lets pages of `cors_origins` call the API from a browser, as the Fetch standard has it: with keys, which a page must know, and not
 * with what the browser knows. True where that was all that was asked for (a preflight), and is answered. Where no origin is
 * configured nothing is said of them: it is looked at with each request, for the configuration may become another.
 */
export function crossOrigin(
  { service }: AppContext,
  { headers, method }: FastifyRequest,
  reply: FastifyReply,
): boolean {
  if (!service || service.corsOrigins.length === 0) return false;
  const { origin, 'access-control-request-headers': wanted } = headers;
  const isAllowed = origin !== undefined && service.corsOrigins.includes(origin);
  const isPreflight = isAllowed && method === 'OPTIONS';
  reply.header('vary', isPreflight ? 'Origin, Access-Control-Request-Headers' : 'Origin');
  if (!isAllowed) return false;
  reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': SHOWN });
  if (!isPreflight) return false;
  reply.headers({ 'access-control-allow-methods': METHODS, 'access-control-max-age': GOOD_FOR_S });
  if (wanted !== undefined) reply.header('access-control-allow-headers', wanted);
  void reply.code(204).send();
  return true;
}
