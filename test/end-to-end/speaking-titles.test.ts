import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { localDate } from '../../src/agenda/local-time.ts';
import { systemClock } from '../../src/io/clock.ts';
import { VendorError } from '../../src/io/vendor-error.ts';
import { doctor } from '../../src/operator/doctor.ts';
import { setup } from '../../src/operator/setup.ts';
import { unwatch } from '../../src/operator/unwatch.ts';
import { recordDay } from '../../src/record/command.ts';
import { replayDays } from '../../src/replay/command.ts';
import { parseDay } from '../../src/replay/day.ts';
import { replay } from '../../src/replay/replay.ts';
import { timelineOf } from '../../src/replay/timeline.ts';
import { calendarOf } from '../../src/sandbox/seed-data.ts';
import { factLog } from '../../src/telemetry/fact-log.ts';
import { linesForPeople } from '../../src/telemetry/lines-for-people.ts';
import { loggerFor } from '../../src/telemetry/logger.ts';
import { visualize } from '../../src/visualizer/command.ts';
import { terminalOf, useSandboxes } from '../helpers/sandbox.ts';
import { SHOWN, SPEAKING, SPOKEN } from '../helpers/speaking.ts';
import { aDay, at, meeting } from '../replay/a-day.ts';

const openSandbox = useSandboxes();

/** Holds that what was written never spoke, and that what it was to tell was among it. */
function shown(written: readonly string[], text: string): void {
  const lines = written.flatMap((one) => one.split('\n'));
  expect(lines.filter((line) => SPOKEN.test(line))).toEqual([]);
  expect(lines.join('\n')).toContain(text);
}

/** A Google that lets in whoever has a token, and then says this of everything. */
async function aGoogleThatSays(message: string): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(403, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ error: { code: 403, message, errors: [{ reason: 'forbidden', message }] } }),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function aFile(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'roomcal-speaking-')), 'day.json');
  writeFileSync(path, text);
  return path;
}

const room_name = 'blue_room';
const events = [meeting('Stand-up', '10:00', '10:30', { summary: SPEAKING })];
const rooms = [{ room_name: SPEAKING, gcal_calendar_id: calendarOf('blue_room'), thing_name: 'blue_room' }];

describe('a title or a name that speaks to terminals', () => {
  it('is shown by replay', async () => {
    const { written, terminal } = terminalOf();
    const changes = [{ at: at('10:10'), room_name, update: { id: 'Stand-up', summary: `${SPEAKING}!` } }];
    const file = aFile(aDay({ title: SPEAKING, events, changes }));
    expect(await replayDays([file], { json: false, seed: 1 }, terminal)).toBe(0);
    shown(written.out, `curevmtg="Salary`);
    expect(written.out[0]).toBe(SHOWN);
  });

  it('is shown by replay where it names a room', async () => {
    const replayed = await replay(parseDay(aDay({ events }), 'day.json'), 1);
    const named = [{ room_name: SPEAKING, time_zone: 'Asia/Kathmandu', events: [] }];
    const day = parseDay(aDay({ rooms: named }), 'day.json');
    const looks = replayed.looks.map((look) => ({ ...look, room_name: SPEAKING }));
    const lines = timelineOf({ ...replayed, looks }, day, 'day.json', { shown: () => true });
    shown(lines, `${SHOWN} in Asia/Kathmandu`);
    shown(lines, `  ${SHOWN}  start`);
  });

  it('is shown by replay where another one was expected', async () => {
    const { written, terminal } = terminalOf();
    const expected = { at: at('10:00'), room_name, set: { curevmtg: SPEAKING, nextevmtg: SPEAKING } };
    const file = aFile(aDay({ events, expect: [expected] }));
    expect(await replayDays([file], { json: true, seed: 1 }, terminal)).toBe(1);
    shown(written.err, `expected "${SHOWN}"`);
  });

  it('is shown by replay where the day is malformed', async () => {
    const { written, terminal } = terminalOf();
    const file = aFile(aDay({ events, changes: [{ at: at('10:10'), room_name: SPEAKING, delete: 'a' }] }));
    expect(await replayDays([file], { json: true, seed: 1 }, terminal)).toBe(1);
    expect(await visualize([file], { serve: false, port: 0, seed: 1 }, terminal, AbortSignal.abort())).toBe(
      1,
    );
    shown(written.err, `there is no room ${SHOWN}`);
  });

  it('is shown by record, and is the same when it is read', async () => {
    const { clouds, env } = await openSandbox();
    const day = localDate(systemClock.now(), 'Europe/Rome');
    const [start, end] = ['10:00', '10:30'].map((time) => ({
      dateTime: `${day}T${time}:00`,
      timeZone: 'Europe/Rome',
    }));
    clouds.calendar.insert(calendarOf('blue_room'), { summary: SPEAKING, start: start!, end: end! });
    const { written, terminal } = terminalOf();
    expect(await recordDay('blue_room', { day, withNames: true, room: SPEAKING }, env, terminal)).toBe(0);
    shown(written.out, SHOWN);
    const recorded = JSON.parse(written.out.join('\n')).rooms[0];
    expect(recorded.events).toContainEqual(expect.objectContaining({ summary: SPEAKING }));
    expect(await recordDay(SPEAKING, { day }, env, terminal)).toBe(1);
    shown(written.err, SHOWN);
  });

  it('is shown by doctor, whether Google says it or the configuration', async () => {
    const { env } = await openSandbox({ rooms, gcal_api_endpoint: await aGoogleThatSays(SPEAKING) });
    const { written, terminal } = terminalOf();
    expect(await doctor({ json: false }, env, terminal)).toBe(1);
    shown(written.out, `${SHOWN}  Google Calendar: 403 forbidden: Salary ]0;pwned 31m\\u202e`);
  });

  it('is shown by setup, where the configuration has it', async () => {
    const { env } = await openSandbox({ [SPEAKING]: true });
    const { written, terminal } = terminalOf('no');
    expect(await setup({ yes: false }, env, terminal)).toBe(1);
    shown(written.err, `${SHOWN}: unknown key`);
  });

  it('is shown by unwatch', async () => {
    const { env } = await openSandbox({ rooms });
    const { written, terminal } = terminalOf();
    expect(await unwatch([], env, terminal)).toBe(0);
    expect(await unwatch(['nobody'], env, terminal)).toBe(1);
    shown(written.out, `${SHOWN}: has no channel`);
    shown(written.err, SHOWN);
  });

  it("is shown by the sandbox's log", async () => {
    const stream = new PassThrough({ encoding: 'utf8' });
    const logger = loggerFor({ logLevel: 'info' }, linesForPeople(stream));
    const narrate = factLog(logger, { titles: true });
    const texts = { curevmtg: SPEAKING, curevtm: '', nextevmtg: SPEAKING, nextevtm: '11:00-12:00' };
    const rest = { curevstart: '', curevend: '', nextevstart: '', nextevend: '' };
    const properties = { busynow: 1, ...texts, ...rest } as never;
    narrate({ type: 'reconciled', room_name, because: 'start', properties, stale: false } as never);
    const failure = new VendorError('calendar', `Google Calendar: 403: ${SPEAKING}\nblue_room free`);
    narrate({ type: 'refresh.failed', room_name, failure });
    const lines = (stream.read() as string).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    shown(lines, `busy  ${SHOWN}, next ${SHOWN} 11:00-12:00`);
    shown(lines, `! blue_room: refresh failed: Google Calendar: 403: ${SHOWN}\\u000ablue_room free`);
  });
});
