import { availableParallelism } from 'node:os';
import type { Plugin } from 'vite';
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

/** XState as the service has it, not its build for developers. */
const asTheService: Plugin = {
  name: 'as-the-service',
  configResolved(config) {
    config.ssr.resolve = { ...config.ssr.resolve, conditions: ['node'] };
  },
};

/** Vitest makes no more workers of a text such as 200% than there are cores; many tests wait more than they compute. */
const CORES = availableParallelism();
const WHOLE = ['test/end-to-end/**/*.test.ts'];

export default defineConfig({
  plugins: [asTheService],
  test: {
    // The sources as Node runs them in the service, without types and without a detour.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    projects: [
      // Whole services: what one leaves on its way when it ends must not meet what tests put in the place of the network.
      // They wait for each other and for what comes each second, more than they compute.
      {
        extends: true,
        test: {
          name: 'services',
          include: WHOLE,
          maxWorkers: Math.min(2 * CORES + 1, 8),
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: WHOLE,
          maxWorkers: CORES + 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    // A process for each file would spend more on importing Google's clients than most files do on their tests.
    isolate: false,
    setupFiles: ['test/helpers/restored.ts'],
    reporters: ['default', summary],
    // What computes takes its time on a busy machine; what waits for nothing that comes is found all the same.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What a test has made is garbage when the next begins: with a small young generation a tenth of the time goes there.
    execArgv: ['--min-semi-space-size=32', '--max-semi-space-size=64'],
    sequence: { sequencer: LongestFirst },
    restoreMocks: true,
    env: { METADATA_SERVER_DETECTION: 'none', NODE_ENV: 'test' },
  },
});
