import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestsOf } from '../../src/artifact/digests.js';
import { expectedDigests } from '../../src/artifact/expected-digest.js';
import { layoutOf } from '../../src/artifact/layout/layout.js';
import { DEFAULT_ARTIFACT_BUDGET } from '../../src/artifact/task.js';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();
const layout = (path: string) => layoutOf(path, DEFAULT_ARTIFACT_BUDGET);
const none = (): void => {};

function folder(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(scratch, name);
  mkdirSync(join(path, 'sub'), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

describe('the digest of', () => {
  test('a file is what sha256sum and b2sum print', () => {
    const path = join(folder('file', { a: 'x'.repeat(3_000_000) }), 'a');
    const program = (name: string): string => execFileSync(name, [path], { encoding: 'utf8' }).split(' ')[0]!;
    const pieces: number[] = [];
    const found = digestsOf(layout(path), 'blake2b', (bytes) => pieces.push(bytes));
    expect(found).toEqual({
      files: new Map([['a', program('sha256sum')]]),
      sha256: program('sha256sum'),
      blake2b: program('b2sum'),
    });
    expect(pieces.reduce((sum, bytes) => sum + bytes)).toBe(3_000_000);
  });
  test('a folder is that of what sha256sum prints, also for names with line breaks', () => {
    const path = folder('folder', { b: '1', a: '2', 'sub/c': '3', 'line\nbreak': '4', 'back\\slash': '5' });
    const names = ['a', 'b', 'back\\slash', 'line\nbreak', 'sub/c'];
    const lines = execFileSync('sha256sum', names, { cwd: path });
    const whole = execFileSync('sha256sum', { input: lines, encoding: 'utf8' }).split(' ')[0];
    expect(digestsOf(layout(path), null, none)).toMatchObject({ sha256: whole, blake2b: null });
  });
  test('an empty file is known', () => {
    const path = join(folder('empty', { a: '' }), 'a');
    expect(digestsOf(layout(path), null, none).sha256).toMatch(/^e3b0c44298fc/);
  });
  test('what is not there does not exist', () => {
    expect(() => digestsOf(layout(join(scratch, 'nothing')), null, none)).toThrow(
      expect.objectContaining({ code: 'not_found' }),
    );
  });
});

test.each(['written to', 'replaced by a link'])('a file that was %s since it was found has no digest', (how) => {
  const path = folder(`changed ${how}`, { a: 'before', other: 'before' });
  const found = layout(path);
  if (how === 'written to') writeFileSync(join(path, 'a'), 'beyond');
  else {
    execFileSync('rm', [join(path, 'a')]);
    symlinkSync('other', join(path, 'a'));
  }
  expect(() => digestsOf(found, null, none)).toThrow(expect.objectContaining({ code: 'file_changed' }));
});

describe('an expected digest', () => {
  const hex = 'Ab'.repeat(32);
  test.each([
    [{ sha256: hex }, 'sha256', 64],
    [{ sha256: `sha256:${hex}` }, 'sha256', 64],
    [{ digest: `sha256:${hex}` }, 'sha256', 64],
    [{ digest: ` ${hex}\n` }, 'sha256', 64],
    [{ digest: `blake2b:${hex}${hex}` }, 'blake2b', 128],
  ] as const)('%j is one', (expectation, algorithm, digits) => {
    expect(expectedDigests(expectation)).toEqual([{ algorithm, hex: 'ab'.repeat(digits / 2) }]);
  });
  test.each([
    [{ sha256: '' }, 'expectation.sha256'],
    [{ sha256: 'abc' }, 'expectation.sha256'],
    [{ sha256: `blake2b:${hex}${hex}` }, 'expectation.sha256'],
    [{ digest: `md5:${hex}` }, 'expectation.digest'],
    [{ digest: `blake2b:${hex}` }, 'expectation.digest'],
  ])('%j is none', (expectation, field) => {
    expect(() => expectedDigests(expectation)).toThrow(field);
  });
});
