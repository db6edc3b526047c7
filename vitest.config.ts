import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 10_000,
    maxWorkers: '100%',
    restoreMocks: true,
    // A token, a proxy or an emulator of whoever runs the tests must not reach them.
    env: { METADATA_SERVER_DETECTION: 'none', NODE_ENV: 'test' },
  },
});
