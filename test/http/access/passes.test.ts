import { hash } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { followEvents } from '../../helpers/event-stream.ts';
import { aHouse, BASIC, calendarOf, refusedWith } from '../a-building.ts';

const MINUTE_MS = 60_000;
const KEY = {
  name: 'door of the blue room',
  sha256: hash('sha256', 'key', 'hex'),
  rooms: ['blue_room'],
  may: ['book' as const],
};
const WITH_KEY = { authorization: 'Bearer key' };

/** A house, and the pass that the door of the blue room shows. */
async function aHouseWithPass() {
  const house = await aHouse({ apiKeys: [KEY] });
  const { app } = house;
  const response = await app.inject({ method: 'POST', url: '/rooms/blue_room/passes', headers: WITH_KEY });
  expect(response.statusCode).toBe(201);
  const made = response.json();
  const bearer = (pass: string) => ({ authorization: `Bearer ${pass}` });
  const book = (pass: string, room_name = 'blue_room') =>
    app.inject({ method: 'POST', url: '/meetings', headers: bearer(pass), body: { room_name } });
  const extend = (pass: string, id: string) =>
    app.inject({
      method: 'PATCH',
      url: `/meetings/${id}`,
      headers: bearer(pass),
      body: { room_name: 'blue_room', extend_mins: 15 },
    });
  const end = (pass: string, id: string) =>
    app.inject({ method: 'DELETE', url: `/meetings/${id}?room_name=blue_room`, headers: bearer(pass) });
  const read = (pass: string, room = 'blue_room') =>
    app.inject({ url: `/meetings?room_name=${room}`, headers: bearer(pass) });
  return { ...house, made, pass: made.pass as string, book, extend, end, read, bearer };
}

describe('a pass', () => {
  it('is made for ten minutes, with the page that takes it', async () => {
    const { made, pass, clock } = await aHouseWithPass();
    expect(made).toEqual({
      pass,
      expires_at: new Date(clock.now() + 10 * MINUTE_MS).toISOString(),
      path: `/book/blue_room#pass=${pass}`,
    });
  });

  it('is made of no room that is not there', async () => {
    const { app } = await aHouseWithPass();
    const call = { method: 'POST', url: '/rooms/no_such_room/passes', headers: BASIC } as const;
    refusedWith('UNKNOWN_ROOM', await app.inject(call));
  });

  it('reads and books its room alone', async () => {
    const { pass, book, read, app, bearer } = await aHouseWithPass();
    expect((await read(pass)).statusCode).toBe(200);
    refusedWith('NOT_ALLOWED', await read(pass, 'red_room'));
    refusedWith('NOT_ALLOWED', await book(pass, 'red_room'));
    expect((await book(pass)).statusCode).toBe(201);
    refusedWith('NOT_ALLOWED', await app.inject({ url: '/metrics', headers: bearer(pass) }));
    const { rooms } = (await app.inject({ url: '/rooms', headers: bearer(pass) })).json();
    expect(rooms).toHaveLength(1);
  });

  it('opens nothing after ten minutes, and says why', async () => {
    const { pass, read, book, clock } = await aHouseWithPass();
    await clock.advance(10 * MINUTE_MS - 1);
    expect((await read(pass)).statusCode).toBe(200);
    await clock.advance(1);
    const expired = await read(pass);
    refusedWith('PASS_EXPIRED', expired);
    expect(expired.headers).toHaveProperty('www-authenticate');
    refusedWith('PASS_EXPIRED', await book(pass));
  });

  it('is told how long it is good, what it may do, and which meeting is its own', async () => {
    const { made, pass, book, app } = await aHouseWithPass();
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const you = async (secret: string) => {
      const headers = { authorization: `Bearer ${secret}` };
      const stream = await followEvents(`${url}/rooms/blue_room/door/events`, headers);
      onTestFinished(() => stream.leave());
      return stream.until((data) => 'may' in data);
    };
    expect(await you('key')).toEqual({ may: ['read', 'book'] });
    expect(await you(pass)).toEqual({ may: ['read', 'book'], expires_at: made.expires_at });
    const booked = (await book(pass)).json();
    expect(await you(booked.pass)).toEqual({
      may: ['read'],
      expires_at: expect.any(String),
      meeting: booked.id,
    });
  });

  it('ends what follows the door when it expires', async () => {
    const { pass, app, bearer, clock } = await aHouseWithPass();
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const stream = await followEvents(`${url}/rooms/blue_room/door/events`, bearer(pass));
    onTestFinished(() => stream.leave());
    expect(await stream.data()).toHaveProperty('now');
    await clock.advance(10 * MINUTE_MS);
    // At its next word, which a silent stream has each 15 s.
    let isOver = false;
    const over = (async () => {
      while ((await stream.block()) !== undefined);
      isOver = true;
    })();
    while (!isOver) {
      await clock.advance(15_000);
      await new Promise(setImmediate);
    }
    await over;
    refusedWith(
      'PASS_EXPIRED',
      await app.inject({ url: '/rooms/blue_room/door/events', headers: bearer(pass) }),
    );
  });

  it('makes no further passes', async () => {
    const { pass, app, bearer } = await aHouseWithPass();
    const headers = bearer(pass);
    refusedWith('NOT_ALLOWED', await app.inject({ method: 'POST', url: '/rooms/blue_room/passes', headers }));
  });

  it('changes what was booked with it, for a day, and nothing else', async () => {
    const { pass, book, extend, end, read, clock, app } = await aHouseWithPass();
    const booked = (await book(pass)).json();
    for (const change of [extend, end]) refusedWith('NOT_ALLOWED', await change(pass, booked.id));
    refusedWith('NOT_ALLOWED', await extend(pass, 'current'));
    refusedWith('NOT_ALLOWED', await extend(booked.pass, 'another'));
    refusedWith('NOT_ALLOWED', await book(booked.pass));
    await clock.advance(30 * MINUTE_MS);
    expect((await extend(booked.pass, booked.id)).statusCode).toBe(200);
    expect((await extend(booked.pass, 'current')).statusCode).toBe(200);
    expect((await end(booked.pass, 'current')).statusCode).toBe(204);
    const other = await app.inject({
      method: 'POST',
      url: '/meetings',
      headers: BASIC,
      body: { room_name: 'blue_room' },
    });
    expect(other.statusCode).toBe(201);
    refusedWith('NOT_ALLOWED', await end(booked.pass, other.json().id));
    await clock.advance(24 * 60 * MINUTE_MS);
    refusedWith('PASS_EXPIRED', await read(booked.pass));
  });

  it('is named in the event with the key that it came of', async () => {
    const { pass, book, ports } = await aHouseWithPass();
    const { id } = (await book(pass)).json();
    const event = ports.calendars.get(calendarOf('blue_room'))!.find((one) => one.id === id);
    expect(event?.extendedProperties?.private).toMatchObject({
      roomcal_booked_by: 'a pass of door of the blue room',
    });
  });

  it('is void once the secret is another', async () => {
    const { pass, read, context } = await aHouseWithPass();
    context.service = { ...context.service!, clientSecret: 'another' };
    refusedWith('UNAUTHORIZED', await read(pass));
  });

  it.each([
    ['another content', (pass: string) => pass.replace(/-(.)/, (_, one) => `-${one === 'A' ? 'B' : 'A'}`)],
    ['another signature', (pass: string) => pass.replace(/(.)$/, (one) => (one === 'A' ? 'B' : 'A'))],
    ['no signature', (pass: string) => pass.split('.')[0]!],
    ['something behind it', (pass: string) => `${pass}.x`],
    ['no beginning', (pass: string) => pass.replace('pass-', '')],
    ['nothing else', () => 'pass-'],
  ])('is none with %s', async (_, spoil) => {
    const { pass, read } = await aHouseWithPass();
    refusedWith('UNAUTHORIZED', await read(spoil(pass)));
  });
});
