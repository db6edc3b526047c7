import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isoWithOffset, localDate, startOfDay } from '../../src/agenda/local-time.ts';
import { systemClock } from '../../src/io/clock.ts';
import { type RecordOptions, recordDay } from '../../src/record/command.ts';
import { replayDays } from '../../src/replay/command.ts';
import type { Day } from '../../src/replay/day-shape.ts';
import { calendarOf } from '../../src/sandbox/seed-data.ts';
import { setFaults } from '../helpers/clouds.ts';
import { terminalOf, useSandboxes } from '../helpers/sandbox.ts';

const openSandbox = useSandboxes();
const folder = mkdtempSync(join(tmpdir(), 'roomcal-record-'));
const output = join(folder, 'day.json');
afterEach(() => rmSync(output, { force: true }));
const TODAY = localDate(systemClock.now(), 'Europe/Rome');

async function run(calendar: string, env: Record<string, string>, options: Partial<RecordOptions> = {}) {
  const { written, terminal } = terminalOf();
  const code = await recordDay(calendar, { day: TODAY, ...options }, env, terminal);
  const day = () => JSON.parse(options.output ? readFileSync(output, 'utf8') : written.out.join('\n')) as Day;
  return { code, ...written, day };
}

describe('roomcal record', () => {
  it('records a whole day of a room, which then replays', async () => {
    const { clouds, env } = await openSandbox();
    const id = calendarOf('blue_room');
    const midnight = startOfDay(TODAY, 'Europe/Rome');
    for (let hour = 0; hour < 24; hour++) {
      const [start, end] = [hour * 60, hour * 60 + 5].map((minutes) => ({
        dateTime: isoWithOffset(midnight + minutes * 60_000, 'Europe/Rome'),
      }));
      clouds.calendar.insert(id, { summary: 'Salary', location: 'Salary', start: start!, end: end! });
    }
    const { code, out, err, day } = await run('blue_room', env, { output });
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(out).toEqual([expect.stringMatching(/day\.json: blue_room on \S+, \d+ events$/)]);
    const { rooms, time_zone, from } = day();
    expect({ time_zone, from }).toEqual({
      time_zone: 'Europe/Rome',
      from: isoWithOffset(midnight, 'Europe/Rome'),
    });
    expect(rooms[0]!.events.length).toBeGreaterThanOrEqual(24);
    expect(JSON.stringify(rooms)).not.toMatch(/Salary|Stand-up/);
    const { written, terminal } = terminalOf();
    expect(await replayDays([output], { json: true, seed: 1 }, terminal)).toBe(0);
    expect(written.out.length).toBeGreaterThan(40);
    expect((await run(id, env)).day()).toEqual(day());
    const titles = (await run(id, env, { withNames: true, room: 'blue' })).day().rooms[0]!;
    expect(titles.room_name).toBe('blue');
    expect(titles.events.filter(({ summary }) => summary === 'Salary')).toHaveLength(24);
  });

  it('reads all pages: the next meeting may be on the second one', async () => {
    const { clouds, env } = await openSandbox();
    const inMinutes = (minutes: number) => ({
      dateTime: new Date(startOfDay(TODAY, 'Asia/Kathmandu') + minutes * 60_000).toISOString(),
    });
    const id = 'new@example.org';
    clouds.calendar.addCalendar({ id, summary: id, timeZone: 'Asia/Kathmandu', accessRole: 'reader' });
    for (let index = 0; index < 2_500; index++)
      clouds.calendar.insert(id, {
        transparency: 'transparent',
        start: inMinutes(index),
        end: inMinutes(index + 1),
      });
    clouds.calendar.insert(id, { summary: 'Next', start: inMinutes(9_000), end: inMinutes(9_030) });
    const { day } = await run(id, env, { withNames: true });
    expect(day().rooms[0]).toMatchObject({ room_name: 'room' });
    expect(day().rooms[0]!.events).toHaveLength(2_501);
    expect(day().rooms[0]!.events.at(-1)).toMatchObject({ summary: 'Next' });
  });

  it('overwrites nothing unless it is told to', async () => {
    const { env } = await openSandbox();
    writeFileSync(output, 'mine');
    expect(await run('blue_room', env, { output })).toMatchObject({
      code: 1,
      err: [expect.stringMatching(/day\.json: is there already; overwrite it with --force/)],
    });
    expect(readFileSync(output, 'utf8')).toBe('mine');
    expect((await run('blue_room', env, { output, force: true })).code).toBe(0);
    expect(await run('blue_room', env, { output: join(folder, 'no', 'day.json') })).toMatchObject({
      code: 1,
      err: [expect.stringContaining("can't be written (ENOENT)")],
    });
  });

  it.each([
    [
      'a calendar that is not there',
      'lost@example.org',
      {},
      [],
      /lost@example\.org: .*share it with roomcal@/,
    ],
    ['a room that is not there', 'blu_room', {}, [], /did you mean the room blue_room\?/],
    ['a day beyond all years', 'blue_room', { day: '9999-12-31' }, [], /no date up to the year 9998/],
    ['a day that is not there', 'blue_room', { day: '2026-02-30' }, [], /--day 2026-02-30: no date/],
    ['a zone that is not there', 'blue_room', { timeZone: 'Europe/Roma' }, [], /did you mean Europe\/Rom/],
    [
      'a Google that answers 503',
      'blue_room',
      {},
      [{ vendor: 'calendar', status: 503 }],
      /Google Calendar: 503.*; run it again/,
    ],
    [
      'a Google that lets nobody in',
      'blue_room',
      {},
      [{ vendor: 'token', status: 400, match: '/token' }],
      /; put a living key into calendar_credentials\.json/,
    ],
  ])('tells of %s in a line', async (_, calendar, options, faults, line) => {
    const { clouds, env } = await openSandbox();
    await setFaults(clouds, faults);
    const { code, out, err } = await run(calendar, env, options);
    expect({ code, out }).toEqual({ code: 1, out: [] });
    expect(err).toEqual([expect.stringMatching(line)]);
    expect(err[0]).toMatch(/^roomcal: /);
  });

  it('wants a configuration, unless the calendar is a file', async () => {
    expect(await run('blue_room', {})).toMatchObject({
      code: 1,
      err: [expect.stringContaining('set ROOMCAL_CONFIG')],
    });
    expect((await run('room.txt', {})).err).toEqual([expect.stringMatching(/have the file end in \.ics$/)]);
    const ics = join(folder, 'room.ics');
    const lines = ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'UID:a', 'SUMMARY:Salary', 'DTSTART:20261123T090000'];
    writeFileSync(ics, [...lines, 'DURATION:PT1H', 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n'));
    const { code, day } = await run(ics, {}, { day: '2026-11-23', timeZone: 'Asia/Kathmandu' });
    expect(code).toBe(0);
    expect(day()).toMatchObject({ time_zone: 'Asia/Kathmandu', from: '2026-11-23T00:00:00+05:45' });
    expect(day().rooms[0]!.events).toMatchObject([{ start: { dateTime: '2026-11-23T09:00:00+05:45' } }]);
    const guessed = await run(ics, {});
    expect({ code: guessed.code, err: guessed.err }).toEqual({
      code: 0,
      err: [expect.stringMatching(/room\.ics: names no time zone: taken is that of this machine/)],
    });
    expect((await run(join(folder, 'no.ics'), {})).err[0]).toMatch(/no\.ics: there is no such file/);
  });

  it('reads a file from stdin and from an address, and writes to stdout for -o -', async () => {
    const text = [
      ...[
        'BEGIN:VCALENDAR',
        'BEGIN:VEVENT',
        'UID:\u001b[31mred',
        'SUMMARY:Salary',
        'DTSTART:20261123T090000Z',
      ],
      ...['DURATION:PT1H', 'RRULE:FREQ=NEVER', 'END:VEVENT', 'END:VCALENDAR', ''],
    ].join('\r\n');
    const { written, terminal } = terminalOf();
    async function* stdin() {
      yield Buffer.from(text);
    }
    const options = { day: '2026-11-23', timeZone: 'Europe/Rome', output: '-' };
    expect(await recordDay('-', options, {}, terminal, stdin())).toBe(0);
    const day: Day = JSON.parse(written.out.join('\n'));
    expect(day.rooms[0]?.events).toMatchObject([{ start: { dateTime: '2026-11-23T10:00:00+01:00' } }]);
    expect(written.err).toEqual([
      'roomcal: stdin: line 7, UID \\u001b[31mred: RRULE skipped: FREQ=NEVER is no frequency',
    ]);
    const { clouds } = await openSandbox();
    const { code, err } = await run(`${clouds.environment.STORAGE_EMULATOR_HOST}/no/such/calendar`, {});
    expect({ code, err }).toEqual({
      code: 1,
      err: [expect.stringMatching(/^roomcal: 127\.0\.0\.1:\d+: answered 404/)],
    });
  });
});
