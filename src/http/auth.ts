import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from './errors.ts';
import { type House, type Service, serviceOf } from './house.ts';

/** Failures that an address may have in a minute. */
const MOST_FAILURES = 10;
/** A line each: browsers do not take a list. */
const CHALLENGE = { 'www-authenticate': ['Basic realm="roomcal"', 'Bearer realm="roomcal"'] };

/**
 * Lets a request pass that knows the Arduino credentials: `Bearer <iot_client_secret>` with `client_id` as a
 * parameter of the query or the body, or HTTP Basic with the two. Throws 401 otherwise, and 429 where an address has
 * failed too often; who knows the credentials passes all the same, for a whole building may share an address.
 */
export function authorize(house: House, app: FastifyInstance) {
  const failed = app.createRateLimit({ max: MOST_FAILURES, timeWindow: '1 minute' });
  const expected = new WeakMap<Service, Buffer>();
  return async (request: FastifyRequest): Promise<void> => {
    const service = serviceOf(house);
    const known = expected.get(service) ?? digestOf({ id: service.clientId, secret: service.clientSecret });
    expected.set(service, known);
    // As one: how long it takes must not tell which of the two was right.
    if (timingSafeEqual(digestOf(presented(request)), known)) return;
    const limit = await failed(request);
    if (limit.isAllowed || !limit.isExceeded) throw new ApiError('UNAUTHORIZED', undefined, {}, CHALLENGE);
    const seconds = String(limit.ttlInSeconds);
    throw new ApiError('TOO_MANY_FAILURES', undefined, {}, { 'retry-after': seconds });
  };
}

/** Compares in a time that does not depend on where two texts differ. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function presented({ headers, query, body }: FastifyRequest): { id: string; secret: string } {
  const [scheme = '', credentials = ''] = (headers.authorization ?? '').split(' ');
  if (scheme.toLowerCase() === 'basic') {
    const decoded = Buffer.from(credentials, 'base64').toString('utf8');
    const colon = decoded.indexOf(':');
    return { id: decoded.slice(0, Math.max(colon, 0)), secret: decoded.slice(colon + 1) };
  }
  const id = parameter(query, 'client_id') ?? parameter(body, 'client_id') ?? '';
  return { id, secret: scheme.toLowerCase() === 'bearer' ? credentials : '' };
}

function parameter(source: unknown, name: string): string | undefined {
  const value = (source as Record<string, unknown> | null | undefined)?.[name];
  return typeof value === 'string' ? value : undefined;
}

function digestOf({ id, secret }: { id: string; secret: string }): Buffer {
  return digest(JSON.stringify([id, secret]));
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
