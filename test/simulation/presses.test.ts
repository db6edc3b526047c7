import { describe, expect, it } from 'vitest';
import { pressId, pressIn } from '../../src/agenda/press.ts';
import { generate } from '../../src/simulation/generate/generate.ts';
import { aPressBooksOnce } from '../../src/simulation/invariants/a-press-books-once.ts';
import { judge } from '../../src/simulation/judge.ts';
import { aDay, at, room_name, watched } from './a-day.ts';

const now = Date.parse(at('08:00'));
const name = (text: string) => pressId(room_name, pressIn({ value: text, updatedAt: now })!);
const booked = (says: string) => ({
  type: 'pressed',
  room_name,
  text: 'book',
  at: now,
  says,
  answer: { type: 'booked' },
});
const busy = {
  ...booked('busy until 10:00'),
  answer: { type: 'refused', refusal: { code: 'ROOM_BUSY', busyUntil: now } },
};

/** A write of the meeting that a press books. */
function write(id: string, mark: object = {}) {
  const kept = {
    roomcal: 'instant',
    roomcal_booked_by: 'the Thing room1',
    roomcal_booked_until: at('09:00'),
  };
  const event = { id, status: 'confirmed', extendedProperties: { private: { ...kept, ...mark } } };
  const after = { event, start: now, end: now + 3_600_000, updated: 0 };
  return { calendarId: room_name, eventId: id, at: now, by: 'a', before: undefined, after };
}

/** What is found of a press that books, after these facts and writes. */
function foundAfter(...happened: object[]): string[] {
  const { watch, found } = watched(
    aPressBooksOnce,
    aDay({ changes: [{ at: at('08:30'), room_name, press: 'book' }] }),
  );
  watch.see?.({ at: at('08:00'), room_name, press: 'book' });
  for (const one of happened) {
    if ('calendarId' in one) watch.wrote?.(one as never);
    else watch.hear?.(one as never, { id: 'a1' } as never);
  }
  return found;
}

describe('a-press-books-once', () => {
  it.each([
    ['a booking that is confirmed', [write(name('book')), booked('booked until 09:00')], 0],
    [
      'the same told twice',
      [write(name('book')), booked('booked until 09:00'), booked('booked until 09:00')],
      0,
    ],
    ['a refusal before a booking', [busy, write(name('book')), booked('booked until 09:00')], 0],
    ['a refusal after a booking', [write(name('book')), booked('booked until 09:00'), busy], 1],
    ['a booking that is not there', [booked('booked until 09:00')], 1],
    [
      'a booking that is not confirmed',
      [write(name('book'), { roomcal_pending: 'a1.1' }), booked('booked until 09:00')],
      1,
    ],
    ['another end than the meeting has', [write(name('book')), booked('booked until 10:00')], 1],
    ['a booking that nobody pressed for', [write('press0v0')], 1],
    ['an answer to what nobody pressed', [{ ...busy, text: 'book 30' }], 1],
  ])('is told %s', (_, happened, count) => {
    expect(foundAfter(...happened)).toHaveLength(count);
  });

  it.each([
    ['lost by Arduino on their way', { iot: 'drop', call: 'webhook' }],
    ['told twice', { iot: 'duplicate', call: 'webhook', delay_ms: 300 }],
    ['told late', { iot: 'late', call: 'webhook', delay_ms: 20_000 }],
    ['answered, and the answer is acknowledged and lost', { iot: 'lose', call: 'publish' }],
    ['of a Thing that can not be written', { iot: 403, call: 'publish' }],
  ])('holds for presses that are %s, at two processes', async (_, fault) => {
    const day = aDay({
      changes: [
        { at: at('08:00'), start: { process: 'a' } },
        { at: at('08:00'), start: { process: 'b' } },
        { at: at('09:00'), fault: { ...fault, for_mins: 3 } },
        { at: at('09:01'), room_name, press: 'book 30' },
        { at: at('09:20'), room_name, press: 'end' },
        { at: at('09:40'), room_name, press: 'book' },
        { at: at('09:40'), room_name, book: { duration_mins: 30, id: 'rival' } },
      ],
    });
    expect(await judge(day)).toEqual([]);
  });

  it('is tried on days with presses and without, whether Arduino tells of them or not', () => {
    const days = Array.from({ length: 40 }, (_, seed) => generate(seed, { rooms: 4, days: 1 }));
    const pressed = days.filter(({ changes = [] }) => changes.some(({ press }) => press !== undefined));
    expect(pressed.length).toBeGreaterThan(20);
    expect(pressed.length).toBeLessThan(40);
    expect(pressed.some(({ config }) => config?.thing_webhooks === false)).toBe(true);
    expect(pressed.some(({ config }) => config?.thing_webhooks !== false)).toBe(true);
  });
});
