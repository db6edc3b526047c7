import { describe, expect, it, vi } from 'vitest';
import { refusedWith } from '../a-building.ts';
import { AWAY, aDoor, at, BLUE, MINUTE_MS, theirs } from '../a-door.ts';

const KEY = { 'idempotency-key': 'button-1' };
const CHAT = { title: 'Chat', duration_mins: 30 };

/** A door whose first booking, from 09:45 to 10:15, was made with a key; `retry` sends the same again. */
async function open() {
  const here = await aDoor();
  const first = await here.book(CHAT, KEY);
  const id: string = first.json().id;
  const expectFirst = async (door: Pick<typeof here, 'book'> = here) => {
    const again = await door.book(CHAT, KEY);
    expect(again.statusCode).toBe(201);
    expect(again.json()).toEqual(first.json());
    const ours = here.ports.calendars.get(BLUE)!.filter((event) => event.id !== 'theirs');
    expect(ours.map((event) => event.id)).toEqual([id]);
  };
  return { ...here, id, expectFirst };
}

describe('a retry with the same Idempotency-Key is given the first meeting', () => {
  it('by another process, at once and later', async () => {
    const { ports, clock, expectFirst } = await open();
    const there = await aDoor({ before: { ports, clock } });
    await expectFirst(there);
    await clock.advance(5 * MINUTE_MS);
    await expectFirst(there);
    expect(await there.door()).toMatchObject({ busynow: 1, curevmtg: 'Chat' });
  });

  it('by another process that has not heard of it yet', async () => {
    const here = await aDoor();
    const there = await aDoor({ before: here });
    const first = await here.book(CHAT, KEY);
    expect((await there.book(CHAT, KEY)).json()).toEqual(first.json());
    expect(here.ports.calendars.get(BLUE)).toHaveLength(1);
  });

  it('by two processes at the same time', async () => {
    const here = await aDoor();
    const there = await aDoor({ before: here });
    const [one, two] = await Promise.all([here.book(CHAT, KEY), there.book(CHAT, KEY)]);
    expect([one.statusCode, two.statusCode]).toEqual([201, 201]);
    expect(two.json()).toEqual(one.json());
    expect(here.ports.calendars.get(BLUE)).toHaveLength(1);
  });

  it('after a restart', async () => {
    const { building, ports, clock, expectFirst } = await open();
    building.stop();
    await clock.advance(2 * MINUTE_MS);
    await expectFirst(await aDoor({ before: { ports, clock } }));
  });

  it('after it was ended, and the room stays free', async () => {
    const { end, id, door, expectFirst, clock, ports } = await open();
    await end(id);
    await expectFirst();
    await clock.advance(2 * MINUTE_MS);
    await expectFirst();
    await expectFirst(await aDoor({ before: { ports, clock } }));
    expect(await door()).toMatchObject({ busynow: 0 });
  });

  it('after it was over', async () => {
    const { clock, expectFirst, door } = await open();
    await clock.advance(90 * MINUTE_MS);
    await expectFirst();
    expect(await door()).toMatchObject({ busynow: 0 });
  });

  it('after it was extended, which it stays', async () => {
    const { extend, id, door, expectFirst, clock } = await open();
    await extend(id);
    await expectFirst();
    await clock.advance(2 * MINUTE_MS);
    await expectFirst();
    expect(await door()).toMatchObject({ busynow: 1, curevend: '10:30' });
  });

  it('while the room is busy with another meeting', async () => {
    const { building, end, id, ports, clock, expectFirst, door } = await open();
    await end(id);
    await clock.advance(2 * MINUTE_MS);
    ports.put(BLUE, theirs('09:51', '11:00', { summary: 'Theirs', created: at('09:51') }));
    building.notify('blue_room');
    await building.settled();
    building.receive(ports.published.at(-1)!);
    expect(await door()).toMatchObject({ busynow: 1, curevmtg: 'Theirs' });
    await expectFirst();
    expect(await door()).toMatchObject({ busynow: 1, curevmtg: 'Theirs' });
  });
});

describe('where Google has booked, and its answer was lost', () => {
  async function lost() {
    const here = await aDoor();
    const { insert } = here.ports.calendar;
    vi.spyOn(here.ports.calendar, 'insert').mockImplementationOnce(async (...call) => {
      await insert(...call);
      throw AWAY;
    });
    return here;
  }

  it('the meeting is found, and stands', async () => {
    const { book, ports, door } = await lost();
    const first = await book(CHAT);
    expect(first.statusCode).toBe(201);
    expect(ports.calendars.get(BLUE)).toMatchObject([{ id: first.json().id }]);
    expect(await door()).toMatchObject({ busynow: 1, curevmtg: 'Chat' });
  });

  it('and cannot be looked for, the meeting is removed as soon as it can be, for nobody was promised it', async () => {
    const { book, ports, clock, door } = await lost();
    ports.obstacles.get = () => Promise.reject(AWAY);
    refusedWith('VENDOR_FAILED', await book(CHAT));
    expect(await door()).toMatchObject({ busynow: 1 });
    delete ports.obstacles.get;
    await clock.advance(5_000);
    expect(ports.calendars.get(BLUE)).toEqual([]);
    expect(await door()).toMatchObject({ busynow: 0 });
  });

  it('to its confirmation, the meeting is found, and stands', async () => {
    const { book, ports, door } = await aDoor();
    const { patch } = ports.calendar;
    vi.spyOn(ports.calendar, 'patch').mockImplementationOnce(async (...call) => {
      await patch(...call);
      throw AWAY;
    });
    const first = await book(CHAT, KEY);
    expect(first.statusCode).toBe(201);
    expect((await book(CHAT, KEY)).json()).toEqual(first.json());
    expect(await door()).toMatchObject({ busynow: 1, curevmtg: 'Chat' });
  });
});

describe('a key whose meeting is gone', () => {
  it('because somebody removed it makes no second one', async () => {
    const { book, ports, clock, building } = await aDoor();
    await ports.calendar.remove(BLUE, (await book(CHAT, KEY)).json().id);
    building.notify('blue_room');
    await building.settled();
    await clock.advance(2 * MINUTE_MS);
    building.receive(ports.published.at(-1)!);
    refusedWith('KEY_USED', await book(CHAT, KEY));
    expect(ports.calendars.get(BLUE)).toEqual([]);
    expect((await book(CHAT, { 'idempotency-key': 'button-2' })).statusCode).toBe(201);
  });

  it('because it lost its slot makes it once the slot is free', async () => {
    const { book, ports, building } = await aDoor();
    ports.obstacles.insert = () => ports.put(BLUE, theirs('09:50', '10:00'));
    refusedWith('ROOM_BUSY', await book(CHAT, KEY));
    refusedWith('ROOM_BUSY', await book(CHAT, KEY));
    delete ports.obstacles.insert;
    await ports.calendar.remove(BLUE, 'theirs');
    building.notify('blue_room');
    await building.settled();
    building.receive(ports.published.at(-1)!);
    const { id } = (await book(CHAT, KEY)).json();
    expect(ports.calendars.get(BLUE)).toMatchObject([{ id }]);
    expect((await book(CHAT, KEY)).json().id).toBe(id);
  });

  it('because Google could not verify it makes it once Google can', async () => {
    const { book, ports } = await aDoor();
    ports.obstacles.list = () => Promise.reject(AWAY);
    refusedWith('VENDOR_FAILED', await book(CHAT, KEY));
    expect(ports.calendars.get(BLUE)).toEqual([]);
    delete ports.obstacles.list;
    expect((await book(CHAT, KEY)).statusCode).toBe(201);
    expect(ports.calendars.get(BLUE)).toHaveLength(1);
  });
});

describe('an insert that arrives after it was given up', () => {
  it('is removed as soon as a list shows it', async () => {
    const { book, ports, building } = await aDoor();
    const insert = vi.spyOn(ports.calendar, 'insert').mockRejectedValueOnce(AWAY);
    refusedWith('VENDOR_FAILED', await book(CHAT, KEY));
    ports.put(...insert.mock.calls[0]!);
    building.notify('blue_room');
    await building.settled();
    building.receive(ports.published.at(-1)!);
    await building.settled();
    expect(ports.calendars.get(BLUE)).toEqual([]);
  });
});
