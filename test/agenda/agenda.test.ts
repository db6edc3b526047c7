import { describe, expect, it } from 'vitest';
import {
  agendaOf,
  differs,
  type GoogleEvent,
  meetingOf,
  withEvent,
  withoutMeeting,
} from '../../src/agenda/agenda.ts';
import { titleOf, wordingOf } from '../../src/agenda/wording.ts';
import { agenda, allDay, at, timed } from './builders.ts';

const START = '2026-11-22T15:00:00+01:00';
const END = '2026-11-22T16:00:00+01:00';

const plain = (more: GoogleEvent) => timed('a', START, END, more);
const invited = (...attendees: { self?: boolean; responseStatus: string }[]) => plain({ attendees });

describe('an event blocks the room', () => {
  it.each<[string, GoogleEvent]>([
    ['as a rule', plain({})],
    ['when confirmed', plain({ status: 'confirmed' })],
    ['when tentative', plain({ status: 'tentative' })],
    ['when the room has accepted', invited({ self: true, responseStatus: 'accepted' })],
    ['when the room has not answered', invited({ self: true, responseStatus: 'needsAction' })],
    ['when the room answered tentatively', invited({ self: true, responseStatus: 'tentative' })],
    [
      'when everyone else has declined',
      invited(
        { responseStatus: 'declined' },
        { self: false, responseStatus: 'declined' },
        { self: true, responseStatus: 'accepted' },
      ),
    ],
    ['when nobody is invited', invited()],
    ['when marked busy', plain({ transparency: 'opaque' })],
    ['as outOfOffice', plain({ eventType: 'outOfOffice' })],
    ['as focusTime', plain({ eventType: 'focusTime' })],
    ['as fromGmail', plain({ eventType: 'fromGmail' })],
    ['as default', plain({ eventType: 'default' })],
    ['without a title', plain({ summary: null })],
    ['when private', plain({ visibility: 'private' })],
    ['for a whole day', allDay('a', '2026-11-22', '2026-11-23')],
    ['for one minute', timed('a', START, '2026-11-22T15:01:00+01:00')],
    ['from 1970 on', allDay('a', '1970-01-01', '2099-01-01')],
    [
      'with nulls where Google may leave a key out',
      plain({ status: null, attendees: null, organizer: null }),
    ],
  ])('%s', (_, event) => {
    expect(agenda('Europe/Rome', event).meetings.map(({ id }) => id)).toEqual(['a']);
  });
});

describe('an event does not block the room', () => {
  it.each<[string, GoogleEvent]>([
    ['when cancelled', plain({ status: 'cancelled' })],
    ['when the room has declined', invited({ self: true, responseStatus: 'declined' })],
    [
      'when the room has declined and others have accepted',
      invited({ responseStatus: 'accepted' }, { self: true, responseStatus: 'declined' }),
    ],
    ['when marked free', plain({ transparency: 'transparent' })],
    ['as workingLocation', plain({ eventType: 'workingLocation' })],
    ['as birthday', allDay('a', '2026-11-22', '2026-11-23', { eventType: 'birthday' })],
    ['without an end', { id: 'a', start: { dateTime: START } }],
    ['with an empty end', { id: 'a', start: { dateTime: START }, end: {} }],
    ['without a start', { id: 'a', end: { dateTime: END } }],
    ['with only an id', { id: 'a' }],
    ['with only an id and a status, as deleted ones come', { id: 'a', status: 'cancelled' }],
    ['when it ends as it starts', timed('a', START, START)],
    ['when it ends as it starts, written in two zones', timed('a', START, '2026-11-22T14:00:00Z')],
    ['when it ends before it starts', timed('a', END, START)],
    ['for whole days that end before they start', allDay('a', '2026-11-22', '2026-11-21')],
    ['with a start that is no time', timed('a', 'tomorrow', END)],
    ['with an end that is no day', allDay('a', '2026-11-22', '2026-99-99')],
    ['with an end that only begins as a day', allDay('a', '2026-11-22', '2026-11-23Z')],
    ['with an end that only ends as a day', allDay('a', '2026-11-22', '+2026-11-23')],
  ])('%s', (_, event) => {
    expect(agenda('Europe/Rome', event).meetings).toEqual([]);
    expect(meetingOf(event, 'Europe/Rome')).toBeUndefined();
  });
});

it.each<[string, GoogleEvent, string]>([
  ['its summary', { summary: 'Stand-up' }, 'Stand-up'],
  ['its summary, whatever it holds', { summary: 'Café ☕ <b>&amp; 会議' }, 'Café ☕ <b>&amp; 会議'],
  ['its summary when public', { summary: 'Stand-up', visibility: 'public' }, 'Stand-up'],
  ['its summary by default', { summary: 'Stand-up', visibility: 'default' }, 'Stand-up'],
  ['Private Meeting without a summary', { summary: undefined }, 'Private Meeting'],
  ['Private Meeting with an empty summary', { summary: '' }, 'Private Meeting'],
  ['Private Meeting with a blank summary', { summary: ' \t\n ' }, 'Private Meeting'],
  ['Private Meeting when private', { summary: 'Salaries', visibility: 'private' }, 'Private Meeting'],
  [
    'Private Meeting when confidential',
    { summary: 'Salaries', visibility: 'confidential' },
    'Private Meeting',
  ],
])('a meeting is titled %s', (_, more, title) => {
  const [meeting] = agenda('Europe/Rome', plain(more)).meetings;
  expect(titleOf(meeting!, wordingOf())).toBe(title);
});

it.each<[string, GoogleEvent, string]>([
  ['its name', { organizer: { displayName: 'Ada', email: 'ada@example.org' } }, 'Ada'],
  ['its address without a name', { organizer: { email: 'ada@example.org' } }, 'ada@example.org'],
  ['nothing without either', { organizer: {} }, ''],
  ['nothing where there is none', {}, ''],
  ['nothing when private', { organizer: { displayName: 'Ada' }, visibility: 'private' }, ''],
])("a meeting's organizer is %s", (_, more, organizer) => {
  expect(agenda('Europe/Rome', plain(more)).meetings[0]?.organizer).toBe(organizer);
});

describe('a meeting lasts', () => {
  it.each([
    ['a local day', 'Europe/Rome', '2026-11-22', '2026-11-23', '2026-11-21T23:00Z', '2026-11-22T23:00Z'],
    ['23 hours', 'Europe/Rome', '2026-03-29', '2026-03-30', '2026-03-28T23:00Z', '2026-03-29T22:00Z'],
    ['25 hours', 'Europe/Rome', '2026-10-25', '2026-10-26', '2026-10-24T22:00Z', '2026-10-25T23:00Z'],
    ['23 hours', 'America/New_York', '2026-03-08', '2026-03-09', '2026-03-08T05:00Z', '2026-03-09T04:00Z'],
    ['25 hours', 'America/New_York', '2026-11-01', '2026-11-02', '2026-11-01T04:00Z', '2026-11-02T05:00Z'],
    [
      '24.5 hours',
      'Australia/Lord_Howe',
      '2026-04-05',
      '2026-04-06',
      '2026-04-04T13:00Z',
      '2026-04-05T13:30Z',
    ],
    [
      '23.5 hours',
      'Australia/Lord_Howe',
      '2026-10-04',
      '2026-10-05',
      '2026-10-03T13:30Z',
      '2026-10-04T13:00Z',
    ],
    ['from 01:00', 'America/Sao_Paulo', '2018-11-04', '2018-11-05', '2018-11-04T03:00Z', '2018-11-05T02:00Z'],
    ['from 01:00', 'Asia/Beirut', '2022-03-27', '2022-03-28', '2022-03-26T22:00Z', '2022-03-27T21:00Z'],
    ['two days', 'Pacific/Apia', '2011-12-29', '2012-01-01', '2011-12-29T10:00Z', '2011-12-31T10:00Z'],
    ['its one day', 'Europe/Rome', '2026-11-22', '2026-11-22', '2026-11-21T23:00Z', '2026-11-22T23:00Z'],
    ['its 25 hours', 'Europe/Rome', '2026-10-25', '2026-10-25', '2026-10-24T22:00Z', '2026-10-25T23:00Z'],
    ['a day', 'Asia/Kathmandu', '2026-11-22', '2026-11-23', '2026-11-21T18:15Z', '2026-11-22T18:15Z'],
  ])('%s in %s from %s to %s', (_, zone, first, endDate, start, end) => {
    const [meeting] = agenda(zone, allDay('a', first, endDate)).meetings;
    expect(meeting).toMatchObject({ start: at(start), end: at(end) });
  });

  it.each([
    ['where no offset is given', 'Europe/Rome', undefined, '2026-11-22T14:00Z'],
    ['in the zone given beside it', 'Europe/Rome', 'Asia/Tokyo', '2026-11-22T06:00Z'],
  ])('from its wall clock time %s', (_, zone, timeZone, start) => {
    const from = { dateTime: '2026-11-22T15:00:00', timeZone };
    const [meeting] = agenda(zone, {
      id: 'a',
      start: from,
      end: { dateTime: '2026-11-23T00:00:00Z' },
    }).meetings;
    expect(meeting?.start).toBe(at(start));
  });
});

describe('an agenda', () => {
  const asOf = at('2026-11-22T08:00:00Z');
  const [declined] = [invited({ self: true, responseStatus: 'declined' })];

  it('holds its meetings by start, end and id', () => {
    const events = [
      timed('d', '2026-11-22T11:00:00Z', '2026-11-22T12:00:00Z'),
      timed('c', '2026-11-22T10:00:00Z', '2026-11-22T12:00:00Z'),
      timed('b', '2026-11-22T10:00:00Z', '2026-11-22T11:00:00Z'),
      timed('a', '2026-11-22T10:00:00Z', '2026-11-22T12:00:00Z'),
    ];
    expect(agenda('UTC', ...events).meetings.map(({ id }) => id)).toEqual(['b', 'a', 'c', 'd']);
  });

  it('takes the zone of the room before that of the calendar', () => {
    const listing = {
      events: [allDay('a', '2026-11-22', '2026-11-23')],
      timeZone: 'UTC',
      asOf,
      complete: true,
    };
    expect(agendaOf(listing, 'Asia/Tokyo')).toMatchObject({
      timeZone: 'Asia/Tokyo',
      meetings: [{ start: at('2026-11-21T15:00:00Z') }],
    });
    expect(agendaOf(listing)).toMatchObject({
      timeZone: 'UTC',
      meetings: [{ start: at('2026-11-22T00:00Z') }],
    });
  });

  it.each<[string, GoogleEvent[], boolean, number]>([
    ['without end where no page followed', [plain({})], true, Number.POSITIVE_INFINITY],
    ['without end where no page followed nothing', [], true, Number.POSITIVE_INFINITY],
    [
      'until the last event listed starts',
      [timed('b', '2026-11-22T09:00:00Z', END), plain({})],
      false,
      at(START),
    ],
    ['until the last event listed starts, blocking or not', [declined!], false, at(START)],
  ])('is known %s', (_, events, complete, knownUntil) => {
    const known = agendaOf({ events, timeZone: 'Europe/Rome', asOf, complete });
    expect(known).toMatchObject({ asOf, knownUntil });
  });

  it.each([
    // Where the room's day begins first, a whole day that was not listed begins as much earlier.
    ['Asia/Tokyo', 8],
    ['Europe/London', 0],
    ['America/New_York', 0],
  ])('is known less far in %s than the calendar in Rome, by %i hours', (timeZone, hours) => {
    const events = [timed('a', '2026-11-22T18:00:00Z', '2026-11-22T19:00:00Z')];
    const known = agendaOf({ events, timeZone: 'Europe/Rome', asOf, complete: false }, timeZone);
    expect(known.knownUntil).toBe(at('2026-11-22T18:00:00Z') - hours * 3_600_000);
  });

  it('is known from when it was listed, at least', () => {
    const known = agendaOf({ events: [], timeZone: 'Europe/Rome', asOf, complete: false }, 'Asia/Tokyo');
    expect(known.knownUntil).toBe(asOf);
  });

  describe('of an event that changed between two pages', () => {
    const early = plain({ summary: 'Early', updated: '2026-11-22T07:00:00Z' });
    const late = plain({ summary: 'Late', updated: '2026-11-22T07:00:01Z' });
    const titles = (...events: GoogleEvent[]) =>
      agenda('Europe/Rome', ...events).meetings.map(({ title }) => title);

    it('holds what was updated last, whichever page it was on', () => {
      expect(titles(early, late)).toEqual(['Late']);
      expect(titles(late, early)).toEqual(['Late']);
    });

    it('holds what the later page says, where Google gave no instant', () => {
      const [first, second] = ['First', 'Second'].map((summary) => plain({ summary, updated: undefined }));
      expect(titles(first!, second!)).toEqual(['Second']);
      expect(titles(second!, first!)).toEqual(['First']);
    });

    it('holds nothing where it was cancelled meanwhile', () => {
      expect(titles(early, { id: early.id, status: 'cancelled', updated: '2026-11-22T07:00:01Z' })).toEqual(
        [],
      );
      expect(titles(early, { id: early.id, status: 'cancelled' })).toEqual(['Early']);
    });

    it('holds events without an id apart', () => {
      expect(titles(plain({ id: undefined }), plain({ id: undefined }))).toHaveLength(2);
    });
  });

  it('is as Google has told of an event last, which it has once', () => {
    const before = agenda('Europe/Rome', plain({}), timed('c', START, END));
    const ours = timed('b', START, END);
    const gained = withEvent(withEvent(before, ours), ours);
    expect(gained.meetings.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(gained.asOf).toBe(before.asOf);
    expect(withoutMeeting(gained, 'b')).toEqual(before);
    for (const gone of [
      { ...ours, status: 'cancelled' },
      { id: 'b', status: 'cancelled' },
      { ...ours, end: ours.start! },
    ]) {
      expect(withEvent(gained, gone)).toEqual(before);
    }
  });

  it('knows which of its meetings are pending, for which attempt and since when', () => {
    const marked = (roomcal_pending: string) =>
      plain({ updated: '2026-11-22T07:00:00Z', extendedProperties: { private: { roomcal_pending } } });
    const since = at('2026-11-22T07:00:00Z');
    const pendingIn = (event: GoogleEvent) => agenda('Europe/Rome', event).meetings[0]?.pending;
    expect(pendingIn(marked('here.1'))).toEqual({ attempt: 'here.1', from: undefined, since });
    expect(pendingIn(marked('here.1@1795426500000'))).toEqual({
      attempt: 'here.1',
      from: 1_795_426_500_000,
      since,
    });
    expect(agenda('Europe/Rome', plain({})).meetings[0]).not.toHaveProperty('pending');
    expect(differs(agenda('Europe/Rome', plain({})), agenda('Europe/Rome', marked('here.1')))).toBe(false);
  });
});
