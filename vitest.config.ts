import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // processes, because tests start piscina's worker threads and end them; a thread inside a thread hides crashes
    pool: 'forks',
    // room for a cold start of node, sharp and a worker pool on a busy two-core machine
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
