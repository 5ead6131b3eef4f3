import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reportSchema, type Report } from '../../src/core/report.js';
import { gifenc, gifsicle } from '../../src/engines/index.js';
import { guard } from '../../src/guard/guard.js';
import { compressor, cutting, silent } from '../support/compressors.js';
import { GIFSICLE } from '../support/engine-run.js';
import { hash, rejectionOf } from '../support/guarded.js';
import { ball, folder, original, output } from '../support/guard-place.js';

describe('enforce', () => {
  test.each([gifenc(), gifsicle({ path: GIFSICLE })])('publishes what $name did honestly', async (engine) => {
    const { validation, ...result } = await guard(engine, { mode: 'enforce' })(ball, output, { colors: 32 });
    expect(result).toMatchObject({ engine: engine.name, parameters: { colors: 32 } });
    expect(reportSchema.parse(validation)).toMatchObject({
      verdict: 'pass',
      mode: 'enforce',
      operation: 'color_reduction',
      expectation: { colors: 32, colorScope: 'animation' },
      subject: { original: { path: ball }, output: { path: output, sha256: hash(readFileSync(output)) } },
    });
    expect(readdirSync(folder)).toEqual(['out.gif']);
  });

  test('a rejected output never appears, and the error carries the whole report', async () => {
    const error = await rejectionOf(guard(cutting(), { mode: 'enforce' })(ball, output, { lossy: 20 }));
    expect(error).toMatchObject({ code: 'validation_failed', quarantined: null });
    expect(error.message).toContain(`${output} was not published: it failed. file_integrity: `);
    expect(reportSchema.parse(error.report)).toMatchObject({ verdict: 'fail', operation: 'lossy_compression' });
    expect(error.report.checks.length).toBeGreaterThan(5);
    expect(JSON.stringify(error.report)).not.toContain('.pressproof-');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('an older file at the destination survives byte for byte, as the same file', async () => {
    writeFileSync(output, original);
    const other = join(folder, 'link.gif');
    linkSync(output, other);
    await rejectionOf(guard(cutting(), { mode: 'enforce' })(ball, output));
    writeFileSync(other, 'written through the other name');
    expect(readFileSync(output, 'utf8')).toBe('written through the other name');
  });

  test('a rejected file is kept in quarantine with its report, under names of their own', async () => {
    const quarantineDir = join(folder, 'deep', 'rejected');
    const shrink = guard(cutting(), { mode: 'enforce', quarantineDir });
    const errors = await Promise.all([1, 2, 3].map(() => rejectionOf(shrink(ball, output))));
    const kept = errors.map(({ quarantined }) => quarantined as string);
    expect(new Set(kept).size).toBe(3);
    for (const [index, path] of kept.entries()) {
      expect(basename(path)).toMatch(/^out\..*\.gif$/);
      expect(readFileSync(path)).toEqual(original.subarray(0, Math.floor(original.length * 0.6)));
      expect(JSON.parse(readFileSync(`${path}.report.json`, 'utf8'))).toEqual(errors[index]?.report);
      expect(errors[index]?.message).toContain(path);
    }
    expect(readdirSync(folder)).toEqual(['deep']);
    expect(readdirSync(quarantineDir)).toHaveLength(6);
  });

  test('a quarantine that cannot be written rejects all the same, and says why', async () => {
    const blocked = join(folder, 'blocked');
    writeFileSync(blocked, 'a file where the folder should be');
    const error = await rejectionOf(guard(cutting(), { mode: 'enforce', quarantineDir: blocked })(ball, output));
    expect(error.quarantined).toBeNull();
    expect(error.cause).toBeInstanceOf(Error);
    expect(readdirSync(folder)).toEqual(['blocked']);
  });

  test('a rejected file is kept under a name that a file system takes, however long its own is', async () => {
    const long = join(folder, `${'é'.repeat(120)}.gif`);
    const quarantineDir = join(folder, 'rejected');
    const error = await rejectionOf(guard(cutting(), { mode: 'enforce', quarantineDir })(ball, long));
    expect(basename(error.quarantined ?? '')).toMatch(/^é+\..*\.gif$/);
    expect(readdirSync(quarantineDir)).toHaveLength(2);
  });

  test('a folder where the output should be is rejected and goes', async () => {
    const engine = compressor('folder', async (_, to) => {
      rmSync(to);
      mkdirSync(to);
      writeFileSync(join(to, 'inside'), 'x');
    });
    writeFileSync(output, 'older');
    const error = await rejectionOf(guard(engine, { mode: 'enforce', failOpen: true })(ball, output));
    expect(error.message).toContain('is not a regular file');
    expect(readdirSync(folder)).toEqual(['out.gif']);
    expect(readFileSync(output, 'utf8')).toBe('older');
  });

  test('a link to something unfit is rejected and goes, what it points at stays', async () => {
    const elsewhere = join(folder, 'elsewhere.gif');
    writeFileSync(elsewhere, original.subarray(0, 9000));
    const engine = compressor('linking', async (_, to) => {
      rmSync(to);
      symlinkSync(elsewhere, to);
    });
    await rejectionOf(guard(engine, { mode: 'enforce' })(ball, output));
    expect(readdirSync(folder)).toEqual(['elsewhere.gif']);
  });

  test('a recorder that changes its report changes no decision', async () => {
    const onReport = (report: Report) => void (report.verdict = 'pass');
    await rejectionOf(guard(cutting(), { mode: 'enforce', onReport })(ball, output));
    expect(readdirSync(folder)).toEqual([]);
  });

  test('what could not be judged is not published either, and failOpen does not excuse the file', async () => {
    const damaged = join(folder, 'damaged.gif');
    writeFileSync(damaged, original.subarray(0, Math.floor(original.length * 0.6)));
    const untouched = compressor('other', async (_, to) => writeFileSync(to, original));
    const options = { mode: 'enforce', failOpen: true, checks: ['quality_degradation'] } as const;
    const error = await rejectionOf(guard(untouched, options)(damaged, output));
    expect(error.code).toBe('validation_inconclusive');
    expect(existsSync(output)).toBe(false);
  });

  test('an engine that wrote nothing is rejected', async () => {
    const error = await rejectionOf(guard(silent(), { mode: 'enforce' })(ball, output));
    expect(error.report.verdict).toBe('fail');
    expect(readdirSync(folder)).toEqual([]);
  });
});
