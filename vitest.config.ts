import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // processes, because tests start piscina's worker threads and end them; a thread inside a thread hides crashes
    pool: 'forks',
    // against what never ends, and no measure of speed: what takes 6 s on two idle cores (channels that hang, six commands
    // one after the other) was seen to take 55 s where six processes shared each core, and once more of that is for worse
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // so that what never comes is told as what was waited for, before a test's own limit says nothing of it
    expect: { poll: { timeout: 100_000 } },
  },
});
