import { describe, expect, it } from 'vitest';
import type { GoogleEvent } from '../../../src/agenda/agenda.ts';
import { VendorError } from '../../../src/io/vendor-error.ts';
import type { RoomAnswer } from '../../../src/machines/door.ts';
import { deferred } from '../../helpers/deferred.ts';
import { event } from '../../helpers/events.ts';
import { calendarOf, everyoneHadATurn } from '../../http/a-building.ts';
import { aQuietBuilding } from '../a-quiet-building.ts';

const [SECOND_MS, MINUTE_MS, HOUR_MS] = [1_000, 60_000, 3_600_000];
const BLUE = calendarOf('blue_room');
const DOWN = new VendorError('calendar', 'Google Calendar: 503', { status: 503 });
const FORBIDDEN = new VendorError('calendar', 'Google Calendar: 403', { status: 403, operator: true });
const BOOK = { type: 'book', id: 'ours1', title: 'Chat' } as const;

const theirs = (from: string, to: string) =>
  event('theirs', `2026-11-23T${from}:00+01:00`, `2026-11-23T${to}:00+01:00`, {
    created: '2026-11-22T12:00:00Z',
  });

/** A room without meetings at 09:50, and what was asked of it: `answers` by the id of the request. */
async function aRoom(events: GoogleEvent[] = []) {
  const made = await aQuietBuilding({ names: ['blue_room'], events, address: undefined });
  const { building, ports } = made;
  const answers: Record<string, RoomAnswer> = {};
  const ask = (request: Parameters<typeof building.ask>[1]) =>
    building.ask('blue_room', request).then((answer) => {
      answers[request.id] = answer;
      return answer;
    });
  const ids = () => (ports.calendars.get(BLUE) ?? []).map(({ id }) => id);
  const pending = (id = 'ours1') => ports.event(BLUE, id)?.extendedProperties?.private?.roomcal_pending;
  const state = () => building.state('blue_room').booking;
  const called = () =>
    ports.calls.map((call) => call.split(' ')[0]).filter((call) => call !== 'show' && call !== 'keep');
  return { ...made, ask, answers, ids, pending, state, called };
}

/** Google announces nothing here: other processes are told by a list of our own. */
const BOOKED_AND_TOLD = ['insert', 'list', 'patch', 'list', 'publish'];

describe('a booking', () => {
  it('is there while somebody asks, and no longer', async () => {
    const { ask, state, ports } = await aRoom();
    expect(state()).toBe('open');
    const inserted = deferred<void>();
    ports.obstacles.insert = () => inserted.promise;
    const answer = ask(BOOK);
    expect(state()).toBe('inserting');
    inserted.resolve();
    await answer;
    expect(state()).toBe('open');
  });

  it('promises nothing before the mark of its attempt is gone from the calendar again', async () => {
    const { ask, answers, pending, state, door, ports, called, building } = await aRoom();
    const steps = { insert: deferred<void>(), list: deferred<void>(), patch: deferred<void>() };
    for (const call of ['insert', 'list', 'patch'] as const)
      ports.obstacles[call] = () => steps[call].promise;
    void ask(BOOK);
    await everyoneHadATurn();
    expect([state(), door(), ports.event(BLUE, 'ours1')]).toEqual(['inserting', 0, undefined]);
    steps.insert.resolve();
    await everyoneHadATurn();
    // The door tells of it as soon as it is in the calendar, so that nobody else walks in.
    expect([state(), door(), pending()]).toEqual(['verifying', 1, expect.stringMatching(/^process-\d+\.1$/)]);
    steps.list.resolve();
    await everyoneHadATurn();
    expect([state(), answers, pending()]).toEqual(['confirming', {}, expect.any(String)]);
    steps.patch.resolve();
    await everyoneHadATurn();
    expect([state(), pending()]).toEqual(['open', undefined]);
    expect(answers.ours1).toMatchObject({
      type: 'booked',
      meeting: { id: 'ours1', title: 'Chat' },
      shortened: false,
    });
    await building.settled();
    expect(called()).toEqual(BOOKED_AND_TOLD);
    expect(door()).toBe(1);
  });

  it('stays on the door where a list was sent before the insert, and is answered after it', async () => {
    const { ask, building, clock, ports, door } = await aRoom();
    const before = await ports.calendar.list({ calendarId: BLUE });
    await clock.advance(SECOND_MS);
    await ask(BOOK);
    building.receive({ room_name: 'blue_room', listing: before });
    await building.settled();
    expect(door()).toBe(1);
  });

  it('lets those who ask meanwhile wait in line, and answers them in turn', async () => {
    const { ask, answers, building, ids, called } = await aRoom();
    const requests = Array.from({ length: 200 }, (_, index) => ({ ...BOOK, id: `ours${index + 1}` }));
    await Promise.all(requests.map(ask));
    const told = requests.map(({ id }) => answers[id]!);
    expect(told[0]).toMatchObject({ type: 'booked' });
    for (const answer of told.slice(1))
      expect(answer).toMatchObject({ type: 'refused', refusal: { code: 'ROOM_BUSY' } });
    expect(Object.keys(answers)).toEqual(requests.map(({ id }) => id));
    expect(ids()).toEqual(['ours1']);
    await building.settled();
    expect(called()).toEqual(BOOKED_AND_TOLD);
  });

  it('gives one answer to all who ask under one id', async () => {
    const { building, called } = await aRoom();
    const all = await Promise.all(
      [1, 2, 3].map(() => building.ask('blue_room', { ...BOOK, mayBeRepeated: true })),
    );
    expect(all[0]).toMatchObject({ type: 'booked' });
    expect([all[1], all[2]]).toEqual([all[0], all[0]]);
    await building.settled();
    expect(called()).toEqual(BOOKED_AND_TOLD);
  });

  it.each(['insert', 'list', 'patch', 'get'] as const)(
    'is answered within three minutes where Google never answers: %s',
    async (call) => {
      const { ask, answers, clock, ports, state } = await aRoom();
      if (call === 'get') ports.obstacles.insert = () => Promise.reject(DOWN);
      ports.obstacles[call] = () => deferred<void>().promise;
      void ask(BOOK);
      await clock.advance(3 * MINUTE_MS);
      expect(answers.ours1).toMatchObject({ type: 'failed', failure: { vendor: 'calendar' } });
      delete ports.obstacles[call];
      await clock.advance(2 * MINUTE_MS);
      expect([state(), ports.calendars.get(BLUE)]).toEqual(['open', []]);
    },
  );
});

describe('a retry that is refused', () => {
  /** Somebody was quicker, and what was written can not be taken back. */
  async function refused(failure: VendorError) {
    const made = await aRoom();
    const { ports, ask, clock } = made;
    const began = clock.now();
    const times: number[] = [];
    ports.obstacles.insert = () => {
      delete ports.obstacles.insert;
      ports.put(BLUE, theirs('09:50', '10:30'));
    };
    ports.obstacles.remove = () => {
      times.push((clock.now() - began) / SECOND_MS);
      return Promise.reject(failure);
    };
    const answer = await ask(BOOK);
    return { ...made, answer, times };
  }
  const busyUntil = Date.parse('2026-11-23T10:30:00+01:00');

  it.each([DOWN, FORBIDDEN])('is answered once, as what it is (%s)', async (failure) => {
    const { answer, clock, facts } = await refused(failure);
    expect(answer).toEqual({ type: 'refused', refusal: { code: 'ROOM_BUSY', busyUntil } });
    await clock.advance(10 * MINUTE_MS);
    expect(facts.filter(({ type }) => type === 'answered')).toHaveLength(1);
  });

  it('for good is tried again after 5 s, 1, 5, 15 minutes, then each hour, and said', async () => {
    const { building, clock, facts, times } = await refused(FORBIDDEN);
    expect(building.status('blue_room').failure).toBe(FORBIDDEN);
    // As long as the event is in the calendar: afterwards it takes no time from anybody.
    await clock.advance(50 * MINUTE_MS);
    expect(times).toEqual([0, 5, 65, 365, 1_265]);
    expect(facts.filter(({ type }) => type === 'compensation.failed')).toHaveLength(5);
  });

  it('for a while is tried again every five seconds at first, and backs off', async () => {
    const { clock, times } = await refused(DOWN);
    await clock.advance(5 * MINUTE_MS);
    expect(times.slice(0, 8)).toEqual([0, 5, 10, 15, 23, 39, 71, 135]);
  });

  it('leaves the room to whoever asks: what is left stands in the way only where it is', async () => {
    const { ask, clock, ports, ids } = await refused(FORBIDDEN);
    expect(await ask({ ...BOOK, id: 'ours2' })).toMatchObject({
      type: 'refused',
      refusal: { code: 'ROOM_BUSY' },
    });
    await clock.advanceTo('2026-11-23T10:45:00+01:00');
    expect(await ask({ ...BOOK, id: 'ours3' })).toMatchObject({ type: 'booked', meeting: { id: 'ours3' } });
    expect(ids()).toEqual(expect.arrayContaining(['ours1', 'ours3']));
    delete ports.obstacles.remove;
  });

  it('and holds at last takes what was left from the calendar and from the door, and is told of no more', async () => {
    const { building, clock, ports, ids, state } = await refused(DOWN);
    delete ports.obstacles.remove;
    await clock.advance(5 * SECOND_MS);
    expect(ids()).toEqual(['theirs']);
    expect(building.view('blue_room')?.occupancy.current?.id).toBe('theirs');
    expect([state(), building.status('blue_room').failure]).toEqual(['open', undefined]);
  });

  it('is busy up by the next process, once a minute is over', async () => {
    const { building, clock, ports, ids } = await refused(DOWN);
    building.stop();
    delete ports.obstacles.remove;
    await aQuietBuilding({ names: ['blue_room'], address: undefined, before: { ports, clock } });
    await clock.advance(MINUTE_MS - 1);
    expect(ids()).toHaveLength(2);
    await clock.advance(1);
    expect(ids()).toEqual(['theirs']);
  });
});

describe('what a list does not show', () => {
  it('is listed again, a second later, before it is promised', async () => {
    const { ask, answers, clock, ports, state } = await aRoom();
    const lagging = ports.calendar.list;
    let lists = 0;
    ports.calendar.list = async (request) => {
      const listing = await lagging(request);
      return ++lists <= 2 ? { ...listing, events: [] } : listing;
    };
    void ask(BOOK);
    await everyoneHadATurn();
    expect(state()).toBe('doubting');
    await clock.advance(SECOND_MS);
    expect([state(), answers]).toEqual(['doubting', {}]);
    await clock.advance(SECOND_MS);
    expect(answers.ours1).toMatchObject({ type: 'booked' });
  });

  it('at last, is busy back, and whoever asks is told that the meeting was changed', async () => {
    const { ask, clock, ports, ids } = await aRoom();
    const lagging = ports.calendar.list;
    ports.calendar.list = async (request) => ({ ...(await lagging(request)), events: [] });
    const answer = ask(BOOK);
    await clock.advance(2 * SECOND_MS);
    expect(await answer).toEqual({ type: 'refused', refusal: { code: 'MEETING_CHANGED' } });
    expect(ids()).toEqual([]);
  });

  it('takes no extension from the door, for a minute', async () => {
    const { ask, building, clock, ports } = await aRoom();
    const until = () => building.view('blue_room')?.occupancy.current?.end;
    const hearLagging = async () => {
      building.receive({ room_name: 'blue_room', listing: { ...before, asOf: clock.now() } });
      await building.settled();
    };
    await ask({ ...BOOK, durationMins: 15 });
    const before = await ports.calendar.list({ calendarId: BLUE });
    await clock.advance(SECOND_MS);
    await ask({ type: 'extend', id: 'longer', eventId: 'ours1', extendMins: 15 });
    expect(until()).toBe(Date.parse('2026-11-23T10:15:00+01:00'));
    await clock.advance(59 * SECOND_MS);
    await hearLagging();
    expect(until()).toBe(Date.parse('2026-11-23T10:15:00+01:00'));
    await clock.advance(SECOND_MS);
    await hearLagging();
    expect(until()).toBe(Date.parse('2026-11-23T10:00:00+01:00'));
  });

  it('does not bring back a meeting that was ended', async () => {
    const { ask, building, clock, ports, door } = await aRoom();
    await ask(BOOK);
    await building.settled();
    const before = await ports.calendar.list({ calendarId: BLUE });
    await clock.advance(SECOND_MS);
    await ask({ type: 'end', id: 'end1', eventId: 'ours1' });
    await building.settled();
    expect(door()).toBe(0);
    building.receive({ room_name: 'blue_room', listing: { ...before, asOf: clock.now() } });
    await building.settled();
    expect(door()).toBe(0);
  });
});

describe('a booking that somebody takes from the calendar', () => {
  it.each(['with a push', 'without one'])('is off the door within a minute and a half, %s', async (how) => {
    const made = await aQuietBuilding({ names: ['blue_room'] });
    const { building, clock, ports, door } = made;
    await building.ask('blue_room', BOOK);
    await building.settled();
    await clock.advance(20 * SECOND_MS);
    await ports.calendar.remove(BLUE, 'ours1');
    if (how === 'with a push') {
      building.notify('blue_room');
      await everyoneHadATurn();
      building.receive(ports.published.at(-1)!);
    }
    await clock.advance(how === 'with a push' ? 90 * SECOND_MS : 5 * MINUTE_MS);
    expect(door()).toBe(0);
  });
});

describe('hours later', () => {
  it('nothing is left of bookings that were answered: no actor, and no timer of theirs', async () => {
    const { ask, building, clock, state } = await aRoom();
    for (let one = 0; one < 5; one++) {
      await ask({ ...BOOK, id: `ours${one}`, durationMins: 15 });
      await clock.advance(20 * MINUTE_MS);
    }
    await clock.advance(HOUR_MS);
    expect(state()).toBe('open');
    expect(building.bookingsWaiting).toBe(0);
  });
});

describe('what an outage leaves', () => {
  it('is busy back once Google answers, also where no list shows it any more', async () => {
    const { ask, clock, ports } = await aRoom();
    const away = () => Promise.reject(DOWN);
    const { insert } = ports.calendar;
    // The insert takes effect, and nobody is told.
    ports.calendar.insert = async (...event) => {
      await insert(...event);
      for (const call of ['get', 'list', 'freeBusy'] as const) ports.obstacles[call] = away;
      return away();
    };
    expect(await ask(BOOK)).toMatchObject({ type: 'failed' });
    await clock.advance(30 * MINUTE_MS);
    expect(ports.event(BLUE, 'ours1')?.extendedProperties?.private).toHaveProperty('roomcal_pending');
    for (const call of ['get', 'list', 'freeBusy'] as const) delete ports.obstacles[call];
    await clock.advance(2 * MINUTE_MS);
    expect(ports.event(BLUE, 'ours1')).toBeUndefined();
  });
});

describe('a line at a door', () => {
  it('sends away who has waited for half a minute, and does not do later what they asked for', async () => {
    const { ask, answers, clock, ids, ports } = await aRoom();
    const inserted = deferred<void>();
    ports.obstacles.insert = () => inserted.promise;
    void ask(BOOK);
    void ask({ ...BOOK, id: 'ours2' });
    await clock.advance(29 * SECOND_MS);
    expect(answers).toEqual({});
    await clock.advance(SECOND_MS);
    expect(answers).toEqual({ ours2: { type: 'refused', refusal: { code: 'NOT_READY' } } });
    inserted.resolve();
    await clock.advance(SECOND_MS);
    expect(answers.ours1).toMatchObject({ type: 'booked' });
    expect(ids()).toEqual(['ours1']);
  });
});
