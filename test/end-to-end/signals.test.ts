import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Call } from '../helpers/gateway.ts';
import { aStage, CALLS, MINUTE_MS, pendingMark, SECOND_MS, type Stage } from './a-stage.ts';
import { type Answer, book, isAtRest, isFree, roomOnce } from './at-the-door.ts';

const { list } = CALLS;

/** A process of its own, for rooms that are empty, behind a gateway. */
async function aChild(stage: Stage, rooms: string[]) {
  const { gateway, env } = await stage.gated();
  const child = await stage.spawn(env);
  // What is listed from now on is what a booking lists.
  for (const room of rooms) await roomOnce(child.url, room, (state) => isFree(state) && isAtRest(state));
  return { gateway, child };
}

describe('a process that is killed before it has made sure of a booking', () => {
  it('has promised nothing: who starts afterwards leaves the meeting for a minute, and then takes it back', async () => {
    const stage = await aStage({ rooms: ['attic'] });
    const { gateway, child } = await aChild(stage, ['attic']);
    const verifying = gateway.next(list('attic'));
    const booking = book(child.url, 'attic');
    await verifying;
    child.signal('SIGKILL');
    await child.ended;
    expect((await booking).status).toBe(0);
    const [left] = stage.events('attic');
    expect(pendingMark(left)).toMatch(/\S/);

    const { url } = await stage.start();
    await roomOnce(url, 'attic', ({ occupancy }) => occupancy === 'busy');
    expect(await book(url, 'attic')).toMatchObject({ status: 409, body: { code: 'ROOM_BUSY' } });
    stage.clock.leap(58 * SECOND_MS);
    expect(stage.events('attic')).toHaveLength(1);
    stage.clock.leap(3 * SECOND_MS);
    await roomOnce(url, 'attic', isFree);
    expect(stage.events('attic')).toEqual([]);
    expect((await book(url, 'attic')).status).toBe(201);
  });
});

describe('a process that is told to end while it makes sure of bookings', () => {
  it('answers what it can bring to an end; what it cannot is no promise, and goes', async () => {
    const rooms = ['attic', 'cellar'];
    const stage = await aStage({ rooms });
    const { gateway, child } = await aChild(stage, rooms);
    const verifying = rooms.map((room) => gateway.next(list(room)));
    const [first, second] = rooms.map((room) => book(child.url, room)) as [Promise<Answer>, Promise<Answer>];
    const [soon] = await Promise.all(verifying);
    child.signal('SIGTERM');
    await child.printed('closing');
    await soon!.pass();
    const { status, body } = await first;
    expect(status).toBe(201);
    expect(await child.ended).toMatchObject({ code: 0, stderr: '' });
    const refused = await second;
    expect([0, 502, 503]).toContain(refused.status);
    const [kept] = stage.events('attic');
    expect([kept!.id, pendingMark(kept)]).toEqual([body.id, undefined]);
    expect(pendingMark(stage.events('cellar')[0])).toMatch(/\S/);

    const { url } = await stage.start();
    for (const room of rooms) await roomOnce(url, room, ({ occupancy }) => occupancy === 'busy');
    stage.clock.leap(61 * SECOND_MS);
    await roomOnce(url, 'cellar', isFree);
    await roomOnce(url, 'attic', ({ booking }) => booking === 'open');
    expect(stage.events('cellar')).toEqual([]);
    expect(stage.events('attic').map(({ id }) => id)).toEqual([body.id]);
  });
});

describe('a rolling restart', () => {
  it('costs nobody a meeting who asks again at the other process', async () => {
    const rooms = Array.from({ length: 16 }, (_, index) => `room-${index}`);
    const stage = await aStage({ rooms, variables: ['curevmtg'] });
    const { gateway, child: old } = await aChild(stage, rooms);
    const { url } = await stage.start({ ...stage.clouds.environment, ...stage.pushed });
    for (const room of rooms) await roomOnce(url, room, isFree);

    const isListOfAny = (call: Call) => rooms.some((room) => list(room)(call));

    /** Presses until the room is booked, at the other process where this one fails. */
    async function press(room: string): Promise<Answer> {
      for (let [at, other, tries] = [old.url, url, 0]; ; [at, other] = [other, at]) {
        const answer = await book(at, room, { key: room });
        if ((answer.status > 0 && answer.status < 500) || ++tries > 50) return answer;
      }
    }
    const waiting = [...rooms];
    const answers = new Map<string, Answer>();
    async function client(): Promise<void> {
      for (let room = waiting.shift(); room; room = waiting.shift()) {
        answers.set(room, await press(room));
        if (answers.size !== 6) continue;
        // And what it has begun it can not make sure of.
        gateway.each(isListOfAny, (call) => call.answer(503, {}));
        old.signal('SIGTERM');
      }
    }
    await Promise.all([client(), client(), client(), client()]);
    expect(await old.ended).toMatchObject({ code: 0, stderr: '' });

    for (const room of rooms) {
      await roomOnce(url, room, ({ occupancy, booking }) => occupancy === 'busy' && booking === 'open');
      const { status, body } = answers.get(room)!;
      expect([room, status]).toEqual([room, 201]);
      const marks = stage.events(room).map((event) => [event.id, pendingMark(event)]);
      expect(marks).toEqual([[body.id, undefined]]);
      expect(await book(url, room, { key: room })).toEqual({ status, body });
    }
  });
});

describe('a process that is stopped while a meeting begins', () => {
  it('shows it as soon as it goes on', async () => {
    const stage = await aStage({ rooms: ['attic'] });
    const child = await stage.spawn({ ...stage.clouds.environment, ...stage.pushed });
    await stage.shows('attic', 'Free all day');
    const beginsAt = Math.ceil(Date.now() / SECOND_MS + 2) * SECOND_MS;
    stage.meet('attic', 'Stand-up', beginsAt - stage.clock.now(), 30 * MINUTE_MS);
    await roomOnce(
      child.url,
      'attic',
      ({ next }) => (next as { title: string } | null)?.title === 'Stand-up',
    );
    child.signal('SIGSTOP');
    await wait(beginsAt + SECOND_MS - Date.now());
    expect(stage.door('attic').busynow).toBe(0);
    const goesOnAt = Date.now();
    child.signal('SIGCONT');
    await stage.shows('attic', 1, 'busynow');
    // A look at the clock, each ten seconds, would find it as well.
    expect(Date.now() - goesOnAt).toBeLessThan(5 * SECOND_MS);
  });
});
