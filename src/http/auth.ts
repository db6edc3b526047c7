import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type AppContext, type Service, serviceOf } from './app-context.ts';
import { ApiError } from './errors.ts';

/** Failures that an address may have in a minute. */
const MOST_FAILURES = 10;
/** Bytes that are compared at least, whatever the length of the secret. */
const SHORTEST_LOCK = 1_024;
/** A line each: browsers do not take a list. */
const CHALLENGE = { 'www-authenticate': ['Basic realm="roomcal"', 'Bearer realm="roomcal"'] };

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

interface Credentials {
  id: string;
  secret: string;
}

/**
 * Lets a request pass that knows the Arduino credentials: `Bearer <iot_client_secret>` with `client_id` as a
 * parameter of the query or the body, or HTTP Basic with the two. Throws 401 otherwise, and 429 where an address has
 * failed too often; who knows the credentials passes all the same, for a whole building may share an address.
 */
export function authorize(context: AppContext, app: FastifyInstance) {
  const failed = app.createRateLimit({ max: MOST_FAILURES, timeWindow: '1 minute' });
  const locks = new WeakMap<Service, (credentials: Credentials) => boolean>();

  async function refuse(request: FastifyRequest): Promise<never> {
    const limit = await failed(request);
    tellOf(request);
    if (limit.isAllowed || !limit.isExceeded) throw new ApiError('UNAUTHORIZED', undefined, {}, CHALLENGE);
    const seconds = String(limit.ttlInSeconds);
    throw new ApiError('TOO_MANY_FAILURES', undefined, {}, { 'retry-after': seconds });
  }

  /** Which boards still come without the secret, an operator wants to know. */
  function tellOf({ query, body, params, log }: FastifyRequest): void {
    const room_name = [query, body, params].map((source) => parameter(source, 'room_name')).find(Boolean);
    if (room_name === undefined || !context.service?.building.has(room_name)) return;
    context.metrics.unauthorized(room_name);
    log.warn({ room_name }, `${room_name}: a client came without the right credentials, and was refused`);
  }

  return (request: FastifyRequest, _: FastifyReply, done: (error?: Error) => void): void => {
    const service = serviceOf(context);
    const opens = locks.get(service) ?? lockOf({ id: service.clientId, secret: service.clientSecret });
    locks.set(service, opens);
    if (opens(presented(request))) done();
    else refuse(request).catch(done);
  };
}

/**
 * Whether credentials are those of the service, both as one text: how long it takes must tell neither which of the two
 * was right nor where they differ. Padded to one length, for hashes would take as long as the rest of a request.
 */
function lockOf(known: Credentials): (presented: Credentials) => boolean {
  const text = (credentials: Credentials) => JSON.stringify([credentials.id, credentials.secret]);
  const size = Math.max(Buffer.byteLength(text(known)) + 1, SHORTEST_LOCK);
  const [lock, key] = [Buffer.alloc(size), Buffer.alloc(size)];
  lock.write(text(known));
  return (credentials) => {
    key.fill(0);
    // What is longer fills the last place, which is empty in the lock.
    key.write(text(credentials));
    return timingSafeEqual(key, lock);
  };
}

/** Compares in a time that does not depend on where two texts differ. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

/** Empty where there are none, or something beside them. */
function presented({ headers, query, body }: FastifyRequest): Credentials {
  // All that follows the scheme and its blanks (RFC 9110, 11.4) has to match: nothing may trail behind a secret.
  const [, scheme = '', credentials = ''] = /^(\w+) +(.+)$/.exec(headers.authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'basic') return decoded(credentials);
  const id = parameter(query, 'client_id') ?? parameter(body, 'client_id') ?? '';
  return { id, secret: scheme.toLowerCase() === 'bearer' ? credentials : '' };
}

/** Node's decoder passes over what is no base64, and stops at the padding: it would take many texts for one. */
function decoded(credentials: string): Credentials {
  const pair = BASE64.test(credentials) ? Buffer.from(credentials, 'base64').toString('utf8') : '';
  const colon = pair.indexOf(':');
  return { id: pair.slice(0, Math.max(colon, 0)), secret: pair.slice(colon + 1) };
}

function parameter(source: unknown, name: string): string | undefined {
  const value = (source as Record<string, unknown> | null | undefined)?.[name];
  return typeof value === 'string' ? value : undefined;
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
