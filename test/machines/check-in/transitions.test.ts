import { describe, expect, it } from 'vitest';
import { transition } from 'xstate';
import type { GoogleEvent, Meeting } from '../../../src/agenda/agenda.ts';
import { asMeeting } from '../../../src/agenda/agenda.ts';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { checkInMachine } from '../../../src/machines/check-in/machine.ts';
import { event } from '../../helpers/events.ts';
import { done, error, failed, NOW, time, timer } from '../tables.ts';

const MINUTE_MS = 60_000;
const changed = new VendorError('calendar', 'changed', { status: 412, operator: true });
const forbidden = new VendorError('calendar', 'no', { status: 403, operator: true });

/** A meeting that has begun ten minutes ago, with these marks. */
function held(marks: Record<string, string> = {}, more: Partial<GoogleEvent> = {}): GoogleEvent {
  return event('held1', '2026-11-23T08:50:00Z', '2026-11-23T10:00:00Z', {
    etag: '"1"',
    extendedProperties: { private: marks },
    ...more,
  });
}
const START = '2026-11-23T08:50:00.000Z';
const meeting = asMeeting(held(), 'UTC') as Meeting;
const released = held({ roomcal_released: `${START} here.1` }, { status: 'cancelled' });
const releasedElsewhere = held({ roomcal_released: `${START} there.1` });
const checkedIn = held({ roomcal_checked_in: START });
const noShow = { meeting, attempt: 'here.1', isInDoubt: false };
const doubted = { noShow: { ...noShow, isInDoubt: true } };

const context = {
  roomName: 'blue',
  calendarId: 'blue',
  rule: { withinMs: 10 * MINUTE_MS, releases: 'own' },
  newAttempt: () => 'here.1',
  ...time,
  asked: meeting as Meeting | undefined,
  timeZone: 'UTC',
  stale: false,
  since: NOW - 10 * MINUTE_MS,
  seenAt: NOW,
  noShow: noShow as typeof noShow | undefined,
  found: held() as GoogleEvent | undefined,
  attempt: 0,
  failure: undefined as unknown,
};
const early = { since: NOW - 9 * MINUTE_MS };
const slept = { seenAt: NOW - 30_000 };
const doorIs = (current: Meeting | undefined, stale = false) => ({
  type: 'door.is',
  current,
  timeZone: 'UTC',
  stale,
});
const putOff = { ...meeting, start: NOW };
const there = { type: 'somebody.is.there', eventId: 'held1' };
const look = timer('the next look', 'check_in.asking');

type Row = [start: string, event: object, target: string, more?: object];

const TABLE: Row[] = [
  ['idle', doorIs(meeting), 'asking', { asked: undefined }],
  ['idle', doorIs(asMeeting(checkedIn, 'UTC')), 'idle', { asked: undefined }],
  ['idle', doorIs(undefined), 'idle', { asked: undefined }],
  ['asking', look, 'reading'],
  ['asking', look, 'asking', early],
  ['asking', look, 'asking', slept],
  ['asking', look, 'asking', { stale: true }],
  ['asking', doorIs(meeting), 'reading'],
  ['asking', doorIs(putOff), 'asking'],
  ['asking', doorIs(meeting), 'asking', { stale: true }],
  ['asking', doorIs(undefined), 'idle'],
  ['asking', there, 'asking', early],
  ['asking', { type: 'clock.moved' }, 'asking'],
  ['reading', done('check_in.reading', held()), 'releasing'],
  ['reading', done('check_in.reading', checkedIn), 'asking'],
  ['reading', done('check_in.reading', undefined), 'asking'],
  ['reading', done('check_in.reading', releasedElsewhere), 'asking'],
  ['reading', done('check_in.reading', held()), 'asking', slept],
  ['reading', done('check_in.reading', released), 'idle', doubted],
  ['reading', error('check_in.reading'), 'waiting'],
  ['reading', there, 'asking'],
  ['reading', { ...there, eventId: 'another' }, 'reading'],
  ['reading', there, 'reading', doubted],
  ['reading', doorIs(meeting, true), 'asking'],
  ['releasing', there, 'releasing'],
  ['releasing', done('check_in.releasing', released), 'idle'],
  ['releasing', done('check_in.releasing', held()), 'asking'],
  ['releasing', error('check_in.releasing', changed), 'reading'],
  ['releasing', error('check_in.releasing', changed), 'asking', early],
  ['releasing', error('check_in.releasing', failed), 'waiting'],
  ['releasing', error('check_in.releasing', forbidden), 'waiting'],
  ['releasing', error('check_in.releasing', failed), 'waiting', early],
  ['releasing', error('check_in.releasing', forbidden), 'asking', early],
  ['waiting', timer('retry due', 'check_in.waiting'), 'reading'],
  ['waiting', timer('retry due', 'check_in.waiting'), 'asking', slept],
  ['waiting', there, 'asking'],
  ['waiting', there, 'waiting', doubted],
];

describe('the check-in', () => {
  it.each(TABLE)('%s, %o: %s', (start, what, target, more = {}) => {
    const snapshot = checkInMachine.resolveState({ value: start, context: { ...context, ...more } } as never);
    const [next] = transition(checkInMachine, snapshot, what as never);
    expect(next.value).toBe(target);
  });

  it('tells what it has released, once', () => {
    const snapshot = checkInMachine.resolveState({ value: 'releasing', context } as never);
    const [next, actions] = transition(
      checkInMachine,
      snapshot,
      done('check_in.releasing', released) as never,
    );
    const told = (actions as { type: string; params: unknown }[]).flatMap((action) =>
      action.type === 'xstate.emit' ? [(action.params as { event: { type: string } }).event.type] : [],
    );
    expect(told).toEqual(['ours.acknowledged', 'no_show.released']);
    expect(next.context).toMatchObject({ asked: undefined, noShow: undefined });
  });
});
