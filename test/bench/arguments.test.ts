import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseBenchArguments, wanted } from '../../bench/arguments.js';
import { scratchFolder } from '../support/scratch.js';

const GROUPS = ['decode', 'ssim', 'validate'];
const parse = (...args: string[]) => parseBenchArguments(args, GROUPS);

describe('arguments of the bench', () => {
  test('--only takes groups and groups on one file', () => {
    const args = parse('--only', 'ssim,decode/a');
    expect(wanted(args, 'ssim', 'c')).toBe(true);
    expect(wanted(args, 'decode', 'a')).toBe(true);
    expect(wanted(args, 'decode', 'b')).toBe(false);
    expect(wanted(args, 'validate', 'a')).toBe(false);
  });

  test('--quick leaves out the large file and the many items, and takes as few rounds as quartiles need', () => {
    const args = parse('--quick');
    expect(wanted(args, 'decode', 'c')).toBe(false);
    expect(wanted(args, 'decode', 'b')).toBe(true);
    expect(wanted(args, 'batch', 'memory')).toBe(false);
    expect(wanted(args, 'memory', 'b')).toBe(true);
    expect(args.rounds).toBe(3);
    expect(parse('--quick', '--rounds', '5').rounds).toBe(5);
  });

  test.each([
    [['--only', 'decode,speed'], /for --only but received "speed"/],
    [['--rounds', '2'], /integer from 3 for --rounds but received "2"/],
    [['--rounds', 'many'], /for --rounds but received "many"/],
    [['--fast'], /--fast/],
  ])('%j is refused in words', (args, reason) => {
    expect(() => parse(...args)).toThrow(reason);
  });
});

describe('the bench as a command', () => {
  const folder = scratchFolder();
  const entry = fileURLToPath(new URL('../../bench/index.ts', import.meta.url));
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', entry, ...args], { encoding: 'utf8' });

  test('--help is a result', () => {
    const { status, stdout, stderr } = run('--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/--only NAMES +groups \(decode, /);
  });

  test('what there is to compare with is read before anything is measured, and refused in words', () => {
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, '{');
    for (const path of [join(folder, 'none.json'), broken]) {
      const { status, stdout, stderr } = run('--compare', path, '--only', 'decode/a');
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(`Expected a record of npm run bench -- --json for --compare but received ${path}`);
      expect(stderr).not.toMatch(/^ +at /m);
    }
  });
});
