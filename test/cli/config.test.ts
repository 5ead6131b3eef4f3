import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, fixture } from '../support/cli.js';
import { scratchFolder } from '../support/scratch.js';

const folder = scratchFolder();
const file = join(folder, 'pressproof.yaml');
writeFileSync(file, 'preset: batch\nlimits: { maxDriftMs: 50, MAX_FPS: 30 }\n');

test('print shows every field with the winner and its source', async () => {
  const env = { PRESSPROOF_MODE: 'shadow', PRESSPROOF_CONFIG: file };
  const { stdout } = await cli(['config', 'print', '--json', '--set', 'limits.maxFps=40', '--timeout', '5s'], { env });
  expect(JSON.parse(stdout)).toMatchObject({
    mode: { value: 'shadow', source: 'environment PRESSPROOF_MODE' },
    preset: { value: 'batch', source: `file ${file}` },
    'limits.maxFps': { value: 40, source: 'flag --set' },
    'limits.maxDriftMs': { value: 50, source: `file ${file}` },
    'limits.colorTolerance': { value: 20, source: 'preset batch' },
    'limits.minFps': { value: 0.1, source: 'default' },
    'pool.timeoutMs': { value: 5000, source: 'flag --timeout' },
  });
});

test('print shows emergency disable over every other source of the mode', async () => {
  const env = { GIFLAB_VALIDATION_EMERGENCY_DISABLE: '1' };
  const { stdout } = await cli(['config', 'print', '--mode', 'enforce'], { env });
  expect(stdout).toMatch(
    /^mode +"off" +emergency disable by environment GIFLAB_VALIDATION_EMERGENCY_DISABLE \(else enforce, flag --mode\)$/m,
  );
});

test.each(['check', 'print'])('%s says that a switch is mistyped, which leaves validation on', async (command) => {
  const { code, stderr } = await cli(['config', command], { env: { PRESSPROOF_EMERGENCY_DISABLE: 'ture' } });
  expect(stderr).toMatch(/^Expected one of .+ for PRESSPROOF_EMERGENCY_DISABLE but received "ture"/);
  expect(code).toBe(0);
});

describe('PRESSPROOF_ENV without a configuration file to choose from', () => {
  const said =
    /^pressproof: PRESSPROOF_ENV is "production", but no configuration file is named .+PRESSPROOF_CONFIG or --config$/m;
  const env = { PRESSPROOF_ENV: 'production' };
  const pair = [fixture('held'), fixture('held')];

  test.each([
    ['config', 'check'],
    ['validate', ...pair],
    ['batch', fixture('held'), '--job', 'scan', '--out', join(folder, 'run')],
  ])('is told by %s %s', async (...args) => {
    const { code, stderr } = await cli(args, { env });
    expect(stderr).toMatch(said);
    expect(code).toBe(0);
  });

  test.each<[string, string[], Record<string, string>]>([
    ['where a flag names one', ['config', 'check', '--config', file], env],
    ['where the environment names one', ['config', 'check'], { ...env, PRESSPROOF_CONFIG: file }],
    ['of the variable of others', ['config', 'check'], { DEPLOYMENT_ENV: 'production' }],
    ['of a profile of artifacts', ['artifact', 'validate', fixture('held')], env],
    ['by a run that is resumed', ['batch', '--resume', '--out', join(folder, 'run')], env],
    ['by a command without settings', ['engines'], env],
  ])('is not told %s', async (_, args, given) => {
    expect((await cli(args, { env: given })).stderr).not.toContain('PRESSPROOF_ENV');
  });
});

test('the last of equal --set wins', async () => {
  const args = ['--set', 'limits.maxFps=40', '--set', 'limits.maxFps=41'];
  const { stdout } = await cli(['config', 'print', ...args]);
  expect(stdout).toMatch(/^limits\.maxFps +41 +flag --set$/m);
});

test('a long value pushes only its own source aside', async () => {
  const lines = (await cli(['config', 'print'])).stdout.split('\n');
  const widths = lines.filter((line) => !line.startsWith('artifact.environments ')).map((line) => line.length);
  expect(Math.max(...widths)).toBeLessThanOrEqual(120);
  expect(lines.find((line) => line.startsWith('artifact.environments '))).toMatch(/"production".*\]  default$/);
});

test('check says on stderr that the configuration is right', async () => {
  expect(await cli(['config', 'check', '--config', file])).toEqual({
    code: 0,
    stdout: '',
    stderr: 'The configuration is right\n',
  });
});

test('check names field and file of what is wrong', async () => {
  const wrong = join(folder, 'wrong.json');
  writeFileSync(wrong, '{"limits":{"TIMING_GRID_MS":10}}');
  const { code, stderr } = await cli(['config', 'check', '--config', wrong]);
  expect(stderr).toContain('TIMING_GRID_MS of GifLab has no counterpart here');
  expect(code).toBe(2);
});

test('schema is a JSON Schema of the file', async () => {
  const { stdout } = await cli(['config', 'schema']);
  expect(JSON.parse(stdout)).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    properties: { limits: { properties: { maxDriftMs: { default: 100 } } } },
  });
});
