import { describe, expect, it } from 'vitest';
import { transition } from 'xstate';
import type { GoogleEvent } from '../../../src/agenda/agenda.ts';
import { agendaOf } from '../../../src/agenda/agenda.ts';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { bookingMachine } from '../../../src/machines/booking/machine.ts';
import { NO_TASK } from '../../../src/machines/booking/task.ts';
import type { RoomAnswer, RoomRequest } from '../../../src/machines/door.ts';
import { event, listing } from '../../helpers/events.ts';
import { done, error, failed, NOW, time, timer } from '../tables.ts';

const QUARTER_MS = 15 * 60_000;
const HOUR_MS = 4 * QUARTER_MS;

const changed = new VendorError('calendar', 'changed', { status: 412, operator: true });
const busy = new VendorError('calendar', 'busy', { status: 409, operator: true });
const gone = new VendorError('calendar', 'gone', { status: 404, operator: true });
const forbidden = new VendorError('calendar', 'no', { status: 403, operator: true });

/** What roomcal has made from ten to eleven in Rome, with these marks of its own. */
function ours(marks: Record<string, string> = {}, more: Partial<GoogleEvent> = {}): GoogleEvent {
  return event('ours1', '2026-11-23T09:00:00Z', '2026-11-23T10:00:00Z', {
    etag: '"1"',
    created: '2026-11-23T09:00:00Z',
    updated: '2026-11-23T09:00:00Z',
    ...more,
    extendedProperties: { private: { roomcal: 'instant', ...marks } },
  });
}

const MINE = { roomcal_pending: 'here.1' };
const OTHERS = { roomcal_pending: 'there.1' };
const mine = ours(MINE);
const others = ours(OTHERS);
const withdrawn = ours({ ...MINE, roomcal_withdrawn: '1' }, { status: 'cancelled' });
const deletedAnswer = ours({}, { status: 'cancelled' });
const bare = { id: 'ours1', status: 'cancelled' };
const over = ours(
  {},
  { start: { dateTime: '2026-11-23T08:00:00Z' }, end: { dateTime: '2026-11-23T08:45:00Z' } },
);
const toCome = ours(
  {},
  { start: { dateTime: '2026-11-23T10:00:00Z' }, end: { dateTime: '2026-11-23T11:00:00Z' } },
);
const theirs = event('theirs', '2026-11-23T09:30:00Z', '2026-11-23T10:30:00Z', {
  created: '2026-11-22T09:00:00Z',
});
const later = event('theirs', '2026-11-23T09:30:00Z', '2026-11-23T10:30:00Z', {
  created: '2026-11-23T09:00:01Z',
});
/** Made longer by this attempt, from eleven to a quarter past. */
const longer = ours(
  { roomcal_pending: `here.1@${NOW + HOUR_MS}`, roomcal_extended_by: `request1@${NOW + 5 * QUARTER_MS}` },
  { end: { dateTime: '2026-11-23T10:15:00Z' } },
);
const extended = ours(
  { roomcal_extended_by: `request1@${NOW + 5 * QUARTER_MS}` },
  { end: { dateTime: '2026-11-23T10:15:00Z' } },
);
const justAfter = event('theirs', '2026-11-23T10:05:00Z', '2026-11-23T10:30:00Z', {
  created: '2026-11-22T09:00:00Z',
});

const known = (...events: GoogleEvent[]) => ({
  agenda: agendaOf(listing('2026-11-23T09:00:00Z', ...events)),
});
const nothing = known();

const book: RoomRequest = { type: 'book', id: 'ours1', title: 'Meeting' };
const again: RoomRequest = { ...book, mayBeRepeated: true };
const extend: RoomRequest = { type: 'extend', id: 'request1', eventId: 'ours1', extendMins: 15 };
const end: RoomRequest = { type: 'end', id: 'request1', eventId: 'ours1' };
const asks = (request: RoomRequest) => ({ type: 'booking.requested', request });

const context = {
  roomName: 'blue',
  calendarId: 'blue',
  timeZone: undefined,
  mayEnd: 'own',
  ...nothing,
  processId: 'here',
  newAttempt: () => 'here.1',
  ...time,
  waiting: [],
  task: NO_TASK,
  compensations: [],
  retry: { attempt: 0, failure: undefined, dueAt: 0 },
};

/** Somebody has asked, and it is being worked on. */
const working = (request: RoomRequest, more: object = {}) => ({
  waiting: [request],
  task: {
    ...NO_TASK,
    request,
    attempt: 'here.1',
    slot: { start: NOW, end: NOW + HOUR_MS },
    verdict: { type: 'failed', failure: failed },
    ...more,
  },
});
const claimed = working(book, {
  hasWritten: true,
  found: mine,
  claim: { id: 'ours1', start: NOW, end: NOW + HOUR_MS, created: NOW },
});
const prolonged = {
  ...known(longer),
  ...working(extend, {
    hasWritten: true,
    found: longer,
    change: { eventId: 'ours1', etag: '"1"', patch: {} },
    claim: { id: 'ours1', start: NOW + HOUR_MS, end: NOW + 5 * QUARTER_MS, created: NOW },
  }),
};
const changing = (request: RoomRequest, more: object = {}) => ({
  ...known(ours()),
  ...working(request, { found: ours(), change: { eventId: 'ours1', etag: '"1"', patch: {} }, ...more }),
});
const late = { retry: { attempt: 1, failure: forbidden, dueAt: NOW + 1 } };

/** How a request is answered: the type, or the code of the refusal. */
type Told = RoomAnswer['type'] | (RoomAnswer & { type: 'refused' })['refusal']['code'];
type Row = [what: string, from: string, context: object, on: object, to: string, ...told: Told[]];

function outcome(from: string, more: object, on: object): { to: unknown; told: Told[] } {
  const snapshot = bookingMachine.resolveState({ value: from, context: { ...context, ...more } } as never);
  const [next, actions] = transition(bookingMachine, snapshot, on as never);
  const emitted = actions.flatMap(
    ({ params }) => (params as { event?: { answer?: RoomAnswer } })?.event ?? [],
  );
  const answers = emitted.flatMap(({ answer }) => answer ?? []);
  return {
    to: next.value,
    told: answers.map((answer) => (answer.type === 'refused' ? answer.refusal.code : answer.type)),
  };
}

function table(...rows: Row[]): void {
  it.each(rows)('%s', (_, from, more, on, to, ...told) => {
    expect(outcome(from, more, on)).toEqual({ to, told });
  });
}

describe('a booking at rest', () => {
  table(
    ['someone books', 'open', nothing, asks(book), 'inserting'],
    [
      'someone books a busy room',
      'open',
      known(theirs, ours({}, { id: 'other' })),
      asks(book),
      'gone',
      'ROOM_BUSY',
    ],
    ['someone repeats it, and the room is busy', 'open', known(ours()), asks(again), 'recollecting'],
    ['someone books where nothing is known', 'open', { agenda: undefined }, asks(book), 'gone', 'NOT_READY'],
    ['someone repeats it where nothing is known', 'open', { agenda: undefined }, asks(again), 'recollecting'],
    [
      'someone books further than is known',
      'open',
      { agenda: { ...nothing.agenda, knownUntil: NOW + HOUR_MS - 1 } },
      asks(book),
      'exploring',
    ],
    [
      'someone books just as far as is known',
      'open',
      { agenda: { ...nothing.agenda, knownUntil: NOW + HOUR_MS } },
      asks(book),
      'inserting',
    ],
    ['someone extends', 'open', nothing, asks(extend), 'reading'],
    ['someone ends', 'open', nothing, asks(end), 'reading'],
    [
      'the agenda changes, and nothing is left',
      'open',
      nothing,
      { type: 'agenda.changed', ...known(theirs) },
      'gone',
    ],
    [
      'the agenda has what this process has left',
      'open',
      nothing,
      { type: 'agenda.changed', ...known(mine) },
      'compensating',
    ],
    [
      'the agenda has what another process works on: nothing may happen',
      'open',
      nothing,
      { type: 'agenda.changed', ...known(others) },
      'open',
    ],
    [
      'the agenda has what another process wrote not quite a minute ago: nothing may happen',
      'open',
      nothing,
      { type: 'agenda.changed', ...known(ours(OTHERS, { updated: '2026-11-23T08:59:00.001Z' })) },
      'open',
    ],
    [
      'the agenda has what another process wrote a minute ago',
      'open',
      nothing,
      { type: 'agenda.changed', ...known(ours(OTHERS, { updated: '2026-11-23T08:59:00Z' })) },
      'compensating',
    ],
    [
      'the agenda has a pending extension of an earlier process',
      'open',
      nothing,
      {
        type: 'agenda.changed',
        ...known(ours({ roomcal_pending: 'there.1@1' }, { updated: '2026-11-23T08:00:00Z' })),
      },
      'compensating',
    ],
    [
      'the agenda has a pending one of a process whose name begins like ours: nothing may happen',
      'open',
      nothing,
      { type: 'agenda.changed', ...known(ours({ roomcal_pending: 'here2.1' })) },
      'open',
    ],
    [
      'what was left is not due yet: nothing may happen',
      'open',
      { ...known(mine), ...late },
      timer('compensation due', 'booking.open'),
      'open',
    ],
    ['what was left is due', 'open', known(mine), timer('compensation due', 'booking.open'), 'compensating'],
    [
      'the clock was set, and what was left is due',
      'open',
      known(mine),
      { type: 'clock.moved' },
      'compensating',
    ],
    [
      'the clock was set, and it is not due: nothing may happen',
      'open',
      known(others),
      { type: 'clock.moved' },
      'open',
    ],
    [
      "someone books while something is left that can not be removed: it stands in nobody's way",
      'open',
      {
        ...known(
          ours(MINE, {
            id: 'left',
            start: { dateTime: '2026-11-23T12:00:00Z' },
            end: { dateTime: '2026-11-23T13:00:00Z' },
          }),
        ),
        ...late,
      },
      asks(book),
      'inserting',
    ],
  );
});

describe('a new meeting', () => {
  table(
    [
      'it was listed up to its end',
      'exploring',
      working(book),
      done('booking.exploring', listing('2026-11-23T09:00:00Z')),
      'inserting',
    ],
    [
      'it was listed, and the room is busy',
      'exploring',
      working(book),
      done('booking.exploring', listing('2026-11-23T09:00:00Z', mine)),
      'compensating',
      'ROOM_BUSY',
    ],
    [
      'it was listed, and someone comes too soon',
      'exploring',
      working({ ...book, durationMins: 60 }),
      done('booking.exploring', listing('2026-11-23T09:00:00Z', theirs)),
      'gone',
      'NOT_ENOUGH_TIME',
    ],
    [
      'it was listed as far as Google would: once is enough',
      'exploring',
      working(book),
      done('booking.exploring', { ...listing('2026-11-23T09:00:00Z'), complete: false }),
      'inserting',
    ],
    ['it can not be listed', 'exploring', working(book), error('booking.exploring'), 'gone', 'failed'],
    ['the insert is acknowledged', 'inserting', working(book), done('booking.inserting', mine), 'verifying'],
    ['the insert gets no answer', 'inserting', working(book), error('booking.inserting'), 'recollecting'],
    [
      'the insert is refused',
      'inserting',
      working(book),
      error('booking.inserting', forbidden),
      'gone',
      'failed',
    ],
    ['its id is busy', 'inserting', working(again), error('booking.inserting', busy), 'recollecting'],
    [
      'someone books meanwhile: nothing may happen',
      'inserting',
      working(book),
      asks({ ...book, id: 'ours2' }),
      'inserting',
    ],
    [
      'someone repeats it meanwhile: nothing may happen',
      'inserting',
      working(again),
      asks(again),
      'inserting',
    ],
    [
      'the agenda shows it meanwhile: nothing may happen',
      'verifying',
      claimed,
      { type: 'agenda.changed', ...known(mine) },
      'verifying',
    ],
    [
      'the clock was set meanwhile: nothing may happen',
      'inserting',
      working(book),
      { type: 'clock.moved' },
      'inserting',
    ],
  );
});

describe('what is found under the id', () => {
  const found = (output: unknown) => done('booking.recollecting', output);
  const noSlot = working(again, {
    slot: { code: 'ROOM_BUSY', busyUntil: NOW + HOUR_MS },
    verdict: { type: 'refused', refusal: { code: 'ROOM_BUSY', busyUntil: NOW + HOUR_MS } },
  });
  table(
    ['is what this attempt has written', 'recollecting', working(book), found(mine), 'verifying'],
    [
      'is nothing: the insert may be on its way still',
      'recollecting',
      working(book, { hasWritten: true }),
      found(undefined),
      'gone',
      'failed',
    ],
    [
      'is nothing, though the room knows of it: it is made',
      'recollecting',
      working(book),
      found(undefined),
      'inserting',
    ],
    ['is nothing, and there is no slot', 'recollecting', noSlot, found(undefined), 'gone', 'ROOM_BUSY'],
    ['was promised before', 'recollecting', noSlot, found(ours()), 'gone', 'booked'],
    ['was promised, and has been ended since', 'recollecting', noSlot, found(over), 'gone', 'booked'],
    ['was busy back, and there is a slot', 'recollecting', working(again), found(withdrawn), 'takingOver'],
    [
      'is being busy back just now',
      'recollecting',
      working(again),
      found({ ...withdrawn, status: 'confirmedMark' }),
      'takingOver',
    ],
    ['was busy back, and there is no slot', 'recollecting', noSlot, found(withdrawn), 'gone', 'ROOM_BUSY'],
    [
      'was deletedAnswer, and Google tells but the id',
      'recollecting',
      working(again),
      found(bare),
      'takingOver',
    ],
    [
      'was deletedAnswer while it was pending',
      'recollecting',
      working(again),
      found({ ...mine, status: 'cancelled' }),
      'takingOver',
    ],
    [
      'was deletedAnswer by somebody once it was promised',
      'recollecting',
      working(again),
      found(deletedAnswer),
      'gone',
      'KEY_USED',
    ],
    [
      'is what another attempt has written: it may be about to answer',
      'recollecting',
      working(again),
      found(others),
      'pausing',
    ],
    [
      'is still what another attempt has written, three seconds later',
      'recollecting',
      working(again, { surprises: 3 }),
      found(others),
      'takingOver',
    ],
    [
      'is of another attempt, which has replaced what we have written',
      'recollecting',
      working(again, { hasWritten: true, surprises: 3 }),
      found(others),
      'pausing',
    ],
    [
      'is of another attempt again and again',
      'recollecting',
      working(again, { hasWritten: true, surprises: 6 }),
      found(others),
      'gone',
      'NOT_READY',
    ],
    ['can not be read', 'recollecting', working(again), error('booking.recollecting'), 'gone', 'failed'],
    [
      'is read again after a pause',
      'pausing',
      working(again),
      timer('reading due again', 'booking.pausing'),
      'recollecting',
    ],
    [
      'was busy over',
      'takingOver',
      working(again, { found: others }),
      done('booking.takingOver', mine),
      'verifying',
    ],
    [
      'was changed before it could be busy over',
      'takingOver',
      working(again, { found: others }),
      error('booking.takingOver', changed),
      'recollecting',
    ],
    [
      'may have been busy over',
      'takingOver',
      working(again, { found: others }),
      error('booking.takingOver'),
      'recollecting',
    ],
    [
      'was changed again and again',
      'takingOver',
      working(again, { found: others, surprises: 6 }),
      error('booking.takingOver', changed),
      'gone',
      'failed',
    ],
    [
      'may not be busy over',
      'takingOver',
      working(again, { found: withdrawn }),
      error('booking.takingOver', forbidden),
      'gone',
      'failed',
    ],
  );
});

describe('a meeting to extend', () => {
  const found = (output: unknown) => done('booking.reading', output);
  table(
    ['is ours', 'reading', working(extend), found(ours()), 'changing'],
    ["is nobody's", 'reading', working(extend), found(undefined), 'gone', 'UNKNOWN_MEETING'],
    ['is not ours', 'reading', working(extend), found({ ...theirs, id: 'ours1' }), 'gone', 'NOT_OURS'],
    [
      'is not ours, and may be extended all the same',
      'reading',
      { ...working(extend), mayEnd: 'any' },
      found({ ...theirs, id: 'ours1' }),
      'changing',
    ],
    ['was deletedAnswer', 'reading', working(extend), found(deletedAnswer), 'gone', 'MEETING_OVER'],
    [
      'was deletedAnswer, and nobody knows whose it was',
      'reading',
      working(extend),
      found(bare),
      'gone',
      'UNKNOWN_MEETING',
    ],
    ['is over', 'reading', working(extend), found(over), 'gone', 'MEETING_OVER'],
    [
      'meets the next one',
      'reading',
      { ...known(ours(), justAfter), ...working(extend) },
      found(ours()),
      'gone',
      'NOT_ENOUGH_TIME',
    ],
    ['was extended by that request', 'reading', working(extend), found(extended), 'gone', 'extended'],
    [
      'was extended by that request, and is over',
      'reading',
      working(extend),
      found({ ...extended, ...{ start: over.start, end: over.end } }),
      'gone',
      'extended',
    ],
    [
      'is pending: whoever has written it is about to answer',
      'reading',
      working(extend),
      found(others),
      'gone',
      'NOT_READY',
    ],
    [
      'is in a room of which nothing is known',
      'reading',
      { agenda: undefined, ...working(extend) },
      found(ours()),
      'gone',
      'NOT_READY',
    ],
    ['can not be read', 'reading', working(extend), error('booking.reading'), 'gone', 'failed'],
    ['is longer', 'changing', changing(extend), done('booking.changing', longer), 'verifying'],
    ['may be longer', 'changing', changing(extend), error('booking.changing'), 'recollecting'],
    ['was changed first', 'changing', changing(extend), error('booking.changing', changed), 'reading'],
    [
      'was changed first again and again',
      'changing',
      changing(extend, { surprises: 6 }),
      error('booking.changing', changed),
      'gone',
      'MEETING_CHANGED',
    ],
    [
      'may not be changed',
      'changing',
      changing(extend),
      error('booking.changing', forbidden),
      'gone',
      'failed',
    ],
    ['is gone', 'changing', changing(extend), error('booking.changing', gone), 'gone', 'UNKNOWN_MEETING'],
    [
      'turns out to be longer',
      'recollecting',
      changing(extend, { hasWritten: true }),
      done('booking.recollecting', longer),
      'verifying',
    ],
    [
      'turns out to be as it was',
      'recollecting',
      changing(extend, { hasWritten: true }),
      done('booking.recollecting', ours()),
      'gone',
      'failed',
    ],
    [
      'turns out to be deletedAnswer',
      'recollecting',
      changing(extend, { hasWritten: true }),
      done('booking.recollecting', deletedAnswer),
      'gone',
      'MEETING_CHANGED',
    ],
    [
      'turns out to be deletedAnswer, though it was longer by then',
      'recollecting',
      changing(extend, { hasWritten: true }),
      done('booking.recollecting', { ...longer, status: 'cancelled' }),
      'gone',
      'MEETING_CHANGED',
    ],
    [
      'turns out to be promised already',
      'recollecting',
      changing(extend, { hasWritten: true }),
      done('booking.recollecting', extended),
      'gone',
      'extended',
    ],
    [
      'holds',
      'verifying',
      prolonged,
      done('booking.verifying', listing('2026-11-23T09:00:00Z', longer)),
      'confirming',
    ],
    [
      'meets someone else by now',
      'verifying',
      prolonged,
      done('booking.verifying', listing('2026-11-23T09:00:00Z', longer, justAfter)),
      'withdrawing',
    ],
    [
      'is put back',
      'withdrawing',
      prolonged,
      done('booking.withdrawing', { event: ours(), isOthers: false }),
      'gone',
      'failed',
    ],
    ['is confirmedMark', 'confirming', prolonged, done('booking.confirming', extended), 'gone', 'extended'],
  );
});

describe('a meeting to end', () => {
  const found = (output: unknown) => done('booking.reading', output);
  table(
    ['runs', 'reading', working(end), found(ours()), 'changing'],
    ['has not newTask', 'reading', working(end), found(toCome), 'changing'],
    ['is over', 'reading', working(end), found(over), 'gone', 'ended'],
    [
      'was deletedAnswer, and nobody knows whose it was',
      'reading',
      working(end),
      found(bare),
      'gone',
      'ended',
    ],
    ["is nobody's", 'reading', working(end), found(undefined), 'gone', 'UNKNOWN_MEETING'],
    ['is not ours', 'reading', working(end), found({ ...theirs, id: 'ours1' }), 'gone', 'NOT_OURS'],
    [
      'is ended: nobody need verify it',
      'changing',
      changing(end),
      done('booking.changing', ours({}, { end: { dateTime: '2026-11-23T09:00:00Z' } })),
      'gone',
      'ended',
    ],
    ['was changed first', 'changing', changing(end), error('booking.changing', changed), 'reading'],
    ['may be ended', 'changing', changing(end), error('booking.changing'), 'gone', 'failed'],
  );
});

describe('what is to become a promise', () => {
  const listed = (...events: GoogleEvent[]) =>
    done('booking.verifying', listing('2026-11-23T09:00:00Z', ...events));
  table(
    ['holds', 'verifying', claimed, listed(mine), 'confirming'],
    ['holds against whoever came later', 'verifying', claimed, listed(mine, later), 'confirming'],
    ['gives way to whoever was quicker', 'verifying', claimed, listed(mine, theirs), 'withdrawing'],
    [
      'gives way in a tie',
      'verifying',
      claimed,
      listed(mine, { ...theirs, created: '2026-11-23T09:00:00Z' }),
      'withdrawing',
    ],
    ['is not shown yet', 'verifying', claimed, listed(), 'doubting'],
    [
      'is not shown at last',
      'verifying',
      working(book, { ...claimed.task, unseen: 2 }),
      listed(),
      'withdrawing',
    ],
    ['can not be listed', 'verifying', claimed, error('booking.verifying'), 'withdrawing'],
    ['is listed again', 'doubting', claimed, timer('list due again', 'booking.doubting'), 'verifying'],
    ['is confirmedMark', 'confirming', claimed, done('booking.confirming', ours()), 'gone', 'booked'],
    ['may be confirmedMark', 'confirming', claimed, error('booking.confirming'), 'recollecting'],
    [
      'gets no answer for the third time',
      'confirming',
      working(book, { ...claimed.task, surprises: 2 }),
      error('booking.confirming'),
      'withdrawing',
    ],
    ['was changed by somebody', 'confirming', claimed, error('booking.confirming', changed), 'recollecting'],
    [
      'was removed by somebody',
      'confirming',
      claimed,
      error('booking.confirming', gone),
      'gone',
      'MEETING_CHANGED',
    ],
    [
      'may not be confirmedMark',
      'confirming',
      claimed,
      error('booking.confirming', forbidden),
      'withdrawing',
    ],
    [
      'was changed again and again',
      'confirming',
      working(book, { ...claimed.task, surprises: 6 }),
      error('booking.confirming', changed),
      'withdrawing',
    ],
    ["is someone else's to answer first: nothing may happen", 'confirming', claimed, asks(end), 'confirming'],
  );
});

describe('what can not become a promise', () => {
  table(
    [
      'is busy back',
      'withdrawing',
      { ...known(mine), ...claimed },
      done('booking.withdrawing', { event: bare, isOthers: false }),
      'gone',
      'failed',
    ],
    [
      'is busy back, and the next in line goes on',
      'withdrawing',
      { ...known(mine), ...claimed, waiting: [book, { ...book, id: 'ours2' }] },
      done('booking.withdrawing', { event: bare, isOthers: false }),
      'inserting',
      'failed',
    ],
    [
      "is another attempt's by now: it stays",
      'withdrawing',
      { ...known(mine), ...claimed },
      done('booking.withdrawing', { event: others, isOthers: true }),
      'open',
      'NOT_READY',
    ],
    [
      'was promised by now: it stays',
      'withdrawing',
      { ...known(mine), ...claimed },
      done('booking.withdrawing', { event: ours(), isOthers: true }),
      'gone',
      'NOT_READY',
    ],
    [
      'can not be busy back: it is left',
      'withdrawing',
      { ...known(mine), ...claimed },
      error('booking.withdrawing'),
      'open',
      'failed',
    ],
    [
      'is busy back later',
      'compensating',
      known(mine),
      done('booking.compensating', { event: bare, isOthers: false }),
      'gone',
    ],
    [
      'can not be busy back later either',
      'compensating',
      known(mine),
      error('booking.compensating', forbidden),
      'open',
    ],
    ['is busy back while someone asks', 'compensating', known(mine), asks(book), 'compensating'],
    [
      'can not be busy back, and someone asks: the room is busy',
      'compensating',
      { ...known(mine), waiting: [book] },
      error('booking.compensating', forbidden),
      'open',
      'ROOM_BUSY',
    ],
    [
      'is busy back, and someone asks',
      'compensating',
      { ...known(mine), waiting: [book] },
      done('booking.compensating', { event: bare, isOthers: false }),
      'inserting',
    ],
  );
});
