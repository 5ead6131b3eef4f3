import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Decision } from '../../src/core/decision.js';
import { reportSchema, type Report } from '../../src/core/report.js';
import { close } from '../../src/guard/close.js';
import type { OutputToValidate } from '../../src/guard/plan/options.js';
import { hearDecisions } from '../../src/guard/record/recording.js';
import { validate, validateMany } from '../../src/guard/validate.js';
import { WorkerPool } from '../../src/pool/worker-pool.js';
import { fixture, temporaryFolder } from '../support/engine-run.js';
import '../support/quiet.js';

const ball = fixture('ball');
afterAll(close);

function withoutTimes({ id, startedAt, durationMs, checks, ...report }: Report): unknown {
  void [id, startedAt, durationMs];
  return { ...report, checks: checks.map((check) => ({ ...check, durationMs: 0 })) };
}

describe('validateMany', () => {
  test('reports on each output, in their order, as validate does', async () => {
    const outputs: OutputToValidate[] = [
      { output: ball },
      { output: fixture('plasma') },
      { output: readFileSync(ball), operation: 'color_reduction', expectation: { colors: 2 } },
      { output: join(temporaryFolder(), 'none.gif') },
      { output: ball, checks: ['frame_count'], limits: { minFrames: 99 } },
      { output: ball, coverage: 'structural' },
    ];
    const reports = await validateMany(ball, outputs, { limits: { maxBytes: 10 ** 6 } });
    for (const report of reports) expect(reportSchema.parse(report)).toEqual(report);
    const alone = await Promise.all(
      outputs.map(({ output, ...own }) => validate(ball, output, { limits: { maxBytes: 10 ** 6 }, ...own })),
    );
    expect(reports.map(withoutTimes)).toEqual(alone.map(withoutTimes));
    expect(reports.map(({ verdict }) => verdict)).toEqual(['warn', 'fail', 'fail', 'fail', 'fail', 'warn']);
  });

  test('takes outputs without options as they are, none at all, and mode off', async () => {
    const [first, second] = await validateMany(ball, [ball, readFileSync(ball)]);
    expect([first?.verdict, second?.verdict]).toEqual(['warn', 'warn']);
    expect(await validateMany(ball, [])).toEqual([]);
    expect((await validateMany(ball, [ball, ball], { mode: 'off' })).map(({ verdict }) => verdict)).toEqual([
      'skipped',
      'skipped',
    ]);
  });

  test('judges each output in the mode of its own checks, under load too', async () => {
    const config = join(temporaryFolder(), 'pressproof.json');
    const checks = { fps: { mode: 'off' }, frame_count: { mode: 'shadow' } };
    writeFileSync(config, JSON.stringify({ checks, degradation: { enabled: true }, limits: { minFrames: 99 } }));
    const outputs: OutputToValidate[] = [
      { output: ball, checks: ['fps'] },
      { output: ball, checks: ['frame_count'] },
      { output: ball },
    ];
    for (const order of [outputs, outputs.toReversed()]) {
      const reports = await validateMany(ball, order, { config });
      const alone = await Promise.all(order.map(({ output, ...own }) => validate(ball, output, { config, ...own })));
      expect(reports.map(withoutTimes)).toEqual(alone.map(withoutTimes));
    }
    const judged = (await validateMany(ball, outputs, { config })).map(({ mode, verdict }) => `${mode} ${verdict}`);
    expect(judged).toEqual(['off skipped', 'shadow fail', 'alert warn']);
  });

  test('records of each output its share of what all took', async () => {
    const heard: Decision[] = [];
    const silence = hearDecisions((decision) => void heard.push(decision));
    const reports = await validateMany(ball, [ball, ball, ball, ball]);
    silence();
    const whole = Math.max(...reports.map(({ durationMs }) => durationMs));
    const wait = heard[0]?.queueWaitMs ?? 0;
    const shares = heard.map(({ validationMs }) => validationMs - wait);
    // reports are made one after the other, so none lasted longer than the last
    expect(shares.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(whole - wait + 1e-6);
  });

  test('takes no single output for a list', async () => {
    await expect(validateMany(ball, ball as unknown as [])).rejects.toThrow(
      `Expected a list for outputs but received "${ball}"`,
    );
  });

  test('judges bytes as they were at the call', async () => {
    const bytes = Uint8Array.from(readFileSync(ball));
    const pending = validateMany(bytes, [bytes, ball]);
    bytes.fill(0);
    expect((await pending).map(({ verdict }) => verdict)).toEqual(['warn', 'warn']);
  });

  test.each([
    [[{ output: ball, colors: 32 } as OutputToValidate], 'options'],
    [[{ output: ball, expectation: { colors: 0 } }], 'expectation.colors'],
    [[7 as unknown as string], 'output'],
  ])('refuses outputs that it does not understand: %j', async (outputs, named) => {
    await expect(validateMany(ball, outputs)).rejects.toThrow(named);
  });

  test('ends with the reason of an aborted signal', async () => {
    const reason = new Error('enough');
    await expect(validateMany(ball, [ball, ball], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const pending = validateMany(ball, [ball, ball], { signal: controller.signal });
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
  });

  test('gives each output a task of its own when the worker does not survive them together', async () => {
    // dies of many, and judges single ones
    const worker = join(temporaryFolder(), 'worker.mjs');
    const shipped = new URL('../../dist/pool/worker.js', import.meta.url).href;
    writeFileSync(
      worker,
      `import work from ${JSON.stringify(shipped)};
       export default (task) => (task.kind === 'validate-many' ? process.exit(9) : work(task));`,
    );
    const pool = new WorkerPool({ worker: new URL(`file://${worker}`), threads: 1 });
    const reports = await validateMany(ball, [ball, fixture('plasma')], { pool });
    await pool.close();
    expect(reports.map(({ verdict }) => verdict)).toEqual(['warn', 'fail']);
  });
});
