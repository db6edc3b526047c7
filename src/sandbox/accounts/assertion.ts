import { verify } from 'node:crypto';
import { Refusal } from '../refusal.ts';
import { isKnownScope } from './scopes.ts';
import type { ServiceAccounts } from './service-accounts.ts';

/** Google's token URL, which every assertion is for, wherever it is sent. */
const AUDIENCE = 'https://oauth2.googleapis.com/token';
const MAX_LIFETIME_S = 3600;
/** How far the clock of whoever signed may be ahead. Google says no more than "reasonable". */
const SKEW_S = 300;

interface Claims {
  iss?: unknown;
  aud?: unknown;
  scope?: unknown;
  sub?: unknown;
  iat?: unknown;
  exp?: unknown;
}

/** What a service account's assertion is good for: `owner` is the account, or the user for whom it acts. */
export interface Grant {
  owner: string;
  scopes: string[];
}

/**
 * What the assertion (a signed JWT) of a service account grants at the instant `now`; `accounts` has their
 * public keys. Throws 400, or 401 without delegation, in the words of Google's token endpoint.
 */
export function grantOf(assertion: string, now: number, accounts: ServiceAccounts): Grant {
  const [header = '', payload = '', signature = ''] = assertion.split('.');
  const claims = decoded(payload) as Claims;
  const { iss: owner } = claims;
  if (typeof owner !== 'string') throw invalidGrant('Invalid JWT: it must name its issuer.');
  const key = accounts.keyOf(owner);
  if (!key) throw invalidGrant('Invalid grant: account not found');
  const { alg } = decoded(header) as { alg?: unknown };
  const signed = Buffer.from(`${header}.${payload}`);
  if (alg !== 'RS256' || !verify('sha256', signed, key, Buffer.from(signature, 'base64url'))) {
    throw invalidGrant('Invalid JWT Signature.');
  }
  if (!isTimely(claims, now / 1000)) {
    throw invalidGrant(
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and ' +
        'exp values in the JWT claim.',
    );
  }
  if (claims.aud !== AUDIENCE) {
    throw invalidGrant(`Invalid JWT: Failed audience check. The right audience is ${AUDIENCE}`);
  }
  const scopes = scopesOf(claims.scope);
  const { sub } = claims;
  if (sub === undefined || sub === owner) return { owner, scopes };
  const delegation = accounts.delegationOf(owner);
  if (!delegation || !scopes.every((scope) => delegation.scopes.includes(scope))) {
    throw new Refusal(
      401,
      'unauthorized_client',
      'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the ' +
        'scopes requested.',
    );
  }
  if (typeof sub !== 'string' || !delegation.users.includes(sub))
    throw invalidGrant('Invalid email or User ID');
  return { owner: sub, scopes };
}

function isTimely({ iat, exp }: Claims, now: number): boolean {
  if (typeof iat !== 'number' || typeof exp !== 'number') return false;
  return exp > now && iat <= now + SKEW_S && exp > iat && exp - iat <= MAX_LIFETIME_S;
}

function scopesOf(scope: unknown): string[] {
  const scopes = typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [];
  if (scopes.length === 0) throw invalidScope('Empty or missing scope not allowed.');
  if (!scopes.every(isKnownScope)) {
    throw invalidScope('Invalid OAuth scope or ID token audience provided.');
  }
  return scopes;
}

function decoded(part: string): object {
  try {
    return Object(JSON.parse(Buffer.from(part, 'base64url').toString()));
  } catch {
    return {};
  }
}

const invalidGrant = (message: string) => new Refusal(400, 'invalid_grant', message);
const invalidScope = (message: string) => new Refusal(400, 'invalid_scope', message);
