import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { close } from '../../src/guard/close.js';
import { probe } from '../../src/guard/probe.js';
import { WorkerPool } from '../../src/pool/worker-pool.js';
import { fixture, temporaryFolder } from '../support/engine-run.js';
import '../support/quiet.js';

const ball = fixture('ball');
afterAll(close);

test('tells the facts of a file, and of the same bytes without a path', async () => {
  const ofPath = await probe(ball);
  expect(ofPath).toMatchObject({ path: ball, format: 'gif', frames: 12, complete: true, problems: [] });
  expect(await probe(readFileSync(ball))).toEqual({ ...ofPath, path: null });
});

test.each([
  ['missing', () => `${temporaryFolder()}/none.gif`, 'not_found'],
  ['a folder', temporaryFolder, 'not_a_file'],
  ['no image', () => Buffer.from('hello'), /not_an_image|unsupported_format/],
  ['empty', () => Buffer.alloc(0), 'empty_file'],
])('what is %s is an object with an error, not a throw', async (_, make, code) => {
  const facts = await probe(make());
  expect('error' in facts && facts.error.code).toMatch(code);
  expect('error' in facts && facts.error.message).not.toBe('');
});

test('a worker that dies is an object with an error, not a throw', async () => {
  const pool = new WorkerPool({ worker: new URL('../faults/workers/exit.mjs', import.meta.url), threads: 1 });
  expect(await probe(ball, { pool })).toMatchObject({ path: ball, error: { code: 'worker_died' } });
  await pool.close();
});

test('rejects with the signal’s reason', async () => {
  const reason = new Error('enough');
  await expect(probe(ball, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
