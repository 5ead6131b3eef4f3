import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reportSchema } from '../../src/core/report.js';
import { cli, fixture, jsonLines, resultOf, startCli } from '../support/cli.js';
import { cutFixture, scratchFolder } from '../support/scratch.js';

const folder = scratchFolder();
const images = join(folder, 'images');
const sound = join(folder, 'sound');
for (const path of [images, sound, join(images, 'below'), join(folder, 'none')]) mkdirSync(path, { recursive: true });
copyFileSync(fixture('held'), join(images, 'a.gif'));
copyFileSync(fixture('held'), join(sound, 'a.gif'));
cutFixture('held', 0.6, join(images, 'below', 'b.gif'));
writeFileSync(join(images, 'c.gif'), Buffer.concat([readFileSync(fixture('held')), Buffer.from('tail')]));

test('--json is one report a line, folders included', async () => {
  const { code, stdout, stderr } = await cli(['scan', images, '--json']);
  const reports = jsonLines(stdout).map((line) => reportSchema.parse(line));
  expect(reports.map(({ subject, verdict }) => [subject.file?.path, verdict])).toEqual([
    [join(images, 'a.gif'), 'pass'],
    [join(images, 'below', 'b.gif'), 'fail'],
    [join(images, 'c.gif'), 'warn'],
  ]);
  expect(reports[0]?.operation).toBe('scan');
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
});

test('a name that is not UTF-8 is told with its remedy, and is no verdict on a file that is there', async () => {
  const odd = join(folder, 'latin-1');
  mkdirSync(odd);
  const latin1 = Buffer.concat([Buffer.from(`${odd}/caf`), Buffer.from([0xe9]), Buffer.from('.gif')]);
  // file systems of other platforms hold no such name
  if (process.platform === 'linux') writeFileSync(latin1, readFileSync(fixture('held')));
  // as Node.js gives it in its arguments, and as folders are listed
  const named = [join(odd, 'caf\ufffd.gif'), join(odd, String.raw`caf\xe9.gif`)];
  for (const path of process.platform === 'linux' ? [...named, odd] : named) {
    const { code, stdout } = await cli(['scan', path]);
    expect(stdout).toMatch(/inconclusive {2}.*not UTF-8.*rename it/);
    expect(code).toBe(3);
  }
});

describe('the exit code', () => {
  const tail = join(images, 'c.gif');
  test.each([
    ['0 for sound files', [sound], 0],
    ['0 for a warning', [tail], 0],
    ['1 for a warning with --strict', [tail, '--strict'], 1],
    [
      '3 for a pass that only blocks were looked at for, with --strict',
      [sound, '--strict', '--coverage', 'structural'],
      3,
    ],
    ['1 for a file that is not there, with others sound', [sound, join(folder, 'absent.gif')], 1],
    ['3 when there was nothing to look at', [join(folder, 'none')], 3],
    ['0 in shadow mode', [images, '--mode', 'shadow'], 0],
  ])('is %s', async (_, args, expected) => {
    expect((await cli(['scan', ...args])).code).toBe(expected);
  });
});

test('a pass that may not stand says so in its line', async () => {
  const { stdout } = await cli(['scan', sound, '--coverage', 'structural']);
  expect(stdout).toMatch(/✓ pass {2}.*\.gif {2}What was not looked at could change this pass: /);
});

test('people get a line a file on stdout and the sum on stderr', async () => {
  const { stdout, stderr } = await cli(['scan', images]);
  expect(stdout.split('\n')).toHaveLength(4);
  expect(stdout).toMatch(/✗ fail {2}.*b\.gif {2}file_integrity: /);
  expect(stderr).toBe('3 looked at: 1 pass, 1 fail, 1 warn\n');
});

test('--quiet prints only what is wrong', async () => {
  const { stdout, stderr } = await cli(['scan', images, '--quiet']);
  expect(stdout).not.toContain('a.gif');
  expect(stdout.trimEnd().split('\n')).toHaveLength(2);
  expect(stderr).toBe('');
});

test('--report keeps all reports in one file', async () => {
  const path = join(folder, 'scan.xml');
  await cli(['scan', images, '--report', path, '--quiet']);
  expect(readFileSync(path, 'utf8').match(/<testcase /g)?.length).toBeGreaterThanOrEqual(3);
});

// far more than can be done before the signal arrives
const MANY = Array.from({ length: 3000 }, () => fixture('plasma'));

test('SIGINT keeps what was done and exits with 130', async () => {
  const child = startCli(['scan', '--json', ...MANY]);
  child.stdout?.once('data', () => child.kill('SIGINT'));
  const { code, stdout, stderr } = await resultOf(child);
  const reports = jsonLines(stdout).map((line) => reportSchema.parse(line));
  expect(reports.length).toBeGreaterThan(0);
  expect(reports.length).toBeLessThan(MANY.length);
  expect(code).toBe(130);
  expect(stderr).toBe('pressproof: interrupted\n');
});

test('a reader that has had enough ends it without a word', async () => {
  const child = startCli(['scan', '--json', ...MANY]);
  const errors: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk));
  child.stdout?.once('data', () => child.stdout?.destroy());
  const code = await new Promise((resolve) => child.once('exit', resolve));
  // what was not looked at is no success
  expect({ code, stderr: Buffer.concat(errors).toString() }).toEqual({ code: 130, stderr: '' });
});
