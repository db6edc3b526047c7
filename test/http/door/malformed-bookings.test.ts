import { describe, expect, it } from 'vitest';
import { aHouse, BASIC, BEARER, CLIENT_ID, refusedWith } from '../a-building.ts';

async function open() {
  const context = await aHouse();
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    context.app.inject({
      method: 'POST',
      url: '/meetings',
      headers: { ...BASIC, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    });
  return { ...context, post };
}

describe('POST /meetings refuses', () => {
  const mistakes: [string, object, string][] = [
    ['0 minutes', { duration_mins: 0 }, 'duration_mins'],
    ['-5 minutes', { duration_mins: -5 }, 'duration_mins'],
    ['481 minutes', { duration_mins: 481 }, 'duration_mins'],
    ['a huge number of minutes', { duration_mins: 1e300 }, 'duration_mins'],
    ['half a minute', { duration_mins: 15.5 }, 'duration_mins'],
    ['minutes in words', { duration_mins: 'half an hour' }, 'duration_mins'],
    ['half a minute in a text', { duration_mins: '15.5' }, 'duration_mins'],
    ['481 minutes in a text', { duration_mins: '481' }, 'duration_mins'],
    ['minutes that are null', { duration_mins: null }, 'duration_mins'],
    ['minutes in a list', { duration_mins: [30] }, 'duration_mins'],
    ['true minutes', { duration_mins: true }, 'duration_mins'],
    ['an empty title', { title: '' }, 'title'],
    ['a title that is a number', { title: 5 }, 'title'],
    ['a title of more than 1,024 characters', { title: 'x'.repeat(1_025) }, 'title'],
    ['a room that is a number', { room_name: 5 }, 'room_name'],
    ['a room that is null', { room_name: null }, 'room_name'],
    ['a room that is no text, and can not be made one', { room_name: { toString: '~' } }, 'room_name'],
    ['several rooms', { room_name: ['blue_room', 'red_room'] }, 'room_name'],
    ['an unknown key', { duration_minutes: 30 }, 'duration_minutes'],
    ['an unknown key beside known ones', { title: 'Chat', attendees: [] }, 'attendees'],
    ['a client_id that is a number', { client_id: 5 }, 'client_id'],
  ];
  it.each(mistakes)('%s, and says where', async (_, more, where) => {
    const { post, ports } = await open();
    const response = await post({ room_name: 'blue_room', ...more });
    expect(refusedWith('INVALID_REQUEST', response).message).toContain(where);
    expect(ports.count('insert')).toBe(0);
  });

  it('a body without a room, and says so', async () => {
    const { post } = await open();
    expect(refusedWith('INVALID_REQUEST', await post({})).message).toContain('room_name');
  });

  it.each(['null', '[]', '"blue_room"', '5', '[{"room_name":"blue_room"}]'])(
    'the body %s, which is not an object',
    async (body) => {
      const { post } = await open();
      refusedWith('INVALID_REQUEST', await post(body));
    },
  );

  it.each(['{', '{"room_name":', 'room_name=blue_room', '', '{"room_name":"blue_room"} and more'])(
    'the body %j, which is not JSON',
    async (body) => {
      const { post } = await open();
      refusedWith('INVALID_REQUEST', await post(body));
    },
  );

  it('keys that would reach into every object', async () => {
    const { post } = await open();
    for (const key of ['__proto__', 'constructor']) {
      const body = `{"room_name":"blue_room","${key}":{"prototype":{"duration_mins":5}}}`;
      refusedWith('INVALID_REQUEST', await post(body));
    }
    expect(({} as Record<string, unknown>).duration_mins).toBeUndefined();
  });

  it('a number so large that it reads as infinite', async () => {
    const { post } = await open();
    refusedWith('INVALID_REQUEST', await post('{"room_name":"blue_room","duration_mins":1e999}'));
  });

  it('no body at all', async () => {
    const { app } = await open();
    refusedWith('INVALID_REQUEST', await app.inject({ method: 'POST', url: '/meetings', headers: BASIC }));
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense'])(
    'a body of the media type %s that a page sends, and one that is no JSON',
    async (type) => {
      const { post } = await open();
      const json = '{"room_name":"blue_room"}';
      const page = { 'content-type': type, origin: 'https://elsewhere.example.org' };
      refusedWith('UNSUPPORTED_MEDIA_TYPE', await post(json, page));
      refusedWith('UNSUPPORTED_MEDIA_TYPE', await post('room_name=blue_room', { 'content-type': type }));
    },
  );

  it('a body of 20 KB', async () => {
    const { post } = await open();
    const response = await post({ room_name: 'blue_room', title: 'x'.repeat(20_000) });
    refusedWith('TOO_LARGE', response);
  });

  it('a body that says it is larger than it may be', async () => {
    const { post } = await open();
    refusedWith('TOO_LARGE', await post('{}', { 'content-length': '20000' }));
  });
});

describe('POST /meetings takes', () => {
  it('JSON with a charset', async () => {
    const { post } = await open();
    const type = 'application/json; charset=utf-8';
    expect((await post({ room_name: 'blue_room' }, { 'content-type': type })).statusCode).toBe(201);
  });

  it('a title in any script', async () => {
    const { post } = await open();
    const title = '週次 🚪 “réunion” <b>';
    expect((await post({ room_name: 'blue_room', title })).json().title).toBe(title);
  });

  it('client_id in query and body at once', async () => {
    const { app } = await open();
    const url = `/meetings?client_id=${CLIENT_ID}`;
    const body = { client_id: CLIENT_ID, room_name: 'blue_room' };
    expect((await app.inject({ method: 'POST', url, headers: BEARER, body })).statusCode).toBe(201);
  });
});
