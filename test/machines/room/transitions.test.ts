import { describe, expect, it } from 'vitest';
import { transition } from 'xstate';
import { wordingOf } from '../../../src/agenda/wording.ts';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { roomMachine } from '../../../src/machines/room/machine.ts';
import { initialContext } from '../../../src/machines/room/setup.ts';
import { event, listing } from '../../helpers/events.ts';
import { done, error, failed, NOW, time, timer } from '../tables.ts';

describe('the room', () => {
  const quiet = { occupancy: 'free', sync: 'current' };
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
      ...time,
    },
  });
  /** What a room holds that was listed now and has nothing in its calendar. */
  const known = {
    ...empty,
    agenda: { meetings: [], timeZone: 'Europe/Rome', asOf: NOW, knownUntil: Number.POSITIVE_INFINITY },
    refreshAt: NOW + 3_600_000,
  };
  const told = { title: '', organizer: '', organizerEmail: '', created: 0 };
  const running = { id: 'a', ...told, start: NOW - 1, end: NOW + 3_600_000 };
  const over = event('over', '2026-11-23T08:00:00Z', '2026-11-23T08:30:00Z');
  const forbidden = new VendorError('calendar', 'no', { status: 403, operator: true });
  /** A sweep that was asked for now, and found a meeting of which the room does not know. */
  const swept = {
    type: 'swept',
    from: NOW + 1,
    until: NOW + 93_600_000,
    busy: [{ start: NOW + 3_600_000, end: NOW + 7_200_000 }],
  };

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
      'its first list has failed, and what was saved covers now',
      { occupancy: 'unknown', sync: 'recalling' },
      { ...empty, failure: failed, attempt: 1 },
      done('room.sync.recalling', fresh),
      { occupancy: 'busy', sync: 'stale' },
    ],
    [
      'its first list has failed, and what was saved is a day old: nothing is known',
      { occupancy: 'unknown', sync: 'recalling' },
      { ...empty, failure: failed, attempt: 1 },
      done('room.sync.recalling', listing('2026-11-22T09:00:00Z', meeting)),
      { occupancy: 'unknown', sync: 'stale' },
    ],
    [
      'its first list has failed, and nothing was saved',
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
    ['old news come: nothing may happen', {}, known, { type: 'listing.received', listing: old }, {}],
    [
      'news come that are older by a second, as clocks of two processes differ: it looks',
      {},
      known,
      { type: 'listing.received', listing: listing('2026-11-23T08:59:59Z', meeting) },
      { sync: 'refreshing' },
    ],
    [
      'what it knows comes again, older by a second: nothing may happen',
      {},
      known,
      { type: 'listing.received', listing: listing('2026-11-23T08:59:59Z') },
      {},
    ],
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
    [
      'a message tells of an agenda that was cut before its next meeting: the list goes on',
      {},
      known,
      { type: 'listing.received', listing: { ...listing('2026-11-23T09:00:00Z', over), complete: false } },
      { occupancy: 'unknown', sync: 'refreshing' },
    ],
    [
      'Google acknowledges what we have written',
      {},
      known,
      { type: 'ours.acknowledged', event: meeting },
      { occupancy: 'busy' },
    ],
    [
      'Google acknowledges what we have written while a list is on its way',
      { sync: 'refreshing' },
      known,
      { type: 'ours.acknowledged', event: meeting },
      { occupancy: 'busy', sync: 'refreshing' },
    ],
    [
      'Google acknowledges what we have written to a room of which nothing is known: nothing may happen',
      { occupancy: 'unknown', sync: 'stale' },
      { ...empty, failure: failed, attempt: 1 },
      { type: 'ours.acknowledged', event: meeting },
      {},
    ],
    [
      'a booking has listed the calendar',
      {},
      known,
      { type: 'ours.listed', listing: fresh },
      { occupancy: 'busy' },
    ],
    [
      'a booking has listed the calendar of a stale room: it is fresh',
      { sync: 'stale' },
      { ...known, failure: failed, attempt: 1 },
      { type: 'ours.listed', listing: fresh },
      { occupancy: 'busy', sync: 'current' },
    ],
    [
      'a booking has listed the calendar before the room was listed last: once more',
      {},
      known,
      { type: 'ours.listed', listing: old },
      { sync: 'refreshing' },
    ],
    ['Google tells of a change: somebody else lists it', {}, known, { type: 'notified' }, {}],
    ['a sweep differs', {}, known, swept, { sync: 'refreshing' }],
    ['a sweep differs from a list on its way', { sync: 'refreshing' }, known, swept, {}],
    [
      'a list is done during which a sweep differed: once more',
      { sync: 'refreshing' },
      { ...known, dirty: true, swept },
      done('room.sync.refreshing', listing('2026-11-23T09:00:00Z')),
      { sync: 'refreshing' },
    ],
    [
      'a list is done that a sweep by a clock that was ahead has overtaken: nothing more, or it would never end',
      { sync: 'refreshing' },
      {
        ...known,
        agenda: { ...known.agenda, asOf: NOW - 2_000 },
        swept: { ...swept, from: NOW + 3_600_000 },
      },
      done('room.sync.refreshing', listing('2026-11-23T08:59:59Z')),
      { sync: 'current' },
    ],
    [
      'a sweep succeeds, which a list has not: Google answers again',
      { sync: 'stale' },
      { ...known, failure: failed, failedAt: NOW - 1, attempt: 1 },
      swept,
      { sync: 'refreshing' },
    ],
    [
      'a sweep succeeds shortly after the room was refused to us: nothing may happen',
      { sync: 'stale' },
      { ...known, failure: forbidden, failedAt: NOW - 299_999, attempt: 1 },
      swept,
      {},
    ],
    [
      'a sweep succeeds, and for five minutes the room was refused to us',
      { sync: 'stale' },
      { ...known, failure: forbidden, failedAt: NOW - 300_000, attempt: 1 },
      swept,
      { sync: 'refreshing' },
    ],
    [
      'a message comes while what was saved is read',
      { occupancy: 'unknown', sync: 'recalling' },
      { ...empty, failure: failed, attempt: 1 },
      { type: 'listing.received', listing: fresh },
      { occupancy: 'busy', sync: 'recalling' },
    ],
    [
      'what was saved is read after a message came: it is fresh already',
      { occupancy: 'busy', sync: 'recalling' },
      { ...known, attempt: 0, failure: undefined },
      done('room.sync.recalling', old),
      { occupancy: 'free', sync: 'current' },
    ],
    [
      'the clock was set past the beginning of a meeting',
      {},
      { ...known, agenda: { ...known.agenda, meetings: [running] } },
      { type: 'clock.moved' },
      { occupancy: 'busy' },
    ],
    [
      'the clock was set in a stale room, past the end of a meeting',
      { occupancy: 'busy', sync: 'stale' },
      { ...known, failure: failed, attempt: 1 },
      { type: 'clock.moved' },
      { occupancy: 'free' },
    ],
    [
      'the clock was set while nothing is known: nothing may happen',
      { occupancy: 'unknown', sync: 'refreshing' },
      empty,
      { type: 'clock.moved' },
      {},
    ],
  ])('%s', (_, from, context, on, to) => {
    const snapshot = roomMachine.resolveState({ value: { ...quiet, ...from }, context: context as never });
    const [next] = transition(roomMachine, snapshot, on as never);
    expect(next.value).toEqual({ ...quiet, ...from, ...to });
  });
});
