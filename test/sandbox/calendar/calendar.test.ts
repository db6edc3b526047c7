import { describe, expect } from 'vitest';
import { meeting, postJson, ROOM, refusalOf, sandboxTest as test } from '../sandbox-test.ts';

const ids = (items: { id?: string | null }[] | undefined) => items?.map(({ id }) => id);

describe('events.insert', () => {
  test('fills in what Google fills in', async ({ google }) => {
    const { data } = await google.events.insert({
      calendarId: ROOM,
      requestBody: meeting('10:00', '10:30', { summary: 'Stand-up' }),
    });
    expect(data).toMatchObject({
      kind: 'calendar#event',
      status: 'confirmed',
      summary: 'Stand-up',
      created: '2026-11-23T08:00:00.000Z',
      updated: '2026-11-23T08:00:00.000Z',
      creator: { email: ROOM, self: true },
      organizer: { email: ROOM, displayName: 'Blue room', self: true },
      start: { dateTime: '2026-11-23T10:00:00+01:00', timeZone: 'Europe/Rome' },
      eventType: 'default',
      iCalUID: `${data.id}@google.com`,
    });
    expect(data.id).toMatch(/^[a-v0-9]{26}$/);
    expect(data.etag).toMatch(/^".+"$/);
  });

  test('shows times in the zone of the calendar, whatever they came in', async ({ google }) => {
    const event = {
      start: { dateTime: '2026-11-23T09:00:00Z' },
      end: { dateTime: '2026-11-23T04:30:00-05:00' },
    };
    const { data } = await google.events.insert({ calendarId: ROOM, requestBody: event });
    expect([data.start?.dateTime, data.end?.dateTime]).toEqual([
      '2026-11-23T10:00:00+01:00',
      '2026-11-23T10:30:00+01:00',
    ]);
  });

  test.for([
    { what: 'no end', event: { start: { dateTime: '2026-11-23T10:00:00Z' } }, reason: 'required' },
    { what: 'an end before the start', event: meeting('10:00', '09:00'), reason: 'timeRangeEmpty' },
    { what: 'an id with a capital', event: meeting('10:00', '11:00', { id: 'Abcde' }), reason: 'invalid' },
    { what: 'an id of four letters', event: meeting('10:00', '11:00', { id: 'abcd' }), reason: 'invalid' },
    {
      what: 'half a day',
      event: { ...meeting('10:00', '11:00'), start: { date: '2026-11-23' } },
      reason: 'invalid',
    },
  ])('refuses $what', async ({ event, reason }, { google }) => {
    const refusal = refusalOf(google.events.insert({ calendarId: ROOM, requestBody: event }));
    expect(await refusal).toMatchObject({ status: 400, reason });
  });

  test('refuses an id that was used before, even by a deleted event', async ({ google }) => {
    const again = { calendarId: ROOM, requestBody: meeting('10:00', '10:30', { id: 'abcde' }) };
    await google.events.insert(again);
    const duplicate = {
      status: 409,
      domain: 'global',
      reason: 'duplicate',
      message: 'The requested identifier already exists.',
    };
    expect(await refusalOf(google.events.insert(again))).toEqual(duplicate);
    await google.events.delete({ calendarId: ROOM, eventId: 'abcde' });
    expect(await refusalOf(google.events.insert(again))).toEqual(duplicate);
  });

  test('is refused on a calendar that is only shared for reading', async ({ clouds, google }) => {
    clouds.calendar.addCalendar({ id: 'holidays', summary: '', timeZone: 'UTC', accessRole: 'reader' });
    const refusal = refusalOf(
      google.events.insert({ calendarId: 'holidays', requestBody: meeting('10:00', '11:00') }),
    );
    expect(await refusal).toMatchObject({ status: 403, reason: 'requiredAccessLevel' });
  });
});

describe('events.list', () => {
  const list = { calendarId: ROOM, singleEvents: true, orderBy: 'startTime' };

  test('gives events in the order of their start, page by page', async ({ clouds, google }) => {
    clouds.calendar.insert(ROOM, meeting('15:00', '16:00', { id: 'later' }));
    clouds.calendar.insert(ROOM, meeting('09:00', '10:00', { id: 'first' }));
    clouds.calendar.insert(ROOM, meeting('10:00', '11:00', { id: 'second' }));
    const { data: one } = await google.events.list({ ...list, maxResults: 2 });
    expect(one).toMatchObject({ kind: 'calendar#events', summary: 'Blue room', timeZone: 'Europe/Rome' });
    expect(one).toMatchObject({ accessRole: 'owner', updated: '2026-11-23T08:00:00.000Z' });
    expect(ids(one.items)).toEqual(['first', 'second']);
    expect(one.nextSyncToken).toBeUndefined();

    const { data: two } = await google.events.list({ ...list, maxResults: 2, pageToken: one.nextPageToken! });
    expect(ids(two.items)).toEqual(['later']);
    expect(two.nextPageToken).toBeUndefined();
    expect(two.nextSyncToken).toEqual(expect.any(String));
  });

  test('bounds the end of events by timeMin and their start by timeMax, both exclusive', async ({
    clouds,
    google,
  }) => {
    clouds.calendar.insert(ROOM, meeting('09:00', '10:00', { id: 'ended' }));
    clouds.calendar.insert(ROOM, meeting('09:00', '10:01', { id: 'running' }));
    clouds.calendar.insert(ROOM, meeting('10:59', '12:00', { id: 'starting' }));
    clouds.calendar.insert(ROOM, meeting('11:00', '12:00', { id: 'later' }));
    const window = { timeMin: '2026-11-23T09:00:00Z', timeMax: '2026-11-23T11:00:00+01:00' };
    const { data } = await google.events.list({ ...list, ...window });
    expect(ids(data.items)).toEqual(['running', 'starting']);
  });

  test("takes all-day events in the calendar's zone", async ({ clouds, google }) => {
    clouds.calendar.insert(ROOM, {
      id: 'aadaa',
      start: { date: '2026-11-23' },
      end: { date: '2026-11-24' },
    });
    const { data: before } = await google.events.list({ ...list, timeMin: '2026-11-23T22:59:59Z' });
    const { data: after } = await google.events.list({ ...list, timeMin: '2026-11-23T23:00:00Z' });
    expect([ids(before.items), ids(after.items)]).toEqual([['aadaa'], []]);
  });

  test('has no cancelled events unless they are asked for, and then little of them', async ({
    clouds,
    google,
  }) => {
    clouds.calendar.insert(ROOM, meeting('10:00', '10:30', { id: 'abcde', summary: 'Secret' }));
    clouds.calendar.delete(ROOM, 'abcde');
    expect((await google.events.list(list)).data.items).toEqual([]);
    const { data } = await google.events.list({ ...list, showDeleted: true });
    expect(data.items).toEqual([
      { kind: 'calendar#event', etag: expect.any(String), id: 'abcde', status: 'cancelled' },
    ]);
  });

  test.for([
    { what: 'orderBy without singleEvents', query: { orderBy: 'startTime' }, reason: 'badRequest' },
    { what: 'a timeMin without an offset', query: { timeMin: '2026-11-23T10:00:00' }, reason: 'invalid' },
    { what: 'a page token that is none', query: { pageToken: 'x' }, reason: 'invalid' },
    { what: 'maxResults of nothing', query: { maxResults: 0 }, reason: 'invalid' },
    { what: 'an unknown zone', query: { timeZone: 'Europe/Romme' }, reason: 'invalid' },
    {
      what: 'an empty range',
      query: { timeMin: '2026-11-23T10:00:00Z', timeMax: '2026-11-23T10:00:00Z' },
      reason: 'timeRangeEmpty',
    },
  ])('refuses $what', async ({ query, reason }, { google }) => {
    expect(await refusalOf(google.events.list({ calendarId: ROOM, ...query }))).toMatchObject({
      status: 400,
      reason,
    });
  });

  test('knows only its own calendars', async ({ google }) => {
    const notFound = { status: 404, domain: 'global', reason: 'notFound', message: 'Not Found' };
    expect(await refusalOf(google.events.list({ calendarId: 'nobody' }))).toEqual(notFound);
  });
});

describe('sync tokens', () => {
  test('lead to what changed since, deletions included', async ({ clouds, google }) => {
    clouds.calendar.insert(ROOM, meeting('09:00', '10:00', { id: 'cept0' }));
    clouds.calendar.insert(ROOM, meeting('09:00', '10:00', { id: 'gone0' }));
    const { data: all } = await google.events.list({ calendarId: ROOM });
    clouds.calendar.delete(ROOM, 'gone0');
    clouds.calendar.insert(ROOM, meeting('10:00', '11:00', { id: 'coming' }));

    const { data } = await google.events.list({ calendarId: ROOM, syncToken: all.nextSyncToken! });
    expect(data.items?.map(({ id, status }) => [id, status])).toEqual([
      ['gone0', 'cancelled'],
      ['coming', 'confirmed'],
    ]);
    const { data: nothing } = await google.events.list({ calendarId: ROOM, syncToken: data.nextSyncToken! });
    expect(nothing.items).toEqual([]);
  });

  test('miss nothing that changed between two pages', async ({ clouds, google }) => {
    clouds.calendar.insert(ROOM, meeting('09:00', '10:00', { id: 'aaaaa' }));
    clouds.calendar.insert(ROOM, meeting('09:00', '10:00', { id: 'bbbbb' }));
    const { data: one } = await google.events.list({ calendarId: ROOM, maxResults: 1 });
    clouds.calendar.patch(ROOM, 'aaaaa', { summary: 'Changed' });
    const { data: two } = await google.events.list({ calendarId: ROOM, pageToken: one.nextPageToken! });
    const { data } = await google.events.list({ calendarId: ROOM, syncToken: two.nextSyncToken! });
    expect(ids(data.items)).toEqual(['aaaaa']);
  });

  test('that are unknown ask for a full sync', async ({ google }) => {
    expect(await refusalOf(google.events.list({ calendarId: ROOM, syncToken: 'CPDA' }))).toEqual({
      status: 410,
      domain: 'calendar',
      reason: 'fullSyncRequired',
      message: 'Sync token is no longer valid, a full sync is required.',
      locationType: 'parameter',
      location: 'syncToken',
    });
  });

  test('do not go with bounds or an order', async ({ google }) => {
    const { data } = await google.events.list({ calendarId: ROOM });
    for (const query of [
      { timeMin: '2026-11-23T10:00:00Z' },
      { orderBy: 'startTime' },
      { showDeleted: false },
    ]) {
      const call = google.events.list({ calendarId: ROOM, syncToken: data.nextSyncToken!, ...query });
      expect(await refusalOf(call)).toMatchObject({ status: 400 });
    }
  });
});

describe('an event', () => {
  const event = { calendarId: ROOM, eventId: 'abcde' };

  test('is replaced by update, but for what is Google’s to say', async ({ clock, clouds, google }) => {
    const { created } = clouds.calendar.insert(
      ROOM,
      meeting('10:00', '10:30', { id: 'abcde', summary: 'Old' }),
    );
    clock.step(1000);
    const { data } = await google.events.update({ ...event, requestBody: meeting('11:00', '12:00') });
    expect(data).toMatchObject({ id: 'abcde', created, updated: '2026-11-23T08:00:01.000Z' });
    expect(data).not.toHaveProperty('summary');
  });

  test('is mergeInto by patch: objects within, null removes', async ({ clouds, google }) => {
    clouds.calendar.insert(
      ROOM,
      meeting('10:00', '10:30', { id: 'abcde', summary: 'Old', location: 'Here' }),
    );
    const end = { dateTime: '2026-11-23T11:00:00+01:00' };
    const { data } = await google.events.patch({ ...event, requestBody: { end, location: null } });
    expect(data).toMatchObject({ summary: 'Old', end: { ...end, timeZone: 'Europe/Rome' } });
    expect(data).not.toHaveProperty('location');
  });

  test('is deleted once, found as cancelled afterwards, and comes back by update', async ({
    clouds,
    google,
  }) => {
    clouds.calendar.insert(ROOM, meeting('10:00', '10:30', { id: 'abcde' }));
    expect((await google.events.delete(event)).status).toBe(204);
    expect(await refusalOf(google.events.delete(event))).toMatchObject({
      status: 410,
      reason: 'deleted',
      message: 'Resource has been deleted',
    });
    expect((await google.events.get(event)).data.status).toBe('cancelled');
    await google.events.update({ ...event, requestBody: meeting('10:00', '10:30', { sequence: 1 }) });
    expect((await google.events.get(event)).data.status).toBe('confirmed');
  });

  test('that is not there is 404', async ({ google }) => {
    for (const call of [google.events.get(event), google.events.delete(event)]) {
      expect(await refusalOf(call)).toMatchObject({ status: 404, reason: 'notFound' });
    }
  });
});

test('calendars.get tells the zone', async ({ google }) => {
  const { data } = await google.calendars.get({ calendarId: ROOM });
  expect(data).toEqual({
    kind: 'calendar#calendar',
    id: ROOM,
    summary: 'Blue room',
    timeZone: 'Europe/Rome',
  });
});

describe('freeBusy.query', () => {
  const window = { timeMin: '2026-11-23T08:00:00Z', timeMax: '2026-11-23T18:00:00Z' };

  test('merges what touches, and leaves out what does not block', async ({ clouds, google }) => {
    clouds.calendar.insert(ROOM, meeting('10:00', '11:00'));
    clouds.calendar.insert(ROOM, meeting('10:30', '11:30'));
    clouds.calendar.insert(ROOM, meeting('11:30', '12:00'));
    clouds.calendar.insert(ROOM, meeting('13:00', '14:00'));
    clouds.calendar.insert(ROOM, meeting('15:00', '16:00', { transparency: 'transparent' }));
    clouds.calendar.insert(
      ROOM,
      meeting('16:00', '17:00', { attendees: [{ email: ROOM, self: true, responseStatus: 'declined' }] }),
    );
    const { data } = await google.freebusy.query({
      requestBody: { ...window, items: [{ id: ROOM }, { id: 'nobody' }] },
    });
    expect(data.calendars).toEqual({
      [ROOM]: {
        busy: [
          { start: '2026-11-23T09:00:00Z', end: '2026-11-23T11:00:00Z' },
          { start: '2026-11-23T12:00:00Z', end: '2026-11-23T13:00:00Z' },
        ],
      },
      nobody: { busy: [], errors: [{ domain: 'global', reason: 'notFound' }] },
    });
  });

  test('answers for fifty calendars, not for more', async ({ google }) => {
    const items = Array.from({ length: 51 }, () => ({ id: ROOM }));
    const refusal = await refusalOf(google.freebusy.query({ requestBody: { ...window, items } }));
    expect(refusal).toMatchObject({ status: 400, reason: 'tooManyCalendarsRequested' });
  });
});

test('a body that is not an event is refused, not a crash', async ({ clouds }) => {
  const url = `${clouds.httpUrl}/calendar/v3/calendars/${ROOM}/events`;
  expect((await fetch(url, { method: 'POST' })).status).toBe(400);
  for (const body of [null, [], 'x', 7]) expect((await postJson(url, body)).status).toBe(400);
  const broken = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{',
  });
  expect(await broken.json()).toMatchObject({ error: { code: 400, errors: [{ reason: 'parseError' }] } });
});
