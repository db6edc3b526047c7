import { describe, expect } from 'vitest';
import type { Clouds } from '../../../src/sandbox/clouds.ts';
import { sandboxTest as test } from '../sandbox-test.ts';

const TYPES = [{ name: 'busynow', type: 'INT' }];

/** Asks Arduino with a key: the status, and the names of the Things. */
async function asking(clouds: Clouds, client_id: string) {
  const grant = { grant_type: 'client_credentials', audience: 'https://api2.arduino.cc/iot' };
  const body = new URLSearchParams({ ...grant, client_id, client_secret: 'secret' });
  const answer = await fetch(`${clouds.httpUrl}/iot/v1/clients/token`, { method: 'POST', body });
  const { access_token } = (await answer.json()) as { access_token: string };
  return async (path = 'things') => {
    const headers = { authorization: `Bearer ${access_token}` };
    const response = await fetch(`${clouds.httpUrl}/iot/v2/${path}`, { headers });
    const things = response.ok && path === 'things' ? ((await response.json()) as { name: string }[]) : [];
    return { status: response.status, names: things.map(({ name }) => name) };
  };
}

function twoAccounts(clouds: Clouds) {
  const other = clouds.iotAccounts.open();
  clouds.iot.addClient('north', 'secret');
  other.addClient('south', 'secret');
  return { other, north: clouds.iot.addThing({ name: 'door', variables: TYPES }) };
}

describe('accounts of the IoT Cloud', () => {
  test('have each their own Things, and do not see the others', async ({ clouds }) => {
    const { other, north } = twoAccounts(clouds);
    other.addThing({ name: 'attic', variables: TYPES });
    const [ofNorth, ofSouth] = [await asking(clouds, 'north'), await asking(clouds, 'south')];
    expect(await ofNorth()).toEqual({ status: 200, names: ['door'] });
    expect(await ofSouth()).toEqual({ status: 200, names: ['attic'] });
    expect((await ofSouth(`things/${north.id}`)).status).toBe(404);
    expect((await ofNorth(`things/${north.id}`)).status).toBe(200);
  });

  test('have each a limit of their own', async ({ clock, clouds }) => {
    twoAccounts(clouds);
    const [ofNorth, ofSouth] = [await asking(clouds, 'north'), await asking(clouds, 'south')];
    for (let asked = 0; asked < 10; asked++) expect((await ofNorth()).status).toBe(200);
    expect((await ofNorth()).status).toBe(429);
    expect((await ofSouth()).status).toBe(200);
    clock.step(1_000);
    expect((await ofNorth()).status).toBe(200);
  });
});
