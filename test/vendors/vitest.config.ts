import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { forgetShell } from '../helpers/environment.ts';
import { obstacle } from './go.ts';

// The contract suites once more, also against what others wrote: Google's pstest, and fake-gcs-server.

forgetShell(process.env);
const why = obstacle();
if (why) process.stdout.write(`test:vendors is skipped: ${why}\n`);

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: why ? [] : ['test/contract/{events,filters,channel-store,files}.test.ts'],
    passWithNoTests: why !== undefined,
    globalSetup: why ? [] : ['test/vendors/servers.ts'],
    testTimeout: 10_000,
    env: { METADATA_SERVER_DETECTION: 'none', NODE_ENV: 'test' },
  },
});
