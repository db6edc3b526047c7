import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { forgetShell } from '../helpers/environment.ts';

// What takes longer than whoever has just changed something wants to wait.

forgetShell(process.env);

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/long/*.ts'],
    exclude: ['test/long/vitest.config.ts'],
    testTimeout: 120_000,
    // By default a machine of two cores has one at work.
    maxWorkers: '100%',
    env: { METADATA_SERVER_DETECTION: 'none', NODE_ENV: 'test' },
  },
});
