import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, fixture } from '../support/cli.js';
import { control, done, file, folder } from '../support/control-place.js';

interface StatusJson {
  readonly file: string;
  readonly revision: string | null;
  readonly emergency: Record<string, unknown>;
  readonly settings: Record<string, { readonly value: unknown; readonly source: string }>;
  readonly lastChange: Record<string, unknown> | null;
  readonly problems: string[];
  readonly notes: string[];
}

const status = async () => JSON.parse((await control('status', '--json')).stdout) as StatusJson;

describe('a story of one night', () => {
  test('shadow for a check, a sample, an emergency, its end, and the way back', async () => {
    await done('mode', 'shadow', '--check', 'quality_degradation', '--reason', 'new encoder');
    await done('mode', 'enforce', '--suite', 'image');
    await done('sample', '0.25', '--salt', 'b');
    const off = await done('disable', '--until', '30m', '--reason', 'false alarms', '--by', 'bob');
    expect(off.stderr).toMatch(/^disable --until \S+: done, change [0-9a-f]{8} of /);
    // what is left when it is said: a busy machine is a moment later
    expect(off.stderr).toMatch(/Validation is off for (30 min|29 min( \d+ s)?), until/);
    expect(off.stderr).toContain(`UTC: false alarms (bob@${hostname()})`);

    const during = await status();
    expect(during).toMatchObject({
      file,
      emergency: { disabled: true, source: `control file ${file}` },
      lastChange: { by: `bob@${hostname()}`, reason: 'false alarms' },
      problems: [],
      notes: [],
    });
    expect(during.emergency['leftMs']).toBeGreaterThan(0);
    expect(during.settings).toEqual({
      mode: { value: 'alert', source: 'default' },
      'checks.quality_degradation.mode': { value: 'shadow', source: `control file ${file}` },
      'suites.artifact.mode': { value: null, source: 'default' },
      'suites.image.mode': { value: 'enforce', source: `control file ${file}` },
      'sampling.rate': { value: 0.25, source: `control file ${file}` },
      'sampling.salt': { value: 'b', source: `control file ${file}` },
    });

    await done('enable');
    expect((await status()).emergency).toEqual({
      disabled: false,
      reason: null,
      source: null,
      until: null,
      leftMs: null,
    });
    const { changes } = JSON.parse((await control('history', '--json')).stdout) as {
      changes: { id: string; action: string; why: string }[];
    };
    expect(changes.map(({ action }) => action.replace(/\d{4}-\S+/, 'TIME'))).toEqual([
      'enable',
      'disable --until TIME',
      'sample 0.25 --salt b',
      'mode enforce --suite image',
      'mode shadow --check quality_degradation',
    ]);
    await done('rollback', changes[3]!.id, '--reason', 'back to before the sample');
    expect((await status()).settings).toMatchObject({
      'sampling.rate': { value: 1, source: 'default' },
      'suites.image.mode': { value: 'enforce' },
    });
    await done('rollback');
    expect((await status()).settings['sampling.rate']?.value).toBe(0.25);
  });
});

describe('status', () => {
  test('without a file says that no switch is set', async () => {
    const { code, stdout } = await control('status');
    expect(stdout).toContain(
      `Control file  ${file}\nValidation    ✓ on\nLast change   none: there is no such file yet`,
    );
    expect(stdout).toMatch(/^sampling\.rate +1 +default$/m);
    expect(code).toBe(0);
  });

  test('shows who wins where several say something', async () => {
    const config = join(folder, 'pressproof.json');
    writeFileSync(config, '{"sampling":{"rate":0.5},"mode":"enforce","control":{"file":"elsewhere.json"}}');
    await done('mode', 'shadow');
    const env = { PRESSPROOF_MODE: 'alert', PRESSPROOF_CONFIG: config };
    const { stdout } = await cli(['control', 'status', '--file', file], { env });
    expect(stdout).toMatch(/^mode +shadow +control file$/m);
    expect(stdout).toMatch(new RegExp(`^sampling\\.rate +0\\.5 +file ${config}$`, 'm'));
  });

  test('names the environment where that disables validation, since enabling here would not help', async () => {
    const env = { PRESSPROOF_CONTROL_FILE: file, GIFLAB_VALIDATION_EMERGENCY_DISABLE: '1' };
    const { stdout } = await cli(['control', 'status'], { env });
    expect(stdout).toContain(
      '✗ off, until somebody enables it: Emergency disable: GIFLAB_VALIDATION_EMERGENCY_DISABLE is set',
    );
    const { stderr } = await cli(['control', 'enable', '--force'], { env });
    expect(stderr).toContain('for processes with the environment GIFLAB_VALIDATION_EMERGENCY_DISABLE');
  });

  test('of an emergency that has ended says so', async () => {
    await done('disable', '--reason', 'noise');
    const written = JSON.parse(readFileSync(file, 'utf8')) as { emergency: object };
    const emergency = { ...written.emergency, since: '2026-01-01T00:00:00Z', until: '2026-01-01T01:00:00Z' };
    writeFileSync(file, JSON.stringify({ ...written, emergency }));
    const { stdout } = await control('status');
    expect(stdout).toMatch(/Validation +✓ on again: the emergency disable ended \d+ d.* ago/);
    expect(stdout).toMatch(/Note +The file was edited by other means/);
  });

  test.each([
    ['no JSON', '{', 'is no JSON'],
    ['an unknown check', undefined, 'Unknown field checks.fpss in'],
  ])('of a file with %s shows the last good state with the problem, and exits with 2', async (_, text, words) => {
    await done('mode', 'shadow');
    const good = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, text ?? JSON.stringify({ ...good, settings: { checks: { fpss: { mode: 'off' } } } }));
    const { code, stdout } = await control('status');
    expect(stdout).toContain(words);
    expect(stdout).toMatch(/^mode +shadow +control file$/m);
    expect(code).toBe(2);
  });

  test('of a configuration that cannot be read shows the control file nevertheless', async () => {
    const config = join(folder, 'pressproof.json');
    writeFileSync(config, '{"sampling":{"rate":7}}');
    await done('mode', 'shadow');
    const { code, stdout } = await cli(['control', 'status', '--file', file, '--config', config]);
    expect(stdout).toMatch(/Problem +Expected a number from 0 to 1 for sampling\.rate/);
    expect(stdout).toMatch(/^mode +shadow +control file$/m);
    expect(code).toBe(2);
  });

  test('makes visible what a terminal would obey', async () => {
    await done('disable', '--reason', 'a\u001b[2Jb');
    expect((await control('status')).stdout).not.toContain('\u001b');
    expect((await control('history')).stdout).not.toContain('\u001b');
  });
});

describe('history', () => {
  test('shows the latest first, what each changed and why', async () => {
    await done('mode', 'shadow', '--reason', 'new encoder');
    await done('mode', 'enforce');
    const { stdout } = await control('history');
    expect(stdout).toMatch(
      /^[0-9a-f]{8} {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC {2}\S+ {2}mode enforce\n {4}mode: shadow → enforce\n[0-9a-f]{8} .* mode shadow\n {4}mode: unset → shadow\n {4}“new encoder”\n$/,
    );
    const last = await control('history', '-n', '1');
    expect(last.stdout).not.toContain('new encoder');
    expect(last.stderr).toContain('1 older ones');
  });

  test('of a file that was never changed is empty', async () => {
    expect(await control('history', '--json')).toMatchObject({
      code: 0,
      stdout: `${JSON.stringify({ file, changes: [], problems: [] })}\n`,
    });
  });
});

describe('the control file', () => {
  test('is that of --file, else of the environment, else of the configuration', async () => {
    const config = join(folder, 'pressproof.json');
    const [first, second, third] = ['a.json', 'b.json', 'c.json'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(config, JSON.stringify({ control: { file: third } }));
    const env = { PRESSPROOF_CONTROL_FILE: second, PRESSPROOF_CONFIG: config };
    await cli(['control', 'mode', 'off', '--file', first], { env });
    await cli(['control', 'mode', 'shadow'], { env });
    await cli(['control', 'mode', 'enforce', '--config', config]);
    const modes = [first, second, third].map(
      (path) => (JSON.parse(readFileSync(path, 'utf8')) as { settings: { mode: string } }).settings.mode,
    );
    expect(modes).toEqual(['off', 'shadow', 'enforce']);
  });

  test('that nobody stated is wrong usage, and the error says how', async () => {
    const { code, stderr } = await cli(['control', 'status']);
    expect(stderr).toContain('--file FILE, PRESSPROOF_CONTROL_FILE=FILE or control.file of the configuration');
    expect(code).toBe(2);
  });

  test('can be changed in an emergency although the configuration is broken', async () => {
    const config = join(folder, 'pressproof.json');
    writeFileSync(config, '{');
    const env = { PRESSPROOF_CONTROL_FILE: file, PRESSPROOF_CONFIG: config };
    expect((await cli(['control', 'disable', '--reason', 'all red'], { env })).code).toBe(0);
  });

  test('that cannot be read is not overwritten without --force', async () => {
    writeFileSync(file, '{');
    const refused = await control('mode', 'shadow');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('Nothing was changed');
    expect(readFileSync(file, 'utf8')).toBe('{');
    await done('mode', 'shadow', '--force');
    expect((await status()).settings['mode']?.value).toBe('shadow');
  });

  test('that cannot be written is no wrong usage: exit 1, with what the system says', async () => {
    const { code, stderr } = await control('mode', 'shadow', '--file', '/sys/control.json');
    expect(stderr).toMatch(/\/sys\/control\.json\.lock: .*\((EACCES|EPERM|EROFS)\)/);
    expect(code).toBe(1);
  });

  test('that is gone is told, and a rollback brings it back', async () => {
    await done('mode', 'shadow');
    await done('mode', 'enforce');
    rmSync(file);
    expect((await status()).problems).toEqual([expect.stringContaining('is gone; its revision')]);
    await done('rollback');
    expect((await status()).settings['mode']?.value).toBe('enforce');
  });
});

describe('wrong usage', () => {
  test.each([
    [['stauts'], "unknown command 'stauts'\n(Did you mean status?)"],
    [['mode'], "missing required argument 'mode'"],
    [['mode', 'shadwo'], 'for the mode but received "shadwo"; did you mean shadow?'],
    [['mode', 'off', '--check', 'fpss'], 'for --check but received "fpss"; did you mean fps?'],
    [['mode', 'off', '--suite', 'imgae'], 'did you mean image?'],
    [['mode', 'off', '--suite', 'image', '--check', 'fps'], 'Expected --suite or --check, but received both'],
    [['sample', '1.5'], 'Expected a number from 0 to 1, or unset, for the rate but received "1.5"'],
    [['sample', '0.5', '--salt', ''], 'for --salt but received ""'],
    [
      ['disable'],
      'Expected a text that says why, which every skipped subject records, for --reason but received undefined',
    ],
    [['disable', '--reason', ''], 'for --reason but received ""'],
    [['disable', '--reason', 'x', '--until', '30'], 'for --until but received "30"'],
    [['rollback', 'abc'], 'for the change but received "abc"; pressproof control history lists them'],
    [['rollback'], 'There is no change of'],
    [['history', '-n', '0'], 'Expected an integer of at least 1 for -n but received "0"'],
    [['status', '--file', ''], 'Expected a file for --file but received ""'],
    [['enable', '--by', ''], 'Expected a name for --by but received ""'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await control(...args);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('without a subcommand shows the help', async () => {
    const { code, stderr } = await control();
    expect(stderr).toContain('Usage: pressproof control');
    expect(stderr).toContain('Examples:\n  pressproof control status');
    expect(code).toBe(2);
  });
});

test('a command with work to do follows the switches, and its report says which', async () => {
  await done('disable', '--reason', 'all red');
  const env = { PRESSPROOF_CONTROL_FILE: file };
  const args = ['validate', fixture('held'), fixture('held'), '--json'];
  const { code, stdout } = await cli(args, { env });
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'skipped', reason: expect.stringContaining('all red') });
  expect(code).toBe(0);
  await done('enable');
  expect(JSON.parse((await cli(args, { env })).stdout)).toMatchObject({
    verdict: expect.not.stringMatching('skipped'),
  });
});
