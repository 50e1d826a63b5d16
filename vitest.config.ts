import { defineConfig } from 'vitest/config';
import { handlebarsVite } from './build/handlebarsPlugin.mjs';

export default defineConfig({
  plugins: [handlebarsVite()],
  test: {
    include: ['test/unit/**/*.test.ts'],
    // Nothing in src keeps state in a module, so that test files can share the modules they load.
    isolate: false,
    // Threads start sooner than processes, and hand over modules and results cheaper.
    pool: 'threads',
    maxWorkers: '100%',
    // The limit only ends what hangs; how long things take is what `npm run bench` shows.
    testTimeout: 30_000,
  },
});
