import got, { type Got } from 'got';
import { describe, expect } from 'vitest';
import type { Clouds } from '../../../src/sandbox/clouds.ts';
import { sandboxTest } from '../sandbox-test.ts';

const AUDIENCE = 'https://api2.arduino.cc/iot';
const UNKNOWN = '00000000-0000-0000-0000-000000000000';

const requestToken = (clouds: Clouds, client_secret: string) =>
  got.post(`${clouds.httpUrl}/iot/v1/clients/token`, {
    form: { grant_type: 'client_credentials', client_id: 'key', client_secret, audience: AUDIENCE },
    throwHttpErrors: false,
    responseType: 'json',
  });

const test = sandboxTest.extend<{ iot: Got; blueRoom: { id: string; busynow: string; curevmtg: string } }>({
  iot: async ({ clouds }, use) => {
    clouds.iot.addClient('key', 'secret');
    const { body } = await requestToken(clouds, 'secret');
    const { access_token } = body as { access_token: string };
    await use(
      got.extend({
        prefixUrl: `${clouds.httpUrl}/iot/v2`,
        headers: { authorization: `Bearer ${access_token}` },
        retry: { limit: 0 },
        throwHttpErrors: false,
        responseType: 'json',
      }),
    );
  },
  blueRoom: async ({ clouds }, use) => {
    const variables = [
      { name: 'busynow', type: 'INT' },
      { name: 'curevmtg', type: 'CHARSTRING' },
    ];
    const { id, properties } = clouds.iot.addThing({ name: 'blue_room', variables });
    await use({ id, busynow: properties[0]!.id, curevmtg: properties[1]!.id });
  },
});

describe('tokens', () => {
  test('go to who knows the secret, and live 300 s', async ({ clock, clouds, iot }) => {
    const { body } = await requestToken(clouds, 'secret');
    expect(body).toMatchObject({ expires_in: 300, token_type: 'Bearer' });
    const wrong = await requestToken(clouds, 'guess');
    expect(wrong).toMatchObject({ statusCode: 401, body: { error: 'access_denied' } });

    clock.step(299_999);
    expect((await iot('things')).statusCode).toBe(200);
    clock.step(1);
    expect(await iot('things')).toMatchObject({
      statusCode: 401,
      body: { code: 'unauthorized', status: 401 },
    });
  });

  test('are for the IoT Cloud alone: another audience has none', async ({ clouds }) => {
    clouds.iot.addClient('key', 'secret');
    const grant = { grant_type: 'client_credentials', client_id: 'key', client_secret: 'secret' };
    const ask = async (audience?: string) => {
      const body = new URLSearchParams({ ...grant, ...(audience && { audience }) });
      const response = await fetch(`${clouds.httpUrl}/iot/v1/clients/token`, { method: 'POST', body });
      return { status: response.status, body: await response.json() };
    };
    for (const audience of [undefined, 'https://api2.arduino.cc', 'https://example.org/iot'])
      expect(await ask(audience)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    expect(await ask('https://api2.arduino.cc/iot')).toMatchObject({ status: 200 });
  });

  test('are asked for', async ({ clouds }) => {
    expect((await fetch(`${clouds.httpUrl}/iot/v2/things`)).status).toBe(401);
  });
});

describe('Things', () => {
  test('are listed with their properties on request', async ({ iot, blueRoom }) => {
    const { body: bare } = await iot('things');
    expect(bare).toEqual([
      expect.objectContaining({ id: blueRoom.id, name: 'blue_room', properties_count: 2 }),
    ]);
    expect(bare).not.toEqual([expect.objectContaining({ properties: expect.anything() })]);
    const { body } = await iot('things', { searchParams: { show_properties: true } });
    expect(body).toEqual([
      expect.objectContaining({
        properties: [
          expect.objectContaining({ id: blueRoom.busynow, name: 'busynow', type: 'INT', last_value: 'N/A' }),
          expect.objectContaining({ id: blueRoom.curevmtg, permission: 'READ_WRITE', thing_id: blueRoom.id }),
        ],
      }),
    ]);
  });

  test('and their properties are created, updated and deleted', async ({ iot }) => {
    const { statusCode, body: thing } = await iot.put<{ id: string }>('things', {
      json: { name: 'red_room' },
    });
    expect(statusCode).toBe(201);
    const definition = {
      name: 'busynow',
      type: 'INT',
      permission: 'READ_WRITE',
      update_strategy: 'ON_CHANGE',
    };
    const created = await iot.put<{ id: string }>(`things/${thing.id}/properties`, { json: definition });
    expect(created).toMatchObject({ statusCode: 201, body: { ...definition, variable_name: 'busynow' } });
    const property = `things/${thing.id}/properties/${created.body.id}`;
    await iot.post(property, { json: { ...definition, type: 'FLOAT' } });
    expect((await iot(property)).body).toMatchObject({ type: 'FLOAT' });
    await iot.post(`things/${thing.id}`, { json: { name: 'green_room' } });
    expect((await iot(`things/${thing.id}`)).body).toMatchObject({ name: 'green_room', properties_count: 1 });
    expect((await iot.delete(property, { responseType: 'text' })).statusCode).toBe(200);
    expect((await iot(`things/${thing.id}/properties`)).body).toEqual([]);
    expect((await iot.delete(`things/${thing.id}`, { responseType: 'text' })).statusCode).toBe(200);
    expect(await iot(`things/${thing.id}`)).toMatchObject({
      statusCode: 404,
      headers: { 'content-type': expect.stringContaining('application/vnd.goa.error+json') },
      body: { id: expect.any(String), code: 'not_found', status: 404, detail: 'thing not found', meta: {} },
    });
  });

  test('want whole definitions', async ({ iot, blueRoom }) => {
    const { statusCode, body } = await iot.put(`things/${blueRoom.id}/properties`, {
      json: { name: 'busynow' },
    });
    expect(statusCode).toBe(400);
    expect(body).toMatchObject({ code: 'bad_request', detail: expect.stringContaining('"type"') });
  });
});

describe('a Thing', () => {
  test.for(['', 'Sala blu è', 'red/room', 'room@home', 'r'.repeat(65), 7])(
    'has no name like %s',
    async (name, { iot, blueRoom }) => {
      const refused = { statusCode: 400, body: { code: 'bad_request' } };
      expect(await iot.put('things', { json: { name } })).toMatchObject(refused);
      expect(await iot.post(`things/${blueRoom.id}`, { json: { name } })).toMatchObject(refused);
      expect((await iot<{ name: string }>(`things/${blueRoom.id}`)).body.name).toBe('blue_room');
    },
  );

  test('may have letters, digits, blanks and a few signs in its name, and that of another', async ({
    iot,
  }) => {
    for (const name of ['Room 4.2_b-c', 'Room 4.2_b-c', 'r'.repeat(64)]) {
      expect((await iot.put('things', { json: { name } })).statusCode).toBe(201);
    }
  });
});

describe('a property', () => {
  const definition = { name: 'door', type: 'INT', permission: 'READ_WRITE', update_strategy: 'ON_CHANGE' };

  test.for([
    { type: 'STRING' },
    { type: 7 },
    { permission: 'WRITE_ONLY' },
    { update_strategy: 'ALWAYS' },
    { variable_name: '1st' },
    { variable_name: 'v'.repeat(65) },
    { name: '' },
    { persist: 'yes' },
    { variable_name: 'busynow' },
  ])('is not %o', async (wrong, { iot, blueRoom }) => {
    const properties = `things/${blueRoom.id}/properties`;
    const refused = { statusCode: 400, body: { code: 'bad_request', detail: expect.any(String) } };
    expect(await iot.put(properties, { json: { ...definition, ...wrong } })).toMatchObject(refused);
    const other = `${properties}/${blueRoom.curevmtg}`;
    const before = (await iot(other)).body;
    expect(await iot.post(other, { json: wrong })).toMatchObject(refused);
    expect((await iot(other)).body).toEqual(before);
  });

  test.for(['FLOAT', 'STATUS', 'CHARSTRING', 'HOME_TELEVISION', 'GOOGLE_HOME_SWITCH', 'SCHEDULE'])(
    'may be of type %s',
    async (type, { iot, blueRoom }) => {
      const properties = `things/${blueRoom.id}/properties`;
      expect((await iot.put(properties, { json: { ...definition, type } })).statusCode).toBe(201);
    },
  );

  test('keeps its own variable in an update', async ({ iot, blueRoom }) => {
    const busynow = `things/${blueRoom.id}/properties/${blueRoom.busynow}`;
    const json = { ...definition, name: 'Busy now', variable_name: 'busynow' };
    expect((await iot.post(busynow, { json })).body).toMatchObject({ name: 'Busy now' });
  });
});

describe('publish', () => {
  test('writes a value and when it was written, to the millisecond', async ({ clock, iot, blueRoom }) => {
    clock.step(7);
    const property = `things/${blueRoom.id}/properties/${blueRoom.busynow}`;
    const { statusCode, body } = await iot.put(`${property}/publish`, {
      json: { value: 1 },
      responseType: 'text',
    });
    expect([statusCode, body]).toEqual([200, '']);
    expect((await iot(property)).body).toMatchObject({
      last_value: 1,
      value_updated_at: '2026-11-23T08:00:00.007Z',
    });
  });

  test.for([
    { property: 'busynow' as const, value: 'one' },
    { property: 'busynow' as const, value: 1.5 },
    { property: 'curevmtg' as const, value: 1 },
    { property: 'curevmtg' as const, value: null },
  ])('refuses $value for $property', async ({ property, value }, { iot, blueRoom }) => {
    const url = `things/${blueRoom.id}/properties/${blueRoom[property]}/publish`;
    expect(await iot.put(url, { json: { value } })).toMatchObject({
      statusCode: 400,
      body: { code: 'bad_request' },
    });
  });

  test('knows only its own properties', async ({ iot, blueRoom }) => {
    for (const url of [
      `things/${blueRoom.id}/properties/${UNKNOWN}`,
      `things/${UNKNOWN}/properties/${blueRoom.busynow}`,
    ]) {
      expect((await iot.put(`${url}/publish`, { json: { value: 1 } })).statusCode).toBe(404);
    }
  });

  test('may be acknowledged and forgotten', async ({ clouds, iot, blueRoom: { id, busynow } }) => {
    const body = JSON.stringify([{ vendor: 'iot', status: 'lose' }]);
    await got.post(`${clouds.httpUrl}/sandbox/faults`, {
      body,
      headers: { 'content-type': 'application/json' },
    });
    const publish = () => iot.put(`things/${id}/properties/${busynow}/publish`, { json: { value: 1 } });
    expect((await publish()).statusCode).toBe(200);
    expect(clouds.iot.property(id, busynow).last_value).toBe('N/A');
    await got.post(`${clouds.httpUrl}/sandbox/faults`, { json: [] });
    await publish();
    expect(clouds.iot.property(id, busynow).last_value).toBe(1);
  });
});

test('eleven requests in a second are one too many', async ({ clock, iot, calls }) => {
  for (let request = 0; request < 10; request++) {
    expect((await iot('things')).statusCode).toBe(200);
    clock.step(50);
  }
  clock.step(499);
  const refused = await iot('things', { responseType: 'text' });
  expect(refused).toMatchObject({ statusCode: 429, body: 'You have reached maximum request limit.' });
  expect(refused.headers['content-type']).toMatch(/^text\/plain/);
  clock.step(1);
  expect((await iot('things')).statusCode).toBe(200);
  expect(await calls()).toMatchObject({ 'iot.things': 12, 'iot.429': 1, 'iot.token': 1 });
});
