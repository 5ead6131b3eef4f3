import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ARTIFACT_FIXTURES } from '../../fixtures/artifacts/index.js';
import { zipOf } from '../../fixtures/artifacts/zip.js';
import type { ArtifactFactsReport } from '../../src/artifact/inspection.js';
import { reportSchema } from '../../src/core/report.js';
import { cli, fixture as image, jsonLines } from '../support/cli.js';
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
      /The content is of no known model format/,
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

  test('what our reader says of a file does not look like a key of it', async () => {
    const llama = join(folder, 'keys.gguf');
    writeFileSync(llama, ARTIFACT_FIXTURES.find(({ format }) => format === 'gguf')!.build());
    const { stdout } = await cli(['artifact', 'inspect', llama]);
    const [metadata, read] = ['Metadata', 'What was read'].map(
      (title) => stdout.split(`\n${title}\n`)[1]!.split('\n\n')[0],
    );
    expect(metadata).toMatch(/general\.architecture/);
    expect(metadata).not.toMatch(/requiredTensors/);
    expect(read).toMatch(/requiredTensors +judged/);
  });

  test('what is not there is said with exit code 1', async () => {
    const { code, stdout } = await cli(['artifact', 'inspect', join(folder, 'absent')]);
    expect(stdout).toMatch(/There is nothing at/);
    expect(code).toBe(1);
  });

  test.each([
    ['a text', 'notes.txt', 'no_model', 'The content is of no known model format'],
    ['nothing in it', 'empty.txt', 'empty_file', 'The file is empty'],
    ['a name that promises more', 'text.gguf', 'gguf_magic', 'Expected '],
  ])('what is no model has no facts, and exits with 1: %s', async (_, name, error, message) => {
    const path = join(folder, 'no-models', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, name.startsWith('empty') ? '' : 'to do: train a model');
    const { code, stdout } = await cli(['artifact', 'inspect', path]);
    expect(stdout.startsWith(`${path}: ${message}`)).toBe(true);
    expect(code).toBe(1);
    const json = await cli(['artifact', 'inspect', path, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ path, error: { code: error } });
    expect(json.code).toBe(1);
  });

  test('a limit that is none is refused', async () => {
    const { code, stderr } = await cli(['artifact', 'inspect', model, '--set', 'limits.memoryCacheElementBytes=0']);
    expect(stderr).toMatch(/limits.memoryCacheElementBytes/);
    expect(code).toBe(2);
  });
});

describe('pressproof artifact validate of good models', () => {
  const written = ARTIFACT_FIXTURES.map(({ name, build }) => {
    const path = join(folder, `good-${name}`);
    writeFileSync(path, build());
    return [name, path] as const;
  });

  test.each(written)('%s exits with 0, everything measured or said to be not applicable', async (_, path) => {
    const { code, stdout } = await cli(['artifact', 'validate', path, '--json']);
    const { checks, verdict } = reportSchema.parse(JSON.parse(stdout));
    expect(checks.filter(({ outcome }) => outcome === 'inconclusive' || outcome === 'failed')).toEqual([]);
    // formats that can carry code, and values that all are the same, are warned of
    expect(['pass', 'warn']).toContain(verdict);
    expect(code).toBe(0);
  });
});

describe('environments', () => {
  const model = join(folder, 'model.safetensors');
  const checks = ['--checks', 'memory_requirements,format_validation'];

  test('--environment all judges for each of them what was measured once', async () => {
    const args = ['artifact', 'validate', model, '--environment', 'all', ...checks];
    const { stdout } = await cli([...args, '--json']);
    const reports = jsonLines(stdout).map((line) => reportSchema.parse(line));
    const names = reports.map(({ expectation }) => (expectation['environment'] as { name: string }).name);
    expect(names).toEqual(['development', 'staging', 'production']);
    const matrix = await cli(args);
    expect(matrix.stdout).toMatch(/^ +development +staging +production$/m);
    expect(matrix.stdout).toMatch(/^ {2}memory_requirements +✓ passed +✓ passed +✓ passed$/m);
    expect(matrix.code).toBe(0);
  });

  test('are data of the configuration, and the one deployed to is the default', async () => {
    const config = join(folder, 'environments.json');
    const tiny = { ramGb: 1e-9, vramGb: 0, minAccuracy: 0, maxLatencyMs: 1, gpuRequired: false };
    writeFileSync(config, JSON.stringify({ artifact: { environments: [{ name: 'edge', ...tiny }] } }));
    const args = ['artifact', 'validate', model, ...checks, '--json', '--config', config];
    const failed = await cli(args, { env: { PRESSPROOF_ENV: 'edge' } });
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain('GiB declared for edge');
    const other = await cli(args, { env: { DEPLOYMENT_ENV: 'blue' } });
    expect(reportSchema.parse(JSON.parse(other.stdout)).expectation).toEqual({});
    const unknown = await cli([...args, '--environment', 'egde']);
    expect(unknown.stderr).toMatch(/Expected one of edge for environment but received "egde"/);
    expect(unknown.code).toBe(2);
  });

  test('a second one of the same name is refused with its field', async () => {
    const both = '[{name: a, ramGb: 1, vramGb: 0, minAccuracy: 0, maxLatencyMs: 1, gpuRequired: false}]';
    const twice = `artifact.environments=${both.slice(0, -1)}, ${both.slice(1)}`;
    const { code, stderr } = await cli(['artifact', 'validate', model, '--set', twice]);
    expect(stderr).toMatch(/Expected names that differ .* for artifact.environments/);
    expect(code).toBe(2);
  });
});

test('numbers of a trainer come from a file, which has to hold some', async () => {
  const model = join(folder, 'model.safetensors');
  const wrong = await cli(['artifact', 'validate', model, '--reported', notes]);
  expect(wrong.stderr).toMatch(/Expected a JSON file of an object of numbers for --reported/);
  expect(wrong.code).toBe(2);
});

describe('pressproof artifact diff', () => {
  const [llama, tensors] = (['gguf', 'safetensors'] as const).map((wanted) =>
    ARTIFACT_FIXTURES.find(({ format }) => format === wanted)!,
  ) as [(typeof ARTIFACT_FIXTURES)[number], (typeof ARTIFACT_FIXTURES)[number]];
  const [a, b] = [join(folder, 'a.gguf'), join(folder, 'b.safetensors')];
  writeFileSync(a, llama.build());
  writeFileSync(b, tensors.build());

  test('names what differs, and says of the same model that nothing does', async () => {
    const same = await cli(['artifact', 'diff', a, a]);
    expect(same.stdout).toMatch(/Nothing differs but, perhaps, the weights/);
    const other = await cli(['artifact', 'diff', a, b]);
    expect(other.stdout).toMatch(/^\d+ tensors only in the first$/m);
    expect([same.code, other.code]).toEqual([0, 0]);
    const { stdout } = await cli(['artifact', 'diff', a, b, '--json']);
    const { difference } = JSON.parse(stdout) as { difference: { added: { name: string }[] } };
    expect(difference.added.length).toBeGreaterThan(0);
  });

  test('what is no model is not compared', async () => {
    const { code, stdout } = await cli(['artifact', 'diff', a, notes]);
    expect(stdout).toMatch(/notes\.txt cannot be compared: The content is of no known model format/);
    expect(code).toBe(1);
  });
});

describe('a baseline by name', () => {
  const model = join(folder, 'by-name.safetensors');
  writeFileSync(model, ARTIFACT_FIXTURES.find(({ format }) => format === 'safetensors')!.build());
  const own = ['artifact', 'validate', model, '--checks', 'architecture_compatibility', '--json'];

  test('is known by --set, too', async () => {
    const set = ['--set', `artifact.baselines.v5.1=${model}`, '--set', 'artifact.baselines.other=nowhere'];
    const { code, stdout } = await cli([...own, '--baseline', 'v5.1', ...set]);
    expect(reportSchema.parse(JSON.parse(stdout))).toMatchObject({ verdict: 'pass', expectation: { baseline: model } });
    expect(code).toBe(0);
    expect((await cli(['config', 'print', ...set])).stdout).toMatch(/artifact\.baselines .*nowhere.*flag --set/);
  });

  test.each([
    ['artifact.baselines.v5=', /Expected a text that is not empty for artifact\.baselines\.v5 but received null/],
    ['artifact.baselines.v5=5', /Expected a text that is not empty for artifact\.baselines\.v5 but received 5/],
    ['artifact.baselines.a/b=c', /Expected a name without slashes for artifact\.baselines\.a\/b but received "a\/b"/],
    ['artifact.baseline.v5=c', /Unknown field artifact\.baseline\.v5; did you mean artifact\.baselines\?/],
  ])('%s is refused', async (assigned, message) => {
    const { code, stderr } = await cli([...own, '--set', assigned]);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});

describe('a holdout', () => {
  const llama = ARTIFACT_FIXTURES.find(({ format }) => format === 'gguf')!;
  const model = join(folder, 'held.gguf');
  const holdout = join(folder, 'holdout.jsonl');
  const script = join(folder, 'a score.cjs');
  writeFileSync(model, llama.build());
  writeFileSync(holdout, '{"input": "one two three", "expected": "four"}');
  writeFileSync(script, `console.log(require('fs').readFileSync(0, 'utf8').includes('four') ? 3 : 0)`);
  const own = ['artifact', 'validate', model, '--checks', 'holdout', '--json'];
  const byProgram = ['--metric-command', JSON.stringify([process.execPath, script])];

  test.each([
    [['--metric', 'perplexity', '--maximum', '1e9'], 'passed', 'perplexity'],
    [['--metric', 'perplexity', '--maximum', '0.1'], 'failed', 'perplexity'],
    [['--metric', 'f1', '--minimum', '1.1'], 'failed', 'f1'],
    [[...byProgram, '--minimum', '3'], 'passed', 'command'],
    [[...byProgram, '--lower-is-better', '--maximum', '2'], 'failed', 'command'],
  ])('is judged by %j', async (flags, outcome, metric) => {
    const { stdout } = await cli([...own, '--holdout', holdout, ...flags]);
    const [check] = reportSchema.parse(JSON.parse(stdout)).checks.filter(({ id }) => id === 'holdout');
    expect(check?.outcome).toBe(outcome);
    expect(Object.keys(check?.actual ?? {})).toContain(metric);
  });

  test('that was asked for is told without what was not', async () => {
    const args = ['artifact', 'validate', model, '--checks', 'size_limits', '--format', 'html', '--holdout', holdout];
    const { stdout } = await cli(args);
    expect(stdout).toContain(holdout);
    expect(stdout).not.toMatch(/(metric|minimum|command) undefined/);
  });

  test.each([
    [['--minimum', '1'], /Expected --holdout FILE with it for --minimum/],
    [['--metric-command', 'true'], /Expected --holdout FILE with it for --metric-command/],
    [['--holdout', holdout, '--metric', 'command'], /Expected --metric-command PROGRAM with it for --metric/],
    [['--holdout', holdout, '--lower-is-better'], /Expected --metric-command PROGRAM with it for --lower-is-better/],
    [['--holdout', holdout, '--metric-command', '[1]'], /Expected a program and its arguments for --metric-command/],
    [['--holdout', holdout, '--maximum', 'x'], /Expected a number for --maximum but received "x"/],
  ])('needs all that belongs together: %j', async (flags, message) => {
    const { code, stderr } = await cli([...own, ...flags]);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});

describe('a model that is given to a command for images', () => {
  const gguf = ARTIFACT_FIXTURES.find(({ format }) => format === 'gguf')!;
  const model = join(folder, 'a model.gguf');
  writeFileSync(model, gguf.build());
  const hint = `A model is judged by: pressproof artifact validate '${model}'\n`;

  test.each([
    ['probe', [model], 1],
    ['validate', [model, model], 1],
    ['validate', [image('held'), model], 1],
    ['validate', [model, image('held')], 3],
  ])('%s fails as before, and names the command for models', async (command, args, exit) => {
    const { code, stderr } = await cli([command, ...args]);
    expect({ code, stderr }).toEqual({ code: exit, stderr: hint });
    expect((await cli([command, ...args, '--quiet'])).stderr).toBe('');
  });

  test('of another file nothing is said', async () => {
    const archive = join(folder, 'notes.docx');
    writeFileSync(archive, zipOf([{ name: 'word/document.xml', data: '<document/>' }]).bytes);
    for (const other of [notes, archive]) expect((await cli(['probe', other])).stderr).toBe('');
  });
});
