import { describe, expect } from 'vitest';
import { EventShape } from '../../../src/sandbox/calendar/event-shape.ts';
import { masked, readMask } from '../../../src/sandbox/calendar/field-mask.ts';
import { meeting, postJson, ROOM, refusalOf, sandboxTest as test } from '../sandbox-test.ts';

const EVENT = {
  id: 'a1',
  summary: 'Stand-up',
  start: { dateTime: '2026-11-23T10:00:00Z', timeZone: 'UTC' },
  attendees: [{ email: 'a@example.org', self: true }, { email: 'b@example.org' }],
  extendedProperties: { private: { roomcal: 'instant', other: 'x' }, shared: { y: 'z' } },
};

describe('a fields mask', () => {
  test.for<[string, object]>([
    ['id', { id: 'a1' }],
    ['id,start/timeZone', { id: 'a1', start: { timeZone: 'UTC' } }],
    ['attendees(email)', { attendees: [{ email: 'a@example.org' }, { email: 'b@example.org' }] }],
    ['attendees/self', { attendees: [{ self: true }, {}] }],
    ['extendedProperties/private', { extendedProperties: { private: EVENT.extendedProperties.private } }],
    [
      'extendedProperties(private/roomcal,shared)',
      {
        extendedProperties: { private: { roomcal: 'instant' }, shared: { y: 'z' } },
      },
    ],
    ['start(dateTime),start/timeZone', { start: EVENT.start }],
    ['start/timeZone,start', { start: EVENT.start }],
    ['*', EVENT],
    ['extendedProperties/*', { extendedProperties: EVENT.extendedProperties }],
    [' id , summary ', { id: 'a1', summary: 'Stand-up' }],
  ])('%s leaves what it names', ([text, left]) => {
    expect(masked(EVENT, readMask(text, EventShape))).toEqual(left);
  });

  test.for([
    ['sumary', 'sumary'],
    ['id,start(dateTime,zone)', 'zone'],
    ['summary/length', 'length'],
    ['start(dateTime', 'start(dateTime'],
    ['id)', 'id)'],
    ['id,', 'id,'],
    ['id summary', 'id summary'],
    ['start//date', '/'],
    ['.', '.'],
  ] as const)('%s is refused', ([text, selection]) => {
    expect(() => readMask(text, EventShape)).toThrow(`Invalid field selection ${selection}`);
  });

  test('is honoured by every call that answers something', async ({ google, clouds }) => {
    clouds.calendar.insert(ROOM, meeting('10:00', '10:30', { id: 'abcde', summary: 'Old' }));
    const event = { calendarId: ROOM, eventId: 'abcde', fields: 'id,status' };
    const shown = { id: 'abcde', status: 'confirmed' };
    expect((await google.events.get(event)).data).toEqual(shown);
    expect((await google.events.patch({ ...event, requestBody: { summary: 'New' } })).data).toEqual(shown);
    const requestBody = meeting('11:00', '12:00', { id: 'fghij' });
    expect((await google.events.insert({ calendarId: ROOM, requestBody, fields: 'id' })).data).toEqual({
      id: 'fghij',
    });
    const { data } = await google.events.list({ calendarId: ROOM, fields: 'timeZone,items/id' });
    expect(data).toEqual({ timeZone: 'Europe/Rome', items: [{ id: 'abcde' }, { id: 'fghij' }] });
    const window = { timeMin: '2026-11-23T08:00:00Z', timeMax: '2026-11-23T18:00:00Z' };
    const freeBusy = await google.freebusy.query({
      requestBody: { ...window, items: [{ id: 'nobody' }] },
      fields: 'calendars/*/errors/reason',
    });
    expect(freeBusy.data).toEqual({ calendars: { nobody: { errors: [{ reason: 'notFound' }] } } });
  });

  test('that is not understood is refused before anything happens', async ({ google, clouds }) => {
    const call = google.events.insert({
      calendarId: ROOM,
      requestBody: meeting('10:00', '11:00'),
      fields: 'id,sumary',
    });
    expect(await refusalOf(call)).toEqual({
      status: 400,
      domain: 'global',
      reason: 'invalidParameter',
      message: 'Invalid field selection sumary',
      locationType: 'parameter',
      location: 'fields',
    });
    expect(clouds.calendar.calendar(ROOM).events.size).toBe(0);
  });

  test('does not hide what is wrong', async ({ google }) => {
    const call = google.events.get({ calendarId: ROOM, eventId: 'nobody', fields: 'id' });
    expect(await refusalOf(call)).toMatchObject({ status: 404, reason: 'notFound' });
  });
});

describe('a query', () => {
  test.for([
    ['GET', 'events?maxResult=1', 'maxResult'],
    ['GET', 'events?singleEvents=yes', 'singleEvents'],
    ['GET', 'events?maxResults=ten', 'maxResults'],
    ['GET', 'events?orderBy=start', 'orderBy'],
    ['GET', `events?timeMin=2026-11-23T10:00:00Z&timeMin=2026-11-23T11:00:00Z`, 'timeMin'],
    ['GET', 'events/abcde?maxResults=1', 'maxResults'],
    ['DELETE', 'events/abcde?sendUpdates=some', 'sendUpdates'],
    ['GET', '?timeZone=UTC', 'timeZone'],
  ] as const)('%s %s is refused', async ([method, path, location], { clouds }) => {
    clouds.calendar.insert(ROOM, meeting('10:00', '10:30', { id: 'abcde' }));
    const url = `${clouds.httpUrl}/calendar/v3/calendars/${ROOM}/${path}`.replace('/?', '?');
    const response = await fetch(url, { method });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { errors: [{ reason: 'invalid', location }] } });
    expect(clouds.calendar.get(ROOM, 'abcde').status).toBe('confirmed');
  });

  test('may have what Google’s APIs all know', async ({ clouds }) => {
    const url = `${clouds.httpUrl}/calendar/v3/calendars/${ROOM}/events?alt=json&prettyPrint=false&quotaUser=x&key=k`;
    expect((await fetch(url)).status).toBe(200);
  });

  test.for([
    { q: 'STAND' },
    { iCalUID: 'abcde@google.com' },
    { eventTypes: ['default', 'focusTime'] },
    { privateExtendedProperty: ['roomcal=instant'] },
    { sharedExtendedProperty: ['by=door', 'at=noon'] },
  ])('lists what fits %o, and nothing else', async (query, { clouds, google }) => {
    const extendedProperties = { private: { roomcal: 'instant' }, shared: { by: 'door', at: 'noon' } };
    clouds.calendar.insert(ROOM, {
      ...meeting('10:00', '10:30', { id: 'abcde', summary: 'Stand-up' }),
      extendedProperties,
    });
    clouds.calendar.insert(ROOM, {
      ...meeting('11:00', '12:00', { id: 'other', eventType: 'outOfOffice' }),
      extendedProperties: { shared: { by: 'door', at: 'night' } },
    });
    const { data } = await google.events.list({ calendarId: ROOM, ...query });
    expect(data.items?.map(({ id }) => id)).toEqual(['abcde']);
  });

  test.for(['x', 'bnVsbA', Buffer.from('{"after":["a","b"],"revision":1}').toString('base64url')])(
    'with the page token %s is refused',
    async (pageToken, { google }) => {
      const call = google.events.list({ calendarId: ROOM, pageToken });
      expect(await refusalOf(call)).toMatchObject({ status: 400, reason: 'invalid', location: 'pageToken' });
    },
  );
});

describe('a body', () => {
  const window = { timeMin: '2026-11-23T08:00:00Z', timeMax: '2026-11-23T18:00:00Z' };

  test.for([
    ['freeBusy', { ...window, items: 7 }, 'invalid'],
    ['freeBusy', { ...window, items: [{}] }, 'invalid'],
    ['freeBusy', { ...window, items: [ROOM] }, 'invalid'],
    ['freeBusy', { ...window, timeMin: 7 }, 'invalid'],
    ['freeBusy', { timeMax: window.timeMax, items: [] }, 'required'],
    ['freeBusy', [], 'parseError'],
    ['channels/stop', { id: 7, resourceId: 'r' }, 'invalid'],
    [`calendars/${ROOM}/events/watch`, { id: 7, type: 'web_hook', address: 'https://a.example' }, 'invalid'],
  ] as const)('of %s is of its type: %o', async ([path, body, reason], { clouds }) => {
    const response = await postJson(`${clouds.httpUrl}/calendar/v3/${path}`, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { errors: [{ reason }] } });
  });
});

test('a page has 2500 events at most, whatever is asked for', async ({ clouds, google }) => {
  for (let event = 0; event < 2_501; event++) clouds.calendar.insert(ROOM, meeting('10:00', '10:30'));
  const list = async (maxResults?: number) =>
    (
      await google.events.list({
        calendarId: ROOM,
        fields: 'items/id,nextPageToken',
        ...(maxResults && { maxResults }),
      })
    ).data;
  const most = await list(9_999);
  expect(most.items).toHaveLength(2_500);
  expect(most.nextPageToken).toBeDefined();
  expect((await list()).items).toHaveLength(250);
});
