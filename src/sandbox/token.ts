import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../io/ports.ts';
import { callsOf } from './calls.ts';
import { answerOAuth, Refusal } from './refusal.ts';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const GOOGLE_LIFETIME_S = 3599;
const ARDUINO_LIFETIME_S = 300;
const ARDUINO_AUDIENCE = 'https://api2.arduino.cc/iot';

/** The access tokens one vendor has given out. */
export class Tokens {
  readonly #clock: Clock;
  readonly #live = new Map<string, { owner: string; expires: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The vendors' answer to a token request, with a new token that lives `seconds`. */
  issue(owner: string, seconds: number): object {
    const now = this.#clock.now();
    for (const [token, { expires }] of this.#live) if (expires <= now) this.#live.delete(token);
    const token = randomBytes(24).toString('base64url');
    this.#live.set(token, { owner, expires: now + seconds * 1000 });
    return { access_token: token, expires_in: seconds, token_type: 'Bearer' };
  }

  /** Whom an Authorization header speaks for. Throws 401 unless it is `Bearer` and a token that lives. */
  ownerOf(authorization: string | undefined): string {
    const [, token = ''] = /^Bearer (.+)$/i.exec(authorization ?? '') ?? [];
    const grant = this.#live.get(token);
    if (!grant || grant.expires <= this.#clock.now()) throw new Refusal(401);
    return grant.owner;
  }
}

const is = callsOf('token');

interface TokenRequest {
  Body: Record<string, string> | undefined;
}

/** The token endpoints: Google's for service accounts (`/token`), and Arduino's for API keys. */
export function tokenRoutes(
  app: FastifyInstance,
  google: Tokens,
  arduino: Tokens,
  arduinoClients: ReadonlyMap<string, string>,
): void {
  app.setErrorHandler(answerOAuth);
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, body: unknown) => Object.fromEntries(new URLSearchParams(body as string)),
  );

  app.post<TokenRequest>('/token', is('token'), async ({ body = {} }) => {
    if (body.grant_type !== JWT_BEARER) throw new Refusal(400, 'invalid_grant', 'Unsupported grant type.');
    return google.issue(issuerOf(body.assertion ?? ''), GOOGLE_LIFETIME_S);
  });

  app.post<TokenRequest>('/iot/v1/clients/token', is('iot.token'), async ({ body = {} }) => {
    if (body.grant_type !== 'client_credentials') throw new Refusal(400, 'unsupported_grant_type');
    if (body.audience !== ARDUINO_AUDIENCE) throw new Refusal(400, 'invalid_request', 'Unknown audience.');
    const { client_id = '', client_secret = '' } = body;
    if (arduinoClients.get(client_id) !== client_secret) {
      throw new Refusal(401, 'access_denied', 'Unauthorized');
    }
    return arduino.issue(client_id, ARDUINO_LIFETIME_S);
  });
}

/** The service account an assertion names. Its signature is taken on trust: no public key is known here. */
function issuerOf(assertion: string): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString());
    if (claims instanceof Object && 'iss' in claims && typeof claims.iss === 'string') return claims.iss;
  } catch {}
  throw new Refusal(400, 'invalid_grant', 'Invalid JWT: it must name its issuer.');
}
