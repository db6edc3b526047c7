import { generateKeyPairSync, sign } from 'node:crypto';
import { auth } from '@googleapis/calendar';
import { describe, expect } from 'vitest';
import type { Clouds } from '../../../src/sandbox/clouds.ts';
import { meeting, ROOM, refusalOf, sandboxTest as test } from '../sandbox-test.ts';

const ACCOUNT = 'roomcal@sandbox.iam.gserviceaccount.com';
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const CALENDAR = 'https://www.googleapis.com/auth/calendar';
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** 08:00, when the sandbox's clock stands still. */
const NOW_S = Date.parse('2026-11-23T08:00:00Z') / 1000;
const CLAIMS = {
  iss: ACCOUNT,
  scope: CALENDAR,
  aud: 'https://oauth2.googleapis.com/token',
  iat: NOW_S,
  exp: NOW_S + 3600,
};

function assertion(claims: object, key: Parameters<typeof sign>[2] = privateKey, alg = 'RS256'): string {
  const [header, payload] = [{ alg, typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const signature = sign('sha256', Buffer.from(`${header}.${payload}`), key).toString('base64url');
  return `${header}.${payload}.${signature}`;
}

async function ask(clouds: Clouds, form: Record<string, string>) {
  clouds.accounts.add(ACCOUNT, publicKey);
  const response = await fetch(`${clouds.httpUrl}/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

async function tokenFor(clouds: Clouds, scope: string): Promise<string> {
  const { body } = await ask(clouds, {
    grant_type: JWT_BEARER,
    assertion: assertion({ ...CLAIMS, scope }),
  });
  return body.access_token!;
}

describe('a token of Google', () => {
  test('is for the account that signed, and lives an hour', async ({ clock, clouds, google }) => {
    const grant = await ask(clouds, { grant_type: JWT_BEARER, assertion: assertion(CLAIMS) });
    expect(grant).toMatchObject({ status: 200, body: { expires_in: 3599, token_type: 'Bearer' } });
    const client = new auth.OAuth2();
    client.setCredentials({ access_token: grant.body.access_token! });
    const insert = { calendarId: ROOM, requestBody: meeting('10:00', '11:00'), auth: client };
    const { data } = await google.events.insert(insert);
    expect(data.creator).toEqual({ email: ACCOUNT });

    clock.step(3599_000);
    expect(await refusalOf(google.events.insert(insert))).toMatchObject({ status: 401, reason: 'authError' });
  });

  const inTime = /^Invalid JWT: Token must be a short-lived token \(60 minutes\)/;
  test.for([
    { what: 'an unknown account', claims: { iss: 'nobody@example.org' }, words: /account not found$/ },
    { what: 'the key of another', claims: {}, key: other.privateKey, words: /^Invalid JWT Signature\.$/ },
    { what: 'another algorithm', claims: {}, alg: 'none', words: /^Invalid JWT Signature\.$/ },
    { what: 'an end in the past', claims: { iat: NOW_S - 3601, exp: NOW_S - 1 }, words: inTime },
    { what: 'more than an hour', claims: { exp: NOW_S + 3601 }, words: inTime },
    { what: 'a start in the future', claims: { iat: NOW_S + 301 }, words: inTime },
    { what: 'no times', claims: { iat: undefined, exp: undefined }, words: inTime },
    {
      what: 'another audience',
      claims: { aud: 'http://127.0.0.1/token' },
      words: /^Invalid JWT: Failed audience check\. The right audience is https:\/\/oauth2/,
    },
  ])('is not for $what', async ({ claims, key, alg, words }, { clouds }) => {
    const signed = assertion({ ...CLAIMS, ...claims }, key, alg);
    expect(await ask(clouds, { grant_type: JWT_BEARER, assertion: signed })).toEqual({
      status: 400,
      body: { error: 'invalid_grant', error_description: expect.stringMatching(words) },
    });
  });

  test('may be asked for by a clock that is a little ahead', async ({ clouds }) => {
    const signed = assertion({ ...CLAIMS, iat: NOW_S + 299, exp: NOW_S + 3899 });
    expect((await ask(clouds, { grant_type: JWT_BEARER, assertion: signed })).status).toBe(200);
  });

  test.for([
    { scope: undefined, words: 'Empty or missing scope not allowed.' },
    { scope: ' ', words: 'Empty or missing scope not allowed.' },
    { scope: `${CALENDAR} calender`, words: 'Invalid OAuth scope or ID token audience provided.' },
  ])('is not for the scope $scope', async ({ scope, words }, { clouds }) => {
    const signed = assertion({ ...CLAIMS, scope });
    expect(await ask(clouds, { grant_type: JWT_BEARER, assertion: signed })).toEqual({
      status: 400,
      body: { error: 'invalid_scope', error_description: words },
    });
  });

  test('is not for somebody else, without delegation', async ({ clouds }) => {
    const signed = assertion({ ...CLAIMS, sub: 'director@example.org' });
    const refused = { status: 401, body: { error: 'unauthorized_client' } };
    expect(await ask(clouds, { grant_type: JWT_BEARER, assertion: signed })).toMatchObject(refused);
  });

  describe('for a user of a domain', () => {
    const USERS = ['rooms@example.org', 'director@example.org'];
    const delegated = async (clouds: Clouds, claims: object) => {
      clouds.accounts.delegate(ACCOUNT, { users: USERS, scopes: [CALENDAR] });
      return ask(clouds, { grant_type: JWT_BEARER, assertion: assertion({ ...CLAIMS, ...claims }) });
    };

    test('acts for that user, once delegated', async ({ clouds, google }) => {
      const { body } = await delegated(clouds, { sub: 'rooms@example.org' });
      const client = new auth.OAuth2();
      client.setCredentials({ access_token: body.access_token! });
      const insert = { calendarId: ROOM, requestBody: meeting('10:00', '11:00'), auth: client };
      expect((await google.events.insert(insert)).data.creator).toEqual({ email: 'rooms@example.org' });
    });

    test.for([
      { what: 'a stranger', claims: { sub: 'ada@elsewhere.org' }, status: 400, error: 'invalid_grant' },
      {
        what: 'a scope that was not delegated',
        claims: { sub: 'rooms@example.org', scope: `${CALENDAR}.readonly` },
        status: 401,
        error: 'unauthorized_client',
      },
    ])('is not for $what', async ({ claims, status, error }, { clouds }) => {
      expect(await delegated(clouds, claims)).toMatchObject({ status, body: { error } });
    });
  });

  test.for([
    [{}, 'invalid_request'],
    [{ grant_type: 'password' }, 'unsupported_grant_type'],
    [{ grant_type: JWT_BEARER }, 'invalid_grant'],
    [{ grant_type: JWT_BEARER, assertion: 'a.b.c' }, 'invalid_grant'],
  ] as const)('is not for %o', async ([form, error], { clouds }) => {
    expect(await ask(clouds, form)).toMatchObject({ status: 400, body: { error } });
  });
});

describe('a scope', () => {
  test('opens what it is for', async ({ clouds, google }) => {
    const client = new auth.OAuth2();
    const readonly = `${CALENDAR}.readonly`;
    client.setCredentials({ access_token: await tokenFor(clouds, readonly) });
    await google.events.list({ calendarId: ROOM, auth: client });
    const insert = google.events.insert({
      calendarId: ROOM,
      requestBody: meeting('10:00', '11:00'),
      auth: client,
    });
    expect(await refusalOf(insert)).toMatchObject({ status: 403, reason: 'insufficientPermissions' });
    const storage = await fetch(`${clouds.httpUrl}/storage/v1/b`, {
      headers: { authorization: `Bearer ${await tokenFor(clouds, readonly)}` },
    });
    expect(storage.status).toBe(403);
  });

  test('opens Cloud Storage, too, while its token lives', async ({ clock, clouds }) => {
    const scope = 'https://www.googleapis.com/auth/devstorage.read_write';
    const headers = { authorization: `Bearer ${await tokenFor(clouds, scope)}` };
    const status = async (init?: RequestInit) => (await fetch(`${clouds.httpUrl}/storage/v1/b`, init)).status;
    expect(await status({ headers })).toBe(200);
    clock.step(3600_000);
    expect(await status({ headers })).toBe(401);
    expect(await status()).toBe(200);
  });
});
