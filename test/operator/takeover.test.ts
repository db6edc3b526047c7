import { mkdtempDisposableSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folderGuarded } from '../../src/io/storage/local-files.ts';
import type { Check } from '../../src/operator/check.ts';
import { readiness } from '../../src/operator/migrate.ts';
import { roomsOf } from '../../src/operator/record-rooms.ts';
import { takeoverSteps, undoSteps } from '../../src/operator/takeover.ts';

const ROOMS = [{ room_name: 'blue_room', gcal_calendar_id: 'blue@example.org' }] as never;
const NAME = 'blue_room.json';
const PYTHON = JSON.stringify({ response: { id: 'python', resourceId: 'r' } });
const ANOTHER = JSON.stringify({ response: { id: 'another', resourceId: 'r' } });

/** A folder with a record of the Python service, and the channels that were stopped since. */
function aFolder() {
  const { path, remove } = mkdtempDisposableSync(join(tmpdir(), 'roomcal-takeover-'));
  onTestFinished(() => remove());
  const put = (text: string) => writeFileSync(join(path, NAME), text);
  put(PYTHON);
  const stopped: string[] = [];
  const stop = async ({ id }: { id: string }) => void stopped.push(id);
  return {
    put,
    stop,
    stopped,
    there: () => readdirSync(path),
    place: { texts: folderGuarded(path), isOurs: true },
  };
}

describe('a record that somebody writes after the plan was shown', () => {
  it('is left where it is', async () => {
    const { put, stop, stopped, there, place } = aFolder();
    const { steps } = await takeoverSteps(ROOMS, [place], stop);
    put(ANOTHER);
    await expect(steps[0]?.act(() => undefined)).rejects.toMatchObject({ status: 412 });
    expect([stopped, there()]).toEqual([['python'], [NAME, 'python']]);
    // The next plan has it.
    expect((await takeoverSteps(ROOMS, [place], stop)).steps[0]?.would).toContain('channel another of');
  });

  it('is not written over by what is put back', async () => {
    const { put, stop, place } = aFolder();
    for (const { act } of (await takeoverSteps(ROOMS, [place], stop)).steps) await act(() => undefined);
    const { steps } = await undoSteps(ROOMS, [place], stop);
    put(ANOTHER);
    await expect(steps[0]?.act(() => undefined)).rejects.toMatchObject({ status: 412 });
    expect((await place.texts.read(NAME))?.text).toBe(ANOTHER);
  });
});

describe('a room whose channel is to be stopped', () => {
  const rooms = [
    { room_name: 'attic', thing_name: 'door', gcal_calendar_id: 'a' },
    { room_name: 'cellar', account: 'north', gcal_calendar_id: 'c' },
  ];
  const failed = (check: Check['check'], subject: string): Check => ({
    check,
    subject,
    status: 'failed',
    says: 'no',
  });

  it.each<[Check['check'], string, boolean, boolean]>([
    ['credentials', 'Google Calendar', false, false],
    ['credentials', 'Arduino IoT Cloud', false, true],
    ['credentials', 'Arduino IoT Cloud, north', true, false],
    ['calendar', 'attic', false, true],
    ['zone', 'attic', false, true],
    ['thing', 'door', false, true],
    ['thing', 'north/cellar', true, false],
    ['thing', 'attic', true, true],
    ['webhook', 'attic', true, true],
  ])(
    'is one that roomcal could serve: with %s of %s failed, attic %s, cellar %s',
    (check, subject, ...both) => {
      const isReady = readiness({ rooms } as never, [failed(check, subject)]);
      expect(rooms.map(({ room_name }) => isReady(room_name))).toEqual(both);
    },
  );

  it('is none that is gone where its record has another form of Unicode', async () => {
    const names = async () => ({ names: ['Cafe\u0301.json', 'attic.json'], isWhole: true });
    const records = { texts: { names }, isOurs: true } as never;
    expect((await roomsOf(records, ['Caf\u00e9'], { kept: false })).gone).toEqual(['attic']);
  });
});
