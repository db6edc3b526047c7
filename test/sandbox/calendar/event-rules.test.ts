import { beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from '../../../src/replay/simulated-clock.ts';
import { deleteEvent, patchEvent, updateEvent } from '../../../src/sandbox/calendar/event-calls.ts';
import { Calendars } from '../../../src/sandbox/calendar/events.ts';
import { list } from '../../../src/sandbox/calendar/events-query.ts';
import type { Event } from '../../../src/sandbox/calendar/stored-event.ts';
import { meeting, ROOM } from '../sandbox-test.ts';

let clock: SimulatedClock;
let calendars: Calendars;

beforeEach(() => {
  clock = new SimulatedClock('2026-11-23T08:00:00.789Z');
  calendars = new Calendars(clock, () => undefined);
  calendars.addCalendar({ id: ROOM, summary: 'Blue room', timeZone: 'Europe/Rome' });
});

const insert = (start = '10:00', end = '10:30', more: object = {}) =>
  calendars.insert(ROOM, meeting(start, end, { id: 'abcde', ...more }) as Event);
const patch = (body: object) => calendars.patch(ROOM, 'abcde', body as Event);
const update = (body: object) => calendars.update(ROOM, 'abcde', body as Event);
const held = () => calendars.get(ROOM, 'abcde');

function refusalOf(act: () => unknown): { statusCode?: number; reason?: string; message?: string } {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  return {};
}

const INVALID_SEQUENCE = { statusCode: 400, reason: 'invalid', message: 'Invalid sequence value.' };

describe('the sequence of an event', () => {
  it('is raised by other times, and by nothing else that a client may change', () => {
    expect(insert().sequence).toBe(0);
    expect(patch({ summary: 'Other' }).sequence).toBe(0);
    expect(patch(meeting('10:00', '11:00')).sequence).toBe(1);
    expect(update(meeting('11:00', '12:00', { sequence: 1 })).sequence).toBe(2);
    expect(update(meeting('11:00', '12:00', { sequence: 7 })).sequence).toBe(7);
    expect(patch(meeting('11:00', '12:30', { sequence: 9 })).sequence).toBe(9);
  });

  it('counts as 0 where an update leaves it out, which is too little after a change of times', () => {
    insert();
    expect(update(meeting('10:00', '10:30')).sequence).toBe(0);
    patch(meeting('11:00', '12:00'));
    expect(refusalOf(() => update(meeting('11:00', '12:00')))).toMatchObject(INVALID_SEQUENCE);
    expect(refusalOf(() => patch({ sequence: 0 }))).toMatchObject(INVALID_SEQUENCE);
    expect(held().start?.dateTime).toBe('2026-11-23T11:00:00+01:00');
  });

  it('is raised by a delete: an update that leaves it out does not bring the event back, a patch does', () => {
    insert();
    calendars.delete(ROOM, 'abcde');
    expect(held()).toMatchObject({ status: 'cancelled', sequence: 1 });
    expect(refusalOf(() => update(meeting('10:00', '10:30')))).toMatchObject(INVALID_SEQUENCE);
    expect(patch({ status: 'confirmed' })).toMatchObject({ status: 'confirmed', sequence: 1 });
    calendars.delete(ROOM, 'abcde');
    expect(update(meeting('10:00', '10:30', { sequence: 2 })).status).toBe('confirmed');
  });
});

describe('a cancelled event', () => {
  it('may have been patched to be one, and leaves the list', () => {
    insert();
    expect(patch({ status: 'cancelled' })).toMatchObject({ status: 'cancelled', sequence: 1 });
    expect(list(calendars, ROOM, {})).toMatchObject({ items: [] });
    expect(refusalOf(() => calendars.delete(ROOM, 'abcde'))).toMatchObject({ statusCode: 410 });
  });

  it('keeps what it was marked with, for whoever asks for it by its id', () => {
    const extendedProperties = { private: { roomcal: 'instant' } };
    insert('10:00', '10:30', { extendedProperties });
    calendars.delete(ROOM, 'abcde');
    expect(held()).toMatchObject({ id: 'abcde', status: 'cancelled', extendedProperties });
  });

  it('stays cancelled under a patch that does not say otherwise', () => {
    insert();
    calendars.delete(ROOM, 'abcde');
    expect(patch({ summary: 'Other' })).toMatchObject({ status: 'cancelled', summary: 'Other' });
  });
});

describe('the times of an event', () => {
  it('say when it was made to the second, and when it was changed to the millisecond', () => {
    expect(insert()).toMatchObject({
      created: '2026-11-23T08:00:00.000Z',
      updated: '2026-11-23T08:00:00.789Z',
    });
  });

  it('are kept to the second', () => {
    insert('10:00', '10:30', { end: { dateTime: '2026-11-23T10:30:00.900+01:00' } });
    const after = { timeMin: '2026-11-23T10:30:00+01:00' };
    expect(list(calendars, ROOM, after)).toMatchObject({ items: [] });
    expect(list(calendars, ROOM, { timeMin: '2026-11-23T10:29:59.999+01:00' })).toMatchObject({
      items: [{ id: 'abcde' }],
    });
  });

  it('may be local, in a zone of their own', () => {
    insert('10:00', '10:30', {
      start: { dateTime: '2026-11-23T10:00:00', timeZone: 'Asia/Kathmandu' },
    });
    expect(held().start).toEqual({ dateTime: '2026-11-23T05:15:00+01:00', timeZone: 'Asia/Kathmandu' });
    expect(calendars.get(ROOM, 'abcde', 'UTC').start?.dateTime).toBe('2026-11-23T04:15:00Z');
  });

  const date = '2026-11-23';
  const dateTime = '2026-11-23T10:00:00+01:00';
  it.each([
    ['both a day and a time', { start: { date, dateTime } }, 'invalid'],
    ['a day and then a time', { start: { date } }, 'invalid'],
    ['a time and then a day', { end: { date } }, 'invalid'],
    ['neither', { start: {} }, 'required'],
    ['an end before the start', { end: { dateTime: '2026-11-23T09:59:00+01:00' } }, 'timeRangeEmpty'],
    ['the 30th of February', { start: { date: '2026-02-30' }, end: { date: '2026-03-03' } }, 'invalid'],
    ['the 30th of February, at noon', { start: { dateTime: '2026-02-30T12:00:00Z' } }, 'invalid'],
    ['a time without seconds', { start: { dateTime: '2026-11-23T10:00Z' } }, 'invalid'],
    ['a word', { start: { dateTime: 'tomorrow' } }, 'invalid'],
    ['a local time without a zone', { start: { dateTime: '2026-11-23T10:00:00' } }, 'required'],
    ['an unknown zone', { start: { dateTime, timeZone: 'Europe/Romme' } }, 'invalid'],
  ])('are not %s', (_, times, reason) => {
    expect(refusalOf(() => insert('10:00', '10:30', times))).toMatchObject({ statusCode: 400, reason });
    expect(calendars.calendar(ROOM).events.size).toBe(0);
  });

  it('change from a day to a time only where the patch takes the day away', () => {
    insert('10:00', '10:30', { start: { date }, end: { date: '2026-11-24' } });
    expect(refusalOf(() => patch(meeting('10:00', '10:30')))).toMatchObject({ reason: 'invalid' });
    const { start, end } = meeting('10:00', '10:30');
    patch({ start: { ...start, date: null }, end: { ...end, date: null } });
    expect(held().start?.dateTime).toBe(dateTime);
  });
});

describe('the fields of an event', () => {
  it.each([
    [{ summary: 7 }],
    [{ attendees: {} }],
    [{ attendees: [{ responseStatus: 'maybe' }] }],
    [{ start: '2026-11-23T10:00:00Z' }],
    [{ visibility: 'secret' }],
    [{ transparency: 'glass' }],
    [{ status: 'declined' }],
    [{ eventType: 'holiday' }],
    [{ sequence: 'first' }],
    [{ extendedProperties: { private: { roomcal: 1 } } }],
  ])('are of their type: not %o', (fields) => {
    const refused = {
      statusCode: 400,
      reason: 'invalid',
      message: expect.stringMatching(/^Invalid value at/),
    };
    expect(refusalOf(() => insert('10:00', '10:30', fields))).toMatchObject(refused);
    insert();
    expect(refusalOf(() => patch(fields))).toMatchObject(refused);
    expect(refusalOf(() => update(meeting('10:00', '10:30', fields)))).toMatchObject(refused);
  });

  it('that nobody knows are ignored, and so are those that are Google’s to say', () => {
    const unknown = { colour: 'blue', etag: '"1"', created: '2020-01-01T00:00:00.000Z', summary: null };
    const event = insert('10:00', '10:30', { ...unknown, attendees: [{ email: 'a@example.org', x: 1 }] });
    for (const key of ['colour', 'summary']) expect(event).not.toHaveProperty(key);
    expect(event.attendees).toEqual([{ email: 'a@example.org' }]);
    expect(event.created).toBe('2026-11-23T08:00:00.000Z');
    expect(patch({ ...unknown, etag: '"2"' }).etag).not.toBe('"2"');
    expect(patch(unknown)).not.toHaveProperty('colour');
  });
});

describe('extended properties', () => {
  const kept = (properties: object) =>
    insert('10:00', '10:30', { extendedProperties: { private: properties } }).extendedProperties?.private;

  it('are dropped where the key is too long, and cut where the value is, in silence', () => {
    const [fits, over] = ['k'.repeat(44), 'k'.repeat(45)];
    expect(kept({ [fits]: 'v'.repeat(1025), [over]: 'v' })).toEqual({ [fits]: 'v'.repeat(1024) });
  });

  it('are three hundred at most, and 32 kB', () => {
    const many = (count: number, value: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [String(index).padStart(4), value]));
    expect(refusalOf(() => kept(many(301, '')))).toMatchObject({ statusCode: 400, reason: 'invalid' });
    expect(refusalOf(() => kept(many(32, 'v'.repeat(1021))))).toMatchObject({ statusCode: 400 });
    expect(Object.keys(kept(many(300, '')) ?? {})).toHaveLength(300);
  });
});

describe('whoever calls', () => {
  it('may name the state that was seen', () => {
    const { etag } = insert();
    const ref = { calendarId: ROOM, eventId: 'abcde' };
    patchEvent(calendars, { ...ref, ifMatch: etag! }, { summary: 'Other' });
    for (const act of [
      () => patchEvent(calendars, { ...ref, ifMatch: etag! }, { summary: 'Third' }),
      () => updateEvent(calendars, { ...ref, ifMatch: etag! }, meeting('10:00', '10:30')),
      () => deleteEvent(calendars, { ...ref, ifMatch: etag! }),
    ]) {
      expect(refusalOf(act)).toMatchObject({ statusCode: 412 });
    }
    deleteEvent(calendars, { ...ref, ifMatch: '*' });
    expect(held()).toMatchObject({ summary: 'Other', status: 'cancelled' });
  });

  it('may not write where a calendar is only shared for reading', () => {
    calendars.addCalendar({ id: 'holidays', summary: '', timeZone: 'UTC', accessRole: 'reader' });
    calendars.insert('holidays', meeting('10:00', '10:30', { id: 'abcde' }) as Event);
    const ref = { calendarId: 'holidays', eventId: 'abcde' };
    for (const act of [() => patchEvent(calendars, ref, {}), () => deleteEvent(calendars, ref)]) {
      expect(refusalOf(act)).toMatchObject({ statusCode: 403, reason: 'requiredAccessLevel' });
    }
  });
});
