import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CLI, cli, fixture } from '../support/cli.js';
import { scratchFolder } from '../support/scratch.js';

const folder = scratchFolder();
// nothing an engine does to 40 colours keeps the difference this small
const UNMEETABLE = ['--colors', '4', '--set', 'limits.maxDeltaE=0'];

test('publishes a sound output and reports it', async () => {
  const output = join(folder, 'small.gif');
  const args = ['compress', fixture('plasma'), '-o', output, '--engine', 'sharp', '--colors', '128', '--json'];
  const { code, stdout } = await cli(args);
  const result = JSON.parse(stdout) as Record<string, unknown>;
  expect(result).toMatchObject({
    engine: 'sharp',
    output,
    outputBytes: readFileSync(output).length,
    parameters: { colors: 128 },
    validation: { verdict: 'pass', operation: 'color_reduction', expectation: { colors: 128 }, mode: 'alert' },
  });
  expect(code).toBe(0);
});

test('--fps drops frames to a rate and is judged as that; with --frame-ratio it is refused', async () => {
  const args = ['compress', fixture('plasma'), '-o', join(folder, 'slow.gif'), '--engine', 'gifenc', '--fps', '5'];
  const { code, stdout } = await cli([...args, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    parameters: { fps: 5 },
    validation: { verdict: 'pass', operation: 'frame_reduction', expectation: { fps: 5 } },
  });
  expect(code).toBe(0);
  const both = await cli([...args, '--frame-ratio', '0.5']);
  expect(both.stderr).toContain('Expected --frame-ratio or --fps but received both');
  expect(both.code).toBe(2);
});

test.each([
  [['--lossy', '80'], 'Expected an integer from 1 to 32 for --lossy of sharp but received 80'],
  [['--dither', 'ordered'], 'sharp cannot do --dither; engines that can'],
])('%j is refused with the engine and the option as it was typed', async (parameters, message) => {
  const output = join(folder, 'refused.gif');
  const args = ['compress', fixture('plasma'), '-o', output, '--engine', 'sharp', ...parameters, '--json'];
  const { code, stdout, stderr } = await cli(args);
  expect(stderr).toContain(message);
  expect((JSON.parse(stdout) as { error: { message: string } }).error.message).toContain(message);
  expect({ code, there: existsSync(output) }).toEqual({ code: 2, there: false });
});

test('an output in a folder that is not there is refused with that folder, not with a temporary name', async () => {
  const output = join(folder, 'absent', 'a.gif');
  const { code, stderr } = await cli(['compress', fixture('plasma'), '-o', output, '--engine', 'sharp']);
  expect(stderr).toBe(`pressproof: ${output} cannot be written: no folder ${join(folder, 'absent')}\n`);
  expect(code).toBe(1);
});

test('a disk that takes no more is told of the output, not of a name that nobody gave', async () => {
  const output = join(folder, 'large.gif');
  // no file may have more than 4 blocks of 512 or 1024 bytes
  const program = [
    '-c',
    'trap "" XFSZ; ulimit -f 4; exec "$@"',
    'sh',
    process.execPath,
    CLI,
    'compress',
    fixture('plasma'),
  ];
  const args = [...program, '-o', output, '--engine', 'gifenc', '--json'];
  const { status, stdout, stderr } = spawnSync('sh', args, { cwd: folder, encoding: 'utf8' });
  const message = `${output} cannot be written: file too large (EFBIG)`;
  expect(JSON.parse(stdout)).toEqual({ error: { code: 'output_unwritable', message } });
  expect(stderr).toContain(`pressproof: ${message}\n`);
  expect({ status, there: existsSync(output) }).toEqual({ status: 1, there: false });
  expect(readdirSync(folder).filter((name) => name.startsWith('.pressproof-'))).toEqual([]);
});

test('an output without a name is refused as such', async () => {
  const { code, stderr } = await cli(['compress', fixture('plasma'), '-o', '', '--engine', 'gifenc']);
  expect(stderr).toContain('Expected a path of a regular file for output but received ""');
  expect(code).toBe(2);
});

test('alert mode publishes what fails, and the exit code says so', async () => {
  const output = join(folder, 'alert.gif');
  const { code, stdout, stderr } = await cli([
    'compress',
    fixture('slides'),
    '-o',
    output,
    '--engine',
    'sharp',
    ...UNMEETABLE,
  ]);
  expect(existsSync(output)).toBe(true);
  expect(stdout).toContain('quality_degradation');
  expect(stderr).toMatch(/alert\.gif: .* -> .* by sharp /);
  expect(code).toBe(1);
});

test('enforce mode keeps a rejected output away, an older one there, and says where the rejected one is', async () => {
  const output = join(folder, 'enforced.gif');
  const quarantine = join(folder, 'rejected');
  writeFileSync(output, 'older');
  const args = ['compress', fixture('slides'), '-o', output, '--engine', 'sharp', ...UNMEETABLE];
  const { code, stdout, stderr } = await cli([...args, '--mode', 'enforce', '--quarantine', quarantine]);
  expect(code).toBe(1);
  expect(readFileSync(output, 'utf8')).toBe('older');
  const kept = readdirSync(quarantine).filter((name) => name.endsWith('.gif'));
  expect(kept).toHaveLength(1);
  expect(stderr).toContain(`Kept as ${join(quarantine, kept[0] as string)}`);
  expect(stdout).toContain('quality_degradation');
  expect(stderr).not.toContain('quality_degradation');
  expect(readdirSync(folder).filter((name) => name.startsWith('.pressproof'))).toEqual([]);
});

test('a quarantine that is no folder loses the rejected output, and people read why in words', async () => {
  const [output, blocked] = [join(folder, 'lost.gif'), join(folder, 'a-file')];
  writeFileSync(blocked, '');
  const args = ['compress', fixture('slides'), '-o', output, '--engine', 'sharp', ...UNMEETABLE, '--mode', 'enforce'];
  const { code, stderr } = await cli([...args, '--quarantine', blocked]);
  expect(stderr).toMatch(/^pressproof compress: .*lost\.gif was not published\nNothing of it was kept: EEXIST.*\n$/);
  expect(existsSync(output)).toBe(false);
  expect(code).toBe(1);
});

test('stdout as the output is refused instead of written as a file named -', async () => {
  const args = ['compress', fixture('held'), '-o', '-', '--engine', 'gifenc'];
  const { code, stderr } = await cli(args, { cwd: folder });
  expect(stderr).toContain('for --output but received "-"');
  expect(readdirSync(folder)).not.toContain('-');
  expect(code).toBe(2);
});

test('a rejection as JSON has error and report', async () => {
  const output = join(folder, 'never.gif');
  const args = ['compress', fixture('slides'), '-o', output, '--engine', 'sharp', ...UNMEETABLE, '--mode', 'enforce'];
  const { code, stdout, stderr } = await cli([...args, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: 'validation_failed', quarantined: null },
    validation: { verdict: 'fail', mode: 'enforce' },
  });
  expect(stderr).toContain('--quarantine FOLDER keeps rejected outputs');
  expect(existsSync(output)).toBe(false);
  expect(code).toBe(1);
});

test('shadow mode shows the compression only; its report reaches the file, its verdict the log', async () => {
  const output = join(folder, 'shadow.gif');
  const report = join(folder, 'shadow.json');
  const args = ['compress', fixture('slides'), '-o', output, '--engine', 'sharp', ...UNMEETABLE, '--mode', 'shadow'];
  const { code, stdout, stderr } = await cli([...args, '--json', '--report', report]);
  expect(JSON.parse(stdout)).not.toHaveProperty('validation');
  expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({ verdict: 'fail', mode: 'shadow' });
  expect(stderr).toContain('"verdict":"fail"');
  expect(code).toBe(0);
});

test('mode off compresses and looks at nothing', async () => {
  const output = join(folder, 'off.gif');
  const args = ['compress', fixture('held'), '-o', output, '--engine', 'gifenc', '--mode', 'off', '--json'];
  const { code, stdout } = await cli(args);
  expect(JSON.parse(stdout)).not.toHaveProperty('validation');
  expect(existsSync(output)).toBe(true);
  expect(code).toBe(0);
});

test('a missing input exits with 1 and leaves nothing behind', async () => {
  const before = readdirSync(folder);
  const args = ['compress', join(folder, 'absent.gif'), '-o', join(folder, 'x.gif'), '--engine', 'sharp'];
  const { code, stderr } = await cli(args);
  expect(stderr).toContain('absent.gif');
  expect(readdirSync(folder)).toEqual(before);
  expect(code).toBe(1);
});

test('an engine that is not installed exits with 2 and says how to get it', async () => {
  const args = ['compress', fixture('held'), '-o', join(folder, 'y.gif'), '--engine', 'gifsicle'];
  const { code, stderr } = await cli(args, { env: { PATH: folder } });
  expect(stderr).toMatch(/gifsicle: .*install/);
  expect(code).toBe(2);
});

test('engines lists what is here, and how to get what is not', async () => {
  const { code, stdout } = await cli(['engines', '--json'], { env: { PATH: folder } });
  const listed = new Map((JSON.parse(stdout) as { name: string }[]).map((engine) => [engine.name, engine]));
  expect(listed.get('sharp')).toMatchObject({ available: true, missing: null });
  expect(listed.get('gifenc')).toMatchObject({ available: true });
  for (const name of ['gifsicle', 'gifski', 'animately']) {
    const missing = expect.stringContaining(name) as string;
    expect(listed.get(name)).toMatchObject({ available: false, version: null, missing });
  }
  expect(code).toBe(0);
  const { stdout: forPeople } = await cli(['engines'], { env: { PATH: folder } });
  expect(forPeople).toMatch(/gifsicle: not available\n {2}missing: .+\n {2}install: .+/);
});

test('an input that cannot be compressed is an error object with --json, and words for people', async () => {
  const args = ['compress', join(folder, 'none.gif'), '-o', join(folder, 'never.gif'), '--engine', 'gifenc', '--json'];
  const { code, stdout, stderr } = await cli(args);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ error: { message: expect.stringContaining('none.gif') as string } });
  expect(stderr).toContain('none.gif');
});
