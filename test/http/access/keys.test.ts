import { hash } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ApiKey } from '../../../src/http/access/caller.ts';
import { followEvents } from '../../helpers/event-stream.ts';
import { aHouse, BASIC, BEARER, basic, CLIENT_ID, calendarOf, refusedWith } from '../a-building.ts';

const ROOM = { room_name: 'blue_room' };

function aKey(name: string, may: ApiKey['may'], rooms: ApiKey['rooms'] = ['blue_room']): ApiKey {
  return { name, sha256: hash('sha256', `key of ${name}`, 'hex'), rooms, may };
}

const KEYS = [
  aKey('reader', ['read']),
  aKey('button', ['book']),
  aKey('lobby', ['read'], 'all'),
  aKey('scraper', ['operate'], 'all'),
];

/** How somebody comes with the key of that name. */
const as = (name: string) => ({ authorization: `Bearer key of ${name}` });

const CALLS = {
  'read the door': { url: '/meetings?room_name=blue_room' },
  'read the running meeting': { url: '/meetings/current?room_name=blue_room' },
  'list the rooms': { url: '/rooms' },
  book: { method: 'POST', url: '/meetings', body: ROOM },
  extend: { method: 'PATCH', url: '/meetings/current', body: { ...ROOM, extend_mins: 15 } },
  end: { method: 'DELETE', url: '/meetings/current?room_name=blue_room' },
  'make a pass': { method: 'POST', url: '/rooms/blue_room/passes' },
  'start watching': { method: 'POST', url: '/start_watching', body: ROOM },
  'stop watching': { method: 'POST', url: '/stop_watching', body: ROOM },
  'read metrics': { url: '/metrics' },
  'read the API': { url: '/openapi.json' },
  'read about the API': { url: '/docs' },
} as const;

const READS = ['read the door', 'read the running meeting', 'list the rooms'];
const BOOKS = [...READS, 'book', 'extend', 'end', 'make a pass'];

describe('a key', () => {
  it.each([
    ['reader', READS],
    ['button', BOOKS],
    ['lobby', READS],
    ['scraper', Object.keys(CALLS)],
  ])('%s may do what it is for, and nothing else', async (name, allowed) => {
    const { app } = await aHouse({ apiKeys: KEYS });
    for (const [what, call] of Object.entries(CALLS)) {
      const response = await app.inject({ ...call, headers: as(name) });
      if (allowed.includes(what)) expect(response.statusCode, what).toBeLessThan(400);
      else refusedWith('NOT_ALLOWED', response);
    }
  });

  it.each([
    ['in the query', { url: '/meetings?room_name=red_room' }],
    ['in the path', { method: 'POST', url: '/rooms/red_room/passes' }],
    ['in the body', { method: 'POST', url: '/meetings', body: { room_name: 'red_room' } }],
    [
      'beside its own',
      { method: 'DELETE', url: '/meetings/x?room_name=blue_room', body: { room_name: 'red_room' } },
    ],
    ['that is not there', { url: '/meetings?room_name=no_such_room' }],
    ['to follow', { url: '/rooms/red_room/events' }],
  ] as const)('does not reach another room named %s', async (_, call) => {
    const { app, ports } = await aHouse({ apiKeys: KEYS });
    const before = ports.calendars.get(calendarOf('red_room'))!;
    const response = await app.inject({ ...call, headers: as('button') });
    refusedWith('NOT_ALLOWED', response);
    expect(response.json().message).toMatch(/^button may read, book in blue_room; this takes /);
    expect(ports.calendars.get(calendarOf('red_room'))!).toEqual(before);
  });

  it('reaches its room in whatever form of Unicode that is named', async () => {
    const { app } = await aHouse({
      names: ['Caf\u00e9'],
      apiKeys: [aKey('button', ['book'], ['Caf\u00e9'])],
      accounts: { 'Caf\u00e9': 'north' },
    });
    const room = encodeURIComponent('Cafe\u0301');
    const ask = (call: object, headers = as('button')) => app.inject({ ...call, headers });
    expect((await ask({ url: `/meetings?room_name=${room}` })).statusCode).toBe(200);
    expect((await ask({ url: `/rooms?room_name=${room}` })).json().rooms).toMatchObject([
      { account: 'north' },
    ]);
    const { pass, path } = (await ask({ method: 'POST', url: `/rooms/${room}/passes` })).json();
    expect(path).toBe(`/book/Caf%C3%A9#pass=${pass}`);
    const body = { room_name: 'Cafe\u0301' };
    const booked = await ask({ method: 'POST', url: '/meetings', body }, { authorization: `Bearer ${pass}` });
    expect(booked.statusCode).toBe(201);
  });

  it('is told of its own rooms alone', async () => {
    const { app } = await aHouse({ apiKeys: KEYS });
    const roomsOf = async (name: string) => {
      const { rooms } = (await app.inject({ url: '/rooms', headers: as(name) })).json();
      return rooms.map(({ room_name }: { room_name: string }) => room_name);
    };
    expect(await roomsOf('reader')).toEqual(['blue_room']);
    expect(await roomsOf('lobby')).toEqual(['blue_room', 'red_room']);
  });

  it('needs no client_id, and may have one beside it', async () => {
    const { app } = await aHouse({ apiKeys: KEYS });
    for (const more of ['', `&client_id=${CLIENT_ID}`, '&client_id=someone']) {
      const url = `/meetings?room_name=blue_room${more}`;
      expect((await app.inject({ url, headers: as('reader') })).statusCode).toBe(200);
    }
  });

  it('may be the password of HTTP Basic, all that a browser asks for', async () => {
    const { app } = await aHouse({ apiKeys: KEYS });
    const headers = basic('anyone:key of scraper');
    expect((await app.inject({ ...CALLS['read about the API'], headers })).statusCode).toBe(200);
  });

  it('may be one of two while it is replaced, and none once it is taken away', async () => {
    const [old, young] = [aKey('old', ['read']), aKey('young', ['read'])];
    // The letters of a hash may be of either case.
    young.sha256 = young.sha256.toUpperCase();
    const { app, context } = await aHouse({ apiKeys: [old, young] });
    const read = (name: string) => app.inject({ url: CALLS['read the door'].url, headers: as(name) });
    expect([(await read('old')).statusCode, (await read('young')).statusCode]).toEqual([200, 200]);
    context.service = { ...context.service!, apiKeys: [young] };
    refusedWith('UNAUTHORIZED', await read('old'));
    expect((await read('young')).statusCode).toBe(200);
  });

  it('ends what it follows once it reaches that room no more', async () => {
    const { app, context, clock } = await aHouse({ apiKeys: [aKey('tablet', ['read'])] });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const stream = await followEvents(`${url}/rooms/blue_room/events`, as('tablet'));
    onTestFinished(() => stream.leave());
    expect(await stream.data()).toHaveProperty('occupancy');
    context.service = { ...context.service!, apiKeys: [aKey('tablet', ['read'], ['red_room'])] };
    // Told at its next word.
    await clock.advance(15_000);
    while ((await stream.block()) !== undefined);
  });

  it.each([
    ['another text', { authorization: 'Bearer key of nobody' }],
    ['a blank behind it', { authorization: `${as('reader').authorization} ` }],
    ['its hash in place of it', { authorization: `Bearer ${KEYS[0]!.sha256}` }],
  ])('opens nothing with %s', async (_, headers) => {
    const { app } = await aHouse({ apiKeys: KEYS });
    refusedWith('UNAUTHORIZED', await app.inject({ url: CALLS['read the door'].url, headers }));
  });

  it('leaves the Arduino credentials as they are', async () => {
    const { app } = await aHouse({ apiKeys: KEYS });
    for (const [what, call] of Object.entries(CALLS)) {
      expect((await app.inject({ ...call, headers: BASIC })).statusCode, what).toBeLessThan(400);
    }
    const url = `/meetings?room_name=blue_room&client_id=${CLIENT_ID}`;
    expect((await app.inject({ url, headers: BEARER })).statusCode).toBe(200);
  });
});

describe('whoever books with a key', () => {
  it('is named in the event, and in what is told: who booked, changed and ended it', async () => {
    const { app, ports, facts } = await aHouse({
      apiKeys: [aKey('door', ['book']), aKey('tablet', ['book']), aKey('phone', ['book'])],
    });
    const { id } = (await app.inject({ ...CALLS.book, headers: as('door') })).json();
    await app.inject({ ...CALLS.extend, headers: as('tablet') });
    await app.inject({ ...CALLS.end, headers: as('phone') });
    const event = ports.calendars.get(calendarOf('blue_room'))!.find((one) => one.id === id);
    expect(event?.extendedProperties?.private).toMatchObject({
      roomcal_booked_by: 'door',
      roomcal_changed_by: 'tablet',
      roomcal_ended_by: 'phone',
    });
    const answered = facts.flatMap((fact) =>
      fact.type === 'answered' ? [[fact.who, fact.answer.type]] : [],
    );
    expect(answered).toEqual([
      ['door', 'booked'],
      ['tablet', 'extended'],
      ['phone', 'ended'],
    ]);
  });

  it('is nobody with the Arduino credentials', async () => {
    const { app, ports } = await aHouse();
    await app.inject({ ...CALLS.book, headers: BASIC });
    const [event] = ports.calendars.get(calendarOf('blue_room'))!;
    expect(Object.keys(event?.extendedProperties?.private ?? {})).not.toContain('roomcal_booked_by');
  });
});
