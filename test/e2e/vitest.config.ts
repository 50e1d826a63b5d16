import * as path from 'node:path';
import { defineConfig } from 'vitest/config';

// One workbench at a time, and no retries: a test that passes the second time hides something.
export default defineConfig({
  root: path.join(import.meta.dirname, '..', '..'),
  test: {
    include: ['test/e2e/**/*.test.ts'],
    setupFiles: ['test/e2e/support/setup.ts'],
    pool: 'forks',
    fileParallelism: false,
    maxWorkers: 1,
    retry: 0,
    expect: { poll: { timeout: 120_000 } },
    testTimeout: 600_000,
    hookTimeout: 300_000,
    teardownTimeout: 30_000,
  },
});
