import { describe, expect, it } from 'vitest';
import { BASIC, BEARER, CLIENT_ID, refusedWith } from '../a-building.ts';
import { aDoor } from '../a-door.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const ROOM = 'room_name=blue_room';
const BODY = { room_name: 'blue_room' };

async function open() {
  const made = await aDoor();
  const id = await made.booked();
  const remove = (path: string, query: string, more: object) =>
    made.app.inject({ method: 'DELETE', url: `/${path}/${id}?${query}`, headers: BASIC, ...more });
  return { ...made, remove };
}

describe.each(['meetings', 'meeting'])('DELETE /%s/:id', (path) => {
  const ways: [string, string, object][] = [
    ['the query', ROOM, {}],
    ['the query, with a type and no body', ROOM, { headers: { ...BASIC, ...JSON_TYPE } }],
    ['the query, with a body of null', ROOM, { headers: { ...BASIC, ...JSON_TYPE }, body: 'null' }],
    ['the body', '', { body: BODY }],
    ['both', ROOM, { body: BODY }],
    ['the query, with client_id and Bearer', `${ROOM}&client_id=${CLIENT_ID}`, { headers: BEARER }],
    ['the body, with client_id and Bearer', '', { headers: BEARER, body: { ...BODY, client_id: CLIENT_ID } }],
  ];
  it.each(ways)('takes its parameters in %s', async (_, query, more) => {
    const { remove, door } = await open();
    const response = await remove(path, query, more);
    expect([response.statusCode, response.body]).toEqual([204, '']);
    expect(await door()).toMatchObject({ busynow: 0 });
  });

  const mistakes: [string, string, object][] = [
    ['no room', '', {}],
    ['no room in a body', '', { body: {} }],
    ['two rooms', 'room_name=red_room', { body: BODY }],
    ['two rooms in the query', `${ROOM}&room_name=red_room`, {}],
    ['a room that is a number', '', { body: { room_name: 5 } }],
    ['an unknown key', '', { body: { ...BODY, extend_mins: 15 } }],
    ['a list', ROOM, { body: [] }],
    ['a body that is not JSON', ROOM, { headers: { ...BASIC, ...JSON_TYPE }, body: '{' }],
  ];
  it('refuses what names no room, or more than one, and ends nothing', async () => {
    const { remove, door } = await open();
    for (const [, query, more] of mistakes) {
      refusedWith('INVALID_REQUEST', await remove(path, query, more));
    }
    expect(await door()).toMatchObject({ busynow: 1 });
  });

  it('refuses whoever does not know the credentials, and ends nothing', async () => {
    const { remove, door } = await open();
    refusedWith('UNAUTHORIZED', await remove(path, ROOM, { headers: {} }));
    expect(await door()).toMatchObject({ busynow: 1 });
  });
});

describe('the id of a meeting', () => {
  it('may be as long as Google’s, which have 1,024 characters', async () => {
    const { end } = await aDoor();
    refusedWith('UNKNOWN_MEETING', await end('v'.repeat(1_024)));
  });
});
