import { describe, expect, test } from 'vitest';
import { toDeploymentReport } from '../../src/report/deployment-report.js';
import { check, report } from './samples.js';

const subject = {
  kind: 'artifact',
  name: 'majora',
  version: 'v5',
  file: { path: 'models/majora.gguf', bytes: 10, sha256: null },
};
const models = [{ responses: [{ prompt: 'one', text: 'two' }] }];
const artifact = (more: Parameters<typeof report>[0]) =>
  report({ suite: 'artifact', subject, expectation: {}, ...more });

describe('the deployment report', () => {
  test('has every field by its name, with what the model was asked and what it answered', () => {
    const checks = [
      check('format_validation', 'passed', { category: 'format_validation' }),
      check('response_quality', 'warned', { category: 'response_quality', details: { models } }),
      check('regression', 'skipped', { category: 'regression' }),
    ];
    const expectation = { baseline: 'models/v4.gguf' };
    expect(toDeploymentReport(artifact({ checks, verdict: 'warn', expectation }), { baseline: 'v4' })).toMatchObject({
      model_path: 'models/majora.gguf',
      model_name: 'majora',
      version: 'v5',
      baseline_version: 'v4',
      timestamp: '2026-01-02T03:04:05.678Z',
      summary: {
        total_checks: 3,
        passed: 1,
        warnings: 1,
        failed: 0,
        skipped: 1,
        inconclusive: 0,
        overall_status: 'WARNING',
      },
      results: [
        { category: 'format_validation', check_name: 'format_validation', status: 'passed' },
        { category: 'response_quality', status: 'warning' },
        { category: 'regression', status: 'skipped' },
      ],
      test_queries: ['one'],
      test_responses: ['two'],
    });
  });

  test('takes nothing that was not measured for passed', () => {
    const checks = [check('format_validation', 'passed'), check('inference', 'inconclusive')];
    const { summary, results } = toDeploymentReport(artifact({ checks, verdict: 'inconclusive' }));
    expect(summary).toMatchObject({ failed: 1, inconclusive: 1, overall_status: 'FAILED' });
    expect(results[1]).toMatchObject({ status: 'failed', details: { outcome: 'inconclusive' } });
    expect(results[1]?.message).toMatch(/^Could not be measured: /);
  });

  test('is never an empty, green list', () => {
    const crashed = toDeploymentReport(artifact({ checks: [], verdict: 'inconclusive', reason: 'The worker died' }));
    expect(crashed.summary).toMatchObject({ total_checks: 1, failed: 1, overall_status: 'FAILED' });
    const off = toDeploymentReport(artifact({ checks: [], verdict: 'skipped', reason: 'Mode is off' }));
    expect(off.summary).toMatchObject({ total_checks: 1, skipped: 1, overall_status: 'SKIPPED' });
  });

  test('counts no check in shadow', () => {
    const checks = [check('format_validation', 'passed'), check('latency', 'failed', { mode: 'shadow' })];
    const { summary, results } = toDeploymentReport(artifact({ checks }));
    expect(summary).toMatchObject({ failed: 0, skipped: 1, overall_status: 'PASSED' });
    expect(results[1]?.message).toMatch(/in shadow, does not count: failed/);
  });
});
