import * as path from 'node:path';
import { defineConfig, mergeConfig } from 'vitest/config';
import unit from '../../vitest.config';

/**
 * Like the unit tests, but seconds instead of milliseconds: real git repositories, child processes and files, and
 * properties that are tried on hundreds of random cases.
 */
export default mergeConfig(
  { ...unit, test: { ...unit.test, include: [] } },
  defineConfig({
    root: path.join(import.meta.dirname, '..', '..'),
    // Dozens of git processes on a busy machine take a while; the limit only ends what hangs.
    test: { pool: 'forks', include: ['test/system/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
  }),
);
