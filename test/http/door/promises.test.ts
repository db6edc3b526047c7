import type { LightMyRequestResponse } from 'fastify';
import { describe, expect, it } from 'vitest';
import { VendorError } from '../../../src/io/vendor-error.ts';
import type { PortsInMemory } from '../../helpers/ports-in-memory.ts';
import { everyoneHadATurn, refusedWith } from '../a-building.ts';
import { AWAY, aDoor, at, BLUE, MINUTE_MS, theirs } from '../a-door.ts';

const KEY = { 'idempotency-key': 'button-1' };
const CHAT = { title: 'Chat', duration_mins: 30 };
const FORBIDDEN = new VendorError('calendar', 'Google Calendar: 403: no', { status: 403, operator: true });
const HOUR_MS = 60 * MINUTE_MS;

type Door = Awaited<ReturnType<typeof aDoor>>;
type Call = 'insert' | 'list' | 'patch' | 'get' | 'remove';

const ours = (ports: PortsInMemory) => (ports.calendars.get(BLUE) ?? []).filter(({ id }) => id !== 'theirs');
const isPending = (ports: PortsInMemory) =>
  ours(ports).some((event) => event.extendedProperties?.private?.roomcal_pending);

/** The answer to a call that may take its time, by the clock of the clouds. */
async function answered(door: Door, call: Promise<LightMyRequestResponse>): Promise<LightMyRequestResponse> {
  let answer: LightMyRequestResponse | undefined;
  void call.then((response) => {
    answer = response;
  });
  for (let second = 0; !answer && second < 300; second++) await door.clock.advance(1_000);
  if (!answer) throw new Error('there is no answer');
  return answer;
}

/** Has the call number `nth` of a kind from now on fail, before it takes effect or after; once. */
function failing(ports: PortsInMemory, call: Call, nth: number, when: 'before' | 'after'): void {
  const calendar = ports.calendar as unknown as Record<Call, (...given: unknown[]) => Promise<unknown>>;
  const real = calendar[call].bind(ports.calendar);
  let calls = 0;
  calendar[call] = async (...given) => {
    calls += 1;
    const fails = calls === nth;
    if (fails && when === 'before') throw AWAY;
    const result = await real(...given);
    if (fails) throw AWAY;
    return result;
  };
}

/** The insert that is made next is lost on its way, and arrives when it is told to. */
function lateInsert(ports: PortsInMemory): () => Promise<void> {
  const { insert } = ports.calendar;
  let arrive: () => Promise<void> = () => Promise.reject(new Error('nothing was sent'));
  ports.calendar.insert = async (...given) => {
    ports.calendar.insert = insert;
    arrive = async () => {
      await insert(...given).catch(() => undefined);
    };
    throw AWAY;
  };
  return () => arrive();
}

describe('a 201 is in the calendar until someone ends it', () => {
  it('where the insert of another process was lost on its way, and that one hears of the meeting', async () => {
    const here = await aDoor();
    const there = await aDoor({ before: here });
    const { ports, clock } = here;
    const arrive = lateInsert(ports);
    refusedWith('VENDOR_FAILED', await answered(here, here.book(CHAT, KEY)));
    const second = await answered(there, there.book(CHAT, KEY));
    expect(second.statusCode).toBe(201);
    await arrive();
    for (const door of [here, there]) {
      door.building.notify('blue_room');
      await clock.advance(1_000);
      for (const message of ports.published) for (const one of [here, there]) one.building.receive(message);
    }
    await clock.advance(2 * HOUR_MS);
    expect(ours(ports).map(({ id }) => id)).toEqual([second.json().id]);
  });

  it('where the insert of another process arrives while the retry is being verified', async () => {
    const here = await aDoor();
    const there = await aDoor({ before: here });
    const { ports, clock } = here;
    const arrive = lateInsert(ports);
    refusedWith('VENDOR_FAILED', await answered(here, here.book(CHAT, KEY)));
    await arrive();
    // Whose it is cannot be told from its id: the first process takes back what it has refused.
    const both = [answered(there, there.book(CHAT, KEY)), clock.advance(10_000)];
    here.building.notify('blue_room');
    const [second] = (await Promise.all(both)) as [LightMyRequestResponse];
    expect(second.statusCode).toBe(201);
    await clock.advance(2 * HOUR_MS);
    expect(ours(ports).map(({ id }) => id)).toEqual([second.json().id]);
    expect(isPending(ports)).toBe(false);
  });

  it('where the extension of another process was lost on its way', async () => {
    const here = await aDoor();
    const there = await aDoor({ before: here });
    const { ports, clock } = here;
    const id = await here.booked(CHAT);
    const { patch } = ports.calendar;
    let late: (() => Promise<unknown>) | undefined;
    ports.calendar.patch = async (...given) => {
      ports.calendar.patch = patch;
      late = () => patch(...given).catch(() => undefined);
      throw AWAY;
    };
    refusedWith('VENDOR_FAILED', await answered(here, here.extend(id, 15, KEY)));
    const second = await answered(there, there.extend(id, 15, KEY));
    expect(second.json()).toMatchObject({ end: at('10:30') });
    await late?.();
    here.building.notify('blue_room');
    await clock.advance(20 * MINUTE_MS);
    for (const message of ports.published) for (const one of [here, there]) one.building.receive(message);
    await clock.advance(10 * MINUTE_MS);
    expect(Date.parse(ports.event(BLUE, id)!.end!.dateTime!)).toBe(Date.parse(at('10:30')));
    expect(isPending(ports)).toBe(false);
  });

  it('where its process ends the moment it was answered, and others begin', async () => {
    const here = await aDoor();
    const { ports, clock } = here;
    const { id } = (await here.book(CHAT, KEY)).json();
    here.building.stop();
    for (let start = 0; start < 3; start++) {
      const next = await aDoor({ before: { ports, clock } });
      await clock.advance(2 * MINUTE_MS);
      next.building.stop();
    }
    expect(ours(ports).map((event) => event.id)).toEqual([id]);
  });

  it('where its process is asked to end while it is verified', async () => {
    const here = await aDoor();
    const { ports, clock, context, building } = here;
    let list: (() => void) | undefined;
    ports.obstacles.list = () => new Promise<void>((resolve) => (list = resolve));
    const answer = here.book(CHAT, KEY);
    while (!list) await everyoneHadATurn();
    context.service = undefined;
    context.unready = () => ['roomcal is closing'];
    const settled = building.settled();
    delete ports.obstacles.list;
    list();
    await settled;
    building.stop();
    const { id } = (await answer).json();
    expect((await answer).statusCode).toBe(201);
    await aDoor({ before: { ports, clock } });
    await clock.advance(2 * HOUR_MS);
    expect(ours(ports).map((event) => event.id)).toEqual([id]);
  });

  it('where the second insert of a repeated request gets no answer, and nobody can read it', async () => {
    const { ports, clock, book, ...here } = await aDoor();
    const first = await book(CHAT, KEY);
    await clock.advance(40 * MINUTE_MS);
    ports.obstacles.insert = ports.obstacles.get = () => Promise.reject(AWAY);
    refusedWith('VENDOR_FAILED', await book(CHAT, KEY));
    delete ports.obstacles.insert;
    delete ports.obstacles.get;
    here.building.notify('blue_room');
    await clock.advance(HOUR_MS);
    expect(ours(ports).map(({ id }) => id)).toEqual([first.json().id]);
    expect((await book(CHAT, KEY)).json()).toEqual(first.json());
  });

  it('over a rolling restart: what the old process could not remove, and the new one books again', async () => {
    const old = await aDoor();
    const { ports, clock } = old;
    const young = await aDoor({ before: old });
    ports.obstacles.insert = () => {
      delete ports.obstacles.insert;
      ports.put(BLUE, theirs('09:50', '10:00'));
    };
    ports.obstacles.remove = () => Promise.reject(FORBIDDEN);
    refusedWith('ROOM_BUSY', await old.book(CHAT, KEY));
    old.building.stop();
    delete ports.obstacles.remove;
    await clock.advance(15 * MINUTE_MS);
    const second = await answered(young, young.book(CHAT, KEY));
    expect(second.statusCode).toBe(201);
    for (let start = 0; start < 3; start++) {
      await aDoor({ before: { ports, clock } });
      await clock.advance(2 * MINUTE_MS);
    }
    expect(ours(ports).map(({ id }) => id)).toEqual([second.json().id]);
  });
});

describe('nothing is left of what was refused, or never answered', () => {
  it.each(['inserting', 'verifying', 'confirming'])(
    'where its process was killed while it was %s',
    async (state) => {
      const here = await aDoor();
      const { ports, clock, building } = here;
      const held = { inserting: 'insert', verifying: 'list', confirming: 'patch' }[state] as Call;
      const { insert } = ports.calendar;
      // What was sent takes effect, though nobody is there any more for the answer.
      if (state === 'inserting')
        ports.calendar.insert = async (...given) => {
          await insert(...given);
          return new Promise(() => undefined);
        };
      else ports.obstacles[held] = () => new Promise(() => undefined);
      void here.book(CHAT);
      while (building.state('blue_room').booking !== state || ours(ports).length === 0)
        await everyoneHadATurn();
      building.stop();
      ports.calendar.insert = insert;
      delete ports.obstacles[held];
      const next = await aDoor({ before: { ports, clock } });
      await clock.advance(MINUTE_MS);
      expect(ours(ports)).toEqual([]);
      expect(await next.door()).toMatchObject({ busynow: 0 });
    },
  );

  it('and it is not touched by another process before a minute is over', async () => {
    const here = await aDoor();
    const { ports, clock } = here;
    await aDoor({ before: here });
    let list: (() => void) | undefined;
    ports.obstacles.list = () => new Promise<void>((resolve) => (list = resolve));
    const answer = here.book(CHAT);
    while (!list) await everyoneHadATurn();
    delete ports.obstacles.list;
    await clock.advance(30_000);
    list();
    expect((await answered(here, answer)).statusCode).toBe(201);
    await clock.advance(5 * MINUTE_MS);
    expect(ours(ports)).toHaveLength(1);
  });
});

/** One call of the first request fails; the calls that a booking makes, and those that come where something goes wrong. */
const FAULTS = (['insert', 'list', 'patch', 'get', 'remove'] as const).flatMap((call) =>
  [1, 2].flatMap((nth) => (['before', 'after'] as const).map((when) => ({ call, nth, when }))),
);

describe.each(['here', 'there'])('one key, one meeting, one story, asked again %s', (where) => {
  async function twoDoors() {
    const here = await aDoor();
    const there = await aDoor({ before: here });
    return { here, again: where === 'here' ? here : there };
  }

  /** The answers to one request, made here and then repeated until it is done; those that say so say the same. */
  async function story(here: Door, again: Door, ask: (door: Door) => Promise<LightMyRequestResponse>) {
    const told = [await answered(here, ask(here))];
    while (told.length < 4) told.push(await answered(again, ask(again)));
    const done = told.filter(({ statusCode }) => statusCode < 300);
    expect(done.length).toBeGreaterThanOrEqual(2);
    for (const one of done) expect(one.json()).toEqual(done[0]!.json());
    return { told: told.map(({ statusCode }) => statusCode), done: done[0]!.json() };
  }

  it.each(FAULTS)('where $call number $nth fails $when it takes effect', async ({ call, nth, when }) => {
    const { here, again } = await twoDoors();
    failing(here.ports, call, nth, when);
    const { told, done } = await story(here, again, ({ book }) => book(CHAT, KEY));
    // No refusal is true, for nobody else wants the room.
    for (const status of told) expect([201, 502, 503]).toContain(status);
    await here.clock.advance(5 * MINUTE_MS);
    expect(ours(here.ports).map(({ id }) => id)).toEqual([done.id]);
    expect(isPending(here.ports)).toBe(false);
  });

  it.each(FAULTS)(
    'of an extension, where $call number $nth fails $when it takes effect',
    async ({ call, nth, when }) => {
      const { here, again } = await twoDoors();
      const id = await here.booked(CHAT);
      await here.clock.advance(MINUTE_MS);
      failing(here.ports, call, nth, when);
      const { told, done } = await story(here, again, ({ extend }) => extend(id, 15, KEY));
      for (const status of told) expect([200, 502, 503]).toContain(status);
      expect(done).toMatchObject({ end: at('10:30') });
      await here.clock.advance(5 * MINUTE_MS);
      expect(Date.parse(ours(here.ports)[0]!.end!.dateTime!)).toBe(Date.parse(at('10:30')));
      expect(isPending(here.ports)).toBe(false);
    },
  );

  it.each(FAULTS)(
    'which lost its slot, where $call number $nth fails $when it takes effect',
    async ({ call, nth, when }) => {
      const { here, again } = await twoDoors();
      const { ports, clock } = here;
      ports.obstacles.insert = () => {
        delete ports.obstacles.insert;
        ports.put(BLUE, theirs('09:50', '10:00'));
      };
      failing(ports, call, nth, when);
      const first = await answered(here, here.book(CHAT, KEY));
      expect([409, 502, 503]).toContain(first.statusCode);
      await clock.advance(15 * MINUTE_MS);
      expect(ours(ports)).toEqual([]);
      const { done } = await story(again, again, ({ book }) => book(CHAT, KEY));
      await clock.advance(5 * MINUTE_MS);
      expect(ours(ports).map(({ id }) => id)).toEqual([done.id]);
    },
  );
});
