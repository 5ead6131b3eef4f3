import { describe, expect, test } from 'vitest';
import { parseBenchArguments, wanted } from '../../bench/arguments.js';

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

  test('--quick leaves out the large file and takes as few rounds as quartiles need', () => {
    const args = parse('--quick');
    expect(wanted(args, 'decode', 'c')).toBe(false);
    expect(wanted(args, 'decode', 'b')).toBe(true);
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
