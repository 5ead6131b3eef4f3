import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { goodSafetensors } from '../../fixtures/artifacts/safetensors.js';
import { artifactChecks } from '../../src/artifact/checks/index.js';
import { runArtifactTask } from '../../src/artifact/run.js';
import { DEFAULT_ARTIFACT_BUDGET, type ArtifactTask } from '../../src/artifact/task.js';
import { defaultsOf } from '../../src/core/limits.js';
import { verdictOf } from '../../src/core/outcome.js';
import { artifactFolder } from '../support/artifact-folder.js';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();
const FILE = 'model.safetensors';
/** The checks that this is about: others have their own tests. */
const CHECKS = ['file_integrity', 'format_validation', 'size_limits', 'unsafe_content'];

async function run(path: string, task: Partial<ArtifactTask> = {}) {
  const result = await runArtifactTask({
    kind: 'artifact',
    path,
    expectation: {},
    limits: Object.assign({}, ...artifactChecks.map(({ limits }) => defaultsOf(limits))),
    checks: CHECKS,
    coverage: 'full',
    budget: DEFAULT_ARTIFACT_BUDGET,
    progress: null,
    ...task,
  });
  const outcomes = Object.fromEntries(result.checks.map(({ id, outcome }) => [id, outcome]));
  return { ...result, outcomes, verdict: verdictOf(result.checks.map(({ outcome }) => outcome)) };
}

test('a good file passes, and its digest is recorded without a claim', async () => {
  const { verdict, checks, subject } = await run(join(artifactFolder(scratch, { [FILE]: goodSafetensors() }), FILE));
  const integrity = checks.find(({ id }) => id === 'file_integrity')!;
  expect(verdict).toBe('pass');
  expect(integrity).toMatchObject({
    outcome: 'skipped',
    message: expect.stringMatching(/^No digest was expected; recorded/),
  });
  expect(subject.file!.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(JSON.stringify(checks)).not.toMatch(/verified/i);
});

describe('case 48: a digest that was announced', () => {
  const path = (): string => join(artifactFolder(scratch, { [FILE]: goodSafetensors() }), FILE);
  const printed = (program: string, file: string): string =>
    execFileSync(program, [file], { encoding: 'utf8' }).split(' ')[0]!;
  test('and is that of the file passes', async () => {
    const file = path();
    for (const digest of [`sha256:${printed('sha256sum', file)}`, `blake2b:${printed('b2sum', file)}`]) {
      const { outcomes } = await run(file, { expectation: { digest } });
      expect(outcomes['file_integrity']).toBe('passed');
    }
  });
  test.each([{ sha256: '0'.repeat(64) }, { digest: `blake2b:${'0'.repeat(128)}` }])(
    'and is another fails: %j',
    async (expectation) => {
      expect(await run(path(), { expectation })).toMatchObject({
        verdict: 'fail',
        outcomes: { file_integrity: 'failed' },
      });
    },
  );
  test('is not compared when only the structure is looked at, and nothing says that it was', async () => {
    const { outcomes, coverage } = await run(path(), {
      expectation: { sha256: '0'.repeat(64) },
      coverage: 'structural',
    });
    expect(outcomes['file_integrity']).toBe('skipped');
    expect(coverage.couldOverturn).toBe(true);
  });
});

test('what is missing fails', async () => {
  const { verdict, subject } = await run(join(scratch, 'nowhere'));
  expect(verdict).toBe('fail');
  expect(subject.file).toMatchObject({ bytes: null, sha256: null });
});

test('a folder without a model fails', async () => {
  expect(await run(artifactFolder(scratch, { 'README.md': 'text' }))).toMatchObject({ verdict: 'fail' });
});

test('what cannot be read is inconclusive in every check', async () => {
  const path = join(scratch, 'loop');
  symlinkSync(path, path);
  const { outcomes } = await run(path);
  expect(new Set(Object.values(outcomes))).toEqual(new Set(['inconclusive']));
});

describe('an artifact that changes while it is looked at', () => {
  test.each(['written to', 'joined by another file'])('is inconclusive in every check when it is %s', async (how) => {
    const folder = artifactFolder(scratch, { [FILE]: goodSafetensors() });
    // the first thing that a run does is to find the files, before it gives way for the first time
    const pending = run(folder);
    writeFileSync(join(folder, how === 'written to' ? FILE : 'other'), 'x');
    const { checks } = await pending;
    expect(checks).toHaveLength(CHECKS.length);
    for (const { outcome, message, details } of checks) {
      expect([outcome, details?.['code']]).toEqual(['inconclusive', 'file_changed']);
      expect(message).toMatch(/was written to while it was looked at/);
    }
  });
});

describe('progress', () => {
  test('knows the total before the first byte, and ends at it', async () => {
    const folder = artifactFolder(scratch, { [FILE]: goodSafetensors(), 'README.md': 'x'.repeat(100_000) });
    const progress = new SharedArrayBuffer(16);
    const [read, total] = [0, 1].map((index) => () => Number(new BigUint64Array(progress)[index]));
    const { subject } = await run(folder, { progress });
    expect(subject.file!.bytes).toBeGreaterThan(100_000);
    expect([read!(), total!()]).toEqual([subject.file!.bytes, subject.file!.bytes]);
  });
  test('of nothing that reads data is nothing', async () => {
    const progress = new SharedArrayBuffer(16);
    mkdirSync(join(scratch, 'empty'));
    await run(join(scratch, 'empty'), { progress, coverage: 'structural' });
    expect([...new BigUint64Array(progress)]).toEqual([0n, 0n]);
  });
});

test('the bytes to read are those of what reads the file, and all of them are read', async () => {
  const progress = new SharedArrayBuffer(16);
  const path = join(artifactFolder(scratch, { [FILE]: goodSafetensors() }), FILE);
  await run(path, { progress, checks: null });
  const [read, total] = new BigUint64Array(progress);
  expect({ read, total }).toEqual({ read: total, total: read });
  expect(total).toBeLessThanOrEqual(2n * BigInt(goodSafetensors().length));
});
