import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../ports/clock.ts';
import { callsOf } from '../calls.ts';
import type { IotAccounts } from '../iot/accounts.ts';
import { answerOAuth, Refusal } from '../refusal.ts';
import { grantOf } from './assertion.ts';
import { scopesFor } from './scopes.ts';
import type { ServiceAccounts } from './service-accounts.ts';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const GOOGLE_LIFETIME_S = 3599;
const ARDUINO_LIFETIME_S = 300;
const ARDUINO_AUDIENCE = 'https://api2.arduino.cc/iot';

/** The access tokens one vendor has given out. */
export class Tokens {
  readonly #clock: Clock;
  readonly #live = new Map<string, { owner: string; scopes: readonly string[]; expires: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The vendors' answer to a token request, with a new token for `scopes` that lives `seconds`. */
  issue(owner: string, seconds: number, scopes: readonly string[] = []): object {
    const now = this.#clock.now();
    for (const [token, { expires }] of this.#live) if (expires <= now) this.#live.delete(token);
    const token = randomBytes(24).toString('base64url');
    this.#live.set(token, { owner, scopes, expires: now + seconds * 1000 });
    return { access_token: token, expires_in: seconds, token_type: 'Bearer' };
  }

  /**
   * Whom an Authorization header speaks for. Throws 401 unless it is `Bearer` and a token that lives, and 403 unless the
   * token is for one of `wanted`, where that names any scopes.
   */
  ownerOf(authorization: string | undefined, wanted: readonly string[] = []): string {
    const grant = this.#grantOf(authorization);
    if (!grant) throw new Refusal(401);
    if (wanted.length > 0 && !wanted.some((scope) => grant.scopes.includes(scope))) {
      throw new Refusal(403, 'insufficientPermissions', 'Insufficient Permission');
    }
    return grant.owner;
  }

  /** Whom it speaks for; undefined where it speaks for nobody. */
  holderOf(authorization: string | undefined): string | undefined {
    return this.#grantOf(authorization)?.owner;
  }

  #grantOf(authorization: string | undefined) {
    const [, token = ''] = /^Bearer (.+)$/i.exec(authorization ?? '') ?? [];
    const grant = this.#live.get(token);
    return grant && grant.expires > this.#clock.now() ? grant : undefined;
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The account whose token came with the request; undefined without a token. */
    account: string | undefined;
  }
}

/**
 * Lets in to Google's APIs who brings no token (a person with curl, a client told that it talks to an emulator) or one
 * that lives and is for the call.
 */
export function admit(app: FastifyInstance, tokens: Tokens): void {
  app.decorateRequest('account', undefined);
  app.addHook('preValidation', async (request) => {
    const { authorization } = request.headers;
    const { call } = request.routeOptions.config;
    if (authorization === undefined || !call) return;
    request.account = tokens.ownerOf(authorization, scopesFor(call));
  });
}

const is = callsOf('token');

interface TokenRequest {
  Body: Record<string, string> | undefined;
}

/** The token endpoints: Google's for service accounts (`/token`), and Arduino's for API keys. */
export function tokenRoutes(
  app: FastifyInstance,
  clock: Clock,
  google: { tokens: Tokens; accounts: ServiceAccounts },
  arduino: { tokens: Tokens; accounts: Pick<IotAccounts, 'knows'> },
): void {
  app.setErrorHandler(answerOAuth);
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, body: unknown) => Object.fromEntries(new URLSearchParams(body as string)),
  );

  app.post<TokenRequest>('/token', is('token'), async ({ body = {} }) => {
    const { grant_type, assertion = '' } = body;
    if (!grant_type) throw new Refusal(400, 'invalid_request', 'Missing required parameter: grant_type');
    if (grant_type !== JWT_BEARER) {
      throw new Refusal(400, 'unsupported_grant_type', `Invalid grant_type: ${grant_type}`);
    }
    const { owner, scopes } = grantOf(assertion, clock.now(), google.accounts);
    return google.tokens.issue(owner, GOOGLE_LIFETIME_S, scopes);
  });

  app.post<TokenRequest>('/iot/v1/clients/token', is('iot.token'), async ({ body = {} }) => {
    if (body.grant_type !== 'client_credentials') throw new Refusal(400, 'unsupported_grant_type');
    if (body.audience !== ARDUINO_AUDIENCE) throw new Refusal(400, 'invalid_request', 'Unknown audience.');
    const { client_id = '', client_secret = '' } = body;
    if (!arduino.accounts.knows(client_id, client_secret)) {
      throw new Refusal(401, 'access_denied', 'Unauthorized');
    }
    return arduino.tokens.issue(client_id, ARDUINO_LIFETIME_S);
  });
}
