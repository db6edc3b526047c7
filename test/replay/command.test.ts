import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { replayDays } from '../../src/replay/command.ts';
import { terminalOf } from '../helpers/sandbox.ts';
import { aDay, at, meeting } from './a-day.ts';

const ENTRY = fileURLToPath(new URL('../../bin/roomcal.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'roomcal-days-'));
afterAll(() => rmSync(folder, { recursive: true }));

const room_name = 'blue_room';
const events = [meeting('Stand-up', '10:00', '10:30')];
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const GOOD = file('good.json', aDay({ title: 'One meeting', events, to: at('11:00') }));
const WRONG = file(
  'wrong.json',
  aDay({ events, expect: [{ at: at('10:00'), room_name, set: { busynow: 0 } }] }),
);
const BROKEN = file('broken.json', aDay({ events, to: 'evening' }));

async function run(...files: string[]) {
  const { written, terminal } = terminalOf();
  const code = await replayDays(files, { json: true, seed: 1 }, terminal);
  const { out, err } = written;
  return { code, out: out.map((line) => JSON.parse(line)), raw: out, err };
}

describe('roomcal replay --json', () => {
  it('prints a line for each look of which something came', async () => {
    const { code, raw, err } = await run(GOOD);
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(raw).toEqual([
      '{"at":"2026-11-23T08:00:00.000+01:00","room_name":"blue_room","because":"start",' +
        '"state":{"occupancy":"free","sync":"current","booking":"open"},' +
        '"set":{"busynow":0,"curevmtg":"Free until 10:00","nextevmtg":"Stand-up","nextevtm":"10:00-10:30",' +
        '"nextevstart":"10:00","nextevend":"10:30"},"calls":{"calendar.list":1,"iot.publish":6}}',
      '{"at":"2026-11-23T10:00:00.000+01:00","room_name":"blue_room","because":"boundary",' +
        '"state":{"occupancy":"busy","sync":"current","booking":"open"},' +
        '"set":{"busynow":1,"curevmtg":"Stand-up","nextevmtg":"","curevtm":"10:00-10:30","curevstart":"10:00",' +
        '"curevend":"10:30","nextevtm":"","nextevstart":"","nextevend":""},"calls":{"calendar.list":0,"iot.publish":9}}',
      '{"at":"2026-11-23T10:30:00.000+01:00","room_name":"blue_room","because":"boundary",' +
        '"state":{"occupancy":"free","sync":"current","booking":"open"},' +
        '"set":{"busynow":0,"curevmtg":"Free all day","curevtm":"","curevstart":"","curevend":""},' +
        '"calls":{"calendar.list":0,"iot.publish":5}}',
    ]);
  });

  it('names the day on each line where there are several', async () => {
    const { code, out } = await run(GOOD, GOOD);
    expect(code).toBe(0);
    expect(out).toHaveLength(6);
    for (const line of out) expect(Object.entries(line)[0]).toEqual(['day', GOOD]);
  });

  it('ends with 1 where an expectation does not hold, and says what was expected and what was found', async () => {
    const { code, out, err } = await run(WRONG, GOOD);
    expect(code).toBe(1);
    expect(out.length).toBeGreaterThan(3);
    expect(err).toEqual([
      `${WRONG}: expect[0].set.busynow (blue_room, 2026-11-23T10:00:00.000+01:00): expected 0, found 1`,
      '  busynow was set at 10:00:00 (boundary)',
    ]);
  });

  it('shows what is wanted, and expects everything all the same', async () => {
    const { written, terminal } = terminalOf();
    const options = { json: true, seed: 1, room: [room_name], from: '10:30', to: '10:30' };
    expect(await replayDays([GOOD], options, terminal)).toBe(0);
    expect(written.out.map((line) => JSON.parse(line).at)).toEqual(['2026-11-23T10:30:00.000+01:00']);
    expect(await replayDays([WRONG], options, terminal)).toBe(1);
    expect(written.err[0]).toContain('expected 0, found 1');
  });

  it.each([
    ['malformed', BROKEN, /broken\.json: to: needs an instant/],
    [
      'missing',
      join(folder, 'nowhere.json'),
      /nowhere\.json: there is no such file; name the file of a day$/,
    ],
    ['a folder', folder, /can't be read \(EISDIR\)/],
    ['no text', file('binary.json', '\u0000\u0001'), /binary\.json: not JSON/],
  ])('ends with 1 before anything is replayed where a day is %s', async (_, day, line) => {
    const { code, out, err } = await run(GOOD, day);
    expect({ code, out }).toEqual({ code: 1, out: [] });
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(line);
  });

  it('tells the time of a room in the zone of the room', async () => {
    const rooms = [{ room_name, time_zone: 'Asia/Kathmandu', events: [] }];
    const { out } = await run(file('kathmandu.json', aDay({ rooms })));
    expect(out[0].at).toBe('2026-11-23T12:45:00.000+05:45');
  });
});

describe('the command', () => {
  const roomcal = (...args: string[]) =>
    new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, [ENTRY, ...args], (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      );
    });

  it('replays a day for the eye, and colours nothing that is piped', async () => {
    const { code, stdout, stderr } = await roomcal('replay', GOOD);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('10:00:00  blue_room  boundary  free -> busy  busynow=1  curevmtg="Stand-up"');
    expect(stdout).not.toContain('\u001b');
  });

  it.each([
    [['replay', WRONG, '--json'], /expected 0, found 1\n/],
    [['replay', GOOD, '--room', 'red_room'], /--room red_room: there is no such room, but blue_room\n$/],
    [['replay', BROKEN, '--json'], /to: needs an instant/],
    [['replay'], /missing required argument 'day'/],
    [['replay', GOOD, '--seed', 'x'], /take an integer/],
    [['replay', GOOD, '--xml'], /unknown option '--xml'/],
  ])('ends with 1 and a line on stderr: %j', async (args, line) => {
    const { code, stderr } = await roomcal(...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(line);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
