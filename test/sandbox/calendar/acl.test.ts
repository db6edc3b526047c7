import { generateKeyPairSync, sign } from 'node:crypto';
import { auth } from '@googleapis/calendar';
import { describe, expect } from 'vitest';
import type { Clouds } from '../../../src/sandbox/clouds.ts';
import { meeting, ROOM, refusalOf, sandboxTest as test } from '../sandbox-test.ts';

const OURS = 'c_9@resource.calendar.google.com';
const MANAGER = 'ada@example.org';
const STRANGER = 'roomcal@acme.iam.gserviceaccount.com';
const CALENDAR = 'https://www.googleapis.com/auth/calendar';
/** 08:00, when the sandbox's clock stands still. */
const NOW_S = Date.parse('2026-11-23T08:00:00Z') / 1000;
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

/** A calendar that Ada manages and nobody else sees; and a client for each of who asks, with a token for `scope`. */
async function managed(clouds: Clouds) {
  clouds.calendar.addCalendar({
    id: OURS,
    summary: 'Ours',
    timeZone: 'UTC',
    accessRole: 'none',
    owners: [MANAGER],
  });
  return async (email: string, scope = CALENDAR) => {
    clouds.accounts.add(email, publicKey);
    const client = new auth.OAuth2();
    client.setCredentials({ access_token: await tokenFor(clouds, { iss: email, scope }) });
    return client;
  };
}

/** Google's answer to an assertion of these claims, which is timely by the sandbox's clock. */
async function tokenFor({ httpUrl }: Clouds, claims: object): Promise<string> {
  const timely = { aud: 'https://oauth2.googleapis.com/token', iat: NOW_S, exp: NOW_S + 3600 };
  const parts = [
    { alg: 'RS256', typ: 'JWT' },
    { ...claims, ...timely },
  ];
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = sign('sha256', Buffer.from(signed), privateKey).toString('base64url');
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: `${signed}.${signature}`,
  };
  const response = await fetch(`${httpUrl}/token`, { method: 'POST', body: new URLSearchParams(form) });
  return ((await response.json()) as { access_token: string }).access_token;
}

const rule = (role: string, value = STRANGER) => ({ role, scope: { type: 'user', value } });

describe('acl.insert', () => {
  test('shares a calendar with whom it was not there for', async ({ clouds, google }) => {
    const as = await managed(clouds);
    const stranger = await as(STRANGER);
    const list = () => google.events.list({ calendarId: OURS, auth: stranger });
    expect(await refusalOf(list())).toMatchObject({ status: 404, reason: 'notFound' });

    const insert = { calendarId: OURS, requestBody: rule('writer'), auth: await as(MANAGER) };
    expect((await google.acl.insert(insert)).data).toMatchObject({
      kind: 'calendar#aclRule',
      id: `user:${STRANGER}`,
      ...rule('writer'),
    });
    expect((await list()).data.accessRole).toBe('writer');
    await google.events.insert({
      calendarId: OURS,
      requestBody: meeting('10:00', '11:00'),
      auth: stranger,
    });
  });

  test('of less lets nobody write', async ({ clouds, google }) => {
    const as = await managed(clouds);
    await google.acl.insert({ calendarId: OURS, requestBody: rule('reader'), auth: await as(MANAGER) });
    const insert = { calendarId: OURS, requestBody: meeting('10:00', '11:00'), auth: await as(STRANGER) };
    expect(await refusalOf(google.events.insert(insert))).toMatchObject({
      status: 403,
      domain: 'calendar',
      reason: 'requiredAccessLevel',
      message: 'You need to have writer access to this calendar.',
    });
  });

  test('is for who manages the calendar', async ({ clouds, google }) => {
    const as = await managed(clouds);
    const share = async (email: string) =>
      google.acl.insert({ calendarId: OURS, requestBody: rule('owner'), auth: await as(email) });
    expect(await refusalOf(share(STRANGER))).toMatchObject({ status: 404 });
    await google.acl.insert({ calendarId: OURS, requestBody: rule('writer'), auth: await as(MANAGER) });
    expect(await refusalOf(share(STRANGER))).toMatchObject({
      status: 403,
      reason: 'requiredAccessLevel',
      message: 'You need to have owner access to this calendar.',
    });
  });

  test('needs a scope for it', async ({ clouds, google }) => {
    const as = await managed(clouds);
    const insert = { calendarId: OURS, requestBody: rule('writer') };
    const events = await as(MANAGER, `${CALENDAR}.events`);
    expect(await refusalOf(google.acl.insert({ ...insert, auth: events }))).toMatchObject({
      status: 403,
      reason: 'insufficientPermissions',
    });
    await google.acl.insert({ ...insert, auth: await as(MANAGER, `${CALENDAR}.acls`) });
  });

  test.for([
    [{ role: 'writer' }, 'required', 'Missing scope type.'],
    [{ scope: { type: 'user', value: STRANGER } }, 'required', 'Missing role.'],
    [{ role: 'writer', scope: { type: 'user' } }, 'required', 'Missing scope value.'],
    [{ role: 'editor', scope: { type: 'user', value: STRANGER } }, 'invalid', /role/],
    [{ role: 'writer', scope: { type: 'person', value: STRANGER } }, 'invalid', /scope type/],
  ] as const)('refuses %j', async ([requestBody, reason, message], { google }) => {
    const refusal = await refusalOf(google.acl.insert({ calendarId: ROOM, requestBody }));
    expect(refusal).toMatchObject({ status: 400, reason, message: expect.stringMatching(message) });
  });
});

describe('acl.list', () => {
  test('tells the rules to who may write', async ({ clouds, google }) => {
    const as = await managed(clouds);
    const manager = await as(MANAGER);
    for (const role of ['reader', 'writer'])
      await google.acl.insert({ calendarId: OURS, requestBody: rule(role), auth: manager });
    const { data } = await google.acl.list({ calendarId: OURS, auth: await as(STRANGER) });
    expect(data.items?.map(({ id, role }) => [id, role])).toEqual([
      [`user:${MANAGER}`, 'owner'],
      [`user:${STRANGER}`, 'writer'],
    ]);
  });

  test('tells them to nobody who may only read', async ({ clouds, google }) => {
    const as = await managed(clouds);
    await google.acl.insert({ calendarId: OURS, requestBody: rule('reader'), auth: await as(MANAGER) });
    const list = google.acl.list({ calendarId: OURS, auth: await as(STRANGER) });
    expect(await refusalOf(list)).toMatchObject({ status: 403, reason: 'requiredAccessLevel' });
  });
});
