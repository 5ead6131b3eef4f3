import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { cli, fixture } from '../../support/cli.js';
import { control, done, file, folder } from '../../support/control-place.js';

const settingsIn = () => (JSON.parse(readFileSync(file, 'utf8')) as { settings: object }).settings;

describe('a mode', () => {
  test('for everything takes back those of suites and checks, tells each, and a rollback restores them', async () => {
    await done('mode', 'enforce', '--suite', 'image');
    await done('mode', 'shadow', '--check', 'fps');
    const { stderr } = await done('mode', 'alert');
    expect(stderr.split('\n').slice(1)).toEqual([
      '  takes back suites.image.mode enforce',
      '  takes back checks.fps.mode shadow',
      '  mode: unset → alert',
      '',
    ]);
    expect((await control('history', '-n', '1')).stdout.split('\n').slice(1)).toEqual([
      '    suites.image.mode: enforce → unset',
      '    checks.fps.mode: shadow → unset',
      '    mode: unset → alert',
      '',
    ]);
    const back = await done('rollback');
    expect(back.stderr.split('\n').slice(1)).toEqual([
      '  mode: alert → unset',
      '  suites.image.mode: unset → enforce',
      '  checks.fps.mode: unset → shadow',
      '',
    ]);
    expect(settingsIn()).toEqual({ suites: { image: { mode: 'enforce' } }, checks: { fps: { mode: 'shadow' } } });
  });

  test('after a promotion of the suite still means everything: what failed is published', async () => {
    const output = join(folder, 'out.gif');
    const env = { PRESSPROOF_CONTROL_FILE: file };
    // a file that is larger than allowed fails in any case
    const limit = ['--set', 'limits.minBytes=100000000', '--set', 'store.path=null'];
    const args = ['compress', fixture('held'), '-o', output, '--engine', 'sharp', '--colors', '32', ...limit];
    await done('mode', 'enforce', '--suite', 'image');
    expect((await cli(args, { env })).code).toBe(1);
    expect(existsSync(output)).toBe(false);
    await done('mode', 'alert');
    await cli(args, { env });
    expect(existsSync(output)).toBe(true);
  });

  describe('where a configuration states modes', () => {
    let config: string;
    beforeEach(() => {
      config = join(folder, 'pressproof.json');
      const checks = { fps: { mode: 'shadow' }, duration: { mode: 'enforce' } };
      const environments = { blue: { mode: 'off' }, green: { mode: 'off', control: { file: 'green.json' } } };
      writeFileSync(
        config,
        JSON.stringify({ mode: 'alert', suites: { image: { mode: 'alert' } }, checks, environments }),
      );
    });
    const lines = async (...args: string[]) =>
      (await done(...args, '--config', config)).stderr.split('\n').filter((line) => line.startsWith('overrides'));
    const keep = 'keep it with: pressproof control mode';
    const ofFps = () => `overrides checks.fps.mode shadow (file ${config}); ${keep} shadow --check fps`;
    const ofBlue = () =>
      `overrides mode off (file ${config} environments.blue); that environment keeps it with a control file of its own`;

    test('tells which it overrides that are others, and how to keep them', async () => {
      expect(await lines('mode', 'enforce')).toEqual([
        `overrides suites.image.mode alert (file ${config}); ${keep} alert --suite image`,
        ofFps(),
        ofBlue(),
      ]);
    });

    test('tells of a suite those of checks and environments, but none that the control file states itself', async () => {
      expect(await lines('mode', 'enforce', '--suite', 'image')).toEqual([ofFps(), ofBlue()]);
      await done('mode', 'shadow', '--check', 'fps');
      expect(await lines('mode', 'enforce', '--suite', 'image')).toEqual([ofBlue()]);
    });

    test('tells nothing where the configuration holds again, or the mode of one check alone was changed', async () => {
      await done('mode', 'enforce');
      expect(await lines('mode', 'unset')).toEqual([]);
      expect(await lines('mode', 'enforce', '--check', 'fps')).toEqual([]);
    });

    test('makes the change although the configuration cannot be read, and says what it does not know', async () => {
      writeFileSync(config, '{');
      const { stderr } = await done('mode', 'enforce', '--config', config);
      expect(stderr).toMatch(/^Whether that overrides modes of the configuration is unknown: .*cannot be read/m);
      expect(settingsIn()).toEqual({ mode: 'enforce' });
    });
  });
});

test('every change tells what it changed, a rollback too, and a second one takes the first one back', async () => {
  const moved = async (...args: string[]) =>
    (await done(...args)).stderr.split('\n').filter((line) => line.startsWith('  '));
  expect(await moved('sample', '0.25')).toEqual(['  sampling.rate: unset → 0.25']);
  expect(await moved('disable', '--reason', 'noise')).toEqual(['  emergency: unset → disabled']);
  expect(await moved('rollback')).toEqual(['  emergency: disabled → unset']);
  expect(await moved('rollback')).toEqual(['  emergency: unset → disabled']);
  expect(await moved('enable')).toEqual(['  emergency: disabled → unset']);
  expect(await moved('rollback', 'initial')).toEqual(['  sampling.rate: 0.25 → unset']);
});
