import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { event } from '../../helpers/events.ts';
import { aCalendar, EVENTS, failureOf, GOOGLE, googleTokens, useVendors, WATCH } from '../vendors.ts';

const { use, count } = useVendors();
const calendarId = 'blue@resource.calendar.google.com';
const keys = { id: 'channel', token: 'channel-token' };

/** An error as Google writes it. */
function said(status: number, domain: string, reason: string, message: string) {
  return { error: { errors: [{ domain, reason, message }], code: status, message } };
}

const listing = () => aCalendar().list({ calendarId });
const answering = (status: number, body: object | string) => {
  const answer = () =>
    typeof body === 'string'
      ? new HttpResponse(body, { status, headers: { 'content-type': 'text/html' } })
      : HttpResponse.json(body, { status });
  use(googleTokens(), http.get(EVENTS, answer), http.post(EVENTS, answer), http.post(WATCH, answer));
};

describe('what Google says of a list', () => {
  const soon: [number, string, string][] = [
    [403, 'rateLimitExceeded', 'Rate Limit Exceeded'],
    [403, 'userRateLimitExceeded', 'User Rate Limit Exceeded'],
    [403, 'quotaExceeded', 'Calendar usage limits exceeded.'],
    [429, 'rateLimitExceeded', 'Rate Limit Exceeded'],
    [408, 'requestTimeout', 'Request Timeout'],
    [500, 'backendError', 'Backend Error'],
    [502, 'badGateway', 'Bad Gateway'],
    [503, 'backendError', 'Backend Error'],
    [504, 'gatewayTimeout', 'Gateway Timeout'],
  ];
  it.each(soon)('%d %s may pass by itself', async (status, reason, message) => {
    answering(status, said(status, 'usageLimits', reason, message));
    const failure = await failureOf('calendar', listing());
    expect(failure).toMatchObject({ status, reason, operator: false });
    expect(failure.message).toContain(message);
  });

  it.each(['30', 'Mon, 23 Nov 2026 09:00:30 GMT'])('a Retry-After of %s is heeded', async (header) => {
    const headers = { 'retry-after': header, date: 'Mon, 23 Nov 2026 09:00:00 GMT' };
    use(
      googleTokens(),
      http.get(EVENTS, () => new HttpResponse('no', { status: 429, headers })),
    );
    expect(await failureOf('calendar', listing())).toMatchObject({ retryAfterMs: 30_000 });
  });

  const never: [number, string, string][] = [
    [400, 'timeRangeEmpty', 'The specified time range is empty.'],
    [401, 'authError', 'Invalid Credentials'],
    [403, 'forbiddenForServiceAccounts', 'Service accounts cannot invite attendees without Delegation.'],
    [403, 'forbiddenForNonOrganizer', 'Shared properties can only be changed by the organizer.'],
    [403, 'forbidden', 'Forbidden'],
    [404, 'notFound', 'Not Found'],
    [410, 'updatedMinTooLongAgo', 'The requested minimum modification time lies too far in the past.'],
    [412, 'conditionNotMet', 'Precondition Failed'],
  ];
  it.each(never)('%d %s needs an operator', async (status, reason, message) => {
    answering(status, said(status, 'global', reason, message));
    const failure = await failureOf('calendar', listing());
    expect(failure).toMatchObject({ status, reason, operator: true });
    expect(failure.message).toContain(message);
  });

  it.each([
    ['rateLimitExceeded', 403],
    ['quotaExceeded', 403],
    ['forbidden', 403],
    ['rateLimitExceeded', 429],
    ['backendError', 503],
  ])(
    '%s (%d) is not asked again by the adapter: whoever calls knows how long to wait',
    async (reason, status) => {
      answering(status, said(status, 'usageLimits', reason, 'no'));
      await failureOf('calendar', listing());
      expect(count('/events')).toBe(1);
      expect(count('/token')).toBe(1);
    },
  );

  const strange: [string, number, object | string][] = [
    [
      'a page of a proxy',
      502,
      '<!DOCTYPE html>\n<html lang=en>\n<title>Error 502 (Server Error)!!1</title>\n</html>\n',
    ],
    ['nothing', 503, ''],
    ['an empty object', 500, {}],
    ['a list', 500, []],
    ['an error without reasons', 503, { error: { code: 503, message: 'no' } }],
    ['an error with an empty list of reasons', 503, { error: { errors: [], code: 503 } }],
    ['a null error', 500, { error: null }],
    ['a problem document', 503, { title: 'Unavailable', status: 503 }],
  ];
  it.each(strange)('may be %s: the status tells', async (_, status, body) => {
    answering(status, body);
    const failure = await failureOf('calendar', listing());
    expect(failure).toMatchObject({ status, reason: undefined, operator: false });
    expect(failure.message).toContain(String(status));
    expect(failure.message).not.toMatch(/<html|\[object Object\]|undefined/);
  });

  it.each(strange)('may be %s to a 404, too', async (_, _status, body) => {
    answering(404, body);
    expect(await failureOf('calendar', listing())).toMatchObject({ status: 404, operator: true });
  });

  it('may be nothing at all, and then it has no status', async () => {
    use(
      googleTokens(),
      http.get(EVENTS, () => HttpResponse.error()),
    );
    const failure = await failureOf('calendar', listing());
    expect(failure).toMatchObject({ status: undefined, operator: false });
  });

  it.each([
    ['an empty object', {}],
    ['a list without a zone', { items: [] }],
    ['a list of an unknown zone', { items: [], timeZone: 'Mars/Olympus' }],
  ])('may be a 200 with %s, which is a failure like any other', async (_, body) => {
    answering(200, body);
    expect((await failureOf('calendar', listing())).message).toContain('time zone');
  });
});

describe('what Google says of a watch', () => {
  it.each([
    [400, 'pushNotSupportedForRequestedResource', 'Push notifications are not supported by this resource.'],
    [400, 'push.webhookUrlNotHttps', 'WebHook callback must be HTTPS: http://roomcal.example.org'],
    [
      401,
      'push.webhookUrlUnauthorized',
      'Unauthorized WebHook callback channel: https://roomcal.example.org',
    ],
    [
      403,
      'push.webhookUrlUnauthorized',
      'Unauthorized WebHook callback channel: https://roomcal.example.org',
    ],
    [400, 'push.channelTypeNotSupported', 'Channel type not supported'],
    [400, 'channelIdNotUnique', 'Channel id channel not unique'],
  ])('%d %s needs an operator', async (status, reason, message) => {
    answering(status, said(status, 'calendar', reason, message));
    const failure = await failureOf('calendar', aCalendar().watch(calendarId, keys, 'https://a.example'));
    expect(failure).toMatchObject({ status, reason, operator: true });
    expect(failure.message).toContain(message);
  });

  it.each([
    ['a text', '1795500000000'],
    ['a number', 1_795_500_000_000],
  ])('may give the expiration as %s', async (_, expiration) => {
    answering(200, { kind: 'api#channel', id: 'channel', resourceId: 'resource', expiration });
    const channel = await aCalendar().watch(calendarId, keys, 'https://a.example');
    expect(channel).toEqual({ resourceId: 'resource', expiration: 1_795_500_000_000 });
  });
});

describe('what Google says of an event', () => {
  const meeting = event('abcde', '2026-11-23T10:00:00Z', '2026-11-23T11:00:00Z');
  const duplicate = said(409, 'global', 'duplicate', 'The requested identifier already exists.');

  it('409 duplicate is a failure, and nothing else is asked or written', async () => {
    answering(409, duplicate);
    const failure = await failureOf('calendar', aCalendar().insert(calendarId, meeting));
    expect(failure).toMatchObject({ status: 409, reason: 'duplicate', operator: true });
    expect(count('/events')).toBe(1);
  });

  it('403 forbiddenForServiceAccounts of an insert needs an operator', async () => {
    answering(403, said(403, 'calendar', 'forbiddenForServiceAccounts', 'Service accounts cannot invite.'));
    const failure = await failureOf('calendar', aCalendar().insert(calendarId, meeting));
    expect(failure).toMatchObject({ status: 403, reason: 'forbiddenForServiceAccounts', operator: true });
  });

  it.each([
    [404, 'notFound'],
    [410, 'deleted'],
  ])('%d %s of a removal or a stop is no failure: it is gone', async (status, reason) => {
    const gone = () => HttpResponse.json(said(status, 'global', reason, 'gone'), { status });
    use(
      googleTokens(),
      http.delete(`${EVENTS}/:id`, gone),
      http.post(`${GOOGLE}/calendar/v3/channels/stop`, gone),
    );
    await aCalendar().remove(calendarId, 'abcde');
    await aCalendar().stopChannel({ id: 'channel', resource_id: 'resource' });
  });

  it('any other failure of a removal or a stop is one', async () => {
    const down = () => HttpResponse.json(said(503, 'global', 'backendError', 'down'), { status: 503 });
    use(
      googleTokens(),
      http.delete(`${EVENTS}/:id`, down),
      http.post(`${GOOGLE}/calendar/v3/channels/stop`, down),
    );
    const calls = [
      aCalendar().remove(calendarId, 'abcde'),
      aCalendar().stopChannel({ id: 'channel', resource_id: 'resource' }),
    ];
    for (const call of calls) expect(await failureOf('calendar', call)).toMatchObject({ status: 503 });
  });
});
