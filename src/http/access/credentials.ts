import { hash, timingSafeEqual } from 'node:crypto';
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
 * Whether credentials are those of the service, both as one text: how long it takes must tell neither which of the two
 * was right nor where they differ. Padded to one length, for hashes would take as long as the rest of a request.
 */
export function lockOf(known: Credentials): (shown: Credentials) => boolean {
  // With the length of the first before it, no other pair makes the same text.
  const text = ({ id, secret }: Credentials) => `${id.length} ${id}${secret}`;
  const size = Math.max(Buffer.byteLength(text(known)) + 1, SHORTEST_LOCK);
  const [lock, key] = [Buffer.alloc(size), Buffer.alloc(size)];
  lock.write(text(known));
  return (shown) => {
    key.fill(0);
    // What is longer fills the last place, which is empty in the lock.
    key.write(text(shown));
    return timingSafeEqual(key, lock);
  };
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
