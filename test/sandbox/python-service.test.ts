import { describe, expect } from 'vitest';
import { postJson, ROOM, sandboxTest } from './sandbox-test.ts';

// What the clients of the Python service send, as google-cloud-storage 3.17.1 and arduino-iot-client 2.0.1 were seen to.

const BUCKET = 'roomcalendar-watch-ids';
const RECORD = '{"response": {"kind": "api#channel", "id": "gcalwatch_v5", "resourceId": "r"}}';

const test = sandboxTest.extend<{ storage: string }>({
  storage: async ({ clouds }, use) => {
    clouds.storage.createBucket(BUCKET);
    await use(clouds.httpUrl);
  },
});

describe("google-cloud-storage for Python, from the sandbox's storage", () => {
  test("writes with blob.open('w'): a resumable upload in one chunk", async ({ storage, clouds }) => {
    const started = await fetch(`${storage}/upload/storage/v1/b/${BUCKET}/o?uploadType=resumable`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=UTF-8',
        'x-upload-content-type': 'application/octet-stream',
      },
      body: '{"name": "blue_room.json"}',
    });
    const sent = await fetch(started.headers.get('location')!, {
      method: 'PUT',
      headers: {
        'content-type': 'application/octet-stream',
        'content-range': `bytes 0-${RECORD.length - 1}/${RECORD.length}`,
      },
      body: RECORD,
    });
    expect(await sent.json()).toMatchObject({ name: 'blue_room.json', crc32c: expect.any(String) });
    expect(String(clouds.storage.object(BUCKET, 'blue_room.json').data)).toBe(RECORD);
  });

  test('writes with upload_from_string: multipart, with the boundary that Python makes', async ({
    storage,
    clouds,
  }) => {
    const boundary = '===============1355044101894490118==';
    const part = (type: string, content: string) =>
      `--${boundary}\r\ncontent-type: ${type}\r\n\r\n${content}\r\n`;
    const metadata = part('application/json; charset=UTF-8', '{"name": "y.json", "crc32c": "KXvQqg=="}');
    const { status } = await fetch(`${storage}/upload/storage/v1/b/${BUCKET}/o?uploadType=multipart`, {
      method: 'POST',
      headers: { 'content-type': `multipart/related; boundary="${boundary}"` },
      body: `${metadata}${part('application/json', '{}')}--${boundary}--`,
    });
    expect(status).toBe(200);
    expect(clouds.storage.object(BUCKET, 'y.json')).toMatchObject({
      resource: { contentType: 'application/json' },
      data: Buffer.from('{}'),
    });
  });

  test('takes what curl sends: a simple upload', async ({ storage, clouds }) => {
    const url = `${storage}/upload/storage/v1/b/${BUCKET}/o?uploadType=media&name=config.json`;
    const sent = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(await sent.json()).toMatchObject({
      name: 'config.json',
      contentType: 'application/json',
      size: '2',
    });
    expect(String(clouds.storage.object(BUCKET, 'config.json').data)).toBe('{}');
  });

  test("reads with blob.open('r'): ranges below /download, until there is no more", async ({
    storage,
    clouds,
  }) => {
    clouds.storage.put(BUCKET, 'blue_room.json', RECORD);
    const read = (range: string) =>
      fetch(`${storage}/download/storage/v1/b/${BUCKET}/o/blue_room.json?alt=media`, {
        headers: { range, 'content-type': 'application/json; charset=UTF-8' },
      });
    const whole = await read('bytes=0-');
    expect([whole.status, whole.headers.get('content-range')]).toEqual([
      206,
      `bytes 0-${RECORD.length - 1}/${RECORD.length}`,
    ]);
    expect(await whole.text()).toBe(RECORD);
    const some = await read('bytes=2-9');
    expect([some.status, await some.text()]).toEqual([206, 'response']);
    expect((await read(`bytes=${RECORD.length}-`)).status).toBe(416);
  });

  test.for([
    ['a bucket that is there', `/storage/v1/b/${BUCKET}?fields=name&prettyPrint=false`, 200],
    ['its metadata', `/storage/v1/b/${BUCKET}?projection=noAcl&prettyPrint=false`, 200],
    ['a list', `/storage/v1/b/${BUCKET}/o?projection=noAcl&prefix=blue&prettyPrint=false`, 200],
    ['a bucket that is not there', '/storage/v1/b/roomcal-watch-ids?fields=name&prettyPrint=false', 404],
    ["an object's metadata", `/storage/v1/b/${BUCKET}/o/none?projection=noAcl&prettyPrint=false`, 404],
    ['an object that is not there', `/download/storage/v1/b/${BUCKET}/o/none?alt=media`, 404],
  ] as const)('asks for %s', async ([, path, status], { storage }) => {
    expect((await fetch(storage + path)).status).toBe(status);
  });
});

describe("the Python service, from the sandbox's calendars", () => {
  test('books with offsets that have no colon', async ({ clouds }) => {
    const event = {
      summary: '::Meeting::',
      description: 'im_2026-11-23T09:00:00+0000',
      start: { dateTime: '2026-11-23T09:00:00+0000', timeZone: 'UTC' },
      end: { dateTime: '2026-11-23T10:00:00+0000', timeZone: 'UTC' },
    };
    const events = `${clouds.httpUrl}/calendar/v3/calendars/${encodeURIComponent(ROOM)}/events`;
    const inserted = await postJson(`${events}?alt=json`, event);
    expect(await inserted.json()).toMatchObject({ start: { dateTime: '2026-11-23T10:00:00+01:00' } });
    const bounds = 'timeMin=2026-11-23T09%3A30%3A00%2B0000&timeMax=2026-11-23T10%3A30%3A00.123456%2B0000';
    const listed = await fetch(
      `${events}?${bounds}&maxResults=10&singleEvents=true&orderBy=startTime&alt=json`,
    );
    expect(await listed.json()).toMatchObject({ items: [{ summary: '::Meeting::' }] });
  });
});

describe("arduino-iot-client for Python, from the sandbox's IoT Cloud", () => {
  test('finds the types and ids that it wants, and publishes JSON and forms', async ({ clouds }) => {
    clouds.iot.addClient('key', 'secret');
    const variables = [
      { name: 'busynow', type: 'INT' },
      { name: 'curevmsg', type: 'CHARSTRING' },
    ];
    const { id, properties } = clouds.iot.addThing({ name: 'blue_room', variables });
    const form = { grant_type: 'client_credentials', client_id: 'key', client_secret: 'secret' };
    const token = await fetch(`${clouds.httpUrl}/iot/v1/clients/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...form, audience: 'https://api2.arduino.cc/iot' }),
    });
    const { access_token } = (await token.json()) as { access_token: string };
    const call = (path: string, init: { method?: string; body?: string; type?: string } = {}) =>
      fetch(`${clouds.httpUrl}/iot/v2/things${path}`, {
        ...(init.body !== undefined && { method: 'PUT', body: init.body }),
        headers: {
          authorization: `Bearer ${access_token}`,
          ...(init.type && { 'content-type': init.type }),
        },
      });
    const things = await call('');
    expect(things.headers.get('content-type')).toBe('application/vnd.arduino.thing+json; type=collection');
    expect(await things.json()).toMatchObject([{ user_id: expect.stringMatching(/^[\da-f-]{36}$/) }]);
    const listed = await call(`/${id}/properties`);
    expect(listed.headers.get('content-type')).toBe('application/vnd.arduino.property+json; type=collection');
    const missing = await call('/00000000-0000-0000-0000-000000000000');
    expect([missing.status, missing.headers.get('content-type')]).toEqual([
      404,
      'application/vnd.goa.error+json',
    ]);
    const [busynow, curevmsg] = properties.map((property) => `/${id}/properties/${property.id}/publish`);
    await call(busynow!, { type: 'application/json', body: '{"value": 1}' });
    await call(curevmsg!, { type: 'application/json', body: '{"value": "Caf\\u00e9"}' });
    expect(properties.map(({ last_value }) => last_value)).toEqual([1, 'Café']);
    await call(busynow!, { type: 'application/x-www-form-urlencoded', body: 'value=0' });
    await call(curevmsg!, { type: 'application/x-www-form-urlencoded', body: 'value=101+%C3%A8' });
    expect(properties.map(({ last_value }) => last_value)).toEqual([0, '101 è']);
  });
});
