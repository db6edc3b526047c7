import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { event } from '../../helpers/events.ts';
import {
  aCalendar,
  EVENTS,
  failureOf,
  GOOGLE,
  GOOGLE_TOKEN,
  googleTokens,
  useVendors,
  WATCH,
} from '../vendors.ts';

const { use, count } = useVendors();
const calendarId = 'blue@resource.calendar.google.com';
const FREE_BUSY = `${GOOGLE}/calendar/v3/freeBusy`;
const STOP = `${GOOGLE}/calendar/v3/channels/stop`;
const ONE = `${EVENTS}/:event`;

/** Answers 200: a text is a page, everything else is JSON. */
const answering = (body: unknown) => () =>
  typeof body === 'string'
    ? new HttpResponse(body, { headers: { 'content-type': 'text/html; charset=utf-8' } })
    : HttpResponse.json(body as object);

const PAGE = '<!DOCTYPE html>\n<html><title>Sign in</title>\n</html>';
const meeting = event('abcde', '2026-11-23T10:00:00Z', '2026-11-23T11:00:00Z');
/** A list of that one event and another one. */
const holding = (one: unknown) => ({ timeZone: 'Europe/Rome', items: [{ ...meeting, id: 'first' }, one] });

/** What is no answer to anything. */
const NONSENSE: [string, unknown][] = [
  ['a page of a proxy', PAGE],
  ['nothing', ''],
  ['null', null],
  ['a list', [{}]],
  ['a number', 5],
  ['true', true],
];

/** Holds that a call failed as one whose answer nobody knows: it may have been done, and may be made again. */
async function misread(call: Promise<unknown>, where: RegExp): Promise<void> {
  const failure = await failureOf('calendar', call);
  expect(failure).toMatchObject({ status: undefined, operator: false });
  expect(failure.message).toMatch(where);
  expect(failure.message).not.toMatch(/<html|\[object Object\]|undefined/);
}

describe('a list of Google that is no list', () => {
  const lists: [string, unknown, RegExp][] = [
    ...NONSENSE.map(([what, body]): [string, unknown, RegExp] => [what, body, /events\.list: .* at \/: /]),
    ['without items, which is an empty one, and without a zone', {}, /no time zone/],
    ['of null', { timeZone: 'Europe/Rome', items: null }, /events\.list: .*\/items/],
    ['of a text', { timeZone: 'Europe/Rome', items: 'none' }, /\/items/],
    ['of an object', { timeZone: 'Europe/Rome', items: { 0: meeting } }, /\/items/],
    ['in a zone that is a number', { timeZone: 1, items: [] }, /\/timeZone/],
    ['that goes on at a number', { ...holding(meeting), nextPageToken: 2 }, /\/nextPageToken/],
    ['that goes on at an object', { ...holding(meeting), nextPageToken: {} }, /\/nextPageToken/],
    ['that holds null', holding(null), /item 1: .* at \/:/],
    ['that holds a text', holding('abcde'), /item 1: .* at \/:/],
    ['that holds a list', holding([meeting]), /item 1: .* at \/:/],
    ['with a number as id', holding({ ...meeting, id: 5 }), /item 1: .*\/id/],
    ['with a number as title', holding({ ...meeting, summary: 5 }), /event abcde: .*\/summary/],
    ['with an object as title', holding({ ...meeting, summary: {} }), /event abcde: .*\/summary/],
    ['with a text as attendees', holding({ ...meeting, attendees: 'x' }), /event abcde: .*\/attendees/],
    ['with null as an attendee', holding({ ...meeting, attendees: [null] }), /abcde: .*\/attendees\/0/],
    ['with an answer of 1', holding({ ...meeting, attendees: [{ responseStatus: 1 }] }), /responseStatus/],
    [
      'with a yes of an attendee',
      holding({ ...meeting, attendees: [{ self: 'yes' }] }),
      /\/attendees\/0\/self/,
    ],
    ['with a text as start', holding({ ...meeting, start: '10:00' }), /event abcde: .*\/start/],
    ['with a start that is a number', holding({ ...meeting, start: { dateTime: 1 } }), /\/start\/dateTime/],
    [
      'with a start at tea time',
      holding({ ...meeting, start: { dateTime: 'tea time' } }),
      /abcde: .*\/start/,
    ],
    ['with an empty start', holding({ ...meeting, start: {} }), /event abcde: .*\/start/],
    ['with an end on 31 February', holding({ ...meeting, end: { date: '2026-13-31' } }), /abcde: .*\/end/],
    ['with a list as organizer', holding({ ...meeting, organizer: [] }), /\/organizer/],
    ['with a text as marks', holding({ ...meeting, extendedProperties: { private: 'x' } }), /\/private/],
    [
      'with a mark that is a number',
      holding({ ...meeting, extendedProperties: { private: { a: 1 } } }),
      /private\/a/,
    ],
    ['with a number as etag', holding({ ...meeting, etag: 7 }), /\/etag/],
  ];
  it.each(lists)('is refused, and the failure says where: one %s', async (_, body, where) => {
    use(googleTokens(), http.get(EVENTS, answering(body)));
    await misread(aCalendar().list({ calendarId }), where);
  });

  it('may be kept in a zone that Node does not have, where the room has one of its own', async () => {
    const body = { timeZone: 'Mars/Olympus', items: [meeting] };
    use(googleTokens(), http.get(EVENTS, answering(body)));
    const failure = await failureOf('calendar', aCalendar().list({ calendarId }));
    expect(failure).toMatchObject({ operator: true, reason: 'unknownTimeZone' });
    expect(failure.message).toMatch(/kept in Mars\/Olympus, which .* do not have; give its room a time_zone/);
    const listing = await aCalendar().list({ calendarId, timeZone: 'Europe/Rome' });
    expect(listing).toMatchObject({ timeZone: 'Mars/Olympus', events: [{ id: meeting.id }] });
  });

  it('is refused without a zone also where the room has one of its own: it is no list of Google', async () => {
    use(googleTokens(), http.get(EVENTS, answering({})));
    await misread(aCalendar().list({ calendarId, timeZone: 'Europe/Rome' }), /no time zone/);
  });

  it('is refused where its next page is the same again, without end', async () => {
    const again = { ...holding(meeting), nextPageToken: 'again' };
    use(googleTokens(), http.get(EVENTS, answering(again)));
    await misread(
      aCalendar().list({ calendarId, until: Number.POSITIVE_INFINITY }),
      /events\.list: .*no end/,
    );
    expect(count('/events')).toBe(2);
  });

  it('is told in a line that speaks to no terminal, however long its words', async () => {
    const id = `\u001b]0;pwned\u0007\n${'x'.repeat(2_000)}`;
    use(googleTokens(), http.get(EVENTS, answering(holding({ ...meeting, id, summary: 5 }))));
    const { message } = await failureOf('calendar', aCalendar().list({ calendarId }));
    expect(message).not.toMatch(/\p{Cc}/u);
    expect(message.length).toBeLessThan(500);
  });

  it.each([
    ['without items', { timeZone: 'Europe/Rome' }, 0],
    ['with nulls where Google may have none', { timeZone: 'Europe/Rome', nextPageToken: null, items: [] }, 0],
    ['that ends by an empty token', { ...holding(meeting), nextPageToken: '' }, 2],
    ['of a cancelled event without times', holding({ id: 'abcde', status: 'cancelled' }), 2],
    ['of an event without an end, which takes no time', holding({ ...meeting, end: undefined }), 2],
    ['with keys that nobody knows', { ...holding({ ...meeting, colour: 7 }), kind: 'calendar#events' }, 2],
  ])('is a list all the same: one %s', async (_, body, length) => {
    use(googleTokens(), http.get(EVENTS, answering(body)));
    const { events, complete } = await aCalendar().list({ calendarId });
    expect({ length: events.length, complete }).toEqual({ length, complete: true });
  });
});

describe('an event of Google that is none', () => {
  const { start: _start, ...endless } = meeting;
  const events: [string, unknown, RegExp][] = [
    ...NONSENSE.map(([what, body]): [string, unknown, RegExp] => [what, body, /the event: .* at \/: /]),
    ['an empty object', {}, /the event: .*\/start or \/end/],
    ['another one', { ...meeting, id: 'fghij' }, /event abcde was asked for, and fghij came/],
    ['one without an id', { ...meeting, id: undefined }, /event abcde was asked for, and none came/],
    ['one without a start', endless, /event abcde: .*\/start or \/end/],
    ['one that ends never', { ...meeting, end: { dateTime: 'never' } }, /event abcde: .*\/start or \/end/],
    ['one that ends null', { ...meeting, end: null }, /event abcde: .*\/start or \/end/],
    ['one with a number as title', { ...meeting, summary: 7 }, /event abcde: .*\/summary/],
    ['an error that is none', { error: { code: 200 } }, /the event: /],
  ];
  const calls: [string, () => Promise<unknown>][] = [
    ['insert', () => aCalendar().insert(calendarId, meeting)],
    ['get', () => aCalendar().get(calendarId, 'abcde')],
    ['patch', () => aCalendar().patch(calendarId, 'abcde', { summary: 'x' }, '"7"')],
  ];
  const rows = calls.flatMap(([name, call]) =>
    events.map(([what, body, where]) => [name, what, call, body, where] as const),
  );
  it.each(rows)('is a failure of %s that may pass: %s', async (name, _, call, body, where) => {
    const answer = answering(body);
    use(googleTokens(), http.post(EVENTS, answer), http.get(ONE, answer), http.patch(ONE, answer));
    await misread(call(), new RegExp(`^Google Calendar: events\\.${name}: .*${where.source}`));
  });

  it('is one where it is cancelled, and Google tells no more of it', async () => {
    const cancelled = {
      id: 'abcde',
      etag: '"7"',
      status: 'cancelled',
      extendedProperties: { private: { roomcal: 'instant' } },
    };
    use(googleTokens(), http.get(ONE, answering(cancelled)));
    expect(await aCalendar().get(calendarId, 'abcde')).toEqual(cancelled);
  });

  it('is asked for with all that a change hangs on', async () => {
    const fields: string[] = [];
    const noted = ({ request }: { request: Request }) => {
      fields.push(new URL(request.url).searchParams.get('fields') ?? '');
      return HttpResponse.json(request.url.includes('/abcde') ? meeting : holding(meeting));
    };
    use(googleTokens(), http.get(ONE, noted), http.patch(ONE, noted), http.get(EVENTS, noted));
    const calendar = aCalendar();
    await calendar.get(calendarId, 'abcde');
    await calendar.patch(calendarId, 'abcde', {});
    await calendar.list({ calendarId });
    expect(fields).toHaveLength(3);
    for (const one of fields) expect(one).toMatch(/etag.*updated.*extendedProperties\/private/);
  });
});

describe('a channel of Google that is none', () => {
  const resourceId = 'resource';
  const channels: [string, unknown, RegExp][] = [
    ...NONSENSE.map(([what, body]): [string, unknown, RegExp] => [what, body, /events\.watch: .* at \/: /]),
    ['without a resource', { expiration: '1795500000000' }, /resourceId/],
    ['of an empty resource', { resourceId: '', expiration: '1795500000000' }, /resourceId/],
    ['of a numbered resource', { resourceId: 5 }, /resourceId/],
    ['that ends soon', { resourceId, expiration: 'soon' }, /can't end at soon/],
    ['that ends at an empty text', { resourceId, expiration: '' }, /can't end at/],
    ['that ended in 1970', { resourceId, expiration: 0 }, /can't end at 0/],
    ['that ends in seconds, not ms', { resourceId, expiration: 1_795_500_000 }, /can't end at 1795500000/],
    ['that ends in 270,000 years', { resourceId, expiration: '8640000000000001' }, /can't end/],
    ['that ends before it begins', { resourceId, expiration: -1 }, /can't end at -1/],
    ['that ends at an object', { resourceId, expiration: {} }, /expiration/],
  ];
  it.each(channels)('is a failure that may pass: %s', async (_, body, where) => {
    use(googleTokens(), http.post(WATCH, answering(body)));
    await misread(aCalendar().watch(calendarId, { id: 'a', token: 'b' }, 'https://a.example'), where);
  });

  it('lives for a week where Google does not say', async () => {
    use(googleTokens(), http.post(WATCH, answering({ resourceId })));
    const { expiration } = await aCalendar().watch(calendarId, { id: 'a', token: 'b' }, 'https://a.example');
    expect(expiration).toBe(Date.parse('2026-11-30T08:00:00Z'));
  });
});

describe('times of Google at which calendars are taken', () => {
  const other = 'red@resource.calendar.google.com';
  const sweep = () =>
    aCalendar().freeBusy({
      calendarIds: [calendarId, other],
      from: Date.parse('2026-11-23T08:00:00Z'),
      until: Date.parse('2026-11-23T20:00:00Z'),
    });

  it.each([
    ...NONSENSE,
    ['no calendars', {}],
    ['null as calendars', { calendars: null }],
    ['a list of calendars', { calendars: [] }],
  ])('are a failure of all where they are %s', async (_, body) => {
    use(googleTokens(), http.post(FREE_BUSY, answering(body)));
    await misread(sweep(), /freeBusy\.query: unexpected shape at \//);
  });

  const ten = { start: '2026-11-23T10:00:00Z', end: '2026-11-23T11:00:00Z' };
  it.each([
    ['is missing', undefined],
    ['is null', null],
    ['is a text', 'busy'],
    ['is a list', [ten]],
    ['has null as busy', { busy: null }],
    ['has an object as busy', { busy: ten }],
    ['is busy at null', { busy: [null] }],
    ['is busy without an end', { busy: [{ start: ten.start }] }],
    ['is busy from tea time', { busy: [{ ...ten, start: 'tea time' }] }],
    ['is busy on 31 February', { busy: [{ ...ten, start: '2026-02-31T10:00:00Z' }] }],
    ['is busy from a number', { busy: [{ ...ten, start: 10 }] }],
    ['is busy without an offset', { busy: [{ ...ten, start: '2026-11-23T10:00:00' }] }],
    ['is busy until before', { busy: [ten, { start: ten.end, end: ten.start }] }],
    ['has a text as errors', { busy: [ten], errors: 'notFound' }],
    ['has a number as reason', { errors: [{ reason: 404 }] }],
  ])('are a failure of the one calendar that %s', async (_, body) => {
    const calendars = { [calendarId]: body, [other]: { busy: [ten] } };
    use(googleTokens(), http.post(FREE_BUSY, answering({ calendars })));
    const taken = await sweep();
    expect(taken.get(other)).toHaveLength(1);
    const failure = taken.get(calendarId) as Error;
    expect(failure).toMatchObject({ vendor: 'calendar', status: undefined, operator: false });
    expect(failure.message).toMatch(/^Google Calendar: freeBusy: \S[^\n]*$/);
  });

  it.each([
    ['notFound', true],
    ['internalError', false],
    ['rateLimitExceeded', false],
  ])('may be told of one calendar, or not: %s', async (reason, operator) => {
    const calendars = { [calendarId]: { errors: [{ domain: 'global', reason }], busy: [ten] } };
    use(googleTokens(), http.post(FREE_BUSY, answering({ calendars })));
    expect((await sweep()).get(calendarId)).toMatchObject({ reason, operator });
  });

  it.each([
    [{}, []],
    [{ busy: [] }, []],
    [{ busy: [ten], errors: [] }, [{ start: Date.parse(ten.start), end: Date.parse(ten.end) }]],
  ])('are those of a calendar that answers %j', async (body, expected) => {
    use(googleTokens(), http.post(FREE_BUSY, answering({ calendars: { [calendarId]: body } })));
    expect((await sweep()).get(calendarId)).toEqual(expected);
  });
});

describe('where Google has nothing to say', () => {
  it.each([
    ['a page', PAGE],
    ['a word', 'OK'],
  ])('%s is no answer to a removal or a stop', async (_, body) => {
    use(googleTokens(), http.delete(ONE, answering(body)), http.post(STOP, answering(body)));
    await misread(aCalendar().remove(calendarId, 'abcde'), /events\.delete: .*empty/);
    await misread(aCalendar().stopChannel({ id: 'a', resource_id: 'b' }), /channels\.stop: .*empty/);
  });

  it.each([
    ['204', () => new HttpResponse(null, { status: 204 })],
    ['an empty 200', () => new HttpResponse('')],
    ['an empty 200 of an unknown type', () => new HttpResponse('', { headers: { 'content-type': 'a/b' } })],
    ['an empty object', () => HttpResponse.json({})],
  ])('%s is one', async (_, answer) => {
    use(googleTokens(), http.delete(ONE, answer), http.post(STOP, answer));
    await aCalendar().remove(calendarId, 'abcde');
    await aCalendar().stopChannel({ id: 'a', resource_id: 'b' });
  });
});

describe('a token of Google that is none', () => {
  it.each([
    ...NONSENSE,
    ['an empty object', {}],
    ['an empty token', { access_token: '', expires_in: 3_599 }],
    ['a numbered token', { access_token: 5, expires_in: 3_599 }],
    ['a token of two lines', { access_token: 'ya29.access\nHost: evil', expires_in: 3_599 }],
    ['a token that lives for ever', { access_token: 'ya29.access', expires_in: 'for ever' }],
    ['a token that lives for no time', { access_token: 'ya29.access', expires_in: 0 }],
  ])('is a failure that may pass, and nobody is called with it: %s', async (_, body) => {
    use(http.post(GOOGLE_TOKEN, answering(body)));
    await misread(aCalendar().list({ calendarId }), /unexpected shape at \//);
    expect(count('/events')).toBe(0);
  });
});

describe('an error of Google that is none', () => {
  it.each([
    ['words that are an object', { error: { message: {}, errors: [{ reason: {} }] } }],
    ['words that are numbers', { error: { message: 5, errors: [{ reason: 5 }] } }],
    ['reasons that are a text', { error: { message: 'no', errors: 'notFound' } }],
    ['reasons that are an object', { error: { message: 'no', errors: { reason: 'notFound' } } }],
    ['a reason that is null', { error: { message: 'no', errors: [{ reason: null }] } }],
    ['an error that is a number', { error: 404 }],
    ['an error that is a list', { error: ['notFound'] }],
    ['a description that is an object', { error: 'invalid_grant', error_description: {} }],
  ])('tells its status all the same: %s', async (_, body) => {
    use(
      googleTokens(),
      http.get(EVENTS, () => HttpResponse.json(body, { status: 503 })),
    );
    const failure = await failureOf('calendar', aCalendar().list({ calendarId }));
    expect(failure).toMatchObject({ status: 503, operator: false });
    expect(failure.message).not.toMatch(/\[object Object\]|undefined/);
    expect(['string', 'undefined']).toContain(typeof failure.reason);
  });

  it('is a failure like any other where the library of Google can not read it', async () => {
    const body = { error: { message: 'no', errors: [null] } };
    use(
      googleTokens(),
      http.get(EVENTS, () => HttpResponse.json(body, { status: 503 })),
    );
    await misread(aCalendar().list({ calendarId }), /^Google Calendar: events\.list: /);
  });
});
