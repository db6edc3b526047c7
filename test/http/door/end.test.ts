import { describe, expect, it } from 'vitest';
import { VendorError } from '../../../src/io/vendor-error.ts';
import { event } from '../../helpers/events.ts';
import { BASIC, refusedWith } from '../a-building.ts';
import { AWAY, aDoor, at, BLUE, days, MINUTE_MS, theirs } from '../a-door.ts';

const FREE = { busynow: 0, curevmtg: 'Free all day', curevstart: '', curevend: '' };
const LATER = event('later', at('15:00'), at('16:00'), {
  extendedProperties: { private: { roomcal: 'instant' } },
});

describe('DELETE /meetings/:id', () => {
  it('ends a meeting now, and the door is free at once', async () => {
    const { booked, end, door, ports, clock } = await aDoor();
    const id = await booked();
    await clock.advance(7 * MINUTE_MS + 30_400);
    expect(await door()).toMatchObject({ busynow: 1 });
    const response = await end(id);
    expect([response.statusCode, response.body]).toEqual([204, '']);
    expect(await door()).toMatchObject(FREE);
    expect(ports.event(BLUE, id)).toMatchObject({
      start: { dateTime: at('09:45') },
      end: { dateTime: at('09:57:30') },
    });
  });

  it('leaves the room to be booked again, from the end of what was ended', async () => {
    const { booked, book, end } = await aDoor();
    await end(await booked());
    expect((await book()).json()).toMatchObject({ start: at('09:50'), end: at('10:50') });
  });

  it('leaves nothing of a meeting that began this very second', async () => {
    const { book, booked, end, door, clock } = await aDoor();
    await clock.advance(10 * MINUTE_MS);
    const id = await booked();
    expect((await end(id)).statusCode).toBe(204);
    expect(await door()).toMatchObject(FREE);
    expect((await end(id)).statusCode).toBe(204);
    expect((await book()).json()).toMatchObject({ start: at('10:00') });
  });

  it('removes what has not begun', async () => {
    const { end, door, ports } = await aDoor({ events: [LATER] });
    expect(await door()).toMatchObject({ nextevmtg: 'later' });
    expect((await end('later')).statusCode).toBe(204);
    expect(ports.event(BLUE, 'later')).toBeUndefined();
    expect(await door()).toMatchObject({ busynow: 0, nextevmtg: '' });
  });

  it('changes nothing of what is over, and says again that it is', async () => {
    const { booked, end, clock, ports } = await aDoor({ events: [LATER] });
    const id = await booked({ duration_mins: 15 });
    const before = ports.event(BLUE, id);
    await clock.advance(15 * MINUTE_MS);
    expect((await end(id)).statusCode).toBe(204);
    expect(ports.event(BLUE, id)).toEqual(before);
    for (const statusCode of [204, 204]) expect(await end('later')).toMatchObject({ statusCode });
  });

  it('changes nothing of a meeting that goes on where another is over', async () => {
    const { booked, end, door } = await aDoor({ events: [theirs('09:30', '09:45')], mayEnd: 'any' });
    await booked();
    expect((await end('theirs')).statusCode).toBe(204);
    expect(await door()).toMatchObject({ busynow: 1 });
  });

  it('refuses what is not ours, not there, or in no room of ours', async () => {
    const { app, end, ports, door } = await aDoor({ events: [theirs('09:30', '10:30')] });
    refusedWith('NOT_OURS', await end('theirs'));
    refusedWith('UNKNOWN_MEETING', await end('nobody'));
    const url = '/meetings/theirs?room_name=green_room';
    refusedWith('UNKNOWN_ROOM', await app.inject({ method: 'DELETE', url, headers: BASIC }));
    expect(ports.count('patch') + ports.count('remove')).toBe(0);
    expect(await door()).toMatchObject({ busynow: 1 });
  });

  it('of another room than the meeting ends nothing', async () => {
    const { app, booked, door } = await aDoor();
    const url = `/meetings/${await booked()}?room_name=red_room`;
    refusedWith('UNKNOWN_MEETING', await app.inject({ method: 'DELETE', url, headers: BASIC }));
    expect(await door()).toMatchObject({ busynow: 1 });
  });

  it.each([
    ['one', theirs('09:30', '10:30')],
    ['a whole day', days('2026-11-23', '2026-11-24')],
    ['several whole days', days('2026-11-21', '2026-11-25')],
  ])('ends %s of others where may_end is any', async (_, event) => {
    const { end, door, ports } = await aDoor({ events: [event], mayEnd: 'any' });
    expect(await door()).toMatchObject({ busynow: 1 });
    expect((await end('theirs')).statusCode).toBe(204);
    expect(await door()).toMatchObject(FREE);
    const { end: after } = ports.event(BLUE, 'theirs')!;
    expect(after).toMatchObject({ dateTime: at('09:50') });
  });

  it.each([
    ['get', 'VENDOR_FAILED', AWAY],
    ['patch', 'VENDOR_FAILED', AWAY],
    ['patch', 'MEETING_CHANGED', new VendorError('calendar', 'changed', { status: 412, operator: true })],
  ] as const)('leaves the door as it was where %s fails: %s', async (call, code, failure) => {
    const { booked, end, door, ports } = await aDoor();
    const id = await booked();
    ports.obstacles[call] = () => Promise.reject(failure);
    refusedWith(code, await end(id));
    expect(await door()).toMatchObject({ busynow: 1 });
    delete ports.obstacles[call];
    expect((await end(id)).statusCode).toBe(204);
    expect(await door()).toMatchObject(FREE);
  });

  it('is answered the same as the first of two at the same time', async () => {
    const { booked, end } = await aDoor();
    const id = await booked();
    const both = await Promise.all([end(id), end(id)]);
    expect(both.map(({ statusCode }) => statusCode)).toEqual([204, 204]);
  });
});
