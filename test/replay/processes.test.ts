import { describe, expect, it } from 'vitest';
import { parseDay } from '../../src/replay/day.ts';
import { replay } from '../../src/replay/replay.ts';
import { World } from '../../src/replay/world.ts';
import { aDay, at, meeting } from './a-day.ts';

const room_name = 'blue_room';
const TWO = ['a', 'b'].map((process) => ({ at: at('08:00'), start: { process } }));
const second = (time: string, seconds: string) => at(time).replace(':00+', `:${seconds}+`);

/** What clients were told in the course of a day: the request, by whom, and the status. */
async function responseOf(changes: object[], more: object = {}) {
  const day = parseDay(aDay({ seed: 1, changes, ...more }), 'day.json');
  const { answers } = await replay(day, 1);
  return answers.map(({ asked, process, status }) => [asked.id, process, status]);
}

/** What the door shows at a time. */
async function shownAt(time: string, changes: object[], events: object[] = []) {
  const day = parseDay(aDay({ seed: 1, events, changes }), 'day.json');
  const world = new World(day, 1);
  let busy: unknown;
  const { live } = await import('../../src/replay/replay.ts');
  const expecting = { ...day, expect: [{ at: at(time), room_name }] };
  await live(world, expecting, (instant) => {
    if (instant === Date.parse(at(time))) busy = world.doors.of(room_name).get('busynow');
  });
  return busy;
}

describe('two processes', () => {
  it('answer a key with one meeting, whichever is asked', async () => {
    const book = (process: string) => ({ key: 'k', duration_mins: 30, process });
    const told = await responseOf([
      ...TWO,
      { at: at('09:00'), room_name, book: book('a') },
      { at: second('09:00', '05'), room_name, book: book('b') },
    ]);
    expect(told).toEqual([
      ['booking1', 'a', 201],
      ['booking2', 'b', 201],
    ]);
  });

  it('extend and end what the other has booked', async () => {
    const told = await responseOf([
      ...TWO,
      { at: at('09:00'), room_name, book: { duration_mins: 30, process: 'a' } },
      { at: at('09:05'), room_name, extend: { booking: 1, extend_mins: 15, process: 'b' } },
      { at: at('09:10'), room_name, end: { booking: 1, process: 'b' } },
    ]);
    expect(told).toEqual([
      ['booking1', 'a', 201],
      ['extension1', 'b', 200],
      ['end1', 'b', 204],
    ]);
  });

  it('are told apart in what is printed', async () => {
    const day = parseDay(aDay({ changes: TWO }), 'day.json');
    const { looks } = await replay(day, 1);
    expect(looks.map(({ process }) => process)).toEqual(['a', 'b']);
  });
});

describe('a process', () => {
  const slow = { at: at('08:59'), fault: { calendar: 'slow', delay_ms: 2_000, for_mins: 5 } };
  const book = { at: at('09:00'), room_name, book: { key: 'k' } };

  it('that is told to end answers first what is under way', async () => {
    const stop = { at: second('09:00', '01'), stop: { process: 'a', signal: 'SIGTERM' } };
    const fast = { ...slow, fault: { ...slow.fault, delay_ms: 700 } };
    expect(await responseOf([fast, book, stop])).toEqual([['booking1', 'a', 201]]);
  });

  it('that is killed answers nobody, and its successor whoever asks again', async () => {
    const told = await responseOf([
      slow,
      book,
      { at: second('09:00', '01'), stop: { process: 'a', signal: 'SIGKILL' } },
      { ...book, at: second('09:00', '02') },
      { at: second('09:00', '03'), start: { process: 'a' } },
      { ...book, at: at('09:03') },
    ]);
    expect(told).toEqual([
      ['booking1', 'a', undefined],
      ['booking2', undefined, undefined],
      ['booking3', 'a', 201],
    ]);
  });

  it('is not asked while it ends', async () => {
    const told = await responseOf([
      slow,
      book,
      { at: second('09:00', '01'), stop: { process: 'a', signal: 'SIGTERM' } },
      { at: second('09:00', '02'), room_name, book: { process: 'a' } },
    ]);
    expect(told[0]).toEqual(['booking2', 'a', 503]);
  });

  it('that sleeps over a beginning shows it soon after it is awake', async () => {
    const events = [meeting('m', '09:30', '10:30')];
    const changes = [{ at: at('09:20'), sleep: { process: 'a', for_mins: 20 } }];
    expect(await shownAt('09:39', changes, events)).toBe(0);
    expect(await shownAt('09:41', changes, events)).toBe(1);
  });

  it('whose clock is an hour ahead goes by Google’s', async () => {
    const events = [meeting('m', '09:30', '10:30')];
    const changes = [{ at: at('09:00'), clock: { process: 'a', jump_ms: 3_600_000 } }];
    expect(await shownAt('09:20', changes, events)).toBe(0);
    expect(await shownAt('09:31', changes, events)).toBe(1);
  });
});

describe('a board', () => {
  it('that writes over its Thing is set right within two minutes', async () => {
    const events = [meeting('m', '09:00', '11:00')];
    const changes = [{ at: at('09:30'), room_name, board: { set: { busynow: 0 } } }];
    expect(await shownAt('09:30', changes, events)).toBe(0);
    expect(await shownAt('09:32', changes, events)).toBe(1);
  });
});

describe('a channel that Google forgets', () => {
  it('announces nothing, and a sweep finds what was changed', async () => {
    const changes = [
      { at: at('09:01'), room_name, channel_lost: true },
      { at: at('09:02'), room_name, insert: meeting('m', '09:00', '10:00') },
    ];
    expect(await shownAt('09:03', changes)).toBe(0);
    expect(await shownAt('09:06', changes)).toBe(1);
  });
});
