/** Swapped, partial and older artifacts, and disks without room, as those see them who publish models by the command line. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ARTIFACT_FIXTURES } from '../../fixtures/artifacts/index.js';
import { classifier, picture } from '../../fixtures/artifacts/onnx-classifier.js';
import { reportSchema, type Report } from '../../src/core/report.js';
import { cli, type CliResult } from '../support/cli.js';
import { temporaryFolder } from '../support/engine-run.js';
import { scratchFolder } from '../support/scratch.js';
import { CAN_MOUNT, smallDisk } from './places.js';

const scratch = scratchFolder();
const at = (name: string) => join(scratch, name);
const V5 = classifier();
const V6 = classifier({ weightNoise: 0.5, seed: 2 });
const KEY = at('key.pem');
const PUBLIC = at('key.pub');
const HOLDOUT = at('holdout.jsonl');

beforeAll(() => {
  execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', KEY]);
  execFileSync('openssl', ['pkey', '-in', KEY, '-pubout', '-out', PUBLIC]);
  chmodSync(KEY, 0o600);
  const examples = [0, 1, 2, 3].map((seed) => ({ values: [...picture(seed, seed, 0.25)], label: seed }));
  writeFileSync(HOLDOUT, examples.map((example) => JSON.stringify(example)).join('\n'));
});

const reportOf = ({ stdout }: CliResult): Report => reportSchema.parse(JSON.parse(stdout));
const validate = (path: string, ...flags: readonly string[]) => cli(['artifact', 'validate', path, '--json', ...flags]);
const checkOf = (report: Report, id: string) => report.checks.find((check) => check.id === id)!;

/** Flags of a metric that is a program of ours, and so runs while the model is being validated. */
function meanwhile(program: string, ...paths: readonly string[]): string[] {
  const script = join(temporaryFolder(), 'meanwhile.cjs');
  writeFileSync(script, `const fs = require('fs'); const [a, b] = process.argv.slice(2); ${program}; console.log(1);`);
  const command = JSON.stringify([process.execPath, script, ...paths]);
  return ['--holdout', HOLDOUT, '--metric-command', command, '--minimum', '0'];
}

describe('case 50: swapped while it is validated', () => {
  // as Node itself cannot, to the nanosecond
  const IN_PLACE = `const touch = (...args) => require('child_process').execFileSync('touch', args);
    touch('-r', a, b + '.time'); fs.writeFileSync(a, fs.readFileSync(b)); touch('-r', b + '.time', a)`;
  const ASIDE = `fs.renameSync(a, a + '.aside')`;
  test.each([
    ['case 50: by another file', `fs.copyFileSync(b, a + '.new'); fs.renameSync(a + '.new', a)`],
    ['case 50: in place, with the time of the last write set back', IN_PLACE],
    ['case 50: and swapped back', `${ASIDE}; fs.copyFileSync(b, a); fs.renameSync(a + '.aside', a)`],
    ['case 50: and gone', ASIDE],
  ])('%s, it never passes', async (_, program) => {
    expect(V6).toHaveLength(V5.length);
    const folder = temporaryFolder();
    const [model, other] = [join(folder, 'model.onnx'), join(folder, 'other.onnx')];
    writeFileSync(model, V5);
    writeFileSync(other, V6);
    const result = await validate(model, ...meanwhile(program, model, other));
    const { verdict, checks } = reportOf(result);
    expect({ code: result.code, verdict }).toEqual({ code: 3, verdict: 'inconclusive' });
    for (const { outcome, details } of checks)
      expect([outcome, details?.['code']]).toEqual(['inconclusive', 'file_changed']);
  });

  test('case 50: a baseline that was swapped proves nothing, and takes nothing from the rest', async () => {
    const folder = temporaryFolder();
    const [model, baseline] = [join(folder, 'model.onnx'), join(folder, 'baseline.onnx')];
    for (const path of [model, baseline]) writeFileSync(path, V5);
    const swap = meanwhile(`fs.copyFileSync(a, b)`, model, baseline);
    const result = await validate(model, '--baseline', baseline, ...swap);
    const report = reportOf(result);
    expect(result.code).toBe(3);
    for (const id of ['regression', 'architecture_compatibility']) {
      expect(checkOf(report, id)).toMatchObject({ outcome: 'inconclusive', details: { code: 'file_changed' } });
      expect(checkOf(report, id).message).toMatch(/^baseline\.onnx of the baseline was written to/);
    }
    expect(checkOf(report, 'inference').outcome).toBe('passed');
  });
});

describe('swapped after it was validated', () => {
  test('case 50: is refused by the digest of the report and by its statement, both digests named', async () => {
    const folder = temporaryFolder();
    const [model, att] = [join(folder, 'model.onnx'), join(folder, 'model.att')];
    writeFileSync(model, V5);
    const first = await validate(model, '--attest', att, '--key', KEY);
    expect(first.code).toBe(0);
    const before = reportOf(first).subject.file!.sha256!;
    const held = () => cli(['attest', 'verify', att, '--key', PUBLIC, '--artifact', model]);
    expect((await held()).code).toBe(0);
    expect((await validate(model, '--expect-sha256', before)).code).toBe(0);

    writeFileSync(model, V6);
    const second = await validate(model, '--expect-sha256', before);
    const now = reportOf(second).subject.file!.sha256!;
    expect(now).not.toBe(before);
    expect(second.code).toBe(1);
    expect(checkOf(reportOf(second), 'file_integrity')).toMatchObject({
      outcome: 'failed',
      message: `The sha256 is ${now}, expected ${before}`,
    });
    const refused = await held();
    expect(refused.stdout).toContain(`x  ${model}: expected sha256 ${before}, found ${now}`);
    expect(refused.code).toBe(1);

    const renamed = join(folder, 'renamed.onnx');
    copyFileSync(model, renamed);
    const elsewhere = await cli(['attest', 'verify', att, '--key', PUBLIC, '--artifact', renamed]);
    expect(elsewhere.stdout).toContain(`nothing is attested of sha256 ${now}; the statement is of sha256 ${before}`);
    expect(elsewhere.code).toBe(1);
  });
});

test.each(ARTIFACT_FIXTURES)('case 50: a partial copy of $name fails with rule and byte', async ({ name, build }) => {
  const path = join(temporaryFolder(), name);
  const bytes = build();
  writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length * 0.6)));
  const result = await validate(path);
  expect(result.code).toBe(1);
  const { outcome, details } = checkOf(reportOf(result), 'format_validation');
  expect(outcome).toBe('failed');
  const problems = details?.['problems'] as { rule: string; offset: number | null }[];
  expect(problems[0]?.rule).toMatch(/^[a-z0-9]+(_[a-z0-9]+)+$/);
  expect(problems[0]?.offset).toEqual(expect.any(Number));
});

describe.runIf(CAN_MOUNT)('case 50: a disk that is full', () => {
  /** A model, and what takes the last page beside a file that was there before. */
  function fullDisk(): { model: string; older: string; disk: string } {
    const model = join(temporaryFolder(), 'model.onnx');
    writeFileSync(model, V5);
    const disk = smallDisk(8);
    for (const name of ['older', 'filler']) writeFileSync(join(disk, name), name);
    return { model, disk, older: join(disk, 'older') };
  }

  test.each(['json', 'html', 'markdown', 'junit', 'sarif'])(
    'case 50: keeps the former report as %s',
    async (format) => {
      const { model, disk, older } = fullDisk();
      const { code, stderr } = await validate(model, '--report', older, '--format', format);
      expect(stderr).toMatch(/Expected a path that can be written for --report .*ENOSPC/);
      expect(code).toBe(2);
      expect(readFileSync(older, 'utf8')).toBe('older');
      expect(readdirSync(disk).toSorted()).toEqual(['filler', 'older']);
    },
  );

  test.each([
    ['a success is none', [], 2],
    ['a failure stays one', ['--expect-sha256', '0'.repeat(64)], 1],
  ] as const)('case 50: keeps the former statement, and %s', async (_, flags, expected) => {
    const { model, disk, older } = fullDisk();
    const { code, stderr } = await validate(model, '--attest', older, '--key', KEY, ...flags);
    expect(stderr).toMatch(/No attestation was written to .*older: .*ENOSPC/);
    expect(code).toBe(expected);
    expect(readFileSync(older, 'utf8')).toBe('older');
    expect(readdirSync(disk).toSorted()).toEqual(['filler', 'older']);
  });
});

describe('rolling back', () => {
  test('case 52: to a version whose digest no longer is the recorded one fails, both named', async () => {
    const [model, report] = [at('rolled-back.onnx'), at('recorded.json')];
    writeFileSync(model, V5);
    await validate(model, '--name', 'majora', '--version', 'v5', '--report', report);
    const recorded = reportSchema.parse(JSON.parse(readFileSync(report, 'utf8'))).subject.file!.sha256!;
    writeFileSync(model, Buffer.concat([V5.subarray(0, -1), Buffer.of(V5.at(-1)! ^ 1)]));
    const result = await validate(
      model,
      '--name',
      'majora',
      '--version',
      'v5',
      '--expect-digest',
      `sha256:${recorded}`,
    );
    const { message } = checkOf(reportOf(result), 'file_integrity');
    const now = reportOf(result).subject.file!.sha256!;
    expect(message).toBe(`The sha256 is ${now}, expected ${recorded}`);
    expect(result.code).toBe(1);
  });

  test.each([
    ['a path', [], at('v4.onnx'), /^There is no baseline at .*v4\.onnx$/],
    [
      'a name of nothing',
      [],
      'v4',
      /^There is no baseline at v4, and none of that name: state artifact\.baselines\.v4/,
    ],
    [
      'a name of what is gone',
      ['--set', `artifact.baselines={v4: ${at('v4.onnx')}}`],
      'v4',
      /^There is no baseline at .*v4\.onnx, where artifact\.baselines\.v4 says it is$/,
    ],
  ])('case 52: no prior version, named by %s, is inconclusive and says so', async (_, flags, baseline, words) => {
    const model = at('only.onnx');
    writeFileSync(model, V5);
    const { code, stdout } = await validate(model, '--baseline', baseline, '--holdout', HOLDOUT, ...flags);
    const report = reportSchema.parse(JSON.parse(stdout));
    expect({ code, verdict: report.verdict }).toEqual({ code: 3, verdict: 'inconclusive' });
    for (const id of ['regression', 'architecture_compatibility']) {
      const { outcome, message } = checkOf(report, id);
      expect(outcome).toBe('inconclusive');
      expect(message).toMatch(words);
    }
    const people = await cli(['artifact', 'validate', model, '--baseline', baseline, ...flags]);
    expect(people.stdout).toMatch(/inconclusive/);
    expect(people.stdout).toMatch(/There is no baseline at/);
    expect(people.code).toBe(3);
  });
});
