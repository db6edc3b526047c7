import { describe, expect, it } from 'vitest';
import { deferred } from '../helpers/deferred.ts';
import { aHouse, BASIC, calendarOf, everyoneHadATurn, refusedWith } from './a-building.ts';
import { AWAY, aDoor, at, BLUE, MINUTE_MS, theirs } from './a-door.ts';

const DUE_AGAIN_MS = 5_000;
const away = () => Promise.reject(AWAY);

/** A booking that lost its slot to somebody who books until 10:00, and that cannot be removed. */
async function owing() {
  const made = await aDoor();
  const { ports, book } = made;
  ports.obstacles.insert = () => ports.put(BLUE, theirs('09:50', '10:00'));
  ports.obstacles.remove = away;
  const body = refusedWith('ROOM_BUSY', await book());
  delete ports.obstacles.insert;
  const ids = () => ports.calendars.get(BLUE)!.map(({ id }) => id);
  return { ...made, body, ids };
}

/** An extension from 10:15 to 10:45 that lost to somebody from 10:20 on, and that cannot be put back. */
async function owingMinutes() {
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
  it('is answered as refused, and others meanwhile that the room is not ready', async () => {
    const { body, book, extend, end, ids } = await owing();
    expect(body.busy_until).toBe(at('10:00'));
    expect(ids()).toHaveLength(2);
    for (const response of [await book(), await extend('theirs'), await end('theirs')]) {
      refusedWith('NOT_READY', response);
    }
  });

  it('is tried again until it is removed; then it is forgotten, and the room can be booked', async () => {
    const { ports, clock, ids, book, door } = await owing();
    await clock.advance(3 * MINUTE_MS);
    expect(ports.count('remove')).toBeGreaterThan(30);
    expect(ids()).toHaveLength(2);
    expect(ports.owed.size).toBe(1);
    delete ports.obstacles.remove;
    await clock.advance(DUE_AGAIN_MS);
    expect(ids()).toEqual(['theirs']);
    expect(ports.owed.size).toBe(0);
    expect(await door()).toMatchObject({ busynow: 1, curevmtg: 'theirs' });
    refusedWith('ROOM_BUSY', await book());
    await clock.advance(8 * MINUTE_MS);
    expect((await book()).statusCode).toBe(201);
  });

  it('leaves the other rooms to be booked', async () => {
    const { app, ports } = await owing();
    delete ports.obstacles.remove;
    const body = { room_name: 'red_room' };
    const response = await app.inject({ method: 'POST', url: '/meetings', headers: BASIC, body });
    expect(response.statusCode).toBe(201);
  });

  it('is removed after a restart, and forgotten then', async () => {
    const { building, ports, clock, ids } = await owing();
    building.stop();
    const { book } = await aDoor({ before: { ports, clock } });
    refusedWith('NOT_READY', await book());
    delete ports.obstacles.remove;
    await clock.advance(DUE_AGAIN_MS);
    expect(ids()).toEqual(['theirs']);
    expect(ports.owed.size).toBe(0);
  });

  it('is removed after a restart, too, where the store cannot be read at first', async () => {
    const { building, ports, clock, ids } = await owing();
    building.stop();
    delete ports.obstacles.remove;
    ports.obstacles.owed = away;
    await aHouse({ before: { ports, clock } });
    await clock.advance(MINUTE_MS);
    delete ports.obstacles.owed;
    await clock.advance(60 * MINUTE_MS);
    expect(ids()).toEqual(['theirs']);
    expect(ports.owed.size).toBe(0);
  });

  it('is removed without the store, too', async () => {
    const made = await aDoor({ prepare: ({ obstacles }) => Object.assign(obstacles, { owe: away }) });
    const { ports, book, clock } = made;
    ports.obstacles.insert = () => ports.put(BLUE, theirs('09:50', '10:00'));
    ports.obstacles.remove = away;
    refusedWith('ROOM_BUSY', await book());
    delete ports.obstacles.remove;
    await clock.advance(DUE_AGAIN_MS);
    expect(ports.calendars.get(BLUE)).toMatchObject([{ id: 'theirs' }]);
  });

  it('that somebody else has removed is owed no more', async () => {
    const { ports, clock, ids, book } = await owing();
    for (const id of ids()) {
      const left = ports.calendars.get(BLUE)!.filter((event) => event.id !== id);
      ports.calendars.set(BLUE, left);
    }
    delete ports.obstacles.remove;
    await clock.advance(DUE_AGAIN_MS);
    expect(ports.owed.size).toBe(0);
    expect((await book()).statusCode).not.toBe(503);
  });
});

describe('an extension that was refused and cannot be put back', () => {
  it('is tried again until it is put back', async () => {
    const { ports, clock, endOf, book, door } = await owingMinutes();
    await clock.advance(MINUTE_MS);
    refusedWith('NOT_READY', await book());
    expect(ports.owed.get('blue_room')).toMatchObject({ extended: { to: Date.parse(at('10:45')) } });
    delete ports.obstacles.patch;
    await clock.advance(DUE_AGAIN_MS);
    expect(endOf()).toBe(Date.parse(at('10:15')));
    expect(ports.owed.size).toBe(0);
    expect(await door()).toMatchObject({ curevmtg: 'Meeting', curevend: '10:15', nextevmtg: 'theirs' });
  });

  it('is put back after a restart, and forgotten then', async () => {
    const { building, ports, clock, endOf, id } = await owingMinutes();
    building.stop();
    delete ports.obstacles.patch;
    const { door, end } = await aDoor({ before: { ports, clock } });
    expect(endOf()).toBe(Date.parse(at('10:15')));
    expect(ports.owed.size).toBe(0);
    expect(await door()).toMatchObject({ busynow: 1 });
    expect((await end(id)).statusCode).toBe(204);
  });
});

describe('whoever asks while a room looks what an earlier process owes', () => {
  it('is answered once that is known, each of them', async () => {
    const known = deferred<void>();
    const { app, book } = await aDoor({
      prepare: ({ obstacles }) => {
        obstacles.owed = () => known.promise;
      },
    });
    const asked = [book(), book({ duration_mins: 15 })];
    await everyoneHadATurn();
    known.resolve();
    const statuses = (await Promise.all(asked)).map(({ statusCode }) => statusCode);
    expect(statuses).toEqual([201, 409]);
    expect((await app.inject({ url: '/rooms', headers: BASIC })).body).toContain('"booking":"open"');
  });

  it('is answered once that is undone', async () => {
    const { building, ports, clock } = await owing();
    building.stop();
    await clock.advance(11 * MINUTE_MS);
    const gone = deferred<void>();
    ports.obstacles.remove = () => gone.promise;
    const { book } = await aDoor({ before: { ports, clock } });
    const asked = book();
    gone.resolve();
    expect((await asked).statusCode).toBe(201);
    expect(ports.calendars.get(calendarOf('blue_room'))).toHaveLength(2);
  });
});
