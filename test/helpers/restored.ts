import { afterAll, vi } from 'vitest';

// Files share a process: what one has put in a class's place is gone before the next begins.
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});
