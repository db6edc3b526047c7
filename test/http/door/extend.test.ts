import { describe, expect, it } from 'vitest';
import { aHouse, BASIC, refusedWith } from '../a-building.ts';
import { AWAY, aDoor, at, BLUE, days, MINUTE_MS, theirs } from '../a-door.ts';

/** A booking from 09:45 to 10:15, seen at 09:50. */
async function open(options: Parameters<typeof aDoor>[0] = {}) {
  const made = await aDoor(options);
  const id = await made.booked({ duration_mins: 30, title: 'Chat' });
  made.ports.calls.length = 0;
  return { ...made, id, endOf: () => Date.parse(made.ports.event(BLUE, id)!.end!.dateTime!) };
}

describe('PATCH /meetings/:id', () => {
  it.each([
    [1, '10:30', '10:30'],
    [15, '10:30', '10:30'],
    [16, '10:45', '10:45'],
    [480, '18:15', '18:15'],
  ])('makes a meeting %d minutes longer, rounded up to quarter hours: until %s', async (mins, end, shown) => {
    const { extend, id, endOf, door } = await open();
    const response = await extend(id, mins);
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ id, title: 'Chat', start: at('09:45'), end: at(end) });
    expect(endOf()).toBe(Date.parse(at(end)));
    expect(await door()).toMatchObject({ busynow: 1, curevmtg: 'Chat', curevend: shown });
  });

  it('may fill the time up to the next meeting', async () => {
    const { extend, id } = await open({ events: [theirs('10:45', '11:00')] });
    expect((await extend(id, 30)).json()).toMatchObject({ end: at('10:45') });
  });

  it.each([
    [16, '10:30', 15],
    [15, '10:29', 14],
    [1, '10:20', 5],
    [15, '10:15', 0],
  ])('refuses %d minutes where the next meeting begins at %s', async (mins, next, available_mins) => {
    const { extend, id, endOf, door, ports } = await open({ events: [theirs(next, '11:00')] });
    expect(refusedWith('NOT_ENOUGH_TIME', await extend(id, mins))).toMatchObject({ available_mins });
    expect(endOf()).toBe(Date.parse(at('10:15')));
    expect(ports.count('patch')).toBe(0);
    expect(await door()).toMatchObject({ curevend: '10:15' });
  });

  it('extends an extended meeting, and each of two requests at the same time', async () => {
    const { extend, id, endOf } = await open();
    await extend(id);
    const both = await Promise.all([extend(id), extend(id)]);
    expect(both.map((response) => response.json().end)).toEqual([at('10:45'), at('11:00')]);
    expect(endOf()).toBe(Date.parse(at('11:00')));
  });

  it('refuses a meeting that is over', async () => {
    const { extend, id, clock, ports } = await open();
    await clock.advance(25 * MINUTE_MS);
    refusedWith('MEETING_OVER', await extend(id));
    expect(ports.count('patch')).toBe(0);
  });

  it('refuses a meeting that was ended', async () => {
    const { extend, end, id, door } = await open();
    await end(id);
    refusedWith('MEETING_OVER', await extend(id));
    expect(await door()).toMatchObject({ busynow: 0 });
  });

  it('refuses a meeting that is not there', async () => {
    const { extend } = await open();
    refusedWith('UNKNOWN_MEETING', await extend('nobody'));
  });

  it.each([
    ['MEETING_OVER', 'tells whose it was', false],
    ['UNKNOWN_MEETING', 'tells nothing but its id', true],
  ] as const)(
    'refuses with %s a meeting that was removed, where Google %s',
    async (code, _, tellsOnlyIds) => {
      const { extend, id, ports } = await open();
      await ports.calendar.remove(BLUE, id);
      if (tellsOnlyIds) ports.calendar.get = async (_, eventId) => ({ id: eventId, status: 'cancelled' });
      refusedWith(code, await extend(id));
    },
  );

  it("refuses somebody else's meeting", async () => {
    const { extend, ports } = await aDoor({ events: [theirs('09:30', '10:00')] });
    refusedWith('NOT_OURS', await extend('theirs'));
    expect(ports.count('patch')).toBe(0);
  });

  it('answers 404 for a room that is not there', async () => {
    const { app } = await aHouse();
    const request = { method: 'PATCH', url: '/meetings/a', headers: BASIC } as const;
    const body = { room_name: 'green_room', extend_mins: 15 };
    refusedWith('UNKNOWN_ROOM', await app.inject({ ...request, body }));
  });

  it('refuses minutes that are none, and says where', async () => {
    const { extend, id, endOf } = await open();
    for (const extend_mins of [0, -15, 481, 15.5, 'fifteen', '481', null, [15]]) {
      const response = await extend(id, extend_mins);
      expect(refusedWith('INVALID_REQUEST', response).message).toContain('extend_mins');
    }
    expect(endOf()).toBe(Date.parse(at('10:15')));
  });

  it('answers 502 while Google is away', async () => {
    const { extend, id, ports } = await open();
    ports.obstacles.get = () => Promise.reject(AWAY);
    expect(refusedWith('VENDOR_FAILED', await extend(id)).vendor).toBe('calendar');
    delete ports.obstacles.get;
    expect((await extend(id)).statusCode).toBe(200);
  });
});

describe('PATCH /meetings/:id where may_end is any', () => {
  it("extends somebody else's meeting", async () => {
    const { extend, ports, door } = await aDoor({ mayEnd: 'any', events: [theirs('09:30', '10:00')] });
    expect((await extend('theirs')).json()).toMatchObject({ start: at('09:30'), end: at('10:15') });
    expect(ports.event(BLUE, 'theirs')?.created).toBe('2026-11-22T12:00:00.000Z');
    expect(await door()).toMatchObject({ busynow: 1, curevend: '10:15' });
  });

  it('extends a whole day into the next', async () => {
    const { extend, ports } = await aDoor({ mayEnd: 'any', events: [days('2026-11-23', '2026-11-24')] });
    const response = await extend('theirs');
    expect(response.json()).toMatchObject({ start: at('00:00'), end: '2026-11-24T00:15:00+01:00' });
    // Google refuses an event that has a day at one side and an instant at the other.
    const timeZone = 'Europe/Rome';
    expect(ports.event(BLUE, 'theirs')).toMatchObject({
      start: { dateTime: at('00:00'), timeZone },
      end: { dateTime: '2026-11-24T00:15:00+01:00', timeZone },
    });
    expect(ports.event(BLUE, 'theirs')?.start).not.toHaveProperty('date');
    expect(ports.event(BLUE, 'theirs')?.end).not.toHaveProperty('date');
  });
});
