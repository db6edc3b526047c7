import { describe, expect, it } from 'vitest';
import { transition } from 'xstate';
import { wordingOf } from '../../src/agenda/wording.ts';
import { VendorError } from '../../src/io/vendor-error.ts';
import { channelMachine } from '../../src/machines/channel-machine.ts';
import { relayMachine } from '../../src/machines/relay-machine.ts';
import { roomMachine } from '../../src/machines/room-machine.ts';
import { initialContext } from '../../src/machines/room-setup.ts';
import { thingMachine } from '../../src/machines/thing-machine.ts';
import { event, listing } from '../helpers/events.ts';

const NOW = Date.parse('2026-11-23T09:00:00Z');
const time = { now: () => NOW, random: () => 0 };

const failed = new VendorError('calendar', 'away', { status: 503 });
const refused = new VendorError('calendar', 'no', { status: 400, reason: 'push.webhookUrlNotHttps' });
const done = (state: string, output?: unknown) => ({ type: `xstate.done.actor.0.${state}`, output });
const error = (state: string, what: unknown = failed) => ({
  type: `xstate.error.actor.0.${state}`,
  error: what,
});
/** A state as XState writes it, from `writing.queued`. */
const stateAt = (path: string) => {
  const [state, substate] = path.split('.');
  return substate ? { [state!]: substate } : state;
};
const timer = (delay: string, state: string) => ({ type: `xstate.after.${delay}.${state}` });

describe('the room', () => {
  const quiet = { occupancy: 'free', sync: 'current', booking: 'open' };
  const meeting = event('a', '2026-11-23T09:00:00Z', '2026-11-23T10:00:00Z');
  const old = listing('2026-11-23T08:00:00Z', meeting);
  const fresh = listing('2026-11-23T09:00:00Z', meeting);
  const empty = initialContext({
    input: {
      roomName: 'blue',
      calendarId: 'blue',
      timeZone: undefined,
      refreshMs: 3_600_000,
      wording: wordingOf(),
      mayEnd: 'own',
      ...time,
    },
  });
  /** What a room holds that was listed now and has nothing in its calendar. */
  const known = {
    ...empty,
    agenda: { meetings: [], timeZone: 'Europe/Rome', asOf: NOW, knownUntil: Number.POSITIVE_INFINITY },
    refreshAt: NOW + 3_600_000,
    listedAt: NOW,
  };
  const request = { type: 'book' as const, id: 'ours1', title: 'Meeting' };
  const extend = { type: 'extend' as const, id: 'request1', eventId: 'ours1', extendMins: 15 };
  const asked = { ...known, waiting: [request], slot: { start: NOW, end: NOW + 3_600_000 } };
  const ours = event('ours1', '2026-11-23T09:00:00Z', '2026-11-23T10:00:00Z', {
    created: '2026-11-23T09:00:00Z',
    extendedProperties: { private: { roomcal: 'instant' } },
  });
  const longer = { ...ours, end: { dateTime: '2026-11-23T10:15:00Z' }, updated: '2026-11-23T09:00:00Z' };
  const inserted = {
    ...asked,
    found: ours,
    claim: { id: 'ours1', start: NOW, end: NOW + 3_600_000, created: NOW },
    withdrawal: { eventId: 'ours1' },
  };
  const earlier = event('theirs', '2026-11-23T09:30:00Z', '2026-11-23T10:00:00Z', {
    created: '2026-11-23T08:59:59Z',
  });

  it.each<[string, object, object, object, object]>([
    [
      'its first list is done',
      { occupancy: 'unknown', sync: 'refreshing' },
      empty,
      done('room.sync.refreshing', fresh),
      { occupancy: 'busy', sync: 'current' },
    ],
    [
      'its first list fails',
      { occupancy: 'unknown', sync: 'refreshing' },
      empty,
      error('room.sync.refreshing'),
      { occupancy: 'unknown', sync: 'recalling' },
    ],
    [
      'its first list has failed, and what was kept covers now',
      { occupancy: 'unknown', sync: 'recalling' },
      { ...empty, failure: failed, attempt: 1 },
      done('room.sync.recalling', fresh),
      { occupancy: 'busy', sync: 'stale' },
    ],
    [
      'its first list has failed, and what was kept is a day old: nothing is known',
      { occupancy: 'unknown', sync: 'recalling' },
      { ...empty, failure: failed, attempt: 1 },
      done('room.sync.recalling', listing('2026-11-22T09:00:00Z', meeting)),
      { occupancy: 'unknown', sync: 'stale' },
    ],
    [
      'its first list has failed, and nothing was kept',
      { occupancy: 'unknown', sync: 'recalling' },
      { ...empty, failure: failed, attempt: 1 },
      done('room.sync.recalling', undefined),
      { occupancy: 'unknown', sync: 'stale' },
    ],
    [
      'its first list has failed, and the store is away, too',
      { occupancy: 'unknown', sync: 'recalling' },
      { ...empty, failure: failed, attempt: 1 },
      error('room.sync.recalling'),
      { occupancy: 'unknown', sync: 'stale' },
    ],
    [
      'a later list fails: the door stays',
      { sync: 'refreshing' },
      known,
      error('room.sync.refreshing'),
      { occupancy: 'free', sync: 'stale' },
    ],
    [
      'a refresh is asked for',
      {},
      known,
      { type: 'refresh.requested', because: 'changed' },
      { sync: 'refreshing' },
    ],
    [
      'a refresh is asked for while one runs',
      { sync: 'refreshing' },
      known,
      { type: 'refresh.requested', because: 'changed' },
      { sync: 'refreshing' },
    ],
    [
      'it was asked for a refresh meanwhile',
      { sync: 'refreshing' },
      { ...known, dirty: true },
      done('room.sync.refreshing', fresh),
      { occupancy: 'busy', sync: 'refreshing' },
    ],
    [
      'news come',
      {},
      known,
      { type: 'listing.received', listing: fresh },
      { occupancy: 'busy', sync: 'current' },
    ],
    [
      'news come to a stale room',
      { sync: 'stale' },
      { ...known, failure: failed, attempt: 1 },
      { type: 'listing.received', listing: fresh },
      { occupancy: 'busy', sync: 'current' },
    ],
    [
      'news come that a write of ours overtook',
      {},
      { ...known, listedAt: NOW - 7_200_000 },
      { type: 'listing.received', listing: old },
      { sync: 'refreshing' },
    ],
    ['old news come: nothing may happen', {}, known, { type: 'listing.received', listing: old }, {}],
    [
      'old news come to a stale room: nothing may happen',
      { sync: 'stale' },
      { ...known, failure: failed, attempt: 1 },
      { type: 'listing.received', listing: old },
      { sync: 'stale' },
    ],
    [
      'news come of no zone to a room that has none: nothing may happen',
      { occupancy: 'unknown', sync: 'stale' },
      { ...empty, failure: failed, attempt: 1 },
      { type: 'listing.received', listing: { ...fresh, timeZone: undefined } },
      { occupancy: 'unknown', sync: 'stale' },
    ],
    [
      'its timer wakes it too early: nothing may happen',
      {},
      known,
      timer('refresh due', 'room.sync.current'),
      {},
    ],
    [
      'its own minute has come',
      {},
      { ...known, refreshAt: NOW },
      timer('refresh due', 'room.sync.current'),
      { sync: 'refreshing' },
    ],
    [
      'its retry is due',
      { sync: 'stale' },
      { ...known, failure: failed, attempt: 1 },
      timer('retry due', 'room.sync.stale'),
      { sync: 'refreshing' },
    ],
    ['someone books', {}, known, { type: 'booking.requested', request }, { booking: 'inserting' }],
    [
      'someone books while nothing is known',
      { occupancy: 'unknown', sync: 'stale' },
      { ...empty, failure: failed, attempt: 1 },
      { type: 'booking.requested', request },
      { occupancy: 'unknown', sync: 'stale', booking: 'open' },
    ],
    [
      'someone books while another booking runs',
      { booking: 'inserting' },
      asked,
      { type: 'booking.requested', request: { ...request, id: 'ours2' } },
      { booking: 'inserting' },
    ],
    [
      'the insert is acknowledged',
      { booking: 'inserting' },
      asked,
      done('room.booking.inserting', ours),
      { occupancy: 'busy', booking: 'verifying' },
    ],
    [
      'the insert fails',
      { booking: 'inserting' },
      asked,
      error('room.booking.inserting'),
      { booking: 'recollecting' },
    ],
    [
      'the insert is refused',
      { booking: 'inserting' },
      asked,
      error('room.booking.inserting', refused),
      { booking: 'open' },
    ],
    [
      'the meeting of a lost answer is there',
      { booking: 'recollecting' },
      asked,
      done('room.booking.recollecting', ours),
      { occupancy: 'busy', booking: 'verifying' },
    ],
    [
      'the meeting of a lost answer is not there',
      { booking: 'recollecting' },
      { ...asked, verdict: { type: 'failed', failure: failed } },
      done('room.booking.recollecting', undefined),
      { booking: 'open' },
    ],
    [
      'nobody can say whether it was inserted',
      { booking: 'recollecting' },
      {
        ...asked,
        isNew: true,
        withdrawal: { eventId: 'ours1' },
        verdict: { type: 'failed', failure: failed },
      },
      error('room.booking.recollecting'),
      { booking: 'withdrawing' },
    ],
    [
      'nobody can say whether an earlier request has booked',
      { booking: 'recollecting' },
      { ...asked, verdict: { type: 'refused', refusal: { code: 'NOT_READY' } } },
      error('room.booking.recollecting'),
      { booking: 'open' },
    ],
    ['nothing is owed', { booking: 'recalling' }, known, done('room.booking.recalling'), { booking: 'open' }],
    [
      'something is owed',
      { booking: 'recalling' },
      known,
      done('room.booking.recalling', { eventId: 'ours1' }),
      { booking: 'withdrawing' },
    ],
    [
      'nobody can say what is owed',
      { booking: 'recalling' },
      known,
      error('room.booking.recalling'),
      { booking: 'open' },
    ],
    ['what is owed is due to be read again', {}, known, { type: 'recall.due' }, { booking: 'recalling' }],
    [
      'what is owed is due to be read while someone books: later',
      { booking: 'inserting' },
      asked,
      { type: 'recall.due' },
      { booking: 'inserting' },
    ],
    [
      'someone books while what is owed is read',
      { booking: 'recalling' },
      known,
      { type: 'booking.requested', request },
      { booking: 'recalling' },
    ],
    [
      'someone books while a removal is tried again',
      { booking: 'withdrawing' },
      { ...known, withdrawal: { eventId: 'ours1' } },
      { type: 'booking.requested', request },
      { booking: 'withdrawing' },
    ],
    [
      'the removal is due again',
      { booking: 'withdrawing' },
      { ...known, withdrawal: { eventId: 'ours1' } },
      timer('removal due again', 'room.booking.withdrawing'),
      { booking: 'withdrawing' },
    ],
    [
      'an earlier request has booked, and it is over',
      { booking: 'recollecting' },
      { ...asked, verdict: { type: 'refused', refusal: { code: 'NOT_READY' } } },
      done('room.booking.recollecting', {
        ...ours,
        end: { dateTime: '2026-11-23T09:00:00Z' },
        start: { dateTime: '2026-11-23T08:45:00Z' },
      }),
      { booking: 'open' },
    ],
    [
      'an earlier request has booked, and it has stood for long',
      { booking: 'recollecting' },
      { ...asked, verdict: { type: 'refused', refusal: { code: 'NOT_READY' } } },
      done('room.booking.recollecting', { ...ours, created: '2026-11-23T08:50:00Z' }),
      { occupancy: 'busy', booking: 'open' },
    ],
    [
      'the meeting to extend cannot be read',
      { booking: 'reading' },
      { ...known, waiting: [extend] },
      error('room.booking.reading'),
      { booking: 'open' },
    ],
    [
      'the meeting to end has ended',
      { booking: 'reading' },
      { ...known, waiting: [{ type: 'end', id: 'request1', eventId: 'ours1' }] },
      done('room.booking.reading', { ...ours, status: 'cancelled' }),
      { booking: 'open' },
    ],
    [
      'the end is acknowledged: nobody need verify it',
      { booking: 'changing', occupancy: 'busy' },
      {
        ...known,
        waiting: [{ type: 'end', id: 'request1', eventId: 'ours1' }],
        found: ours,
        change: { eventId: 'ours1', end: NOW },
      },
      done('room.booking.changing', { ...ours, end: ours.start }),
      { occupancy: 'free', booking: 'open' },
    ],
    [
      'the end may have been done: the calendar is listed',
      { booking: 'changing' },
      {
        ...known,
        waiting: [{ type: 'end', id: 'request1', eventId: 'ours1' }],
        found: ours,
        change: { eventId: 'ours1', end: NOW },
      },
      error('room.booking.changing'),
      { sync: 'refreshing', booking: 'open' },
    ],
    ['someone extends', {}, known, { type: 'booking.requested', request: extend }, { booking: 'reading' }],
    [
      'the meeting to extend is ours',
      { booking: 'reading' },
      { ...known, waiting: [extend] },
      done('room.booking.reading', ours),
      { booking: 'changing' },
    ],
    [
      "the meeting to extend is nobody's",
      { booking: 'reading' },
      { ...known, waiting: [extend] },
      done('room.booking.reading', undefined),
      { booking: 'open' },
    ],
    [
      'the extension is acknowledged',
      { booking: 'changing' },
      { ...known, waiting: [extend], found: ours },
      done('room.booking.changing', longer),
      { occupancy: 'busy', booking: 'verifying' },
    ],
    [
      'the extension may have been done',
      { booking: 'changing' },
      { ...known, waiting: [extend], found: ours, change: { eventId: 'ours1', end: NOW + 4_500_000 } },
      error('room.booking.changing'),
      { booking: 'withdrawing' },
    ],
    [
      'the extension is refused',
      { booking: 'changing' },
      { ...known, waiting: [extend], found: ours, change: { eventId: 'ours1', end: NOW + 4_500_000 } },
      error('room.booking.changing', refused),
      { sync: 'refreshing', booking: 'open' },
    ],
    [
      'the slot is ours',
      { booking: 'verifying' },
      inserted,
      done('room.booking.verifying', listing('2026-11-23T09:00:00Z', ours)),
      { occupancy: 'busy', booking: 'open' },
    ],
    [
      'the slot is theirs',
      { booking: 'verifying' },
      inserted,
      done('room.booking.verifying', listing('2026-11-23T09:00:00Z', ours, earlier)),
      { booking: 'withdrawing' },
    ],
    [
      'the verification fails',
      { booking: 'verifying' },
      inserted,
      error('room.booking.verifying'),
      { booking: 'withdrawing' },
    ],
    [
      'the removal fails',
      { booking: 'withdrawing' },
      inserted,
      error('room.booking.withdrawing'),
      { booking: 'owing' },
    ],
    [
      'a removal is due again',
      { booking: 'owing' },
      inserted,
      timer('removal due again', 'room.booking.owing'),
      { booking: 'withdrawing' },
    ],
    [
      'a list does not show yet what was inserted',
      { booking: 'verifying' },
      inserted,
      done('room.booking.verifying', listing('2026-11-23T09:00:00Z')),
      { booking: 'doubting' },
    ],
    [
      'a list does not show at last what was inserted',
      { booking: 'verifying' },
      { ...inserted, unseen: 2 },
      done('room.booking.verifying', listing('2026-11-23T09:00:00Z')),
      { booking: 'withdrawing' },
    ],
    [
      'the verification fails of what an earlier request has booked',
      { booking: 'verifying' },
      { ...inserted, withdrawal: undefined },
      error('room.booking.verifying'),
      { booking: 'open' },
    ],
    [
      'a meeting turns up that was refused',
      {},
      { ...known, disowned: ['ours1'] },
      { type: 'listing.received', listing: listing('2026-11-23T09:00:00Z', ours) },
      { occupancy: 'busy', booking: 'withdrawing' },
    ],
    [
      'someone books further than is known',
      {},
      { ...known, agenda: { ...known.agenda, knownUntil: NOW + 1_800_000 } },
      { type: 'booking.requested', request },
      { booking: 'exploring' },
    ],
    [
      'the removal holds',
      { booking: 'withdrawing' },
      { ...inserted, verdict: { type: 'failed', failure: failed } },
      done('room.booking.withdrawing'),
      { booking: 'open' },
    ],
  ])('%s', (_, from, context, on, to) => {
    const snapshot = roomMachine.resolveState({ value: { ...quiet, ...from }, context: context as never });
    const [next] = transition(roomMachine, snapshot, on as never);
    expect(next.value).toEqual({ ...quiet, ...from, ...to });
  });
});

describe('the relay', () => {
  const context = {
    roomName: 'blue',
    calendarId: 'blue',
    random: () => 0,
    again: false,
    attempt: 0,
    failure: undefined,
  };

  it.each<[string, string, object, object, string]>([
    ['a notification comes', 'quiet', {}, { type: 'notified' }, 'relaying'],
    ['a notification comes while it relays', 'relaying', {}, { type: 'notified' }, 'relaying'],
    ['it has relayed', 'relaying', {}, done('relay.relaying'), 'quiet'],
    [
      'it has relayed, and another came meanwhile',
      'relaying',
      { again: true },
      done('relay.relaying'),
      'relaying',
    ],
    ['it fails', 'relaying', {}, error('relay.relaying'), 'waiting'],
    [
      'a notification comes while it waits: it need not wait longer',
      'waiting',
      { failure: failed, attempt: 1 },
      { type: 'notified' },
      'relaying',
    ],
    [
      'its retry is due',
      'waiting',
      { failure: failed, attempt: 1 },
      timer('retry due', 'relay.waiting'),
      'relaying',
    ],
  ])('%s', (_, from, more, on, to) => {
    const snapshot = relayMachine.resolveState({ value: from, context: { ...context, ...more } } as never);
    expect(transition(relayMachine, snapshot, on as never)[0].value).toBe(to);
  });
});

describe('the Thing', () => {
  const thing = { id: 't', name: 'blue', properties: new Map([['busynow', { id: 'p', value: 0 }]]) };
  const context = {
    thingName: 'blue',
    ...time,
    wanted: undefined,
    thing,
    observed: new Map([['busynow', 0]]),
    publish: { variable: 'busynow', value: 1 },
    readAt: NOW + 3_600_000,
    attempt: 0,
    failure: undefined,
  };
  const busy = { wanted: { busynow: 1 } };

  it.each<[string, string, object, object, string]>([
    ['it is read', 'resolving', {}, done('thing.resolving', thing), 'settled'],
    ['it is read, and a wish waits', 'resolving', busy, done('thing.resolving', thing), 'writing.queued'],
    ['it is not found', 'resolving', {}, error('thing.resolving'), 'waiting'],
    [
      'something else is wanted',
      'settled',
      {},
      { type: 'properties.wanted', properties: { busynow: 1 } },
      'writing.queued',
    ],
    [
      'what it shows is wanted: nothing may happen',
      'settled',
      {},
      { type: 'properties.wanted', properties: { busynow: 0 } },
      'settled',
    ],
    [
      'a wish comes before it is read',
      'resolving',
      {},
      { type: 'properties.wanted', properties: { busynow: 1 } },
      'resolving',
    ],
    [
      'its turn comes',
      'writing.queued',
      busy,
      { type: 'turn.came', publish: { variable: 'busynow', value: 1 } },
      'writing.sending',
    ],
    [
      'its turn has come, and nothing differs any more',
      'writing.queued',
      {},
      done('thing.writing'),
      'settled',
    ],
    [
      'another wish comes while it is in line',
      'writing.queued',
      { ...busy, rank: 3 },
      { type: 'properties.wanted', properties: { busynow: 2 } },
      'writing.queued',
    ],
    [
      'another wish comes while one is on its way',
      'writing.sending',
      busy,
      { type: 'properties.wanted', properties: { busynow: 0 } },
      'writing.sending',
    ],
    [
      'it was turned away: it need not be read again',
      'waiting',
      { ...busy, failure: { ...failed, status: 429 }, attempt: 1 },
      timer('retry due', 'thing.waiting'),
      'writing.queued',
    ],
    [
      'the write is acknowledged',
      'writing.queued',
      busy,
      done('thing.writing', { variable: 'busynow', value: 1 }),
      'settled',
    ],
    [
      'the write is acknowledged, and the wish has changed',
      'writing.queued',
      busy,
      done('thing.writing', { variable: 'busynow', value: 0 }),
      'writing.queued',
    ],
    ['the write fails', 'writing.queued', busy, error('thing.writing'), 'waiting'],
    [
      'the property is refused',
      'writing.queued',
      busy,
      error('thing.writing', new VendorError('iot', 'no', { status: 400 })),
      'settled',
    ],
    [
      'its retry is due',
      'waiting',
      { failure: failed, attempt: 1 },
      timer('retry due', 'thing.waiting'),
      'resolving',
    ],
    ['its reading is due', 'settled', { readAt: NOW }, timer('reading due', 'thing.settled'), 'resolving'],
    [
      'its timer wakes it too early: nothing may happen',
      'settled',
      {},
      timer('reading due', 'thing.settled'),
      'settled',
    ],
  ])('%s', (_, from, more, on, to) => {
    const snapshot = thingMachine.resolveState({
      value: stateAt(from),
      context: { ...context, ...more },
    } as never);
    expect(transition(thingMachine, snapshot, on as never)[0].value).toEqual(stateAt(to));
  });
});

describe('the channel', () => {
  const record = {
    room_name: 'blue',
    calendar_id: 'blue',
    id: 'one',
    token: 'token',
    address: 'https://roomcal.example.org/webhook',
    resource_id: 'r',
    registered: '2026-11-23T00:00:00Z',
    expiration: '2026-11-30T00:00:00Z',
  };
  const stored = { record, generation: '1' };
  const context = {
    roomName: 'blue',
    calendarId: 'blue',
    address: record.address,
    keys: { mint: () => ({ id: 'two', token: 'token' }), isOurs: () => true },
    ...time,
    pending: undefined,
    stored: undefined,
    replaced: undefined,
    renewAt: NOW + 3_600_000,
    attempt: 0,
    failure: undefined,
  };
  const wanted = { type: 'channel.wanted' };
  const unwanted = { type: 'channel.unwanted' };

  it.each<[string, string, object, object, string]>([
    ['a good one is recalled', 'recalling', {}, done('channel.recalling', stored), 'live.trusted'],
    ['none is recalled', 'recalling', {}, done('channel.recalling', undefined), 'registering'],
    ['the store is away', 'recalling', {}, error('channel.recalling'), 'waiting'],
    ['it is registered', 'registering', {}, done('channel.registering', stored), 'live.trusted'],
    [
      'it is registered in place of another',
      'registering',
      { stored },
      done('channel.registering', stored),
      'retiring',
    ],
    ['Google fails', 'registering', {}, error('channel.registering'), 'waiting'],
    ['Google will not push', 'registering', {}, error('channel.registering', refused), 'unsupported'],
    [
      'the old one is stopped',
      'retiring',
      { stored, replaced: record },
      done('channel.retiring'),
      'live.trusted',
    ],
    [
      'the old one will not be stopped',
      'retiring',
      { stored, replaced: record },
      error('channel.retiring'),
      'live.trusted',
    ],
    [
      'its renewal is due',
      'live.trusted',
      { stored, renewAt: NOW },
      timer('renewal due', 'channel.live'),
      'registering',
    ],
    [
      'its timer wakes it too early: nothing may happen',
      'live.trusted',
      { stored },
      timer('renewal due', 'channel.live'),
      'live.trusted',
    ],
    [
      'a change was found that nobody announced',
      'live.trusted',
      { stored, notifiedAt: NOW - 1 },
      { type: 'change.found', since: NOW - 1 },
      'live.doubted',
    ],
    [
      'a change was found that was announced: nothing may happen',
      'live.trusted',
      { stored, notifiedAt: NOW },
      { type: 'change.found', since: NOW - 1 },
      'live.trusted',
    ],
    [
      'the notification comes after all',
      'live.doubted',
      { stored, doubtedAt: NOW },
      { type: 'notified' },
      'live.trusted',
    ],
    [
      'no notification comes',
      'live.doubted',
      { stored },
      timer('a push is overdue', 'channel.live.doubted'),
      'live.trusted',
    ],
    [
      'no notification comes, again',
      'live.doubted',
      { stored, missed: 1 },
      timer('a push is overdue', 'channel.live.doubted'),
      'registering',
    ],
    ['it is wanted and live: nothing may happen', 'live.trusted', { stored }, wanted, 'live.trusted'],
    ['it is no longer wanted', 'live.trusted', { stored }, unwanted, 'stopping'],
    [
      'it is no longer wanted while it is registered: that is finished first',
      'registering',
      {},
      unwanted,
      'registering',
    ],
    ['it is closed', 'stopping', { stored }, done('channel.stopping'), 'stopped'],
    ['it can not be closed', 'stopping', { stored }, error('channel.stopping'), 'live.trusted'],
    ['it is wanted again', 'stopped', {}, wanted, 'recalling'],
    ['it is not wanted and stopped: nothing may happen', 'stopped', {}, unwanted, 'stopped'],
    [
      'its retry is due',
      'waiting',
      { failure: failed, attempt: 1 },
      timer('retry due', 'channel.waiting'),
      'recalling',
    ],
    ['it is wanted at once', 'waiting', { failure: failed, attempt: 1 }, wanted, 'recalling'],
    ['it is given up while it waits', 'waiting', { failure: failed, attempt: 1 }, unwanted, 'stopped'],
    [
      'it is given up while its renewal waits',
      'waiting',
      { failure: failed, attempt: 1, stored },
      unwanted,
      'stopping',
    ],
    [
      'a week without push is over',
      'unsupported',
      { renewAt: NOW },
      timer('renewal due', 'channel.unsupported'),
      'recalling',
    ],
    [
      'a week without push is not over: nothing may happen',
      'unsupported',
      {},
      timer('renewal due', 'channel.unsupported'),
      'unsupported',
    ],
    ['there is no address to push to', 'unsupported', { address: undefined }, wanted, 'unsupported'],
  ])('%s', (_, from, more, on, to) => {
    const snapshot = channelMachine.resolveState({
      value: stateAt(from),
      context: { ...context, ...more },
    } as never);
    expect(transition(channelMachine, snapshot, on as never)[0].value).toEqual(stateAt(to));
  });
});
