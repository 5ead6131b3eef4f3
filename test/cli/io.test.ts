import { afterEach, expect, test, vi } from 'vitest';
import { processIo } from '../../src/cli/io.js';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test.each([
  ['xterm', true],
  ['dumb', false],
])('a bar is redrawn at a terminal that can: TERM=%s', (terminal, attended) => {
  vi.stubEnv('TERM', terminal);
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, isTTY: stream.isTTY }));
  try {
    process.stderr.isTTY = true;
    process.stdout.isTTY = false;
    const io = processIo(new AbortController().signal, { expectStop() {}, isRead: () => true, leave() {} });
    expect(io).toMatchObject({ attended, watched: attended });
  } finally {
    for (const { stream, isTTY } of streams) stream.isTTY = isTTY;
  }
});
