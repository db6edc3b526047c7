import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished, TestRunner } from 'vitest';

const ENTRY = fileURLToPath(new URL('../../bin/roomcal.js', import.meta.url));
const END_WITH_PARENT = fileURLToPath(new URL('end-with-parent.ts', import.meta.url));

/** roomcal in a process of its own. */
export interface Child {
  /** Resolves with all that was printed so far once `text` is part of it. */
  printed(text: string): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** Resolves when the process has ended. */
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/**
 * Starts `roomcal start`; `env` is all of its environment but the path. It does not outlive the test that starts it, nor
 * this process. `entry` is another installation's.
 */
export function spawnRoomcal(
  env: Record<string, string>,
  nodeOptions: string[] = [],
  entry: string = ENTRY,
): Child {
  const child = spawn(process.execPath, [...nodeOptions, '--import', END_WITH_PARENT, entry, 'start'], {
    env: { PATH: process.env.PATH ?? '', METADATA_SERVER_DETECTION: 'none', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code]) => ({ code, stdout, stderr }));
  // What a hook starts for several tests lives on: that hook's counterpart ends it.
  if (TestRunner.getCurrentTest()) {
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await ended;
    });
  }
  return {
    async printed(text) {
      while (!stdout.includes(text)) {
        const over = await Promise.race([
          once(child.stdout, 'data').then(() => false),
          ended.then(() => true),
        ]);
        if (over && !stdout.includes(text))
          throw new Error(`ended without printing ${text}: ${stdout}${stderr}`);
      }
      return stdout;
    },
    signal: (name) => child.kill(name),
    ended,
  };
}
