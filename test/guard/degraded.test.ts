/** What becomes of a file that nobody looked at because the process is under load: as reduced as coverage can be. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { Report } from '../../src/core/report.js';
import { close } from '../../src/guard/close.js';
import { ValidationError } from '../../src/guard/errors.js';
import { guard } from '../../src/guard/guard.js';
import { cutting } from '../support/compressors.js';
import { fixture, temporaryFolder } from '../support/engine-run.js';
import '../support/quiet.js';

const ball = fixture('ball');
let folder: string;
let output: string;
let reports: Report[];

beforeEach(() => {
  folder = temporaryFolder();
  output = join(folder, 'out.gif');
  reports = [];
});
afterAll(close);

/** A compression that ruins its file, while memory, of which any process has more, allows no look at it. */
async function unseen(mode: 'alert' | 'enforce', onReducedCoverage: string): Promise<Report | undefined> {
  const config = join(folder, 'pressproof.json');
  const degradation = { enabled: true, memoryMiB: { degraded: 1, structural: 1, off: 1 } };
  writeFileSync(config, JSON.stringify({ degradation, onReducedCoverage, store: { path: null } }));
  const onReport = (report: Report): void => void reports.push(report);
  return (await guard(cutting(), { mode, config, onReport })(ball, output)).validation;
}

test('is not published by enforce', async () => {
  const error = await unseen('enforce', 'reject').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ValidationError);
  expect(error).toMatchObject({
    code: 'validation_partial',
    report: { verdict: 'skipped', coverage: { level: 'structural', framesCompared: 0 } },
  });
  expect((error as ValidationError).message).toContain('Degradation: Memory is at');
  expect(existsSync(output)).toBe(false);
});

test('is published by enforce where the operator accepts it, and is not looked at later', async () => {
  expect(await unseen('enforce', 'accept')).toMatchObject({ verdict: 'skipped', mode: 'enforce' });
  expect(existsSync(output)).toBe(true);
  await close();
  expect(reports.map(({ verdict }) => verdict)).toEqual(['skipped']);
});

test('is published by enforce and looked at later where the operator said so', async () => {
  expect(await unseen('enforce', 'queue-full-check')).toMatchObject({ verdict: 'skipped' });
  expect(existsSync(output)).toBe(true);
  await close();
  expect(reports.map(({ verdict }) => verdict)).toEqual(['skipped', 'fail']);
  expect(reports[1]).toMatchObject({ coverage: { level: 'full' }, mode: 'enforce' });
});

test.each(['reject', 'queue-full-check'])('is published by alert, and not looked at later (%s)', async (rule) => {
  expect(await unseen('alert', rule)).toMatchObject({ verdict: 'skipped', mode: 'alert' });
  expect(existsSync(output)).toBe(true);
  await close();
  expect(reports.map(({ verdict }) => verdict)).toEqual(['skipped']);
});
