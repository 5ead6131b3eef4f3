import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { fileURLToPath } from 'node:url';
import type { Comparison } from '../../src/batch/results/compare/shape.js';
import { cli } from '../support/cli.js';
import { scratchFolder } from '../support/scratch.js';

const folder = scratchFolder();
const inputs = fileURLToPath(new URL('../../fixtures/gif', import.meta.url));
const place = (name: string) => join(folder, name);

async function run(name: string, ...more: string[]): Promise<void> {
  const args = [
    'batch',
    inputs,
    '--out',
    place(name),
    '--engine',
    'sharp',
    '--concurrency',
    '1',
    '--no-progress',
    '--quiet',
  ];
  const { code, stderr } = await cli([...args, ...more]);
  expect([code, stderr]).toEqual([more.includes('--set') ? 1 : 0, '']);
}

describe('pressproof compare', () => {
  beforeAll(async () => {
    await run('before', '--colors', '32');
    await run('again', '--colors', '32');
    // nothing that loses anything meets this
    await run('stricter', '--colors', '32', '--set', 'limits.minSsim=0.9999');
    await run('other', '--colors', '64');
  });

  test('finds nothing between runs of the same plan', async () => {
    const { code, stdout } = await cli(['compare', place('before'), place('again'), '--json']);
    const { total, onlyAfter, onlyBefore } = JSON.parse(stdout) as Comparison;
    expect(code).toBe(0);
    expect(total).toMatchObject({ items: 7, sameBytes: 7, sizeRatio: 1, ssimChange: 0 });
    expect(Object.values(total.changes).every((count) => count === 0)).toBe(true);
    expect([onlyAfter.count, onlyBefore.count]).toEqual([0, 0]);
  });

  test('exits with 1 where what was fit no longer is, and says why', async () => {
    const { code, stdout } = await cli(['compare', place('before'), place('stricter')]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^\d of 7 items no longer fit/);
    expect(stdout).toMatch(/pass → fail +quality_degradation: /);
    const { code: back } = await cli(['compare', place('stricter'), place('before')]);
    expect(back).toBe(0);
  });

  test('compares nothing where nothing is in both, and does not call that well', async () => {
    const { code, stdout } = await cli(['compare', place('before'), place('other')]);
    expect(code).toBe(3);
    expect(stdout).toContain('no item in common');
    expect(stdout).toContain('recipes only there: sharp colors=64');
  });

  test('refuses a folder that is no run', async () => {
    mkdirSync(place('empty'));
    const { code, stderr } = await cli(['compare', place('before'), place('empty')]);
    expect(code).toBe(2);
    expect(stderr).toContain('There is no run in');
  });

  test('refuses a tolerance that is none', async () => {
    const { code, stderr } = await cli(['compare', place('before'), place('again'), '--size-tolerance', '-1']);
    expect(code).toBe(2);
    expect(stderr).toContain('--size-tolerance');
  });
});
