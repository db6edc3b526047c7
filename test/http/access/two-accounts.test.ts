import { expect, it } from 'vitest';
import { type Credentials, lockOf, lockOfMany } from '../../../src/http/access/credentials.ts';
import { aHouse, BASIC, BEARER, basic, CLIENT_ID, CLIENT_SECRET, refusedWith } from '../a-building.ts';

const NORTH = { clientId: 'key of north', clientSecret: 'of north', previousSecret: 'of north before' };

/** A house of two accounts: red_room is of the second. */
async function aHouseOfTwo() {
  const house = await aHouse({ accounts: { red_room: 'north' } });
  house.context.service = { ...house.context.service!, otherAccounts: [NORTH] };
  return house;
}

it.each([
  ['the first account', '/rooms', BASIC],
  ['the other', '/rooms', basic('key of north:of north')],
  ['the other, with the secret before', '/rooms', basic('key of north:of north before')],
  ['the other, as a bearer', '/rooms?client_id=key of north', { authorization: 'Bearer of north' }],
])('the credentials of %s open all rooms', async (_, url, headers) => {
  const { app } = await aHouseOfTwo();
  const answer = await app.inject({ url, headers });
  expect(answer.statusCode).toBe(200);
  const rooms = answer.json().rooms as { room_name: string; account?: string }[];
  expect(rooms.map(({ room_name, account }) => [room_name, account])).toEqual([
    ['blue_room', undefined],
    ['red_room', 'north'],
  ]);
  expect(Object.keys(rooms[0] ?? {})).not.toContain('account');
});

it.each([
  ['the id of one and the secret of the other', basic(`key of north:${CLIENT_SECRET}`)],
  ['the other way round', basic(`${CLIENT_ID}:of north`)],
  ['a secret without an id', BEARER],
])('%s opens nothing', async (_, headers) => {
  const { app } = await aHouseOfTwo();
  refusedWith('UNAUTHORIZED', await app.inject({ url: '/rooms', headers }));
});

it.each([
  ['compared', (...known: Credentials[]) => lockOf(...known)],
  ['found by a hash', (...known: Credentials[]) => lockOfMany(known)],
])('what is longer than all of them fits none, be they %s', (_, lock) => {
  const fits = lock({ id: 'a', secret: 'b' }, { id: 'c', secret: 'd'.repeat(2_000) });
  expect(fits({ id: 'c', secret: 'd'.repeat(2_000) })).toBe(true);
  expect(fits({ id: 'a', secret: 'b' })).toBe(true);
  expect(fits({ id: 'c', secret: 'd'.repeat(2_001) })).toBe(false);
  expect(fits({ id: 'c', secret: 'd'.repeat(1_999) })).toBe(false);
  expect(fits({ id: 'a', secret: 'd'.repeat(2_000) })).toBe(false);
});
