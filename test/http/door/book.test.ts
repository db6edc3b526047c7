import { describe, expect, it } from 'vitest';
import { wordingOf } from '../../../src/agenda/wording.ts';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { deferred } from '../../helpers/deferred.ts';
import { event } from '../../helpers/events.ts';
import {
  aHouse,
  BEARER,
  type BuildingOptions,
  CLIENT_ID,
  calendarOf,
  everyoneHadATurn,
  refusedWith,
} from '../a-building.ts';

const BLUE = calendarOf('blue_room');

async function open(options: BuildingOptions = {}) {
  const context = await aHouse(options);
  const book = (more: object = {}, headers: Record<string, string> = {}) =>
    context.app.inject({
      method: 'POST',
      url: '/meetings',
      headers: { ...BEARER, ...headers },
      body: { client_id: CLIENT_ID, room_name: 'blue_room', ...more },
    });
  return { ...context, book };
}

const at = (from: string, to: string) =>
  event(`from ${from}`, `2026-11-23T${from}:00+01:00`, `2026-11-23T${to}:00+01:00`);

describe('POST /meetings', () => {
  it('books the usual hour from the start of the quarter hour', async () => {
    const { book, ports } = await open();
    const response = await book();
    expect(response.statusCode).toBe(201);
    expect(response.json()).toEqual({
      id: expect.stringMatching(/^[a-v0-9]{5,1024}$/),
      title: 'Meeting',
      start: '2026-11-23T09:45:00+01:00',
      end: '2026-11-23T10:45:00+01:00',
      shortened: false,
    });
    expect(ports.calendars.get(BLUE)).toMatchObject([{ id: response.json().id, summary: 'Meeting' }]);
  });

  it('books what was asked for, rounded up to quarter hours', async () => {
    const { book } = await open();
    expect((await book({ duration_mins: 16, title: 'Chat' })).json()).toMatchObject({
      title: 'Chat',
      start: '2026-11-23T09:45:00+01:00',
      end: '2026-11-23T10:15:00+01:00',
      shortened: false,
    });
  });

  it('takes a title that nobody can see for none', async () => {
    const { book } = await open();
    expect((await book({ title: '\u200b\u200b' })).json()).toMatchObject({ title: 'Meeting' });
  });

  it('answers the title as the door has it', async () => {
    const { book } = await open();
    expect((await book({ title: 'Line one\nLine two' })).json()).toMatchObject({
      title: 'Line one Line two',
    });
  });

  it.each([
    [1, '2026-11-23T10:00:00+01:00'],
    [480, '2026-11-23T17:45:00+01:00'],
  ])('books %d minutes until %s', async (duration_mins, end) => {
    const { book } = await open();
    const response = await book({ duration_mins });
    expect(response.json()).toMatchObject({ start: '2026-11-23T09:45:00+01:00', end });
  });

  it('shortens the usual hour to the next meeting, and says so', async () => {
    const { book } = await open({ events: [at('10:20', '11:00')] });
    const { end, shortened } = (await book()).json();
    expect({ end, shortened }).toEqual({ end: '2026-11-23T10:20:00+01:00', shortened: true });
  });

  it('refuses a length that does not fit, and says how many minutes there are', async () => {
    const { book, ports } = await open({ events: [at('10:20', '11:00')] });
    const body = refusedWith('NOT_ENOUGH_TIME', await book({ duration_mins: 60 }));
    expect(body).toMatchObject({ available_mins: 35, message: 'free for 35 min only' });
    expect(ports.count('insert')).toBe(0);
  });

  it('refuses a busy room, and says until when the unbroken run of meetings lasts', async () => {
    const { book, ports } = await open({ events: [at('09:30', '10:00'), at('10:00', '10:30')] });
    const body = refusedWith('ROOM_BUSY', await book());
    expect(body).toMatchObject({
      message: 'busy until 10:30',
      busy_until: '2026-11-23T10:30:00+01:00',
      busy_until_time: '10:30',
    });
    expect(ports.count('insert')).toBe(0);
  });

  it('refuses in the words of the configuration, and names a day that is not today', async () => {
    const texts = { busy_until: 'occupata fino alle {time}', free_only: 'libera per soli {mins} min' };
    const wording = wordingOf({ locale: 'it-IT', texts });
    const offsite = event('offsite', '2026-11-23T09:30:00+01:00', '2026-11-25T09:00:00+01:00');
    const { book } = await open({ events: [offsite], wording });
    expect(refusedWith('ROOM_BUSY', await book())).toMatchObject({
      message: 'occupata fino alle mer 25 nov 09:00',
      busy_until_time: '09:00',
    });
    const { book: later } = await open({ events: [at('10:20', '11:00')], wording });
    const refused = refusedWith('NOT_ENOUGH_TIME', await later({ duration_mins: 60 }));
    expect(refused.message).toBe('libera per soli 35 min');
  });

  it('shows the booking at the door, and refuses the next one', async () => {
    const { book, building, shown } = await open();
    await book({ title: 'Chat' });
    await building.settled();
    expect(shown('blue_room').get('busynow')).toBe(1);
    expect(shown('blue_room').get('curevmtg')).toBe('Chat');
    refusedWith('ROOM_BUSY', await book());
  });

  it('gives the room to one of two who ask at the same time', async () => {
    const { book } = await open();
    const [one, two] = await Promise.all([book(), book()]);
    expect([one.statusCode, two.statusCode].sort()).toEqual([201, 409]);
  });

  it('answers 404 for a room that is not there', async () => {
    const { book } = await open();
    refusedWith('UNKNOWN_ROOM', await book({ room_name: 'green_room' }));
  });

  it.each([
    ['insert', new VendorError('calendar', 'Google Calendar: 503: down', { status: 503 })],
    ['insert', new VendorError('calendar', 'Google Calendar: 403: no', { status: 403, operator: true })],
  ] as const)('answers 502 with the vendor whose %s failed: %s', async (call, failure) => {
    const { book, ports, building } = await open();
    ports.obstacles[call] = () => Promise.reject(failure);
    const body = refusedWith('VENDOR_FAILED', await book());
    expect(body).toMatchObject({ vendor: 'calendar', message: failure.message });
    await building.settled();
    expect(ports.calendars.get(BLUE)).toEqual([]);
  });

  it('answers 502 where the booking could not be verified, and removes it', async () => {
    const { book, ports } = await open();
    ports.obstacles.list = () => Promise.reject(new VendorError('calendar', 'down', { status: 503 }));
    expect(refusedWith('VENDOR_FAILED', await book()).vendor).toBe('calendar');
    expect(ports.calendars.get(BLUE)).toEqual([]);
  });

  it('answers 503 while nothing is known of the room', async () => {
    const { book, ports } = await open({
      prepare: ({ obstacles }) => {
        obstacles.list = () => Promise.reject(new VendorError('calendar', 'down', { status: 503 }));
      },
    });
    refusedWith('NOT_READY', await book());
    expect(ports.count('insert')).toBe(0);
  });

  it('answers 503 before there is a service', async () => {
    const { book, context } = await open();
    context.service = undefined;
    context.unready = () => ['roomcal is starting'];
    expect(refusedWith('NOT_READY', await book()).message).toBe('roomcal is starting');
  });

  it('is answered where the service closes meanwhile', async () => {
    const { book, context, ports } = await open();
    const inserted = deferred<void>();
    ports.obstacles.insert = () => inserted.promise;
    const answer = book({ title: 'Chat' });
    while (ports.count('insert') === 0) await everyoneHadATurn();
    context.service = undefined;
    context.unready = () => ['roomcal is closing'];
    inserted.resolve();
    const response = await answer;
    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({ title: 'Chat', start: '2026-11-23T09:45:00+01:00' });
    refusedWith('NOT_READY', await book());
  });

  it('asks again where the building stops before it is answered', async () => {
    const { book, building, ports } = await open();
    ports.obstacles.insert = () => deferred<void>().promise;
    const answer = book();
    while (ports.count('insert') === 0) await everyoneHadATurn();
    building.stop();
    refusedWith('NOT_READY', await answer);
  });
});

describe('POST /meetings with an Idempotency-Key', () => {
  it('gives the same meeting to a retry, and makes no second one', async () => {
    const { book, ports, clock } = await open();
    const first = await book({ title: 'Chat' }, { 'idempotency-key': 'button-1' });
    await clock.advance(20 * 60_000);
    const again = await book({ title: 'Chat' }, { 'idempotency-key': 'button-1' });
    expect([first.statusCode, again.statusCode]).toEqual([201, 201]);
    expect(again.json()).toEqual(first.json());
    expect(ports.calendars.get(BLUE)).toHaveLength(1);
  });

  it('says again that the meeting was shortened', async () => {
    const { book } = await open({ events: [at('10:20', '11:00')] });
    const first = await book({}, { 'idempotency-key': 'button-1' });
    expect(first.json().shortened).toBe(true);
    expect((await book({}, { 'idempotency-key': 'button-1' })).json()).toEqual(first.json());
  });

  it('gives one meeting to two requests at the same time', async () => {
    const { book, ports } = await open();
    const both = await Promise.all([1, 2].map(() => book({}, { 'idempotency-key': 'button-1' })));
    expect(both[1]!.json()).toEqual(both[0]!.json());
    expect(ports.calendars.get(BLUE)).toHaveLength(1);
  });

  it('makes the meeting whose insert failed the first time', async () => {
    const { book, ports, building } = await open();
    ports.obstacles.insert = () => Promise.reject(new VendorError('calendar', 'down', { status: 503 }));
    refusedWith('VENDOR_FAILED', await book({}, { 'idempotency-key': 'button-1' }));
    delete ports.obstacles.insert;
    await building.settled();
    expect((await book({}, { 'idempotency-key': 'button-1' })).statusCode).toBe(201);
  });

  it('is of one room: the same key books another room, too', async () => {
    const { book } = await open();
    const blue = await book({}, { 'idempotency-key': 'button-1' });
    const red = await book({ room_name: 'red_room' }, { 'idempotency-key': 'button-1' });
    expect(red.statusCode).toBe(201);
    expect(red.json().id).not.toBe(blue.json().id);
  });

  it('treats another key, or none, as another booking', async () => {
    const { book } = await open();
    await book({}, { 'idempotency-key': 'button-1' });
    refusedWith('ROOM_BUSY', await book({}, { 'idempotency-key': 'button-2' }));
    refusedWith('ROOM_BUSY', await book());
  });
});
