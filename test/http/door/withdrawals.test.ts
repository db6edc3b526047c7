import { describe, expect, it } from 'vitest';
import { BASIC, refusedWith } from '../a-building.ts';
import { AWAY, aDoor, at, BLUE, MINUTE_MS, theirs } from '../a-door.ts';

const DUE_AGAIN_MS = 5_000;
const away = () => Promise.reject(AWAY);

/** A booking that lost its slot to somebody who books until 10:00, and that cannot be removed. */
async function left() {
  const made = await aDoor();
  const { ports, book } = made;
  ports.obstacles.insert = () => {
    delete ports.obstacles.insert;
    ports.put(BLUE, theirs('09:50', '10:00'));
  };
  ports.obstacles.remove = away;
  const body = refusedWith('ROOM_BUSY', await book());
  const ids = () => ports.calendars.get(BLUE)!.map(({ id }) => id);
  return { ...made, body, ids };
}

/** An extension from 10:15 to 10:45 that lost to somebody from 10:20 on, and that cannot be put back. */
async function leftMinutes() {
  const made = await aDoor();
  const { ports, booked, extend } = made;
  const id = await booked({ duration_mins: 30 });
  ports.obstacles.patch = () => {
    ports.put(BLUE, theirs('10:20', '11:00'));
    ports.obstacles.patch = away;
  };
  refusedWith('NOT_ENOUGH_TIME', await extend(id, 30));
  const endOf = () => Date.parse(ports.event(BLUE, id)!.end!.dateTime!);
  expect(endOf()).toBe(Date.parse(at('10:45')));
  return { ...made, id, endOf };
}

describe('a booking that was refused and cannot be removed', () => {
  it('is answered as refused, and others meanwhile as the calendar has it', async () => {
    const { body, book, extend, end, ids } = await left();
    expect(body.busy_until).toBe(at('10:00'));
    expect(ids()).toHaveLength(2);
    expect(refusedWith('ROOM_BUSY', await book()).busy_until).toBe(at('10:45'));
    for (const response of [await extend('theirs'), await end('theirs')]) refusedWith('NOT_OURS', response);
  });

  it('is tried again until it is removed; then the room can be booked', async () => {
    const { app, ports, clock, ids, book, door } = await left();
    await clock.advance(3 * MINUTE_MS);
    expect(ids()).toHaveLength(2);
    const { rooms } = (await app.inject({ url: '/rooms', headers: BASIC })).json();
    expect(rooms[0]).toMatchObject({ room_name: 'blue_room', booking: 'open', last_error: AWAY.message });
    delete ports.obstacles.remove;
    await clock.advance(64_000);
    expect(ids()).toEqual(['theirs']);
    expect(await door()).toMatchObject({ busynow: 1, curevmtg: 'theirs' });
    expect(refusedWith('ROOM_BUSY', await book()).busy_until).toBe(at('10:00'));
    await clock.advance(8 * MINUTE_MS);
    expect((await book()).statusCode).toBe(201);
  });

  it('is marked as withdrawn at the first try: its key may book again', async () => {
    const { ports, clock, ids } = await left();
    const ours = ids().find((id) => id !== 'theirs') ?? '';
    expect(ports.event(BLUE, ours)?.extendedProperties?.private).toMatchObject({ roomcal_withdrawn: '1' });
    delete ports.obstacles.remove;
    await clock.advance(DUE_AGAIN_MS);
    expect(await ports.calendar.get(BLUE, ours)).toMatchObject({
      status: 'cancelled',
      extendedProperties: { private: { roomcal_withdrawn: '1' } },
    });
  });

  it('leaves the other rooms to be booked', async () => {
    const { app } = await left();
    const body = { room_name: 'red_room' };
    const response = await app.inject({ method: 'POST', url: '/meetings', headers: BASIC, body });
    expect(response.statusCode).toBe(201);
  });

  it('is removed after a restart, once a minute is over: no note of it is needed', async () => {
    const { building, ports, clock, ids } = await left();
    building.stop();
    const { book } = await aDoor({ before: { ports, clock } });
    refusedWith('ROOM_BUSY', await book());
    delete ports.obstacles.remove;
    await clock.advance(MINUTE_MS - 1);
    expect(ids()).toHaveLength(2);
    await clock.advance(1);
    expect(ids()).toEqual(['theirs']);
  });

  it('is removed by another process that runs beside it, once a minute is over', async () => {
    const here = await left();
    const { ports, clock } = here;
    const there = await aDoor({ before: { ports, clock } });
    here.building.stop();
    delete ports.obstacles.remove;
    await clock.advance(MINUTE_MS);
    expect(here.ids()).toEqual(['theirs']);
    expect(there.building.state('blue_room').booking).toBe('open');
  });

  it('is removed by two that see it at the same time, and neither takes that for a failure', async () => {
    const { building, ports, clock, ids } = await left();
    building.stop();
    delete ports.obstacles.remove;
    const two = [await aDoor({ before: { ports, clock } }), await aDoor({ before: { ports, clock } })];
    ports.obstacles.patch = () => new Promise((resolve) => clock.setTimeout(() => resolve(0), 100));
    await clock.advance(MINUTE_MS + 100);
    expect(ids()).toEqual(['theirs']);
    for (const { facts, building } of two) {
      expect(facts.filter(({ type }) => type === 'compensation.failed')).toEqual([]);
      expect(building.status('blue_room').failure).toBeUndefined();
    }
    await clock.advance(MINUTE_MS);
    for (const { building } of two) expect(building.state('blue_room').booking).toBe('open');
  });

  it('that somebody else has removed is looked for no more', async () => {
    const { building, ports, clock, ids } = await left();
    delete ports.obstacles.remove;
    for (const id of ids()) await ports.calendar.remove(BLUE, id!);
    ports.calls.length = 0;
    await clock.advance(DUE_AGAIN_MS);
    expect(ports.count('remove')).toBe(0);
    expect(building.status('blue_room').failure).toBeUndefined();
    ports.calls.length = 0;
    await clock.advance(10 * MINUTE_MS);
    expect(ports.count('get')).toBe(0);
  });

  it('stays where somebody has promised it meanwhile', async () => {
    const { ports, clock, ids } = await left();
    const ours = ports.event(BLUE, ids().find((id) => id !== 'theirs')!)!;
    ports.put(BLUE, { ...ours, extendedProperties: { private: { roomcal: 'instant' } } });
    delete ports.obstacles.remove;
    await clock.advance(10 * MINUTE_MS);
    expect(ids()).toHaveLength(2);
  });
});

describe('an extension that was refused and cannot be put back', () => {
  it('is tried again until it is put back', async () => {
    const { ports, clock, endOf, door } = await leftMinutes();
    await clock.advance(MINUTE_MS);
    expect(endOf()).toBe(Date.parse(at('10:45')));
    delete ports.obstacles.patch;
    await clock.advance(64_000);
    expect(endOf()).toBe(Date.parse(at('10:15')));
    expect(await door()).toMatchObject({ curevmtg: 'Meeting', curevend: '10:15', nextevmtg: 'theirs' });
  });

  it('is put back after a restart, once a minute is over', async () => {
    const { building, ports, clock, endOf, id } = await leftMinutes();
    building.stop();
    delete ports.obstacles.patch;
    const { door, end } = await aDoor({ before: { ports, clock } });
    await clock.advance(MINUTE_MS - 1);
    expect(endOf()).toBe(Date.parse(at('10:45')));
    await clock.advance(1);
    expect(endOf()).toBe(Date.parse(at('10:15')));
    expect(await door()).toMatchObject({ busynow: 1, curevend: '10:15' });
    expect((await end(id)).statusCode).toBe(204);
  });

  it('is over where the meeting is ended meanwhile', async () => {
    const { ports, clock, endOf, id, end, door } = await leftMinutes();
    delete ports.obstacles.patch;
    expect((await end(id)).statusCode).toBe(204);
    await clock.advance(2 * MINUTE_MS);
    expect(endOf()).toBe(Date.parse(at('09:50')));
    expect(await door()).toMatchObject({ busynow: 0 });
  });
});
