import { describe, expect, it } from 'vitest';
import type { CheckInRule } from '../../../src/agenda/check-in.ts';
import { passesOf } from '../../../src/http/access/passes.ts';
import { BASIC, CLIENT_SECRET, refusedWith } from '../a-building.ts';
import { AWAY, aDoor, at, BLUE, MINUTE_MS, theirs } from '../a-door.ts';

const checkIn: CheckInRule = { withinMs: 10 * MINUTE_MS, releases: 'own' };

/** A door at which a meeting has begun at 09:50. */
async function open(options: Parameters<typeof aDoor>[0] = {}) {
  const made = await aDoor({
    checkIn,
    events: [theirs('09:50', '11:00', { summary: 'Review' })],
    ...options,
  });
  const { app, clock } = made;
  const checkedIn = (id = 'current', headers: Record<string, string> = BASIC, more: object = {}) =>
    app.inject({
      method: 'POST',
      url: `/meetings/${id}/check_in`,
      headers,
      body: { room_name: 'blue_room', ...more },
    });
  const read = async () =>
    (await app.inject({ url: '/meetings?room_name=blue_room', headers: BASIC })).json();
  const passFor = (meeting?: string) => {
    const passes = passesOf(CLIENT_SECRET);
    const pass = passes.forDoor('blue_room', 'door', clock.now());
    const text = passes.written(meeting ? passes.forMeeting(pass, meeting, clock.now()) : pass);
    return { authorization: `Bearer ${text}` };
  };
  return { ...made, checkedIn, read, passFor };
}

describe('POST /meetings/:id/check_in', () => {
  it.each(['current', 'theirs'])('says that somebody has come to %s', async (id) => {
    const { checkedIn, read, ports } = await open();
    expect(await read()).toMatchObject({ check_in: 'wanted', check_in_until: at('10:00') });
    const response = await checkedIn(id);
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ id: 'theirs', title: 'Review', start: at('09:50'), end: at('11:00') });
    expect(await read()).toMatchObject({ check_in: 'done', check_in_until: null });
    expect(ports.event(BLUE, 'theirs')?.extendedProperties?.private).toEqual({
      roomcal_checked_in: '2026-11-23T08:50:00.000Z',
    });
  });

  it('answers 204 where none runs', async () => {
    const { checkedIn } = await open({ events: [] });
    expect((await checkedIn()).statusCode).toBe(204);
  });

  it.each([
    ['NOT_BEGUN', [theirs('10:00', '11:00')], checkIn],
    ['MEETING_OVER', [theirs('09:00', '09:45')], checkIn],
    ['UNKNOWN_MEETING', [], checkIn],
    ['NO_CHECK_IN', [theirs('09:50', '11:00')], undefined],
  ] as const)('answers %s', async (code, events, rule) => {
    const { checkedIn } = await open({ events: [...events], checkIn: rule } as Parameters<typeof aDoor>[0]);
    refusedWith(code, await checkedIn('theirs'));
  });

  it('answers 502 while Google is away', async () => {
    const { checkedIn, ports } = await open();
    ports.obstacles.get = () => Promise.reject(AWAY);
    refusedWith('VENDOR_FAILED', await checkedIn());
    delete ports.obstacles.get;
    expect((await checkedIn()).statusCode).toBe(200);
  });

  it('takes no further keys, and a room that is there', async () => {
    const { checkedIn } = await open();
    refusedWith('INVALID_REQUEST', await checkedIn('current', BASIC, { title: 'x' }));
    refusedWith('UNKNOWN_ROOM', await checkedIn('current', BASIC, { room_name: 'attic' }));
  });

  it('takes a pass for its own meeting alone', async () => {
    const { checkedIn, passFor } = await open();
    refusedWith('NOT_ALLOWED', await checkedIn('current', passFor()));
    refusedWith('NOT_ALLOWED', await checkedIn('theirs', passFor('another')));
    expect((await checkedIn('theirs', passFor('theirs'))).statusCode).toBe(200);
  });

  it('is asked of nobody who has booked at the door', async () => {
    const { book, read } = await open({ events: [] });
    await book({ duration_mins: 30 });
    expect(await read()).toMatchObject({ check_in: 'done', check_in_until: null });
  });
});
