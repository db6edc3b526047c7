import { describe, expect, it } from 'vitest';
import { parseDay } from '../../src/replay/day.ts';
import { checkRooms, type DisplayOptions, displayFilterOf } from '../../src/replay/display-filter.ts';
import { replay } from '../../src/replay/replay.ts';
import { type TimelineOptions, timelineOf } from '../../src/replay/timeline.ts';
import { ConfigError } from '../../src/validation/config-error.ts';
import { aDay, at, meeting } from './a-day.ts';

const room_name = 'blue_room';
const events = [meeting('Stand-up', '10:00', '10:30')];

async function linesOf(
  written: Parameters<typeof aDay>[0],
  options: Partial<TimelineOptions> = {},
  wanted: DisplayOptions = {},
) {
  const day = parseDay(aDay(written), 'day.json');
  return timelineOf(await replay(day, 1), day, 'day.json', {
    shown: displayFilterOf(day, wanted),
    ...options,
  });
}

/** The lines without what was set, from a time on. */
const shortly = (lines: string[]) =>
  lines
    .filter((line) => /\d\d:\d\d:\d\d /.test(line))
    .map((line) => line.replace(/ {2}\w+=".*| {2}\w+=\d.*/, '').trimEnd());

describe('the timeline', () => {
  it('has columns that stand below each other, within 100 characters', async () => {
    const lines = await linesOf({ title: 'One meeting', events, to: at('11:00') });
    expect(lines).toEqual([
      'One meeting',
      'Europe/Rome',
      '2026-11-23',
      '08:00:00  blue_room  start     free          busynow=0  curevmtg="Free until 10:00"',
      '                                             nextevmtg="Stand-up"  nextevtm="10:00-10:30"',
      '                                             nextevstart="10:00"  nextevend="10:30"',
      '10:00:00  blue_room  boundary  free -> busy  busynow=1  curevmtg="Stand-up"  nextevmtg=""',
      '                                             curevtm="10:00-10:30"  curevstart="10:00"',
      '                                             curevend="10:30"  nextevtm=""  nextevstart=""',
      '                                             nextevend=""',
      '10:30:00  blue_room  boundary  busy -> free  busynow=0  curevmtg="Free all day"  curevtm=""',
      '                                             curevstart=""  curevend=""',
      '',
    ]);
  });

  it('takes the width of the terminal', async () => {
    const lines = await linesOf({ events, to: at('11:00') }, { columns: 300 });
    expect(lines).toHaveLength(7);
  });

  it('says what was done to the rooms, in its place', async () => {
    const lines = await linesOf({
      events,
      changes: [
        { at: at('08:00'), fault: { iot: 503, for_mins: 5 } },
        {
          at: at('10:20'),
          room_name,
          update: { id: 'Stand-up', summary: 'Late', end: { dateTime: at('10:45') } },
        },
        { at: at('10:45'), room_name, insert: meeting('b', '12:00', '13:00', { visibility: 'private' }) },
        { at: at('11:00'), room_name, delete: 'b' },
      ],
    });
    expect(shortly(lines)).toEqual([
      '08:00:00             fault                   iot 503 for 5 min',
      '08:00:00  blue_room  start     free',
      '08:05:00             fault                   iot 503 is over',
      '10:00:00  blue_room  boundary  free -> busy',
      '10:20:00  blue_room  update                  Stand-up  -10:45  "Late"',
      '10:20:00  blue_room  changed   busy',
      '10:45:00  blue_room  boundary  busy -> free',
      '10:45:00  blue_room  insert                  b  12:00-13:00  "b"  visibility=private',
      '10:45:00  blue_room  changed   free',
      '11:00:00  blue_room  delete                  b',
      '11:00:00  blue_room  changed   free',
    ]);
  });

  it('says why a booking was refused, or failed', async () => {
    const book = (time: string, what: object = {}) => ({ at: at(time), room_name, book: what });
    const lines = await linesOf(
      {
        events,
        changes: [
          book('09:50', { duration_mins: 30 }),
          book('10:10'),
          book('11:00', { duration_mins: 30 }),
          { at: at('12:00'), fault: { calendar: 503, for_mins: 30 } },
          book('12:10'),
        ],
      },
      { columns: 120 },
    );
    expect(lines.filter((line) => line.includes('booking')).map((line) => line.trim())).toEqual([
      expect.stringMatching(/^09:50:00 .* booking1 {2}30 min {2}refused NOT_ENOUGH_TIME, 15 min are left$/),
      expect.stringMatching(/^10:10:00 .* booking2 {2}refused ROOM_BUSY until 10:30$/),
      expect.stringMatching(/^11:00:00 .* booking3 {2}30 min$/),
      expect.stringMatching(/^12:10:00 .* booking4 {2}failed, calendar: 503$/),
    ]);
  });

  it('says so while a room is stale, or nothing is known of it', async () => {
    const changes = [{ at: at('08:00'), fault: { calendar: 503, for_mins: 1 } }];
    const [, start, ...others] = shortly(await linesOf({ changes, to: at('08:30') }));
    expect(start).toMatch(/start +unknown, stale$/);
    expect(others.at(-1)).toMatch(/retry +unknown, stale -> free$/);
  });

  it('says when a day begins', async () => {
    const lines = await linesOf({
      events: [
        { id: 'late', start: { dateTime: at('22:00') }, end: { dateTime: '2026-11-24T01:00:00+01:00' } },
      ],
      to: '2026-11-24T02:00:00+01:00',
    });
    expect(lines.filter((line) => line.startsWith('2026'))).toEqual(['2026-11-23', '2026-11-24']);
    expect(shortly(lines).at(-1)).toMatch(/^01:00:00 {2}blue_room {2}boundary {2}busy -> free$/);
  });

  it('has the date in each line where rooms differ in it', async () => {
    const rooms = ['Europe/Rome', 'Pacific/Auckland'].map((time_zone) => ({
      room_name: time_zone,
      time_zone,
      events: [],
    }));
    const lines = await linesOf({ rooms, from: at('15:00'), to: at('15:01') });
    expect(lines[1]).toBe('Europe/Rome, Pacific/Auckland in Pacific/Auckland');
    expect(shortly(lines).map((line) => line.slice(0, 19))).toEqual([
      '2026-11-23 15:00:00',
      '2026-11-24 03:00:00',
    ]);
  });

  it('paints what matters, and fits as without', async () => {
    const day = { events, changes: [{ at: at('10:10'), room_name, book: {} }] };
    const paint = (colour: string, text: string) => `<${colour}>${text}</>`;
    const lines = await linesOf(day, { paint });
    expect(lines.join('\n')).toMatch(
      /<cyan>boundary<\/> {2}<red>free -> busy<\/> .*\n[\s\S]*<yellow>10:10:00 .*ROOM_BUSY/,
    );
    expect(lines.map((line) => line.replace(/<.*?>/g, ''))).toEqual(await linesOf(day));
  });
});

describe('what is shown', () => {
  const rooms = ['blue_room', 'red_room'].map((name) => ({ room_name: name, events }));
  const times = async (wanted: DisplayOptions, written: Parameters<typeof aDay>[0] = { rooms }) =>
    shortly(await linesOf(written, {}, wanted)).map((line) => line.split(/ {2,}/).slice(0, 2).join(' '));

  it('is a room, or some', async () => {
    expect(await times({ room: ['red_room'] })).toEqual([
      '08:00:00 red_room',
      '10:00:00 red_room',
      '10:30:00 red_room',
    ]);
    expect(await times({ room: ['red_room', 'blue_room'] })).toHaveLength(6);
  });

  it('keeps faults, which are of all rooms', async () => {
    const changes = [{ at: at('09:30'), fault: { push: 'drop', for_mins: 1 } }];
    expect(await times({ room: ['red_room'] }, { rooms, changes })).toContain('09:30:00 fault');
  });

  it.each([
    [{ from: '10:30' }, ['10:30']],
    [{ to: '08:00' }, ['08:00']],
    [{ from: '08:01', to: '10:00' }, ['10:00']],
    [{ from: '2026-11-23T10:30' }, ['10:30']],
    [{ from: '2026-11-23T09:30:00Z' }, ['10:30']],
    [{ from: '10:00:01', to: '2026-11-23T10:30:00+01:00' }, ['10:30']],
  ])('is a time: %j', async (wanted, expected) => {
    expect(await times(wanted, { events })).toEqual(expected.map((time) => `${time}:00 blue_room`));
  });

  it('tells the state before also where it was before what is shown', async () => {
    const [line] = shortly(await linesOf({ events }, {}, { from: '10:30' }));
    expect(line).toMatch(/busy -> free$/);
  });

  it('finds the time of a night on its next day', async () => {
    const night = { from: at('20:00'), to: '2026-11-24T09:00:00+01:00', events: [] };
    const day = parseDay(aDay(night), 'day.json');
    const shown = displayFilterOf(day, { from: '02:00' });
    expect([at('21:00'), '2026-11-24T02:00:00+01:00'].map((one) => shown({ at: Date.parse(one) }))).toEqual([
      false,
      true,
    ]);
  });

  it('says so where it is nothing', async () => {
    expect(await linesOf({ events }, {}, { from: '18:00' })).toContain('nothing happened then');
  });

  it.each([
    [{ from: 'tea time' }, /^--from tea time: no time; write 10:20/],
    [{ from: '25:00' }, /no time/],
    [{ to: '2026-11-23' }, /^--to 2026-11-23: no time/],
    [{ from: '11:00', to: '10:00' }, /^--to 10:00: must not be earlier than --from 11:00/],
  ])('is refused: %j', (wanted, message) => {
    const day = parseDay(aDay(), 'day.json');
    expect(() => displayFilterOf(day, wanted)).toThrow(ConfigError);
    expect(() => displayFilterOf(day, wanted)).toThrow(message);
  });

  it('is of rooms that one of the days has', () => {
    const days = ['blue_room', 'red_room'].map((name) =>
      parseDay(aDay({ rooms: [{ room_name: name, events: [] }] }), 'day.json'),
    );
    expect(() => checkRooms(['blue_room', 'red_room'], days)).not.toThrow();
    expect(() => checkRooms(['bleu_room'], days)).toThrow(
      '--room bleu_room: there is no such room, but blue_room, red_room; did you mean blue_room?',
    );
  });
});
