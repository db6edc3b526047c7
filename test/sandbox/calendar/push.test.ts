import { describe, expect } from 'vitest';
import { settle } from '../../../src/replay/simulated-clock.ts';
import type { Clouds } from '../../../src/sandbox/clouds.ts';
import type { Receiver } from '../../helpers/receiver.ts';
import { aSilentServer } from '../../helpers/silent.ts';
import { meeting, ROOM, refusalOf, sandboxTest as test } from '../sandbox-test.ts';

const watch = (address: string, more: object = {}) => ({
  calendarId: ROOM,
  requestBody: { id: 'channel-1', type: 'web_hook', address, token: 'a secret', ...more },
});
const change = (clouds: Clouds) => clouds.calendar.insert(ROOM, meeting('10:00', '11:00'));
const number = async (receiver: Receiver) => (await receiver.next()).headers['x-goog-message-number'];

describe('events.watch', () => {
  test('answers the channel, which lives a week unless told otherwise', async ({
    clouds,
    google,
    receiver,
  }) => {
    const { data } = await google.events.watch(watch(receiver.url));
    expect(data).toEqual({
      kind: 'api#channel',
      id: 'channel-1',
      resourceId: expect.any(String),
      resourceUri: `${clouds.httpUrl}/calendar/v3/calendars/${encodeURIComponent(ROOM)}/events?alt=json`,
      token: 'a secret',
      expiration: String(Date.parse('2026-11-30T08:00:00Z')),
    });
    await receiver.next();
  });

  test.for([
    { what: 'an hour', request: { params: { ttl: '3600' } }, expires: '2026-11-23T09:00:00Z' },
    {
      what: 'a year, of which it gets thirty days',
      request: { params: { ttl: '31536000' } },
      expires: '2026-12-23T08:00:00Z',
    },
    {
      what: 'an instant',
      request: { expiration: String(Date.parse('2026-11-24T08:00:00Z')) },
      expires: '2026-11-24T08:00:00Z',
    },
  ])('can be asked for $what', async ({ request, expires }, { google, receiver }) => {
    const { data } = await google.events.watch(watch(receiver.url, request));
    expect(data.expiration).toBe(String(Date.parse(expires)));
  });

  test.for([
    {
      what: 'plain HTTP to elsewhere',
      request: { address: 'http://example.org' },
      reason: 'push.webhookUrlNotHttps',
    },
    { what: 'an unknown type', request: { type: 'pigeon' }, reason: 'push.channelTypeNotSupported' },
    { what: 'an id of 65 letters', request: { id: 'x'.repeat(65) }, reason: 'invalid' },
    { what: 'a token of 257 letters', request: { token: 'x'.repeat(257) }, reason: 'invalid' },
    { what: 'a life that is over', request: { expiration: '1' }, reason: 'invalid' },
    { what: 'no id', request: { id: undefined }, reason: 'required' },
  ])('refuses $what', async ({ request, reason }, { google }) => {
    const refusal = await refusalOf(google.events.watch(watch('https://example.org', request)));
    expect(refusal).toMatchObject({ status: 400, reason });
  });

  test('takes an id that lives only once for each calendar, as the Python service has it', async ({
    clouds,
    google,
    receiver,
  }) => {
    const other = 'other@example.org';
    clouds.calendar.addCalendar({ id: other, summary: 'Red room', timeZone: 'Europe/Rome' });
    const { data } = await google.events.watch(watch(receiver.url));
    const { data: second } = await google.events.watch({ ...watch(receiver.url), calendarId: other });
    expect(second.resourceId).not.toBe(data.resourceId);
    expect(await refusalOf(google.events.watch(watch(receiver.url)))).toMatchObject({
      status: 400,
      reason: 'channelIdNotUnique',
      message: 'Channel id channel-1 not unique',
    });
    await google.channels.stop({ requestBody: { id: data.id!, resourceId: data.resourceId! } });
    await google.events.watch(watch(receiver.url));
    await google.channels.stop({ requestBody: { id: second.id!, resourceId: second.resourceId! } });
    change(clouds);
    const told = [await receiver.next(), await receiver.next(), await receiver.next(), await receiver.next()];
    expect(told.at(-1)?.headers).toMatchObject({
      'x-goog-resource-id': data.resourceId,
      'x-goog-resource-state': 'exists',
    });
  });
});

describe('notifications', () => {
  test('say what Google says, in headers alone', async ({ clouds, google, receiver }) => {
    const { data } = await google.events.watch(watch(receiver.url));
    const sync = await receiver.next();
    expect(sync.body).toBe('');
    expect(sync.headers).toMatchObject({
      'user-agent': expect.stringMatching(/^APIs-Google/),
      'content-length': '0',
      'x-goog-channel-id': 'channel-1',
      'x-goog-channel-token': 'a secret',
      'x-goog-channel-expiration': 'Mon, 30 Nov 2026 08:00:00 GMT',
      'x-goog-message-number': '1',
      'x-goog-resource-id': data.resourceId,
      'x-goog-resource-uri': data.resourceUri,
      'x-goog-resource-state': 'sync',
    });
    change(clouds);
    const { headers } = await receiver.next();
    expect(headers).toMatchObject({ 'x-goog-message-number': '2', 'x-goog-resource-state': 'exists' });
  });

  test('come for each change, in order, over connections that are kept', async ({
    clouds,
    google,
    receiver,
  }) => {
    await google.events.watch(watch(receiver.url));
    const { id } = change(clouds);
    for (let changes = 1; changes < 20; changes++)
      clouds.calendar.patch(ROOM, id!, { summary: `${changes}` });
    const numbers = [];
    while (numbers.length < 21) numbers.push(Number(await number(receiver)));
    expect(numbers).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
    expect(receiver.connections.size).toBeLessThan(3);
  });

  test('end with the channel', async ({ clock, clouds, google, receiver, calls }) => {
    const { data } = await google.events.watch(watch(receiver.url, { params: { ttl: '60' } }));
    const stopped = await google.events.watch(watch(receiver.url, { id: 'channel-2' }));
    await Promise.all([receiver.next(), receiver.next()]);
    const { id, resourceId } = stopped.data;
    await google.channels.stop({ requestBody: { id: id!, resourceId: resourceId! } });
    clock.step(60_000);
    change(clouds);
    await google.events.watch(watch(receiver.url, { id: 'channel-3' }));
    expect((await receiver.next()).headers['x-goog-channel-id']).toBe('channel-3');
    expect(await calls()).toMatchObject({ 'push.sent': 3, 'push.dropped': 0 });

    for (const gone of [data, stopped.data, { id: 'nobody', resourceId: 'x' }]) {
      const stop = google.channels.stop({ requestBody: { id: gone.id!, resourceId: gone.resourceId! } });
      expect(await refusalOf(stop)).toMatchObject({ status: 404, reason: 'notFound' });
    }
  });

  test('are tried again after 503, later each time', async ({ clock, google, receiver }) => {
    receiver.answers.push(503, 500);
    await google.events.watch(watch(receiver.url));
    expect(await number(receiver)).toBe('1');
    await clock.armed(1000);
    clock.step(1000);
    expect(await number(receiver)).toBe('1');
    await clock.armed(2000);
    clock.step(1999);
    expect(receiver.unread).toEqual([]);
    clock.step(1);
    expect(await number(receiver)).toBe('1');
  });

  test('are tried five times at most, and then given up', async ({ clock, google, receiver, calls }) => {
    receiver.answers.push(...Array(6).fill(503));
    await google.events.watch(watch(receiver.url));
    for (const ms of [1_000, 2_000, 4_000, 8_000]) {
      await receiver.next();
      await clock.armed(ms);
      clock.step(ms);
    }
    await receiver.next();
    while ((await calls())['push.dropped'] === 0);
    expect(await calls()).toMatchObject({ 'push.sent': 5, 'push.dropped': 1 });
    expect(clock.pending).toBe(0);
  });

  test('wait thirty seconds for an answer, and no longer', async ({ clock, google, calls }) => {
    const server = await aSilentServer();
    await google.events.watch(watch(`${server.url}/webhook`));
    await server.next();
    await clock.armed(30_000);
    clock.step(29_999);
    expect(await calls()).toMatchObject({ 'push.sent': 1, 'push.dropped': 0 });
    clock.step(1);
    await server.left();
    while ((await calls())['push.dropped'] === 0);
  });

  test('leave no timer once they are answered', async ({ clock, google, receiver }) => {
    await google.events.watch(watch(receiver.url));
    await receiver.next();
    while (clock.pending > 0) await settle();
  });

  test('are not tried again after 404', async ({ clouds, google, receiver, calls }) => {
    receiver.answers.push(404);
    await google.events.watch(watch(receiver.url));
    change(clouds);
    expect([await number(receiver), await number(receiver)]).toEqual(['1', '2']);
    expect(await calls()).toMatchObject({ 'push.sent': 2, 'push.dropped': 1 });
  });
});

describe('push faults', () => {
  test('drop loses a notification', async ({ clouds, google, receiver, setFaults, calls }) => {
    await google.events.watch(watch(receiver.url));
    await receiver.next();
    await setFaults({ vendor: 'push', status: 'drop' });
    change(clouds);
    await setFaults();
    change(clouds);
    expect(await number(receiver)).toBe('3');
    expect(await calls()).toMatchObject({ 'push.sent': 2, 'push.dropped': 1 });
  });

  test('expire ends the channel, and tells nobody', async ({
    clouds,
    google,
    receiver,
    setFaults,
    calls,
  }) => {
    const { data } = await google.events.watch(watch(receiver.url));
    await receiver.next();
    await setFaults({ vendor: 'push', status: 'expire' });
    change(clouds);
    await setFaults();
    change(clouds);
    const stop = google.channels.stop({ requestBody: { id: data.id!, resourceId: data.resourceId! } });
    expect(await refusalOf(stop)).toMatchObject({ status: 404, reason: 'notFound' });
    expect(await calls()).toMatchObject({ 'push.sent': 1, 'push.expired': 1, 'push.dropped': 0 });
  });

  test('duplicate sends it twice', async ({ clouds, google, receiver, setFaults }) => {
    await google.events.watch(watch(receiver.url));
    await receiver.next();
    await setFaults({ vendor: 'push', status: 'duplicate' });
    change(clouds);
    expect([await number(receiver), await number(receiver)]).toEqual(['2', '2']);
  });

  test('reorder swaps two, and holds a lone one only for a moment', async ({
    clock,
    clouds,
    google,
    receiver,
    setFaults,
  }) => {
    await google.events.watch(watch(receiver.url));
    await receiver.next();
    await setFaults({ vendor: 'push', status: 'reorder' });
    change(clouds);
    change(clouds);
    expect([await number(receiver), await number(receiver)]).toEqual(['3', '2']);
    change(clouds);
    clock.step(200);
    expect(await number(receiver)).toBe('4');
  });

  test('hang holds back until the fault ends, and keeps the order', async ({
    clouds,
    google,
    receiver,
    setFaults,
  }) => {
    await google.events.watch(watch(receiver.url));
    await receiver.next();
    await setFaults({ vendor: 'push', status: 'hang', match: ROOM });
    change(clouds);
    await setFaults();
    change(clouds);
    expect([await number(receiver), await number(receiver)]).toEqual(['2', '3']);
  });

  test('delay_ms lets it arrive late', async ({ clock, clouds, google, receiver, setFaults }) => {
    await google.events.watch(watch(receiver.url));
    await receiver.next();
    await setFaults({ vendor: 'push', delay_ms: 5000 });
    change(clouds);
    clock.step(4999);
    expect(receiver.unread).toEqual([]);
    clock.step(1);
    expect(await number(receiver)).toBe('2');
  });

  test('a status refuses the channel', async ({ google, receiver, setFaults }) => {
    await setFaults({ vendor: 'push', status: 400, match: ROOM });
    expect(await refusalOf(google.events.watch(watch(receiver.url)))).toEqual({
      status: 400,
      domain: 'calendar',
      reason: 'pushNotSupportedForRequestedResource',
      message: 'Push notifications are not supported by this resource.',
    });
    await setFaults({ vendor: 'push', status: 400, match: 'holidays' });
    await google.events.watch(watch(receiver.url));
  });
});
