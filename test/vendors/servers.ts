import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { build } from './go.ts';

/** Where the third parties listen: `pubsub` as PUBSUB_EMULATOR_HOST has it, `storage` as an origin. */
export interface Vendors {
  pubsub: string;
  storage: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Only in `npm run test:vendors`. */
    vendors: Vendors | undefined;
  }
}

/** Starts the third parties for all tests of a run, and ends them behind it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'roomcal-vendors-'));
  const program = join(folder, 'vendors');
  build(program);
  // It ends when its standard input does: with us, however we end.
  const servers = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(servers.stdout, 'data');
  project.provide('vendors', JSON.parse(String(line)) as Vendors);
  return async () => {
    servers.stdin.end();
    await once(servers, 'exit');
    await rm(folder, { recursive: true });
  };
}
