import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { buildingOptionsOf } from '../../../src/configuration/building-options.ts';
import { parseConfig } from '../../../src/configuration/config.ts';
import { EXAMPLE } from '../../configuration/configurations.ts';
import { event } from '../../helpers/events.ts';
import { aHouse, BASIC, CLIENT_ID, CLIENT_SECRET, calendarOf } from '../a-building.ts';

const ROOM = 'blue_room';
const BLUE = calendarOf(ROOM);

async function aDoor(options: Parameters<typeof aHouse>[0] = {}) {
  const house = await aHouse({ pythonRooms: [ROOM], ...options });
  const url = new URL(await house.app.listen({ host: '127.0.0.1', port: 0 }));
  /** Sends bytes as a board does, line by line, and resolves to the whole answer. */
  async function sends(lines: string[]): Promise<string> {
    const socket = connect(Number(url.port), url.hostname);
    await once(socket, 'connect');
    for (const line of lines) socket.write(line);
    return text(socket);
  }
  return { ...house, sends, calendar: () => house.ports.calendars.get(BLUE) ?? [] };
}

/** The firmware's `client.println(line + "\r")`, which ends with CR CR LF. */
const println = (line = '') => `${line}\r\r\n`;

function booking(body: string, { type = 'application/json', blank = '\r\n' } = {}): string[] {
  return [
    println('POST /meetings HTTP/1.1'),
    println('Host: roomcal'),
    println(`Authorization: Bearer ${CLIENT_SECRET}`),
    println(`Content-Type: ${type}`),
    println(`Content-Length: ${body.length}`),
    println('Connection: keep-alive'),
    blank,
    body,
  ];
}

const json = (more: object) => JSON.stringify({ client_id: CLIENT_ID, room_name: ROOM, ...more });

describe('a board of the Python service', () => {
  it.each(['\r\n', '\r\r\n'])(
    'books with header lines that end CR CR LF, before a blank line of %j',
    async (blank) => {
      const { sends, calendar } = await aDoor();
      const answer = await sends(booking(json({ duration_mins: 30 }), { blank }));
      expect(answer).toMatch(/^HTTP\/1\.1 201 /);
      expect(answer).toMatch(/connection: close/i);
      expect(calendar()).toMatchObject([{ summary: '::Meeting::' }]);
    },
  );

  it('books also where it names its room in another form of Unicode than the configuration', async () => {
    const { app, ports } = await aHouse({ names: ['Caf\u00e9'], pythonRooms: ['Caf\u00e9'] });
    const body = { room_name: 'Cafe\u0301', duration_mins: 44 };
    const booked = await app.inject({ method: 'POST', url: '/meetings', headers: BASIC, body });
    expect(booked.json()).toMatchObject({ title: '::Meeting::' });
    expect(ports.calendars.get(calendarOf('Caf\u00e9'))).toHaveLength(1);
  });

  it('is answered 400 where its service is nobody’s at any door', async () => {
    const { sends, calendar } = await aDoor({ pythonRooms: [] });
    expect(await sends(booking(json({})))).toMatch(/^HTTP\/1\.1 400 /);
    expect(calendar()).toEqual([]);
  });

  it.each([
    ['a button of 30 minutes, which sends 14 more', { duration_mins: 44 }, 30],
    ['less than a quarter', { duration_mins: 7 }, 15],
    ['all day', { duration_mins: 838 }, 480],
    ['its own default, a text', { duration_mins: '60' }, 60],
    ['nothing', {}, 60],
    ['further keys', { duration_mins: 30, firmware: '1.2', title_: 'x' }, 30],
  ])('books %s', async (_, more, minutes) => {
    const { app, calendar } = await aDoor();
    const { statusCode, body } = await app.inject({
      method: 'POST',
      url: '/meetings',
      headers: { authorization: `Bearer ${CLIENT_SECRET}`, 'content-type': 'application/json' },
      payload: json(more),
    });
    expect([statusCode, body]).toEqual([201, expect.any(String)]);
    const [made] = calendar();
    const length = Date.parse(made?.end?.dateTime ?? '') - Date.parse(made?.start?.dateTime ?? '');
    expect(length / 60_000).toBe(minutes);
  });

  it('books what is free where it asks for more', async () => {
    const next = event('next', '2026-11-23T10:20:00+01:00', '2026-11-23T11:00:00+01:00');
    const { app, calendar } = await aDoor({ events: [next] });
    const { statusCode, json: answer } = await app.inject({
      method: 'POST',
      url: '/meetings',
      headers: { authorization: `Bearer ${CLIENT_SECRET}` },
      payload: { client_id: CLIENT_ID, room_name: ROOM, duration_mins: 59 },
    });
    expect(statusCode).toBe(201);
    expect(answer()).toMatchObject({ end: '2026-11-23T10:20:00+01:00', shortened: true });
    expect(calendar()).toHaveLength(2);
  });

  const cancel = (url: string) => ({
    method: 'DELETE' as const,
    url,
    headers: { authorization: `Bearer ${CLIENT_SECRET}` },
    payload: { client_id: CLIENT_ID, room_name: ROOM },
  });

  it('removes what that service has booked, and is answered 201', async () => {
    const theirs = {
      ...event('theirs', '2026-11-23T09:30:00+01:00', '2026-11-23T11:00:00+01:00'),
      description: 'im_20261123',
    };
    const { app, calendar } = await aDoor({ events: [theirs] });
    expect((await app.inject(cancel('/meeting/theirs'))).statusCode).toBe(201);
    expect(calendar().filter(({ status }) => status !== 'cancelled')).toEqual([]);
  });

  it('is answered 204 at the address that others have', async () => {
    const { app } = await aDoor();
    expect((await app.inject(cancel('/meetings/current'))).statusCode).toBe(204);
    expect((await app.inject(cancel('/meeting/current'))).statusCode).toBe(201);
  });

  it('books no meeting of no length', async () => {
    const { app, calendar } = await aDoor();
    const payload = { client_id: CLIENT_ID, room_name: ROOM, duration_mins: 0 };
    const headers = { authorization: `Bearer ${CLIENT_SECRET}` };
    expect((await app.inject({ method: 'POST', url: '/meetings', headers, payload })).statusCode).toBe(400);
    expect(calendar()).toEqual([]);
  });

  it('may not remove what somebody booked in the calendar', async () => {
    const theirs = event('theirs', '2026-11-23T09:30:00+01:00', '2026-11-23T11:00:00+01:00');
    const { app, calendar } = await aDoor({ events: [theirs] });
    expect((await app.inject(cancel('/meeting/theirs'))).statusCode).toBe(403);
    expect(calendar()).toHaveLength(1);
  });

  it('reads days of two digits, from its Thing as from the API; others do not', async () => {
    const trip = { id: 'trip', summary: 'Trip', start: { date: '2026-12-02' }, end: { date: '2026-12-05' } };
    const { rooms } = buildingOptionsOf(
      parseConfig(JSON.stringify({ ...EXAMPLE, clients: 'python' }), 'config.json'),
    );
    const { app, shown } = await aDoor({ events: [trip], wordings: { [ROOM]: rooms[0]!.wording! } });
    const answer = await app.inject({ url: `/meetings?room_name=${ROOM}`, headers: BASIC });
    const said = { nextevstart: 'Dec 02', nextevend: 'Dec 04', nextevtm: 'Dec 02-Dec 04' };
    expect(answer.json()).toMatchObject(said);
    expect(Object.fromEntries(shown(ROOM))).toMatchObject(said);
    const other = await aDoor({ events: [trip] });
    expect(other.shown(ROOM).get('nextevtm')).toBe('Dec 2-Dec 4');
  });

  it('that does not know the secret is refused, counted and told of with its room', async () => {
    const { app, context } = await aDoor();
    const { statusCode } = await app.inject({
      ...cancel('/meeting/theirs'),
      headers: { authorization: 'Bearer anything' },
    });
    expect(statusCode).toBe(401);
    expect(await context.metrics.text()).toContain(`roomcal_unauthorized_total{room_name="${ROOM}"} 1`);
  });
});

describe('small firmware', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', undefined])(
    'sends JSON under the type %s',
    async (type) => {
      const { app } = await aDoor({ pythonRooms: [] });
      const { statusCode } = await app.inject({
        method: 'POST',
        url: '/meetings',
        headers: { authorization: `Bearer ${CLIENT_SECRET}`, ...(type && { 'content-type': type }) },
        payload: json({ duration_mins: '30' }),
      });
      expect(statusCode).toBe(201);
    },
  );

  it('does not pass for a page in a browser, which asks nobody for leave to send that', async () => {
    const { app } = await aDoor({ pythonRooms: [] });
    const { statusCode, json: answer } = await app.inject({
      method: 'POST',
      url: '/meetings',
      headers: {
        authorization: `Bearer ${CLIENT_SECRET}`,
        'content-type': 'text/plain',
        origin: 'https://elsewhere.example.org',
      },
      payload: json({}),
    });
    expect([statusCode, answer().code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('is told which key is unknown, where no board of the Python service is', async () => {
    const { app } = await aDoor({ pythonRooms: [] });
    const { statusCode, json: answer } = await app.inject({
      method: 'POST',
      url: '/meetings',
      headers: { authorization: `Bearer ${CLIENT_SECRET}` },
      payload: { client_id: CLIENT_ID, room_name: ROOM, firmware: '1.2' },
    });
    expect([statusCode, answer().message]).toEqual([400, expect.stringContaining('firmware')]);
  });
});

describe('the running meeting', () => {
  const running = event('now', '2026-11-23T09:30:00+01:00', '2026-11-23T10:30:00+01:00');
  const call = (method: 'GET' | 'PATCH' | 'DELETE', payload?: object) => ({
    method,
    url: `/meetings/current${method === 'GET' ? `?client_id=${CLIENT_ID}&room_name=${ROOM}` : ''}`,
    headers: { authorization: `Bearer ${CLIENT_SECRET}` },
    ...(payload && { payload: { client_id: CLIENT_ID, room_name: ROOM, ...payload } }),
  });

  it('is read, extended and ended without its id', async () => {
    const { app, building, calendar } = await aDoor({ pythonRooms: [], events: [running], mayEnd: 'any' });
    expect((await app.inject(call('GET'))).json()).toMatchObject({ id: 'now' });
    expect((await app.inject(call('PATCH', { extend_mins: 15 }))).json()).toMatchObject({
      id: 'now',
      end: '2026-11-23T10:45:00+01:00',
    });
    expect((await app.inject(call('DELETE', {}))).statusCode).toBe(204);
    expect(building.state(ROOM).occupancy).toBe('free');
    expect(calendar()).toHaveLength(1);
  });

  it.each(['GET', 'PATCH', 'DELETE'] as const)('is none, says %s: 204', async (method) => {
    const { app } = await aDoor({ pythonRooms: [] });
    const { statusCode, body } = await app.inject(
      call(method, method === 'GET' ? undefined : method === 'PATCH' ? { extend_mins: 15 } : {}),
    );
    expect([statusCode, body]).toEqual([204, '']);
  });
});
