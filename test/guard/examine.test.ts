import { afterAll, expect, test } from 'vitest';
import { close } from '../../src/guard/close.js';
import { examine } from '../../src/guard/examine.js';
import { planFor } from '../../src/guard/plan/plan-now.js';
import { parseImage } from '../../src/guard/subject.js';
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
