import { describe, expect } from 'vitest';
import type { Clouds } from '../../src/sandbox/clouds.ts';
import { meeting, postJson, ROOM, refusalOf, sandboxTest as test } from './sandbox-test.ts';

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

  test('leaves no timer of those that it ends', async ({ clock, setFaults }) => {
    const quiet = clock.pending;
    await setFaults(
      { vendor: 'iot', status: 503, for_ms: 30_000 },
      { vendor: 'push', status: 'drop', for_ms: 60_000 },
    );
    expect(clock.pending).toBe(quiet + 2);
    await setFaults({ vendor: 'iot', status: 503, for_ms: 90_000 });
    expect(clock.pending).toBe(quiet + 1);
    await setFaults();
    expect(clock.pending).toBe(quiet);
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
        '/1/status must be a status from 400 to 599, or one of drop, hang, unanswered, late, garble, nonsense, lose, duplicate, reorder, expire',
    },
    {
      body: [{ vendor: 'iot', status: 'reorder' }],
      message: '/0/status must be something else: iot has no reorder',
    },
    {
      body: [{ vendor: 'push', status: 'garble' }],
      message: '/0/status must be something else: push has no garble',
    },
    {
      body: [{ vendor: 'storage', status: 'lose' }],
      message: '/0/status must be something else: storage has no lose',
    },
    {
      body: [{ vendor: 'iot', status: 'nonsense' }],
      message: '/0/body must be given with nonsense, and with nothing else',
    },
    {
      body: [{ vendor: 'iot', status: 'garble', body: {} }],
      message: '/0/body must be given with nonsense, and with nothing else',
    },
    { body: [{ vendor: 'iot', status: 503, rate: 2 }], message: '/0/rate must be a number from 0 to 1' },
    {
      body: [{ vendor: 'iot', status: 503, for_ms: '1' }],
      message: '/0/for_ms must be a number of ms up to 2147483647',
    },
    {
      body: [{ vendor: 'iot', status: 503, odds: 1 }],
      message: '/0/odds must be one of vendor, status, body, match, for_ms, rate, delay_ms',
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

/** A call that has an effect, and how to see it. */
interface Effect {
  call: () => Promise<Response>;
  happened: () => boolean;
}

const VENDORS = ['calendar', 'storage', 'iot'] as const;

async function effectOn(vendor: (typeof VENDORS)[number], clouds: Clouds): Promise<Effect> {
  const { httpUrl, calendar, storage, iot } = clouds;
  if (vendor === 'calendar') {
    const url = `${httpUrl}/calendar/v3/calendars/${ROOM}/events`;
    return {
      call: () => postJson(url, meeting('10:00', '10:30')),
      happened: () => calendar.calendar(ROOM).events.size === 1,
    };
  }
  if (vendor === 'storage') {
    return {
      call: () => postJson(`${httpUrl}/storage/v1/b`, { name: 'made' }),
      happened: () => storage.list().length === 1,
    };
  }
  const authorization = `Bearer ${await arduinoToken(clouds)}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const thing = { method: 'PUT', headers, body: JSON.stringify({ name: 'made' }) };
  return {
    call: () => fetch(`${httpUrl}/iot/v2/things`, thing),
    happened: () => iot.things().length === 1,
  };
}

const tokenRequest = (clouds: Clouds) => {
  clouds.iot.addClient('key', 'secret');
  const grant = { grant_type: 'client_credentials', client_id: 'key', client_secret: 'secret' };
  const body = new URLSearchParams({ ...grant, audience: 'https://api2.arduino.cc/iot' });
  return fetch(`${clouds.httpUrl}/iot/v1/clients/token`, { method: 'POST', body });
};

const arduinoToken = async (clouds: Clouds) =>
  ((await (await tokenRequest(clouds)).json()) as { access_token: string }).access_token;

describe.each(VENDORS)('%s', (vendor) => {
  test('may answer 200 with a page, and do nothing', async ({ clouds, setFaults }) => {
    const { call, happened } = await effectOn(vendor, clouds);
    await setFaults({ vendor, status: 'garble' });
    const response = await call();
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    expect(await response.text()).toMatch(/^<html>/);
    expect(happened()).toBe(false);
  });

  test.for([{}, null, [], 'x', { items: 7 }])(
    'may answer 200 with %j, and do nothing',
    async (body, { clouds, setFaults }) => {
      const { call, happened } = await effectOn(vendor, clouds);
      await setFaults({ vendor, status: 'nonsense', body });
      const response = await call();
      expect([response.status, await response.json()]).toEqual([200, body]);
      expect(happened()).toBe(false);
    },
  );

  test('may do what it was told, and not answer', async ({ clouds, setFaults }) => {
    const { call, happened } = await effectOn(vendor, clouds);
    await setFaults({ vendor, status: 'unanswered' });
    await expect(call()).rejects.toThrow();
    expect(happened()).toBe(true);
  });

  test('may break the connection, and do what it was told later', async ({ clock, clouds, setFaults }) => {
    const { call, happened } = await effectOn(vendor, clouds);
    await setFaults({ vendor, status: 'late', delay_ms: 5000 });
    await expect(call()).rejects.toThrow();
    await clock.armed(5000);
    clock.step(4999);
    expect(happened()).toBe(false);
    clock.step(1);
    while (!happened()) await new Promise(setImmediate);
  });

  test('may drop a call, or let it hang until the fault ends', async ({ clouds, setFaults }) => {
    const { call, happened } = await effectOn(vendor, clouds);
    await setFaults({ vendor, status: 'drop' });
    await expect(call()).rejects.toThrow();
    await setFaults({ vendor, status: 'hang' });
    await expect(Promise.race([call(), expire(50)])).rejects.toThrow('nothing yet');
    expect(happened()).toBe(false);
    await setFaults();
    while (!happened()) await new Promise(setImmediate);
  });
});

const expire = (ms: number) =>
  new Promise<never>((_, reject) => setTimeout(() => reject(new Error('nothing yet')), ms));

describe('tokens', () => {
  test('fail as everything else does', async ({ clouds, setFaults }) => {
    await setFaults({ vendor: 'token', status: 'garble' });
    expect(await (await tokenRequest(clouds)).text()).toMatch(/^<html>/);
    await setFaults({ vendor: 'token', status: 'nonsense', body: { access_token: 7 } });
    expect(await (await tokenRequest(clouds)).json()).toEqual({ access_token: 7 });
    for (const status of ['drop', 'unanswered', 'late'] as const) {
      await setFaults({ vendor: 'token', status });
      await expect(tokenRequest(clouds)).rejects.toThrow();
    }
    await setFaults({ vendor: 'token', status: 'hang' });
    const asked = tokenRequest(clouds);
    await expect(Promise.race([asked, expire(50)])).rejects.toThrow('nothing yet');
    await setFaults();
    expect((await asked).status).toBe(200);
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
