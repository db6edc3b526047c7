import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('../../bin/roomcal.js', import.meta.url));

/** roomcal in a process of its own. */
export interface Child {
  /** Resolves with all that was printed so far once `text` is part of it. */
  printed(text: string): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** Resolves when the process has ended. */
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/** Starts `roomcal start`; `env` is all of its environment but the path. */
export function spawnRoomcal(env: Record<string, string>, nodeOptions: string[] = []): Child {
  const child = spawn(process.execPath, [...nodeOptions, ENTRY, 'start'], {
    env: { PATH: process.env.PATH ?? '', METADATA_SERVER_DETECTION: 'none', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
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
