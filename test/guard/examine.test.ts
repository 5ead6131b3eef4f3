import { afterAll, expect, test } from 'vitest';
import type { CheckOutcome } from '../../src/core/report.js';
import { close } from '../../src/guard/close.js';
import { examine } from '../../src/guard/examine.js';
import { planFor } from '../../src/guard/plan/plan-now.js';
import type { Plan } from '../../src/guard/plan/plan.js';
import { parseImage } from '../../src/guard/subject.js';
import type { TaskRunner } from '../../src/pool/runner.js';
import { fixture } from '../support/engine-run.js';

afterAll(close);

const ball = parseImage('file', fixture('ball'));
const subject = { original: ball, output: ball };

/** @returns the coverage of a report while degradation allows no more */
async function coverageWith(coverage: 'sampled' | 'structural') {
  const plan = { ...planFor({}, {}), coverage, limitedBy: `degradation: ${coverage}` };
  return (await examine(subject, plan)).coverage;
}

test('degradation is said to limit what it limited, not a short animation that was compared whole', async () => {
  const whole = await coverageWith('sampled');
  expect(whole).toMatchObject({ level: 'full', framesCompared: 12, framesTotal: 12 });
  expect(whole).not.toHaveProperty('limitedBy');
  expect(await coverageWith('structural')).toMatchObject({ limitedBy: 'degradation: structural' });
});

const SHADOW = new Map([['quality_degradation', { mode: 'shadow', source: 'a test' } as const]]);

function planOn(pool: TaskRunner, checks?: readonly string[]): Plan {
  const plan = planFor({ checks }, {});
  return { ...plan, call: { ...plan.call, pool } };
}

test('what stands in shadow has no say in what could overturn the verdict', async () => {
  const found = (id: string, more: Partial<CheckOutcome> = {}): CheckOutcome => {
    return { id, category: 'any', outcome: 'passed', message: 'fine', durationMs: 0, ...more };
  };
  const checks = [found('file_integrity'), found('quality_degradation', { provisional: 'half was seen' })];
  const coverage = { level: 'sampled', framesCompared: 1, framesTotal: 2, couldOverturn: true } as const;
  const plan = planOn({ run: async () => ({ subject: { kind: 'image-pair' }, checks, coverage }) });
  expect((await examine(subject, plan)).coverage).toMatchObject({ couldOverturn: true, reason: 'half was seen' });
  const hidden = await examine(subject, { ...plan, modes: SHADOW });
  expect(hidden.coverage).toMatchObject({ level: 'sampled', couldOverturn: false });
  expect(hidden.coverage.reason).toBeUndefined();
});

test('a validator that fails is told of at the checks that were asked for, each in its own mode', async () => {
  const plan = planOn({ run: () => Promise.reject(new Error('no memory')) }, ['fps', 'quality_degradation']);
  const { verdict, checks, coverage } = await examine(subject, { ...plan, modes: SHADOW });
  expect(verdict).toBe('inconclusive');
  expect(coverage).toEqual({ level: 'structural', framesCompared: 0, framesTotal: 0 });
  expect(checks.map(({ id, outcome, message, mode, details }) => [id, outcome, message, mode, details])).toEqual([
    ['fps', 'inconclusive', 'no memory', undefined, { code: 'validator_crashed' }],
    ['quality_degradation', 'inconclusive', 'no memory', 'shadow', { code: 'validator_crashed' }],
  ]);
});
