import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Child, spawnRoomcal } from './child.ts';

const END_WITH_PARENT = fileURLToPath(new URL('end-with-parent.ts', import.meta.url));

/** Node's arguments for a script of a process that ends with its parent. */
const script = (text: string) => ['--import', END_WITH_PARENT, '-e', text];

describe('a process that a test starts', () => {
  let child: Child;

  it('runs while the test does', async () => {
    child = spawnRoomcal({ PORT: '0', SANDBOX_HTTP_PORT: '0', SANDBOX_PUBSUB_PORT: '0' });
    await child.printed('roomcal runs on its sandbox');
  });

  it('ends with it, though nobody told it to', async () => {
    expect(await child.ended).toMatchObject({ code: null });
  });

  it('ends with whoever started it, also where that one is killed', async () => {
    const grandchild = JSON.stringify(script('setInterval(() => undefined, 1_000)'));
    const parent = spawn(process.execPath, [
      '-e',
      `const { spawn } = require('node:child_process');
       const child = spawn(process.execPath, ${grandchild}, { stdio: ['pipe', 'inherit', 'inherit'] });
       console.log(child.pid);
       setInterval(() => undefined, 1_000);`,
    ]);
    const [printed] = await once(parent.stdout, 'data');
    const pid = Number(String(printed));
    expect(isRunning(pid)).toBe(true);
    const closed = once(parent.stdout, 'close');
    parent.kill('SIGKILL');
    // The grandchild writes to the same pipe: it closes when both have ended.
    await closed;
    while (isRunning(pid)) await new Promise(setImmediate);
  });

  it('may end before', async () => {
    const child = spawn(process.execPath, script(''), { stdio: ['pipe', 'ignore', 'ignore'] });
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
