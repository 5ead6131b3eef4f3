import { join } from 'node:path';
import { Counter, Registry } from 'prom-client';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { close } from '../../../src/guard/close.js';
import { ValidationError } from '../../../src/guard/errors.js';
import { guard } from '../../../src/guard/guard.js';
import { countDecisions, scrape } from '../../../src/guard/record/metrics.js';
import { copying, cutting } from '../../support/compressors.js';
import { fixture, temporaryFolder } from '../../support/engine-run.js';
import { scrape as samplesIn } from '../../observe/metrics/scrape.js';
import '../../support/quiet.js';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv('PRESSPROOF_STORE', join(folder, 'results.db'));
  countDecisions();
});
afterEach(() => void vi.unstubAllEnvs());
afterAll(close);

const counted = async () => {
  const { text } = await scrape();
  return (name: string, labels: Readonly<Record<string, string>> = {}) =>
    samplesIn(text).find(
      (sample) =>
        sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    )?.value;
};

test('a scrape of a process that guards compressors tells what became of their files', async () => {
  const before = await counted();
  const output = join(folder, 'out.gif');
  await guard(copying(), { mode: 'alert' })(fixture('ball'), output);
  await expect(guard(cutting(), { mode: 'enforce' })(fixture('ball'), output)).rejects.toBeInstanceOf(ValidationError);
  await close();
  const after = await counted();
  const grew = (name: string, labels: Readonly<Record<string, string>>) =>
    (after(name, labels) ?? 0) - (before(name, labels) ?? 0);
  const image = { suite: 'image' };
  // a copy is no smaller, which warns
  expect(grew('pressproof_validations_total', { ...image, mode: 'alert', verdict: 'warn' })).toBe(1);
  expect(grew('pressproof_validations_total', { ...image, mode: 'enforce', verdict: 'fail' })).toBe(1);
  expect(grew('pressproof_checks_total', { ...image, check: 'file_integrity', outcome: 'failed' })).toBe(1);
  expect(grew('pressproof_rejections_total', { ...image, check: 'file_integrity' })).toBe(1);
  expect(grew('pressproof_compression_duration_seconds_count', { engine: 'copying' })).toBe(1);
  expect(grew('pressproof_check_duration_seconds_count', { ...image, check: 'file_integrity' })).toBe(2);
  expect(after('pressproof_mode_info', { mode: 'alert' })).toBe(1);
});

test('a configuration that cannot be read costs a scrape its switches, not its counters', async () => {
  vi.stubEnv('PRESSPROOF_CONFIG', join(folder, 'missing.json'));
  // the state is read anew after 100 ms
  await expect.poll(async () => (await counted())('pressproof_mode_info', { mode: 'alert' })).toBeUndefined();
  const now = await counted();
  expect(now('pressproof_emergency_disabled')).toBeUndefined();
  expect(now('pressproof_validations_total', { mode: 'alert', verdict: 'pass' })).toBeTypeOf('number');
});

test('the registry of an application gets all that was counted before it came, and what comes', async () => {
  const labels = { suite: 'image', mode: 'alert', verdict: 'warn' };
  const compress = () => guard(copying(), { mode: 'alert' })(fixture('ball'), join(folder, 'out.gif'));
  await compress();
  await close();
  const before = (await counted())('pressproof_validations_total', labels) ?? 0;
  const register = new Registry();
  new Counter({ name: 'mine_total', help: 'Mine.', registers: [register] }).inc(7);
  await scrape(register);
  await compress();
  await close();
  // its own scrape, by whatever route the application has
  const samples = samplesIn(await register.metrics());
  const validations = samples.find(({ name, labels: has }) => {
    return name === 'pressproof_validations_total' && has['mode'] === 'alert' && has['verdict'] === 'warn';
  });
  expect({ before, after: validations?.value }).toEqual({ before: expect.anything() as number, after: before + 1 });
  expect(before).toBeGreaterThanOrEqual(1);
  expect(samples).toContainEqual({ name: 'mine_total', labels: {}, value: 7 });
  // twice is the same as once
  await expect(scrape(register)).resolves.toMatchObject({ contentType: register.contentType });
});
