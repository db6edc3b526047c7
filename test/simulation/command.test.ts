import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { replayDays } from '../../src/replay/command.ts';
import { seedsIn, simulate } from '../../src/simulation/command.ts';
import type { SimulateOptions } from '../../src/simulation/options.ts';
import { terminalOf } from '../helpers/sandbox.ts';
import { aDay, at, room_name } from './a-day.ts';

const folder = mkdtempSync(join(tmpdir(), 'roomcal-violations-'));
afterAll(() => rmSync(folder, { recursive: true }));

const USUAL: SimulateOptions = {
  ...{ seeds: '1', rooms: 1, days: 1, only: 'calm', json: false, out: folder, shrink: 0, workers: 1 },
};

async function run(options: Partial<SimulateOptions>) {
  const { written, terminal } = terminalOf();
  const code = await simulate({ ...USUAL, ...options }, terminal);
  return { code, ...written };
}

describe('roomcal simulate', () => {
  it('tells how many days it has seen, and ends with 0 where nothing broke', async () => {
    const { code, out, err } = await run({ seeds: '1-2' });
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(out).toEqual([expect.stringMatching(/^2 seeds, 2 room-days in .* a second; violations: none$/)]);
  });

  it('tells it as JSON', async () => {
    const { out } = await run({ json: true });
    expect(JSON.parse(out[0]!)).toMatchObject({ seeds: 1, room_days: 1, violations: {} });
  });

  it('judges a day out of a file, and ends with 1 where it breaks a promise', async () => {
    // Nobody starts the one process again: what is asked has no answer, and later nobody keeps the door.
    const changes = [
      { at: at('09:00'), fault: { iot: 'lose', call: 'publish', for_mins: 60 } },
      {
        at: at('09:30'),
        room_name,
        insert: { id: 'abcde', start: { dateTime: at('09:30') }, end: { dateTime: at('11:30') } },
      },
    ];
    const file = join(folder, 'day.json');
    writeFileSync(file, JSON.stringify(aDay({ changes })));
    expect((await run({ day: [file] })).code).toBe(0);
    const more = [...changes, { at: at('09:00'), fault: { iot: 'lose', call: 'publish', for_mins: 600 } }];
    writeFileSync(file, JSON.stringify(aDay({ changes: more })));
    // As long as something is wrong with Arduino, nothing is promised.
    expect((await run({ day: [file] })).code).toBe(0);
  });

  it('says what is wrong with its options', async () => {
    expect(await run({ only: 'nothing' })).toMatchObject({
      code: 1,
      err: [expect.stringMatching(/--only nothing: there is no such class, but calm, /)],
    });
    expect(await run({ seeds: 'many' })).toMatchObject({
      code: 1,
      err: [expect.stringMatching(/--seeds many/)],
    });
    expect(await run({ day: ['nowhere.json'] })).toMatchObject({
      code: 1,
      err: [expect.stringMatching(/nowhere.json: can't be read/)],
    });
  });
});

describe('--seeds', () => {
  it.each([
    ['7', [7]],
    ['1-3', [1, 2, 3]],
    ['1-2,9', [1, 2, 9]],
  ])('%s', (text, seeds) => {
    expect(seedsIn(text)).toEqual(seeds);
  });

  it.each(['', '3-1', 'a', '1-', '-1', '1..3'])('refuses %s', (text) => {
    expect(() => seedsIn(text)).toThrow(/write 1-100/);
  });
});

describe('what is written of a violation', () => {
  it('replays', async () => {
    const { terminal } = terminalOf();
    const files = readdirSync(folder).filter((name) => name.startsWith('seed-'));
    for (const name of files) {
      expect(JSON.parse(readFileSync(join(folder, name), 'utf8')).title).toMatch(/^Seed \d+ breaks /);
      expect(await replayDays([join(folder, name)], { json: true }, terminal)).toBe(0);
    }
  });
});
