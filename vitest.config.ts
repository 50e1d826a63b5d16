import { defineConfig } from 'vitest/config';
import { handlebarsVite } from './build/handlebarsPlugin.mjs';

export default defineConfig({
  plugins: [handlebarsVite()],
  // The limit only ends what hangs; how long things take is what `npm run bench` shows.
  test: { include: ['test/unit/**/*.test.ts'], testTimeout: 30_000 },
});
