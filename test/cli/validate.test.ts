import { execFileSync, spawn } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { reportSchema } from '../../src/core/report.js';
import { cli, fixture, jsonLines } from '../support/cli.js';
import { cutFixture, scratchFolder } from '../support/scratch.js';

const folder = scratchFolder();
const original = fixture('held');
const cut = cutFixture('held', 0.6, join(folder, 'cut.gif'));

describe('the exit code', () => {
  test.each([
    ['1 for a failure', [original, cut], 1],
    ['0 for a warning (a copy is not smaller)', [original, original], 0],
    ['1 for a warning with --strict', [original, original, '--strict'], 1],
    ['3 where nothing could be measured', [join(folder, 'absent.gif'), original], 3],
    ['1 for an output that is not there', [original, join(folder, 'absent.gif')], 1],
    ['0 in shadow mode, whatever the verdict', [original, cut, '--mode', 'shadow'], 0],
    ['0 in mode off', [original, cut, '--mode', 'off'], 0],
    ['1 in enforce mode', [original, cut, '--mode', 'enforce'], 1],
  ])('is %s', async (_, args, expected) => {
    const { code } = await cli(['validate', ...args, '--quiet']);
    expect(code).toBe(expected);
  });
});

test('--json is one document of the published schema, and says which setting decided the mode', async () => {
  const config = join(folder, 'shadow.yaml');
  writeFileSync(config, 'mode: shadow\n');
  const { stdout, stderr } = await cli(['validate', original, cut, '--json', '--config', config]);
  const report = reportSchema.parse(JSON.parse(stdout));
  expect(report).toMatchObject({ verdict: 'fail', mode: 'shadow', modeSource: `file ${config}`, suite: 'image' });
  expect(stderr).toBe('');
});

test('expectations and limits reach the checks', async () => {
  const args = ['--operation', 'color_reduction', '--colors', '2', '--set', 'limits.colorTolerance=1', '--json'];
  const { stdout } = await cli(['validate', fixture('ball'), fixture('ball'), ...args]);
  const report = reportSchema.parse(JSON.parse(stdout));
  expect(report).toMatchObject({ operation: 'color_reduction', expectation: { colors: 2 } });
  expect(report.checks.find(({ id }) => id === 'color_count')).toMatchObject({
    outcome: 'failed',
    expected: { max: 3 },
  });
});

describe('several outputs', () => {
  test('are one report a line, and the worst decides the exit code', async () => {
    const { code, stdout } = await cli(['validate', original, original, cut, original, '--json']);
    const reports = jsonLines(stdout).map((line) => reportSchema.parse(line));
    expect(reports.map(({ verdict }) => verdict)).toEqual(['warn', 'fail', 'warn']);
    expect(reports.map(({ subject }) => subject.output?.path)).toEqual([original, cut, original]);
    expect(code).toBe(1);
  });

  test('are a table for people, and all in the report file', async () => {
    const file = join(folder, 'several.json');
    const { code, stdout } = await cli(['validate', original, original, fixture('ball'), '--report', file]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/held\.gif[^]*ball\.gif/);
    expect(jsonLines(readFileSync(file, 'utf8'))).toHaveLength(2);
  });
});

test('--metrics reports what limits do not need', async () => {
  const { stdout } = await cli(['validate', original, original, '--json', '--metrics', 'ssimulacra2,banding']);
  const quality = reportSchema.parse(JSON.parse(stdout)).checks.find(({ id }) => id === 'quality_degradation');
  expect(quality?.details?.['metrics']).toMatchObject({ ssimulacra2: { worst: 100 }, banding: { worst: 0 } });
  const { code, stderr } = await cli(['validate', original, original, '--metrics', 'beauty']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/one of ssim, ssim_fast, ms_ssim, ssimulacra2/);
});

test('--coverage and --time-budget say how much is looked at', async () => {
  const { stdout } = await cli(['validate', fixture('ball'), fixture('ball'), '--json', '--coverage', 'structural']);
  expect(reportSchema.parse(JSON.parse(stdout)).coverage).toMatchObject({ level: 'structural', couldOverturn: true });
  const { stdout: told, code } = await cli(['validate', fixture('ball'), fixture('ball'), '--time-budget', '1ms']);
  expect(code).toBe(0);
  expect(told).toMatch(/What was not looked at could change this warning: \d+ of 12 pairs of frames were not compared/);
});

test('a time budget of nothing compares the one pair that it takes to say anything, as in the library', async () => {
  const { stdout } = await cli(['validate', fixture('ball'), fixture('ball'), '--json', '--time-budget', '0']);
  expect(reportSchema.parse(JSON.parse(stdout)).coverage).toMatchObject({ level: 'sampled', framesCompared: 1 });
});

test('--json and another format for a report file are two results, not a contradiction', async () => {
  const page = join(folder, 'page.html');
  const args = ['validate', original, original, '--json', '--format', 'html', '--report', page];
  const { code, stdout } = await cli(args);
  expect(code).toBe(0);
  expect(reportSchema.parse(JSON.parse(stdout)).verdict).toBe('warn');
  expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>/);
});

test('a list of names may be written with commas, as its flag takes it', async () => {
  const { stdout } = await cli(['validate', original, original, '--json', '--set', 'metrics=ssimulacra2, banding']);
  const quality = reportSchema.parse(JSON.parse(stdout)).checks.find(({ id }) => id === 'quality_degradation');
  expect(Object.keys(quality?.details?.['metrics'] ?? {})).toEqual(['ssimulacra2', 'banding']);
});

test('people are told the decision’s id where it can be looked up', async () => {
  const args = ['validate', original, original];
  expect((await cli(args)).stdout).not.toContain('decision');
  const env = { PRESSPROOF_STORE: join(folder, 'results.db') };
  const [, id = 'none'] = /decision ([0-9a-f-]{36})/.exec((await cli(args, { env })).stdout) ?? [];
  expect((await cli(['investigate', id], { env })).stdout).toContain(id);
});

test('--strict hears of a doubt that nobody else is told of by the exit code', async () => {
  const args = [
    'validate',
    fixture('ball'),
    fixture('ball'),
    '--coverage',
    'structural',
    '--checks',
    'duration,color_count',
  ];
  expect((await cli(args)).code).toBe(0);
  expect((await cli([...args, '--strict'])).code).toBe(3);
});

test('--checks runs only these', async () => {
  const { stdout } = await cli(['validate', original, cut, '--checks', 'dimensions,loop_count', '--json']);
  const ids = reportSchema.parse(JSON.parse(stdout)).checks.map(({ id }) => id);
  expect(ids.toSorted()).toEqual(['dimensions', 'loop_count']);
});

test('a check that settings switch off is not run', async () => {
  const { stdout } = await cli([
    'validate',
    original,
    original,
    '--set',
    'checks.size_reduction.enabled=false',
    '--json',
  ]);
  const report = reportSchema.parse(JSON.parse(stdout));
  expect(report.checks.map(({ id }) => id)).not.toContain('size_reduction');
  expect(report.verdict).toBe('pass');
});

test('emergency disable skips with its reason and exits with 0', async () => {
  const env = { PRESSPROOF_EMERGENCY_DISABLE: 'yes' };
  const { code, stdout } = await cli(['validate', original, cut, '--json', '--mode', 'enforce'], { env });
  const report = reportSchema.parse(JSON.parse(stdout));
  expect(report).toMatchObject({ verdict: 'skipped', checks: [] });
  expect(report.reason).toContain('PRESSPROOF_EMERGENCY_DISABLE');
  expect(code).toBe(0);
});

test('in an emergency a configuration that cannot be read stops nobody, and config check still tells', async () => {
  const env = { PRESSPROOF_EMERGENCY_DISABLE: '1', PRESSPROOF_CONFIG: join(folder, 'absent.yaml') };
  const { code, stdout } = await cli(['validate', original, cut, '--json'], { env });
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'skipped' });
  expect(code).toBe(0);
  expect((await cli(['config', 'check'], { env })).code).toBe(2);
  expect((await cli(['validate', original, cut, '--colors', '0'], { env })).code).toBe(2);
});

test('a switch that is misspelt changes nothing, and people read so in words', async () => {
  const env = { PRESSPROOF_EMERGENCY_DISABLE: 'ture' };
  const { code, stderr } = await cli(['validate', original, cut], { env });
  expect(stderr).toMatch(
    /^Expected one of .+ for PRESSPROOF_EMERGENCY_DISABLE but received "ture": validation stays on\n$/,
  );
  expect(code).toBe(1);
});

test('people get the table on stdout, in no colour where stdout is a pipe', async () => {
  const { stdout, stderr } = await cli(['validate', original, cut]);
  expect(stdout).toContain('fail');
  expect(stdout).toContain('file_integrity');
  expect(stdout).not.toContain('\u001b[');
  expect(stderr).toBe('');
});

describe('--report', () => {
  test.each([
    ['proof.json', '{"schemaVersion":1'],
    ['proof.md', '# '],
    ['proof.xml', '<?xml'],
    ['proof.sarif', '{'],
    ['proof.html', '<!doctype html>'],
  ])('%s is written in the format of its extension, whole, beside the table on stdout', async (name, start) => {
    const path = join(folder, name);
    const { stdout, stderr } = await cli(['validate', original, cut, '--report', path]);
    expect(readFileSync(path, 'utf8').slice(0, start.length).toLowerCase()).toBe(start.toLowerCase());
    expect(stdout).toContain('file_integrity');
    expect(stderr).toContain(path);
    expect(readdirSync(folder).filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });

  test('as a page is named after what was judged', async () => {
    const path = join(folder, 'named.html');
    await cli(['validate', original, cut, '--report', path]);
    expect(readFileSync(path, 'utf8')).toContain(`<title>Proof of ${cut}</title>`);
  });

  test('--format is stronger than the extension', async () => {
    const path = join(folder, 'proof.txt');
    await cli(['validate', original, cut, '--report', path, '--format', 'junit']);
    expect(readFileSync(path, 'utf8')).toContain('<testsuite');
  });

  test('in a folder that is not there exits with 2 before any work', async () => {
    const path = join(folder, 'absent', 'proof.json');
    const { code, stdout, stderr } = await cli(['validate', original, original, '--json', '--report', path]);
    expect(stderr).toContain(`for --report but received "${path}" (no folder ${join(folder, 'absent')})`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('that cannot be written exits with 2, after the result', async () => {
    const path = join(folder, 'folder.json');
    mkdirSync(path);
    const { code, stdout, stderr } = await cli(['validate', original, original, '--json', '--report', path]);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'warn' });
    expect(stderr).toContain(`for --report but received "${path}"`);
    expect(code).toBe(2);
  });

  test('through a link writes the file that it names', async () => {
    const [file, link] = [join(folder, 'linked.json'), join(folder, 'link.json')];
    writeFileSync(file, 'older');
    symlinkSync(file, link);
    await cli(['validate', original, cut, '--report', link]);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ verdict: 'fail' });
  });

  test('to a pipe or a device writes into it and never replaces it', async () => {
    const pipe = join(folder, 'pipe.json');
    execFileSync('mkfifo', [pipe]);
    const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const read = text(reader.stdout);
      await cli(['validate', original, cut, '--report', pipe]);
      expect(lstatSync(pipe).isFIFO()).toBe(true);
      expect(JSON.parse(await read)).toMatchObject({ verdict: 'fail' });
    } finally {
      reader.kill();
    }
  });
});

test('--format prints that format to stdout', async () => {
  const { stdout } = await cli(['validate', original, cut, '--format', 'sarif']);
  expect(JSON.parse(stdout)).toMatchObject({ version: '2.1.0' });
});
