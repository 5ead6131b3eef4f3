import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { poolLimits, shippedWorker, type PoolOptions } from '../../src/pool/options.js';
import { WorkerPool } from '../../src/pool/worker-pool.js';

describe('pool options', () => {
  test('default to one thread for each that the machine can run', () => {
    expect(poolLimits({}).threads).toBe(availableParallelism());
  });

  test('default to the worker that ships', () => {
    const path = fileURLToPath(poolLimits({}).worker);
    expect(basename(path)).toBe('worker.js');
    expect(existsSync(path), `${path} is missing: run npm run build`).toBe(true);
  });

  test.each([
    ['src/pool/options.ts', 'dist/pool/worker.js', 'build the project first'],
    ['app/bundle.js', 'app/worker.js', 'keep it out of its bundle'],
  ])('say from %s that %s is missing, and the remedy', (from, worker, remedy) => {
    const nowhere = new URL('no such folder/', import.meta.url);
    expect(() => shippedWorker(new URL(from, nowhere).href)).toThrow(
      `The worker cannot start: ${fileURLToPath(new URL(worker, nowhere))} is missing; `,
    );
    expect(() => shippedWorker(new URL(from, nowhere).href)).toThrow(remedy);
  });

  test.each<PoolOptions>([
    { threads: 0 },
    { threads: 1.5 },
    { timeoutMs: 0 },
    { timeoutMs: NaN },
    { timeoutMs: 2 ** 31 },
    { timeoutMs: Infinity },
    { maxQueue: -1 },
    { heapMb: 1 },
  ])('refuse %j by name', (options) => {
    const [name] = Object.keys(options);
    expect(() => new WorkerPool(options)).toThrow(new RegExp(`^Expected an integer from .* for ${name} but received`));
  });

  test('a time limit of one call is checked too', async () => {
    await expect(new WorkerPool().run({}, { timeoutMs: -5 })).rejects.toThrow(/timeoutMs but received -5/);
  });
});
