import { describe, expect } from 'vitest';
import { postJson, ROOM, refusalOf, sandboxTest as test } from './sandbox-test.ts';

describe('POST /sandbox/faults', () => {
  test('puts faults in force, replaces them, and ends them', async ({ clouds, google, setFaults }) => {
    const inForce = async () => (await fetch(`${clouds.httpUrl}/sandbox/faults`)).json();
    await setFaults({ vendor: 'calendar', status: 503 });
    expect(await inForce()).toEqual([{ vendor: 'calendar', status: 503 }]);
    await setFaults({ vendor: 'iot', status: 500 });
    expect(await inForce()).toEqual([{ vendor: 'iot', status: 500 }]);
    await setFaults();
    expect(await inForce()).toEqual([]);
    await google.events.list({ calendarId: ROOM });
  });

  test.for([
    { body: {}, message: 'the body must be an array of faults' },
    { body: [7], message: '/0 must be a fault' },
    { body: [{ status: 503 }], message: '/0/vendor must be one of calendar, iot, storage, push, token' },
    {
      body: [{ vendor: 'pubsub', status: 503 }],
      message: '/0/vendor must be one of calendar, iot, storage, push, token',
    },
    {
      body: [
        { vendor: 'iot', status: 503 },
        { vendor: 'iot', status: 'slow' },
      ],
      message:
        '/1/status must be a status from 400 to 599, or one of drop, hang, duplicate, reorder, expire, lose',
    },
    {
      body: [{ vendor: 'iot', status: 'reorder' }],
      message: '/0/status must be something else: only push has reorder',
    },
    { body: [{ vendor: 'iot', status: 503, rate: 2 }], message: '/0/rate must be a number from 0 to 1' },
    {
      body: [{ vendor: 'iot', status: 503, for_ms: '1' }],
      message: '/0/for_ms must be a number of ms up to 2147483647',
    },
    {
      body: [{ vendor: 'iot', status: 503, odds: 1 }],
      message: '/0/odds must be one of vendor, status, match, for_ms, rate, delay_ms',
    },
    { body: [{ vendor: 'iot' }], message: '/0 must be given a status or a delay_ms' },
  ])('says what is wrong and where: $message', async ({ body, message }, { clouds }) => {
    const response = await postJson(`${clouds.httpUrl}/sandbox/faults`, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ message });
  });
});

describe('a status', () => {
  test("is given in the vendor's own words", async ({ clouds, google, setFaults }) => {
    await setFaults(
      { vendor: 'calendar', status: 403 },
      { vendor: 'iot', status: 429 },
      { vendor: 'storage', status: 503 },
      { vendor: 'token', status: 500 },
    );
    expect(await refusalOf(google.events.list({ calendarId: ROOM }))).toMatchObject({
      status: 403,
      domain: 'usageLimits',
      reason: 'rateLimitExceeded',
    });
    const iot = await fetch(`${clouds.httpUrl}/iot/v2/things`);
    expect([iot.status, await iot.text()]).toEqual([429, 'You have reached maximum request limit.']);
    const storage = await fetch(`${clouds.httpUrl}/storage/v1/b`);
    expect(await storage.json()).toMatchObject({
      error: { code: 503, errors: [{ reason: 'backendError' }] },
    });
    for (const path of ['/token', '/iot/v1/clients/token']) {
      const token = await fetch(clouds.httpUrl + path, { method: 'POST', body: new URLSearchParams() });
      expect(await token.json()).toMatchObject({ error: 'temporarily_unavailable' });
    }
  });

  test('holds for the paths that match, and for its time', async ({ clock, google, clouds, setFaults }) => {
    clouds.calendar.addCalendar({ id: 'other', summary: '', timeZone: 'UTC' });
    const match = `/calendar/v3/calendars/${encodeURIComponent(ROOM)}`;
    await setFaults({ vendor: 'calendar', status: 503, match, for_ms: 30_000 });
    expect(await refusalOf(google.events.list({ calendarId: ROOM }))).toMatchObject({ status: 503 });
    await google.events.list({ calendarId: 'other' });
    clock.step(30_000);
    await google.events.list({ calendarId: ROOM });
  });

  test('hits the share of calls that is asked for, the same ones each time', async ({
    clouds,
    setFaults,
  }) => {
    const statuses = async () => {
      await setFaults({ vendor: 'storage', status: 503, rate: 0.25 });
      const answers = [];
      for (let call = 0; call < 100; call++) answers.push((await fetch(`${clouds.httpUrl}/b`)).status);
      return answers;
    };
    const first = await statuses();
    expect(first.filter((status) => status === 503).length).toBeCloseTo(25, -1);
    expect(await statuses()).toEqual(first);
  });
});

test('drop ends the connection without an answer', async ({ google, setFaults, calls }) => {
  await setFaults({ vendor: 'calendar', status: 'drop' });
  await expect(google.events.list({ calendarId: ROOM })).rejects.toThrow(
    /socket hang up|ECONNRESET|fetch failed|closed/i,
  );
  expect(await calls()).toMatchObject({ 'calendar.list': 1 });
});

describe('hang', () => {
  test('answers when the fault ends', async ({ google, setFaults, calls }) => {
    await setFaults({ vendor: 'calendar', status: 'hang' });
    const list = google.events.list({ calendarId: ROOM });
    while ((await calls())['calendar.list'] === 0);
    await setFaults();
    expect((await list).status).toBe(200);
  });

  test('lets a client leave, and the clouds close', async ({ clouds, google, setFaults, calls }) => {
    await setFaults({ vendor: 'calendar', status: 'hang' });
    const list = google.events.list({ calendarId: ROOM }, { signal: AbortSignal.timeout(20) });
    await expect(list).rejects.toThrow();
    const closedOn = refusalOf(google.events.list({ calendarId: ROOM }));
    while ((await calls())['calendar.list'] === 1);
    await clouds.close();
    expect(await closedOn).not.toMatchObject({ status: 200 });
  });
});

test('delay_ms answers late, with the status or without', async ({ clock, clouds, setFaults }) => {
  for (const [fault, status] of [
    [{}, 200],
    [{ status: 503 }, 503],
  ] as const) {
    await setFaults({ vendor: 'storage', delay_ms: 5000, ...fault });
    const answer = fetch(`${clouds.httpUrl}/b`);
    await clock.armed(5000);
    clock.step(5000);
    expect((await answer).status).toBe(status);
  }
});
