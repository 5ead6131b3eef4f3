import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ARTIFACT_FIXTURES } from '../../fixtures/artifacts/index.js';
import type { ArtifactFactsReport } from '../../src/artifact/inspection.js';
import { reportSchema } from '../../src/core/report.js';
import { cli, jsonLines } from '../support/cli.js';
import { scratchFolder } from '../support/scratch.js';

const folder = scratchFolder();
const notes = join(folder, 'notes.txt');
writeFileSync(notes, 'not a model');
const digest = createHash('sha256').update('not a model').digest('hex');

describe('pressproof artifact validate', () => {
  test('a file that is no model fails and says so', async () => {
    const { code, stdout, stderr } = await cli([
      'artifact',
      'validate',
      notes,
      '--json',
      '--name',
      'm',
      '--version',
      'v5',
    ]);
    const report = reportSchema.parse(JSON.parse(stdout));
    expect(report).toMatchObject({ suite: 'artifact', verdict: 'fail', subject: { name: 'm', version: 'v5' } });
    expect(report.checks.find(({ id }) => id === 'format_validation')?.message).toMatch(
      /No file of a known model format/,
    );
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });

  test('compares the digest that was announced', async () => {
    const own = ['artifact', 'validate', notes, '--checks', 'file_integrity', '--json', '--expect-sha256'];
    expect((await cli([...own, digest.toUpperCase()])).code).toBe(0);
    const { code, stdout } = await cli([...own, '0'.repeat(64)]);
    expect(reportSchema.parse(JSON.parse(stdout)).checks[0]?.outcome).toBe('failed');
    expect(code).toBe(1);
  });

  test('an emergency leaves the comparison of digests on, says what it left out, and passes nothing', async () => {
    const env = { PRESSPROOF_EMERGENCY_DISABLE: '1' };
    const own = ['artifact', 'validate', notes, '--json'];
    const wrong = await cli([...own, '--expect-sha256', '0'.repeat(64)], { env });
    const failed = reportSchema.parse(JSON.parse(wrong.stdout));
    expect({ code: wrong.code, verdict: failed.verdict }).toEqual({ code: 1, verdict: 'fail' });
    const right = reportSchema.parse(JSON.parse((await cli([...own, '--expect-sha256', digest], { env })).stdout));
    expect(right.verdict).toBe('skipped');
    expect(right.reason).toMatch(/PRESSPROOF_EMERGENCY_DISABLE is set; only file_integrity was looked at/);
    expect(right.checks.map(({ id, outcome }) => `${id} ${outcome}`)).toContain('format_validation skipped');
    const none = reportSchema.parse(JSON.parse((await cli(own, { env })).stdout));
    expect(none).toMatchObject({ verdict: 'skipped', checks: [] });
  });

  test('neither a sample rate nor the coverage of images leaves an artifact out', async () => {
    const env = { PRESSPROOF_SAMPLE_RATE: '0' };
    const args = [
      'artifact',
      'validate',
      notes,
      '--json',
      '--set',
      'coverage=structural',
      '--set',
      'degradation.enabled=true',
    ];
    const report = reportSchema.parse(JSON.parse((await cli(args, { env })).stdout));
    expect(report.verdict).toBe('fail');
    expect(report.coverage.level).toBe('full');
  });

  test('what is missing is a verdict, and what is wrongly asked for is not', async () => {
    const missing = await cli(['artifact', 'validate', join(folder, 'absent'), '--json']);
    expect(missing.code).toBe(1);
    expect(missing.stdout).toContain('There is nothing at');
    const wrong = await cli(['artifact', 'validate', notes, '--expect-sha256', 'abc']);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toMatch(/Expected a sha256, 64 hex digits for --expect-sha256/);
  });
});

describe('pressproof artifact scan', () => {
  const mixed = join(folder, 'mixed');
  mkdirSync(join(mixed, 'shards'), { recursive: true });
  writeFileSync(join(mixed, 'README.md'), 'words');
  writeFileSync(join(mixed, 'shards', 'config.json'), '{}');
  writeFileSync(join(mixed, 'shards', 'x.bin'), 'x');

  test('is one report a line, of folders whose files belong together as one, and tells what it left out', async () => {
    const { code, stdout, stderr } = await cli(['artifact', 'scan', mixed, notes, '--json']);
    const reports = jsonLines(stdout).map((line) => reportSchema.parse(line));
    expect(reports.map(({ subject }) => subject.file?.path)).toEqual([join(mixed, 'shards'), notes]);
    expect(reports.map(({ operation, verdict }) => `${operation} ${verdict}`)).toEqual(['scan fail', 'scan fail']);
    expect(stderr).toBe(`Not looked at, since it is no model: ${join(mixed, 'README.md')}\n`);
    expect(code).toBe(1);
  });

  test('a folder without a model is not fine', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const { code, stderr } = await cli(['artifact', 'scan', empty]);
    expect(stderr).toMatch(/No model in .*: nothing was looked at/);
    expect(code).toBe(3);
  });
});

describe('pressproof artifact inspect', () => {
  const fixture = ARTIFACT_FIXTURES.find(({ format }) => format === 'safetensors')!;
  const model = join(folder, fixture.name);
  writeFileSync(model, fixture.build());

  test('--json has every tensor, the memory with its arithmetic, and the digest', async () => {
    const { code, stdout, stderr } = await cli(['artifact', 'inspect', model, '--json']);
    const facts = JSON.parse(stdout) as ArtifactFactsReport;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(facts).toMatchObject({ path: model, kind: 'file', formats: ['safetensors'], problems: [], problemCount: 0 });
    expect(facts.sha256).toBe(createHash('sha256').update(fixture.build()).digest('hex'));
    expect(facts.tensors.length).toBeGreaterThan(0);
    expect(facts.memory?.terms[0]).toMatchObject({ what: 'weights' });
  });

  test('people get tables, without digests where they want none', async () => {
    const { stdout } = await cli(['artifact', 'inspect', model, '--no-digests']);
    expect(stdout).toMatch(/^ {2}format +safetensors$/m);
    expect(stdout).toMatch(/^Tensors, \d+$/m);
    expect(stdout).not.toContain('sha256');
  });

  test('what is not there is said with exit code 1', async () => {
    const { code, stdout } = await cli(['artifact', 'inspect', join(folder, 'absent')]);
    expect(stdout).toMatch(/There is nothing at/);
    expect(code).toBe(1);
  });

  test('a limit that is none is refused', async () => {
    const { code, stderr } = await cli(['artifact', 'inspect', model, '--set', 'limits.memoryCacheElementBytes=0']);
    expect(stderr).toMatch(/limits.memoryCacheElementBytes/);
    expect(code).toBe(2);
  });
});
