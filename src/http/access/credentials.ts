import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

/** Bytes that are compared at least, whatever the length of the secret. */
const SHORTEST_LOCK = 1_024;

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** What a request has to show: an id and a secret, or a secret alone. */
export interface Credentials {
  id: string;
  secret: string;
}

/**
 * What a request shows: `Bearer` with what follows, and `client_id` as a parameter of the query or the body, or HTTP Basic with
 * the two. Empty where there are none, or something beside them.
 */
export function presented({ headers, query, body }: FastifyRequest): Credentials {
  // All that follows the scheme and its blanks (RFC 9110, 11.4) has to match: nothing may trail behind a secret.
  const [, scheme = '', credentials = ''] = /^(\w+) +(.+)$/.exec(headers.authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'basic') return decoded(credentials);
  const id = parameter(query, 'client_id') ?? parameter(body, 'client_id') ?? '';
  return { id, secret: scheme.toLowerCase() === 'bearer' ? credentials : '' };
}

/**
 * Whether credentials are those of the service, id and secret as one text: how long it takes must tell neither which of the two
 * was right, nor where they differ, nor of several which it was. Padded to one length, for hashes would take as long as the
 * rest of a request.
 */
export function lockOf(...known: readonly Credentials[]): (shown: Credentials) => boolean {
  const longest = Math.max(...known.map((one) => Buffer.byteLength(text(one))));
  const size = Math.max(longest + 1, SHORTEST_LOCK);
  const locks = known.map((one) => {
    const lock = Buffer.alloc(size);
    lock.write(text(one));
    return lock;
  });
  const key = Buffer.alloc(size);
  return (shown) => {
    key.fill(0);
    // What is longer fills the last place, which is empty in the locks.
    key.write(text(shown));
    return locks.map((lock) => timingSafeEqual(key, lock)).some(Boolean);
  };
}

/**
 * The same of many: found by a hash with a key that nobody knows, so that how long it takes tells nothing of them, and does not
 * grow with their number.
 */
export function lockOfMany(known: readonly Credentials[]): (shown: Credentials) => boolean {
  const key = randomBytes(32);
  const hashed = (one: Credentials) => createHmac('sha256', key).update(text(one)).digest('base64');
  const locks = new Set(known.map(hashed));
  return (shown) => locks.size > 0 && locks.has(hashed(shown));
}

/** An id and a secret as one text: with the length of the first before it, no other pair makes the same. */
function text({ id, secret }: Credentials): string {
  return `${id.length} ${id}${secret}`;
}

/** Compares in a time that does not depend on where two texts differ. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));
}

/** The text of that name in a query, a body or the parameters of a path. */
export function parameter(source: unknown, name: string): string | undefined {
  const value = (source as Record<string, unknown> | null | undefined)?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** Node's decoder passes over what is no base64, and stops at the padding: it would take many texts for one. */
function decoded(credentials: string): Credentials {
  const pair = BASE64.test(credentials) ? Buffer.from(credentials, 'base64').toString('utf8') : '';
  const colon = pair.indexOf(':');
  return { id: pair.slice(0, Math.max(colon, 0)), secret: pair.slice(colon + 1) };
}
