import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GoogleEvent } from '../../src/agenda/agenda.ts';
import { localDate } from '../../src/agenda/local-time.ts';
import { systemClock } from '../../src/io/clock.ts';
import { googleCalendar } from '../../src/io/google-calendar/calendar.ts';
import type { CalendarPort } from '../../src/ports/calendar.ts';
import { Faults } from '../../src/stand-ins/faults.ts';
import { setFaults, useClouds } from '../helpers/clouds.ts';
import { always, aTenant, cloudsInMemory } from '../helpers/clouds-in-memory.ts';
import { event } from '../helpers/events.ts';
import { type Receiver, startReceiver } from '../helpers/receiver.ts';

const CALENDAR = 'blue@resource.calendar.google.com';
const HOUR_MS = 3_600_000;

const FARTHEST = 'kiritimati@resource.calendar.google.com';

const clouds = useClouds();
let google: CalendarPort;
const receivers: Receiver[] = [];

interface Told {
  id: unknown;
  token: unknown;
  resourceId: unknown;
  state: unknown;
}

/** A way to Google Calendar, and what a test does to those at its other end. */
interface Stage {
  port: CalendarPort;
  /** Every call fails so from now on. */
  fail(vendor: 'calendar' | 'push', status: number | 'drop'): Promise<void>;
  /** A webhook, and the next notification that comes there. */
  webhook(): Promise<{ address: string; next: () => Promise<Told> }>;
}

const overTheWire = (): Stage => ({
  port: google,
  fail: (vendor, status) => setFaults(clouds(), [{ vendor, status }]),
  async webhook() {
    const receiver = await startReceiver();
    receivers.push(receiver);
    const next = async () => {
      const { headers } = await receiver.next();
      const [id, token, resourceId, state] = ['id', 'token', 'id', 'state'].map(
        (name, index) => headers[`x-goog-${index < 2 ? 'channel' : 'resource'}-${name}`],
      );
      return { id, token, resourceId, state };
    };
    return { address: receiver.url, next };
  },
});

/** The same calendars, in memory. */
function inMemory(): Stage {
  const clock = systemClock;
  const faults = new Faults(clock);
  const told: Told[] = [];
  const inMemory = cloudsInMemory({
    clock,
    faults,
    post({ channel: { id, token, resourceId }, state }) {
      told.push({ id, token, resourceId, state });
      return 204;
    },
  });
  inMemory.calendars.add(CALENDAR, 'Europe/Rome', []);
  inMemory.calendars.add(FARTHEST, 'Pacific/Kiritimati', []);
  return {
    port: inMemory.portsOf(aTenant(clock)).calendar,
    fail: async (vendor, status) => faults.begin(always(vendor, status)),
    webhook: async () => ({
      address: 'https://roomcal.example.org/webhook',
      next: async () => told.shift() ?? expect.fail('no notification has come'),
    }),
  };
}

beforeAll(async () => {
  const { httpUrl: endpoint, accounts } = clouds();
  const credentials = await accounts.create('roomcal@test.iam.gserviceaccount.com', `${endpoint}/token`);
  google = googleCalendar({
    credentials,
    endpoint,
    eventsPerRefresh: 10,
    requestsPerMinute: 6_000,
    clock: systemClock,
  });
  clouds().calendar.addCalendar({ id: CALENDAR, summary: 'Blue', timeZone: 'Europe/Rome' });
  clouds().calendar.addCalendar({ id: FARTHEST, summary: 'Line Islands', timeZone: 'Pacific/Kiritimati' });
});

afterEach(async () => {
  await setFaults(clouds(), []);
  const { events } = await google.list({ calendarId: CALENDAR, until: Number.POSITIVE_INFINITY });
  for (const { id } of events) await google.remove(CALENDAR, id ?? '');
  for (const receiver of receivers.splice(0)) await receiver.close();
});

/** An event that begins so many hours from now. */
function inHours(id: string, hours: number, lengthHours = 0.25) {
  const start = systemClock.now() + hours * HOUR_MS;
  return event(id, new Date(start).toISOString(), new Date(start + lengthHours * HOUR_MS).toISOString());
}

describe.each([
  ['Google Calendar', overTheWire],
  ['a calendar in memory', inMemory],
])('%s', (_, open) => {
  let port: CalendarPort;
  let stage: Stage;

  beforeEach(() => {
    stage = open();
    port = stage.port;
  });

  it('lists a calendar from the quarter hour on, in order, with its zone and the instant of asking', async () => {
    for (const one of [inHours('later', 3), inHours('running', -0.5, 1), inHours('ended', -3)]) {
      await port.insert(CALENDAR, one);
    }
    const before = systemClock.now();
    const { events, timeZone, asOf, complete } = await port.list({ calendarId: CALENDAR });
    expect(events.map(({ id }) => id)).toEqual(['running', 'later']);
    expect({ timeZone, complete }).toEqual({ timeZone: 'Europe/Rome', complete: true });
    expect(asOf).toBeGreaterThanOrEqual(before);
  });

  it('goes on to the next page until two hours ahead are known, and no further', async () => {
    for (let index = 0; index < 25; index++) {
      await port.insert(CALENDAR, inHours(`event${String(index).padStart(2, '0')}`, 0.1 + index * 0.15, 0.1));
    }
    const { events, complete } = await port.list({ calendarId: CALENDAR });
    expect(events).toHaveLength(20);
    expect(complete).toBe(false);
  });

  it('goes on as far as it is asked to', async () => {
    for (let index = 0; index < 15; index++) {
      await port.insert(CALENDAR, inHours(`distant${index}`, 3 + index));
    }
    expect((await port.list({ calendarId: CALENDAR })).events).toHaveLength(10);
    const until = systemClock.now() + 30 * HOUR_MS;
    const { events, complete } = await port.list({ calendarId: CALENDAR, until });
    expect(events).toHaveLength(15);
    expect(complete).toBe(true);
  });

  it('keeps what roomcal marks its own events with', async () => {
    const extendedProperties = { private: { roomcal: 'instant' } };
    const inserted = await port.insert(CALENDAR, { ...inHours('ours1', 0.1), extendedProperties });
    expect(inserted).toMatchObject({ id: 'ours1', extendedProperties, created: expect.any(String) });
    const { events } = await port.list({ calendarId: CALENDAR });
    expect(events).toMatchObject([{ id: 'ours1', extendedProperties }]);
  });

  it('shows of an event what roomcal reads, and its description where it is asked for alone', async () => {
    const more = { description: 'im_1', location: 'Cellar', visibility: 'private' };
    const attendees = [{ email: CALENDAR, self: true, responseStatus: 'accepted' }];
    const invited = { attendees, attendeesOmitted: true };
    await port.insert(CALENDAR, { ...inHours('seen1', 1), ...more, ...invited } as GoogleEvent);
    const text = expect.any(String);
    const time = { dateTime: text, timeZone: 'Europe/Rome' };
    const seen = {
      ...{ id: 'seen1', etag: text, status: 'confirmed', summary: 'seen1', created: text, updated: text },
      ...{ start: time, end: time, visibility: 'private', eventType: 'default' },
      organizer: { email: CALENDAR, displayName: text, self: true },
      attendees: [{ self: true, responseStatus: 'accepted' }],
    };
    expect((await port.list({ calendarId: CALENDAR })).events).toEqual([seen]);
    // Whoever answers for the room writes all of them, and that these are not all.
    expect(await port.get(CALENDAR, 'seen1')).toEqual({ ...seen, ...invited, description: 'im_1' });
    expect(await port.patch(CALENDAR, 'seen1', { visibility: 'private' })).toEqual(seen);
  });

  it('refuses an insert under a taken id', async () => {
    const { start } = await port.insert(CALENDAR, inHours('taken', 1));
    await expect(port.insert(CALENDAR, inHours('taken', 2))).rejects.toMatchObject({ status: 409 });
    expect((await port.get(CALENDAR, 'taken'))?.start).toEqual(start);
  });

  it('gives an event by its id, and nothing where there never was one', async () => {
    await port.insert(CALENDAR, inHours('there', 1));
    expect(await port.get(CALENDAR, 'there')).toMatchObject({ id: 'there' });
    expect(await port.get(CALENDAR, 'never')).toBeUndefined();
  });

  it('writes over an event what is another, and keeps the rest', async () => {
    const mark = (roomcal: string) => ({ extendedProperties: { private: { [roomcal]: 'yes' } } });
    await port.insert(CALENDAR, { ...inHours('patched', 1), ...mark('first') });
    const { end } = inHours('patched', 2);
    const after = await port.patch(CALENDAR, 'patched', { end, ...mark('second') });
    const seconds = (dateTime: string) => Math.floor(Date.parse(dateTime) / 1_000);
    expect(seconds(after.end?.dateTime ?? '')).toBe(seconds(end?.dateTime ?? ''));
    expect(after.extendedProperties?.private).toEqual({ first: 'yes', second: 'yes' });
    expect((await port.list({ calendarId: CALENDAR })).events).toMatchObject([{ id: 'patched' }]);
  });

  it('says that a deleted event is cancelled', async () => {
    await port.insert(CALENDAR, inHours('gone1', 1));
    await port.remove(CALENDAR, 'gone1');
    expect(await port.get(CALENDAR, 'gone1')).toMatchObject({ id: 'gone1', status: 'cancelled' });
  });

  it('refuses an insert under the id of a deleted event', async () => {
    await port.insert(CALENDAR, inHours('deleted', 1));
    await port.remove(CALENDAR, 'deleted');
    await expect(port.insert(CALENDAR, inHours('deleted', 1))).rejects.toMatchObject({ status: 409 });
  });

  it('removes an event, once and again, and one that never was', async () => {
    await port.insert(CALENDAR, inHours('short', 1));
    await port.remove(CALENDAR, 'short');
    await port.remove(CALENDAR, 'short');
    await port.remove(CALENDAR, 'never');
    expect((await port.list({ calendarId: CALENDAR })).events).toEqual([]);
  });

  it('lists a whole day until it is over in the zone of the room, which may be behind the calendar', async () => {
    const now = systemClock.now();
    const [yesterday, today] = [now - 24 * HOUR_MS, now].map((day) => localDate(day, 'Pacific/Kiritimati'));
    await port.insert(FARTHEST, { id: 'local1', start: { date: yesterday }, end: { date: today } });
    const ids = async (timeZone?: string) => {
      const { events } = await port.list({ calendarId: FARTHEST, timeZone });
      return events.map(({ id }) => id);
    };
    expect(await ids()).toEqual([]);
    expect(await ids('Pacific/Pago_Pago')).toEqual(['local1']);
    expect(await ids('Pacific/Pago_Pago')).toEqual(['local1']);
    await port.remove(FARTHEST, 'local1');
  });

  it('brings a deleted event back by a patch, on the condition of its etag', async () => {
    const extendedProperties = { private: { roomcal: 'instant' } };
    await port.insert(CALENDAR, { ...inHours('revived', 1), extendedProperties });
    await port.remove(CALENDAR, 'revived');
    const there = await port.get(CALENDAR, 'revived');
    expect(there).toMatchObject({ status: 'cancelled', etag: expect.any(String), extendedProperties });
    const patch = { ...inHours('revived', 1.5), status: 'confirmed' };
    await expect(port.patch(CALENDAR, 'revived', patch, '"another"')).rejects.toMatchObject({
      status: 412,
    });
    await port.patch(CALENDAR, 'revived', patch, there?.etag ?? '');
    const { events } = await port.list({ calendarId: CALENDAR });
    expect(events).toMatchObject([{ id: 'revived', etag: expect.any(String) }]);
  });

  it('removes an event on the condition of its etag', async () => {
    const seen = await port.insert(CALENDAR, inHours('etag1', 1));
    const now = await port.patch(CALENDAR, 'etag1', { summary: 'Somebody else wrote this' });
    await expect(port.remove(CALENDAR, 'etag1', seen.etag ?? '')).rejects.toMatchObject({ status: 412 });
    expect(await port.get(CALENDAR, 'etag1')).toMatchObject({ status: 'confirmed' });
    await port.remove(CALENDAR, 'etag1', now.etag ?? '');
    expect(await port.get(CALENDAR, 'etag1')).toMatchObject({ status: 'cancelled' });
  });

  it('opens a channel that says hello and then tells of each change, and stops it', async () => {
    const { address, next } = await stage.webhook();
    const keys = { id: 'channel-1', token: 'token' };
    const { resourceId, expiration } = await port.watch(CALENDAR, keys, address);
    expect(expiration - systemClock.now()).toBeGreaterThan(6 * 24 * HOUR_MS);
    expect(await next()).toEqual({ ...keys, resourceId, state: 'sync' });
    await port.insert(CALENDAR, inHours('change', 1));
    expect(await next()).toEqual({ ...keys, resourceId, state: 'exists' });
    await port.stopChannel({ id: keys.id, resource_id: resourceId });
    await port.stopChannel({ id: keys.id, resource_id: resourceId });
  });

  it.each([
    ['an unknown calendar', 'nobody@example.org', { status: 404, reason: 'notFound', operator: true }],
  ])('says of %s that an operator is wanted', async (_, calendarId, failure) => {
    await expect(port.list({ calendarId })).rejects.toMatchObject({ vendor: 'calendar', ...failure });
  });

  it.each([500, 503, 429])('says of a %i that it may pass', async (status) => {
    await stage.fail('calendar', status);
    await expect(port.list({ calendarId: CALENDAR })).rejects.toMatchObject({ status, operator: false });
  });

  it('says of a broken connection that it may pass', async () => {
    await stage.fail('calendar', 'drop');
    await expect(port.list({ calendarId: CALENDAR })).rejects.toMatchObject({
      vendor: 'calendar',
      status: undefined,
      operator: false,
    });
  });

  it('names the reason where Google will not push', async () => {
    await stage.fail('push', 400);
    await expect(
      port.watch(CALENDAR, { id: 'channel-2', token: 'token' }, 'http://127.0.0.1:1/webhook'),
    ).rejects.toMatchObject({ reason: 'pushNotSupportedForRequestedResource' });
  });
});

describe('Google Calendar', () => {
  it('numbers what a channel tells', async () => {
    const receiver = await startReceiver();
    receivers.push(receiver);
    const keys = { id: 'numbered', token: 'token' };
    const { resourceId } = await google.watch(CALENDAR, keys, receiver.url);
    expect((await receiver.next()).headers).toMatchObject({ 'x-goog-message-number': '1' });
    await google.stopChannel({ id: keys.id, resource_id: resourceId });
  });
});
