import { mkdtempDisposableSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folderGuarded } from '../../src/io/storage/local-files.ts';
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
