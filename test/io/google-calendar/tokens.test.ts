import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { calendarAdmin } from '../../../src/io/google-calendar/calendar.ts';
import { SimulatedClock } from '../../../src/replay/simulated-clock.ts';
import { deferred } from '../../helpers/deferred.ts';
import {
  aCalendar,
  EVENTS,
  failureOf,
  GOOGLE,
  GOOGLE_TOKEN,
  googleTokens,
  KEY_FILE,
  useVendors,
} from '../vendors.ts';

const { use, count, requests } = useVendors();
const calendarId = 'blue@example.org';
const REAL = 'https://oauth2.googleapis.com/token';

const lists = http.get(EVENTS, () => HttpResponse.json({ items: [], timeZone: 'Europe/Rome' }));

describe("the service account's token", () => {
  it('comes from the token_uri of the key file, for a signed assertion', async () => {
    use(googleTokens(), lists);
    await aCalendar().list({ calendarId });
    const [asked, listed] = requests;
    expect(asked?.url).toBe(GOOGLE_TOKEN);
    const form = new URLSearchParams(await asked?.text());
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const [, claims = ''] = form.get('assertion')?.split('.') ?? [];
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      iss: KEY_FILE.client_email,
      scope: 'https://www.googleapis.com/auth/calendar',
    });
    expect(listed?.headers.get('authorization')).toBe('Bearer ya29.access-1');
  });

  it.each([
    ['a user, where it acts for one', 'rooms@example.org'],
    ['nobody else, where it acts for itself', undefined],
  ])('names %s', async (_, subject) => {
    use(googleTokens(), lists);
    const clock = new SimulatedClock('2026-11-23T08:00:00Z');
    const credentials = JSON.stringify(KEY_FILE);
    await calendarAdmin({ credentials, subject, endpoint: GOOGLE, clock }).authorize();
    const form = new URLSearchParams(await requests[0]?.text());
    const claims = JSON.parse(Buffer.from(form.get('assertion')!.split('.')[1]!, 'base64url').toString());
    expect([claims.iss, claims.sub]).toEqual([KEY_FILE.client_email, subject]);
  });

  it.each([
    ['is that of Google', { token_uri: REAL }],
    ['is missing', { token_uri: undefined }],
    ['is empty', { token_uri: '' }],
  ])('comes from Google where token_uri %s', async (_, keys) => {
    use(googleTokens(REAL), lists);
    await aCalendar(keys).list({ calendarId });
    expect(requests[0]?.url).toBe(REAL);
  });

  it('is fetched once for call after call', async () => {
    use(googleTokens(), lists);
    const calendar = aCalendar();
    await Promise.all([1, 2, 3].map((number) => calendar.list({ calendarId: `${number}@example.org` })));
    await calendar.list({ calendarId });
    expect(count('/token')).toBe(1);
    expect(count('/events')).toBe(4);
  });

  it('is fetched anew where Google no longer takes it', async () => {
    const refuse = http.get(EVENTS, ({ request }) =>
      request.headers.get('authorization') === 'Bearer ya29.access-1'
        ? HttpResponse.json({ error: { code: 401, errors: [{ reason: 'authError' }] } }, { status: 401 })
        : HttpResponse.json({ items: [], timeZone: 'Europe/Rome' }),
    );
    use(googleTokens(), refuse);
    expect((await aCalendar().list({ calendarId })).complete).toBe(true);
    expect(count('/token')).toBe(2);
  });
});

describe('a token that Google takes back while many calls are under way', () => {
  it('is replaced once, and each call is made once more', async () => {
    const renewed = deferred<void>();
    const event = async ({ request, params }: { request: Request; params: Record<string, unknown> }) => {
      if (request.headers.get('authorization') !== 'Bearer ya29.access-1') {
        renewed.resolve();
        return HttpResponse.json({ id: params.event, status: 'cancelled' });
      }
      // The others are refused once the first has a new token.
      if (params.event !== 'a') await renewed.promise;
      return HttpResponse.json({ error: { code: 401, errors: [{ reason: 'authError' }] } }, { status: 401 });
    };
    use(googleTokens(), http.get(`${EVENTS}/:event`, event));
    const calendar = aCalendar();
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const got = await Promise.all(ids.map((id) => calendar.get(calendarId, id)));
    expect(got.map((one) => one?.id)).toEqual(ids);
    expect(count('/token')).toBe(2);
    expect(count('/events')).toBe(10);
    await calendar.get(calendarId, 'f');
    expect(count('/token')).toBe(2);
  });

  it('is not replaced for ever where Google takes no token', async () => {
    const refusal = { error: { code: 401, errors: [{ reason: 'authError' }] } };
    use(
      googleTokens(),
      http.get(`${EVENTS}/:event`, () => HttpResponse.json(refusal, { status: 401 })),
    );
    const calendar = aCalendar();
    const failing = ['a', 'b'].map((id) => failureOf('calendar', calendar.get(calendarId, id)));
    for (const one of failing) expect(await one).toMatchObject({ status: 401, operator: true });
    expect(count('/events')).toBe(4);
  });
});

describe('where there is no token for the service account', () => {
  it.each([
    [400, 'invalid_grant', 'Invalid JWT Signature.', true],
    [401, 'invalid_client', 'The OAuth client was not found.', true],
    [403, 'access_denied', 'Account restricted', true],
    [429, 'rate_limited', 'Slow down', false],
    [503, 'temporarily_unavailable', 'Try again', false],
  ])('%d %s says so', async (status, error, error_description, operator) => {
    use(http.post(GOOGLE_TOKEN, () => HttpResponse.json({ error, error_description }, { status })));
    const failure = await failureOf('calendar', aCalendar().list({ calendarId }));
    expect(failure).toMatchObject({ status, reason: error, operator });
    expect(failure.message).toContain(error_description);
    expect(count('/events')).toBe(0);
    expect(count('/token')).toBe(1);
  });

  it('a token endpoint that cannot be reached may come back', async () => {
    use(http.post(GOOGLE_TOKEN, () => HttpResponse.error()));
    const failure = await failureOf('calendar', aCalendar().list({ calendarId }));
    expect(failure).toMatchObject({ status: undefined, operator: false });
  });

  it('the next call asks again', async () => {
    const refusal = () => HttpResponse.json({ error: 'invalid_grant' }, { status: 400 });
    use(http.post(GOOGLE_TOKEN, refusal, { once: true }), googleTokens(), lists);
    const calendar = aCalendar();
    await failureOf('calendar', calendar.list({ calendarId }));
    expect((await calendar.list({ calendarId })).complete).toBe(true);
  });
});
