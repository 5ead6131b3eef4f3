import { expect, test } from 'vitest';
import { shareBytes } from '../../src/pool/pool.js';
import { WorkerPool } from '../../src/pool/worker-pool.js';

test('bytes are copied once, so the caller may change its own at once', () => {
  const bytes = Buffer.from('GIF89a');
  const shared = shareBytes({ bytes });
  bytes.fill(0);
  expect('bytes' in shared && Buffer.from(shared.bytes).toString()).toBe('GIF89a');
  expect('bytes' in shared && shared.bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
});

test('a worker cannot reach the caller’s buffer, and a pooled Buffer is not detached', async () => {
  const workers = new WorkerPool({ worker: new URL('../faults/workers/misbehave.mjs', import.meta.url), threads: 1 });
  const bytes = Buffer.from('from the pool of Buffer');
  await workers.run({ kind: 'overwrite', ...shareBytes({ bytes }) });
  await workers.close();
  expect(bytes.toString()).toBe('from the pool of Buffer');
});

test('paths stay paths', () => {
  expect(shareBytes({ path: 'a.gif' })).toEqual({ path: 'a.gif' });
});
