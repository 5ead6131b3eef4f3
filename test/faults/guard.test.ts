import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { reportSchema, type Report } from '../../src/core/report.js';
import { close } from '../../src/guard/close.js';
import { ValidationError } from '../../src/guard/errors.js';
import { guard } from '../../src/guard/guard.js';
import { validate } from '../../src/guard/validate.js';
import { WorkerPool } from '../../src/pool/worker-pool.js';
import { copying } from '../support/compressors.js';
import { fixture, temporaryFolder } from '../support/engine-run.js';
import '../support/quiet.js';

const ball = fixture('ball');
let folder: string;
let output: string;
let pool: WorkerPool;

beforeEach(() => {
  folder = temporaryFolder();
  output = join(folder, 'out.gif');
  writeFileSync(output, 'older');
});
afterEach(() => pool.close());

// every way in which a validator can fail; none of them may ever look like a pass
describe.each([
  ['dies', 'exit', 'worker_died', {}],
  ['hangs', 'hang', 'timeout', { timeoutMs: 1000 }],
  ['runs out of memory', 'hoard', 'worker_died', { heapMb: 32 }],
  ['has a bug', 'bug', 'task_failed', {}],
])('a validator that %s', (_, worker, code, options) => {
  beforeEach(() => {
    pool = new WorkerPool({ worker: new URL(`./workers/${worker}.mjs`, import.meta.url), threads: 1, ...options });
  });
  const limit = 'timeoutMs' in options ? options : {};

  function expectCrash(report: Report | undefined): void {
    expect(reportSchema.parse(report)).toMatchObject({ verdict: 'inconclusive', coverage: { framesCompared: 0 } });
    expect(report?.reason).toBeTruthy();
    expect(report?.checks).toHaveLength(10);
    for (const check of report?.checks ?? []) {
      expect(check).toMatchObject({ outcome: 'inconclusive', message: report?.reason, details: { code } });
    }
  }

  test('makes a report that says so at every check', async () => {
    const report = await validate(ball, ball, { pool, ...limit });
    expect(report.mode).toBe('alert');
    expectCrash(report);
  });

  test('is rejected by enforce, and the older file stays', async () => {
    const work = guard(copying(), { mode: 'enforce', pool, ...limit })(ball, output);
    await expect(work).rejects.toBeInstanceOf(ValidationError);
    const error = (await work.catch((reason: unknown) => reason)) as ValidationError;
    expectCrash(error.report);
    expect(error.code).toBe('validation_inconclusive');
    expect(readFileSync(output, 'utf8')).toBe('older');
    expect(readdirSync(folder)).toEqual(['out.gif']);
  });

  test('is published by enforce with failOpen, and still no pass', async () => {
    const shrink = guard(copying(), { mode: 'enforce', failOpen: true, pool, ...limit });
    expectCrash((await shrink(ball, output)).validation);
    expect(readFileSync(output)).toEqual(readFileSync(ball));
  });

  test('is published and told by alert', async () => {
    expectCrash((await guard(copying(), { pool, ...limit })(ball, output)).validation);
    expect(readFileSync(output)).toEqual(readFileSync(ball));
  });

  test('is unseen in shadow, and recorded', async () => {
    const reports: Report[] = [];
    const engine = copying();
    const shrink = guard(engine, { mode: 'shadow', pool, ...limit, onReport: (report) => void reports.push(report) });
    expect(await shrink(ball, output)).toBe(engine.results[0]);
    await close();
    expectCrash(reports[0]);
  });
});

test('an abort ends a hanging validator and publishes nothing', async () => {
  pool = new WorkerPool({ worker: new URL('./workers/hang.mjs', import.meta.url), threads: 1 });
  const controller = new AbortController();
  const reason = new Error('enough');
  const work = guard(copying(), { mode: 'enforce', pool })(ball, output, {}, controller.signal);
  setTimeout(() => controller.abort(reason), 300);
  await expect(work).rejects.toBe(reason);
  expect(readFileSync(output, 'utf8')).toBe('older');
  expect(readdirSync(folder)).toEqual(['out.gif']);
});
