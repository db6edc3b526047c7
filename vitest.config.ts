import { defineConfig } from 'vitest/config';
import type { Reporter } from 'vitest/node';
import { forgetShell } from './test/helpers/environment.ts';
import { LongestFirst } from './test/helpers/longest-first.ts';

// Here, before there are workers: they and their children inherit what is left.
forgetShell(process.env);

/** Ends the run with one plain line, `1295 passed, 0 failed`, for whoever reads only the last one. */
const summary: Reporter = {
  onTestRunEnd(modules, errors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const broken = modules.filter((module) => !module.ok()).length > 0 || errors.length > 0;
    const failed = Math.max(count('failed'), broken ? 1 : 0);
    process.on('exit', () => process.stdout.write(`${count('passed')} passed, ${failed} failed\n`));
  },
};

const WHOLE = ['test/end-to-end/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      // A process for each file would spend more on importing Google's clients than most files do on their tests.
      {
        extends: true,
        test: { name: 'together', include: ['test/**/*.test.ts'], exclude: WHOLE, isolate: false },
      },
      // Whole services: what one leaves on its way when it ends must not meet the next.
      { extends: true, test: { name: 'apart', include: WHOLE } },
    ],
    setupFiles: ['test/helpers/restored.ts'],
    reporters: ['default', summary],
    // What computes takes its time on a busy machine; what waits for nothing that comes is found all the same.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Many tests wait for others more than they compute.
    maxWorkers: '200%',
    sequence: { sequencer: LongestFirst },
    restoreMocks: true,
    env: { METADATA_SERVER_DETECTION: 'none', NODE_ENV: 'test' },
  },
});
